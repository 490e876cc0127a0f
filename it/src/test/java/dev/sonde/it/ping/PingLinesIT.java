package dev.sonde.it.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The command lines of `lines.txt`, with iputils' ping and with ours.
@Tag("kernel")
@Tag("long")
class PingLinesIT {
    /// A namespace of `network.sh` and the arguments of ping.
    record Line(String namespace, String arguments) {
        String text() {
            return (namespace + " " + arguments).strip();
        }
    }

    private static Network network;
    private static Reference reference;
    private static Process router;

    @BeforeAll
    static void make() throws Exception {
        reference = new Reference();
        network = new Network();
        router = network.router("errors");
    }

    @AfterAll
    static void remove() throws Exception {
        router.destroy();
        network.close();
    }

    static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/ping/lines.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(new Line(line.substring(0, 1), line.substring(1).stripLeading()));
            }
        }
        return lines;
    }

    /// Our usage is our own; a hint of ours follows in lines that begin with two blanks.
    private static String shown(String text) {
        return text.replaceAll("(?s)\\nUsage\\n.*?--- status", "\nUsage\n--- status");
    }

    @TestFactory
    Stream<DynamicTest> asIputils() throws IOException {
        return Programme.some(lines(), 8)
                .map(l -> DynamicTest.dynamicTest(l.text(), () -> {
                    String expected = reference.expected(network, l.namespace(), l.arguments());
                    String ours = Mask.of(network.fresh(l.namespace(), Network.sonde(), l.arguments()));
                    assertThat(shown(ours)).isEqualTo(shown(expected));
                }));
    }

    @Test
    void linesAreEnough() throws IOException {
        assertThat(lines()).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    /// The list of what the older ping prints otherwise: complete, and nothing in it that is no difference. To write it
    /// anew: `-Dsonde.golden.write=true`.
    @Test
    @Tag("longest")
    void theListOfDifferences() throws IOException {
        assumeTrue(reference.newest().isPresent(), "apt gives no newer ping");
        assumeTrue(
                Reference.machine().equals(Reference.OLDER), "this machine's ping is not iputils " + Reference.OLDER);
        Map<String, String> needed = new LinkedHashMap<>();
        for (Line l : lines()) {
            Sonde.Result older = network.fresh(l.namespace(), List.of("timeout", "5", "ping"), l.arguments());
            String newer = shown(reference.expected(network, l.namespace(), l.arguments()));
            if (!shown(reference.ruled(Mask.of(older))).equals(newer)) {
                needed.put(l.text(), newer.strip());
            }
        }
        if (Boolean.getBoolean("sonde.golden.write")) {
            String head = Files.readString(Reference.LIST).split("(?m)^== ")[0];
            StringBuilder all = new StringBuilder(head);
            needed.forEach((line, text) ->
                    all.append("== ").append(line).append('\n').append(text).append("\n\n"));
            Files.writeString(Reference.LIST, all);
        } else {
            assertThat(reference.lines()).isEqualTo(needed);
        }
    }
}
