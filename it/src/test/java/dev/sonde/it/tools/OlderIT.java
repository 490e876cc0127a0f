package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of what older tools print otherwise ([Older]), held against both: this machine's and the newest in the same
/// namespaces, which the older ones made. What is not on the list is the same in both; each of its rows is needed.
@Tag("kernel")
@Tag("slow")
class OlderIT {
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L, 5L);

    @TempDir
    static Path folder;

    @Test
    void theListSaysWhatIsOtherwiseAndNothingElse() throws IOException {
        for (Older.Row row : Older.ROWS) {
            assertThat(Stream.of(CommandLines.ALL, LiveToolsIT.LINES, List.of("ip -b good"))
                            .flatMap(List::stream)
                            .anyMatch(line -> row.lines().matcher(line).matches()))
                    .as("some command line is meant by: %s", row)
                    .isTrue();
        }
        if (!Newest.brought() || Newest.sameAsTheMachines()) {
            return; // there are no two versions here: what Newest said tells which one there is
        }
        List<String> unlisted = new ArrayList<>();
        Set<Older.Row> met =
                new TreeSet<>((a, b) -> a.lines().pattern().compareTo(b.lines().pattern()));
        Set<Older.Row> needed =
                new TreeSet<>((a, b) -> a.lines().pattern().compareTo(b.lines().pattern()));
        for (long seed : SEEDS) {
            Contents contents = new Contents(seed);
            Path d = Files.createDirectory(folder.resolve("seed" + seed));
            List<String> lines = new ArrayList<>();
            for (String line : CommandLines.ALL) {
                if (line.startsWith("ip ") || line.startsWith("bridge ")) {
                    lines.add(Beside.filled(line, contents));
                }
            }
            StringBuilder script = new StringBuilder("newest=$PATH; PATH=$OWN\n").append(Beside.setUp(contents));
            for (int i = 0; i < lines.size(); i++) {
                Beside.beside(script, lines.get(i), i, "PATH=$newest " + lines.get(i));
            }
            Beside.run(d, script);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                String difference = Beside.difference(d, line, i);
                if (!difference.isEmpty() && !Older.prints(line)) {
                    unlisted.add("seed " + seed + ": " + difference);
                }
                List<Older.Row> rows = Older.ROWS.stream()
                        .filter(row -> row.lines().matcher(line).matches())
                        .toList();
                met.addAll(rows);
                if (!difference.isEmpty()) {
                    needed.addAll(rows);
                }
            }
        }
        assertThat(String.join("\n", unlisted)).isEmpty();
        // Those that are not met here are of LiveToolsIT; not every kernel has VLANs.
        met.removeIf(row -> row.what().startsWith("VLANs") && !needed.contains(row));
        assertThat(needed).isEqualTo(met);
    }
}
