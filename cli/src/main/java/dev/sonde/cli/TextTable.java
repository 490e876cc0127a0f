package dev.sonde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// A table for people: a heading, and a line for each row, every column as wide as its widest cell.
public final class TextTable<R> {
    /// `cell`: what stands there, made harmless by the table. `right`: numbers. `leaves`: 0, or in which order the
    /// column is left out where the terminal is too narrow for all of them, 1 first.
    public record Column<R>(String heading, boolean right, int leaves, Function<R, String> cell) {
        /// One without a heading.
        public static <R> Column<R> of(Function<R, String> cell) {
            return new Column<>("", false, 0, cell);
        }
    }

    private final List<Column<R>> columns;
    private final List<R> rows;
    private final String[][] cells;
    private final int[] width;
    private final boolean[] shown;
    private final List<String> hidden = new ArrayList<>(0);

    public TextTable(List<Column<R>> columns, List<R> rows) {
        this.columns = columns;
        this.rows = rows;
        cells = new String[rows.size()][columns.size()];
        width = new int[columns.size()];
        shown = new boolean[columns.size()];
        for (int c = 0; c < width.length; c++) {
            Column<R> column = columns.get(c);
            shown[c] = true;
            width[c] = column.heading().length();
            for (int r = 0; r < cells.length; r++) {
                cells[r][c] = Escaper.escape(column.cell().apply(rows.get(r)));
                width[c] = Math.max(width[c], Escaper.width(cells[r][c]));
            }
        }
    }

    /// Leaves columns out until a line fits, if there are columns that may be left out.
    public TextTable<R> fit(int line) {
        int whole = -2;
        for (int w : width) {
            whole += w + 2;
        }
        for (int order = 1; order <= width.length; order++) {
            for (int c = 0; c < width.length; c++) {
                if (whole > line && columns.get(c).leaves() == order) {
                    shown[c] = false;
                    hidden.add(columns.get(c).heading());
                    whole -= width[c] + 2;
                }
            }
        }
        return this;
    }

    /// The headings of what [#fit] left out.
    public List<String> hidden() {
        return hidden;
    }

    /// `below`: prints further lines under a row.
    public void print(Console out, Consumer<R> below) {
        String[] head = new String[width.length];
        for (int c = 0; c < head.length; c++) {
            head[c] = columns.get(c).heading();
        }
        out.style("1");
        line(out, head);
        out.style("0").line();
        for (int r = 0; r < cells.length; r++) {
            line(out, cells[r]);
            out.line();
            below.accept(rows.get(r));
        }
    }

    /// Prints the rows without a heading, each behind so many blanks.
    public void printRows(Console out, int indent) {
        for (String[] row : cells) {
            out.blanks(indent);
            line(out, row);
            out.line();
        }
    }

    private void line(Console out, String[] row) {
        for (int c = 0; c < row.length; c++) {
            if (!shown[c]) {
                continue;
            }
            int rest = width[c] - Escaper.width(row[c]);
            if (columns.get(c).right()) {
                out.blanks(rest).text(row[c]).text("  ");
            } else {
                out.text(row[c]).blanks(c < row.length - 1 ? rest + 2 : 0);
            }
        }
    }
}
