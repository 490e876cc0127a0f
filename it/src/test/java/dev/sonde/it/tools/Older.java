package dev.sonde.it.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What this machine's tools, Debian 12's, print otherwise than the newest, which ours follow: `tools/older.txt`. Where
/// the newest cannot be had, it is not compared, and the run says so.
final class Older {
    record Row(String what, Pattern lines) {}

    static final List<Row> ROWS = read();

    private static List<Row> read() {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Older.class.getResourceAsStream("/tools/older.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int bar = line.indexOf(" | ");
                if (!line.startsWith("#")) {
                    rows.add(new Row(line.substring(0, bar), Pattern.compile(line.substring(bar + 3))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /// Whether a command line is of a kind that older tools print otherwise.
    static boolean prints(String line) {
        return ROWS.stream().anyMatch(row -> row.lines.matcher(line).matches());
    }

    /// Whether what the real tool printed says how ours has to be.
    static boolean compared(String line) {
        return Newest.brought() || !prints(line);
    }

    private Older() {}
}
