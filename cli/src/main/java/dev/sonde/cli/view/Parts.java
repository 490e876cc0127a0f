package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Escaper;
import java.util.ArrayList;
import java.util.List;

/// The parts of one line of a view, two blanks between them. What the terminal is too narrow for goes on in the
/// next line, below the first part that may.
final class Parts {
    private record Part(String text, String style, int width) {}

    private final List<Part> parts = new ArrayList<>();

    /// Text that others may have written, made harmless.
    Parts add(String text) {
        return add(text, "");
    }

    /// `style`: of [Console#style], or empty. Empty text is no part.
    Parts add(String text, String style) {
        if (!text.isEmpty()) {
            String harmless = Escaper.escape(text);
            parts.add(new Part(harmless, style, Escaper.width(harmless)));
        }
        return this;
    }

    /// A column: at least `width` wide.
    Parts column(String text, int width, String style) {
        String harmless = Escaper.escape(text);
        parts.add(new Part(harmless, style, Math.max(width, Escaper.width(harmless))));
        return this;
    }

    Parts addAll(Parts more) {
        parts.addAll(more.parts);
        return this;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /// How wide the line is, all in one.
    int width() {
        int w = 0;
        for (Part p : parts) {
            w += p.width() + (w == 0 ? 0 : 2);
        }
        return w;
    }

    /// `at`: the column in which we are. `next`: what a further line begins with, up to the column where its parts
    /// stand.
    void print(Console out, int at, String next, int columns) {
        int column = at;
        boolean first = true;
        for (int i = 0; i < parts.size(); i++) {
            Part p = parts.get(i);
            if (!first && column + 2 + p.width() > columns) {
                out.line().text(next);
                column = Escaper.width(next);
                first = true;
            }
            if (!first) {
                out.text("  ");
                column += 2;
            }
            if (p.style().isEmpty()) {
                out.text(p.text());
            } else {
                out.style(p.style()).text(p.text()).style("0");
            }
            column += p.width();
            boolean last =
                    i == parts.size() - 1 || column + 2 + parts.get(i + 1).width() > columns;
            out.blanks(last ? 0 : p.width() - Escaper.width(p.text()));
            first = false;
        }
        out.line();
    }
}
