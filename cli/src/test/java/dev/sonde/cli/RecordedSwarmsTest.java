package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What `check` finds in recordings of a swarm whose kernel has IPVS and ESP, where somebody changed them: S117, S118,
/// S119 and S120 (`swarm/expected`); and of an engine whose resolver is lost in containers: S121,
/// and of a manager that has given up a node: S122. None of the first has the rules that mark packets: this kernel has
/// no iptables, and so S117 is true of each service in all of them.
class RecordedSwarmsTest {
    private static final Path FOLDER = Path.of("src/test/resources/swarm");

    @TempDir
    static Path folder;

    private static List<String> names() {
        return Recordings.names(FOLDER);
    }

    private static Recordings recordings() {
        return new Recordings(folder, FOLDER);
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(FOLDER.resolve("expected")).stream()
                .filter(l -> !l.startsWith("#"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachFaultIsFoundAndNothingElse(String recording) throws IOException {
        List<String> expected = new ArrayList<>();
        for (String l : lines()) {
            if (l.startsWith(recording.concat(" | "))) {
                expected.add(l.substring(recording.length() + 3));
            }
        }
        List<String> found = new ArrayList<>();
        for (JsonNode f : recordings().run(recording, "check", "-j").json().get("findings")) {
            found.add(String.join(
                    " | ",
                    f.get("code").asText(),
                    f.get("severity").asText(),
                    f.at("/where/network").asText(),
                    f.get("victim").asText(),
                    f.get("found").asText(),
                    f.at("/remedy/command").asText().isEmpty()
                            ? "-"
                            : f.at("/remedy/command").asText()));
        }
        assertThat(expected).isNotEmpty();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theTableNamesNoOthers() throws IOException {
        assertThat(lines().stream().map(l -> l.substring(0, l.indexOf(" | "))).distinct())
                .containsExactlyInAnyOrderElementsOf(names());
    }

    /// The same swarm with the rules that Docker writes, as an older iptables has them: nothing is found, and
    /// nothing is left open.
    @Test
    void withTheRulesThatMarkPacketsNothingIsFound() throws IOException {
        Path whole = folder.resolve("healthy");
        Files.write(whole, marked(Files.readAllBytes(recordings().file("ipvs-no-mark"))));
        Recordings.Result check = recordings().run("healthy", "check", "-j");
        JsonNode json = check.json();
        assertThat(json.get("findings")).as("%s", json).isEmpty();
        assertThat(json.get("networks").asInt()).isEqualTo(3);
        assertThat(check.status()).isZero();
        assertThat(check.out()).doesNotContain("mark packets");
    }

    /// A node that is down is named only where it has been for a minute, and is not there as another one: a host that
    /// has left and joined again is two.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (\\"UpdatedAt\\":\\"2026-11-30T)15:0.(?=(?:(?!UpdatedAt).)*\\"State\\":\\"down\\")        | $115:09
            (\\"State\\":\\"ready\\",\\"Addr\\":\\"10.99.0.)2                                  | $13
            \\"State\\":\\"down\\"                                                            | "State":"dawn"
            """, quoteCharacter = '`')
    void aNodeThatMayBeBackIsNotNamed(String what, String other) throws IOException {
        String stream = Files.readString(recordings().file("node-down"), StandardCharsets.ISO_8859_1);
        String changed = Pattern.compile(what).matcher(stream).replaceAll(other);
        assertThat(changed).hasSameSizeAs(stream).isNotEqualTo(stream);
        Files.writeString(folder.resolve("changed"), changed, StandardCharsets.ISO_8859_1);
        assertThat(recordings().run("changed", "check", "-j").json().get("findings"))
                .isEmpty();
    }

    /// Where it is no peer any more either, that is the same fault: one finding says both.
    @Test
    void aNodeThatIsNoPeerIsNamedOnce() throws IOException {
        String stream = Files.readString(recordings().file("node-down"), StandardCharsets.ISO_8859_1);
        String changed = stream.replace("\"IP\":\"10.99.0.3\"", "\"IP\":\"10.99.0.9\"");
        assertThat(changed).isNotEqualTo(stream);
        Files.writeString(folder.resolve("no-peer"), changed, StandardCharsets.ISO_8859_1);
        JsonNode findings = recordings().run("no-peer", "check", "-j").json().get("findings");
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).get("code").asText() + " "
                        + findings.get(0).get("found").asText())
                .startsWith("S116 the peers are ")
                .endsWith("; the swarm's manager says that node3 is down");
    }

    /// Puts the table mangle into each namespace that balances: the stream says of each that it has none.
    static byte[] marked(byte[] stream) throws IOException {
        Map<Integer, byte[]> tables = new HashMap<>();
        List<String> hex = Files.readAllLines(FOLDER.resolve("mangle.hex"));
        each(stream, (origin, path, from, end) -> {
            String text = new String(stream, from, end - from, StandardCharsets.ISO_8859_1);
            for (String l : path.equals("ip_vs") ? hex : List.<String>of()) {
                if (!l.startsWith("#") && text.contains("FWM  " + l.substring(0, 8))) {
                    tables.put(origin, HexFormat.of().parseHex(l.substring(9)));
                }
            }
        });
        assertThat(tables).hasSize(3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] copied = {0};
        each(stream, (origin, path, from, end) -> {
            byte[] table = path.equals("ip_tables_names") ? tables.get(origin) : null;
            if (table != null) {
                int start = from - path.length() - 4 - Header.SIZE;
                out.write(stream, copied[0], start - copied[0]);
                out.writeBytes(file(origin, path, "mangle\n".getBytes(StandardCharsets.US_ASCII)));
                out.writeBytes(file(origin, "ip_tables/mangle", table));
                copied[0] = end;
            }
        });
        out.write(stream, copied[0], stream.length - copied[0]);
        return out.toByteArray();
    }

    private interface FileFrame {
        void see(int origin, String path, int from, int end);
    }

    private static void each(byte[] stream, FileFrame who) {
        ByteBuffer b = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 8; at < stream.length; at += b.getInt(at)) {
            if (b.getShort(at + Header.KIND) == FrameKind.FILE) {
                int length = b.getInt(at + Header.SIZE);
                String path = new String(stream, at + Header.SIZE + 4, length, StandardCharsets.ISO_8859_1);
                who.see(b.getInt(at + Header.ORIGIN), path, at + Header.SIZE + 4 + length, at + b.getInt(at));
            }
        }
    }

    private static byte[] file(int origin, String path, byte[] content) {
        int length = Header.SIZE + 4 + path.length() + content.length;
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(Header.LENGTH, length)
                .putShort(Header.KIND, (short) FrameKind.FILE)
                .putInt(Header.ORIGIN, origin);
        b.putInt(Header.SIZE, path.length());
        b.put(Header.SIZE + 4, path.getBytes(StandardCharsets.ISO_8859_1));
        b.put(Header.SIZE + 4 + path.length(), content);
        return b.array();
    }
}
