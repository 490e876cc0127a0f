package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sonde.it.Programme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `sonde ip`, `bridge`, `brctl` and `ifconfig` beside the real ones: namespaces with contents from a seed, every
/// command line on both, byte for byte but for what [Mask] names.
///
/// `-Dsonde.seeds=1000` tries more seeds than the sixty, `-Dsonde.seed=7` this one alone.
@Tag("kernel")
@Tag("long")
class ToolsIT {
    @TempDir
    static Path folder;

    private static final Kinds KINDS = Kinds.here();

    /// A suite whose namespaces lack a kind of object has compared nothing of it. One seed alone need not have all.
    @AfterAll
    static void allKindsWereThere() {
        if (seeds().count() >= ENOUGH) {
            assertThat(KINDS.missing()).as("kinds of objects that no seed made").isEmpty();
        }
    }

    private static final int ENOUGH = 50;

    static LongStream seeds() {
        long one = Long.getLong("sonde.seed", -1);
        long usual = Programme.LONG ? 300 : Programme.SLOW ? 40 : 6;
        return one >= 0 ? LongStream.of(one) : LongStream.range(0, Long.getLong("sonde.seeds", usual));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("seeds")
    void printsWhatTheRealToolsPrint(long seed) throws IOException {
        Path d = Files.createDirectory(folder.resolve("seed" + seed));
        Contents contents = new Contents(seed);
        Recorded recorded = new Recorded(d, contents, CommandLines.ALL);
        Beside.run(d, recorded.script(Beside.setUp(contents)));
        recorded.isTheSame("seed " + seed, KINDS);
    }

    /// Names and aliases that hold what a terminal obeys, what JSON must escape, and bytes that are no UTF-8.
    @Test
    void hostileNamesComeOutWhole() throws IOException {
        Path d = Files.createDirectory(folder.resolve("hostile"));
        List<String> names =
                List.of("\\033[31mred", "a\"b\\\\c", "caf\\303\\251", "bad\\377\\200", "\\342\\200\\256rtl", "s$x`&;");
        StringBuilder script = new StringBuilder(
                "mount -t sysfs none /sys || exit 9\n" + "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad\n");
        for (int i = 0; i < names.size(); i++) {
            script.append("n=$(printf '%b' '" + names.get(i) + "')\n");
            script.append("ip link add \"$n\" type veth peer name p" + i + " || exit 8\n");
            script.append("ip link set \"$n\" alias \"alias $n\n\tend\"\n");
            script.append(
                    "ip addr add 10.0." + i + ".1/24 dev \"$n\"\nip link set \"$n\" up\nip link set p" + i + " up\n");
            script.append("ip link property add dev \"$n\" altname \"other$n\"\n");
        }
        List<String> lines = List.of(
                "ip link",
                "ip -br link",
                "ip addr",
                "ip route",
                "ip -d link",
                "ifconfig -a",
                "ip -o addr",
                "bridge fdb");
        script.append("sleep 1; $SONDE collect -o before\n");
        for (int i = 0; i < lines.size(); i++) {
            Beside.real(script, lines.get(i), i);
        }
        script.append("$SONDE collect -o after\n");
        Beside.run(d, script);
        for (int i = 0; i < lines.size(); i++) {
            String difference = Recorded.compare(d, "before", lines.get(i), i);
            assertThat(difference.isEmpty() ? difference : Recorded.compare(d, "after", lines.get(i), i))
                    .isEmpty();
            // A terminal gets no byte that it would obey, but for our colours.
            byte[] shown = Analysis.run(d.resolve("after"), true, Beside.words(lines.get(i)))
                    .out();
            String plain = new String(shown, StandardCharsets.UTF_8).replaceAll("\033\\[(0|1;3[1-6]|1;94)m", "");
            assertThat(plain).doesNotContain("\033", "\u202e", "\ufffd", "\t\nend");
        }
        for (String line : List.of("ip -j link", "ip -j addr", "ip -j -p -d link", "ip -j route", "bridge -j fdb")) {
            for (boolean terminal : new boolean[] {false, true}) {
                byte[] json = Analysis.run(d.resolve("after"), terminal, Beside.words(line))
                        .out();
                assertThat(strings(json)).as(line).contains("\033[31mred", "a\"b\\c", "café", "bad\udcff\udc80");
            }
        }
    }

    /// Of a kind for which no driver is loaded the kernel filters nothing; the real tool drops the rows, and leaves
    /// their braces.
    @Test
    void ofAKindWithoutADriverThereIsNothing() throws IOException {
        Path d = Files.createDirectory(folder.resolve("driver"));
        Beside.run(d, new StringBuilder("$SONDE collect -o stream\nip -j link show type nosuch >real\n"));
        if (Newest.brought()) {
            assertThat(Beside.read(d.resolve("real"))).isEqualTo("[{}]\n");
        }
        assertThat(Analysis.run(d.resolve("stream"), false, Beside.words("ip -j link show type nosuch"))
                        .text())
                .isEqualTo("[]\n");
    }

    /// All strings of a JSON document; fails when it is none.
    private static List<String> strings(byte[] json) throws IOException {
        List<String> strings = new ArrayList<>();
        String text = new String(json, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).as("valid UTF-8").isEqualTo(json);
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    strings.add(parser.getText());
                }
            }
        }
        return strings;
    }
}
