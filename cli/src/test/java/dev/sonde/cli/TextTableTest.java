package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns as wide as they must be, and those that go where the terminal is narrow.
class TextTableTest {
    private static final List<TextTable.Column<String[]>> COLUMNS = List.of(
            new TextTable.Column<>("ID", false, 0, r -> r[0]),
            new TextTable.Column<>("HOST", false, 2, r -> r[1]),
            new TextTable.Column<>("N", true, 1, r -> r[2]),
            new TextTable.Column<>("WHAT", false, 0, r -> r[3]));
    private static final List<String[]> ROWS =
            List.of(new String[] {"1", "node1", "7", "one"}, new String[] {"22", "b", "1234", "e\u001b"});

    private static TextTable<String[]> table() {
        return new TextTable<>(COLUMNS, ROWS);
    }

    private static String print(TextTable<String[]> table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console out = new Console(bytes, false, 0, false);
        table.print(out, r -> out.text(r[0].equals("1") ? "  below\n" : ""));
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void wholeWithLinesBelow() {
        assertThat(print(table())).isEqualTo("""
                ID  HOST      N  WHAT
                1   node1     7  one
                  below
                22  b      1234  e\\x1b
                """);
    }

    /// The whole line has 22 columns, 16 without N.
    @ParameterizedTest
    @CsvSource({"22, ''", "21, N", "16, N", "15, 'N,HOST'", "1, 'N,HOST'"})
    void leavesOutWhatDoesNotFit(int columns, String hidden) {
        TextTable<String[]> table = table().fit(columns);
        assertThat(String.join(",", table.hidden())).isEqualTo(hidden);
        String head = print(table).lines().findFirst().orElseThrow();
        assertThat(Set.of(head.split(" +"))).doesNotContainAnyElementsOf(List.of(hidden.split(",")));
    }
}
