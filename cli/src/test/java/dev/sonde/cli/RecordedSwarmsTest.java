package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What `check` finds in recordings of a swarm whose kernel has IPVS and ESP, healthy, and where somebody changed them:
/// S117, S118, S119 and S120 (`swarm/expected`); of an engine whose resolver is lost in containers: S121; of a manager
/// that has given up a node: S122; and of a worker that is cut off: S319.
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
            if (l.startsWith(recording.concat(" | ")) && !l.equals(recording.concat(" | nothing"))) {
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
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theTableNamesNoOthers() throws IOException {
        assertThat(lines().stream().map(l -> l.substring(0, l.indexOf(" | "))).distinct())
                .containsExactlyInAnyOrderElementsOf(names());
    }

    /// All was compared, in all networks.
    @Test
    void ofABalancedSwarmNothingIsLeftOpen() throws IOException {
        Recordings.Result check = recordings().run("balanced", "check", "-j");
        JsonNode json = check.json();
        assertThat(json.get("findings")).as("%s", json).isEmpty();
        assertThat(json.get("open")).as("%s", json).isEmpty();
        assertThat(json.get("networks").asInt()).isEqualTo(3);
        assertThat(check.status()).isZero();
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
}
