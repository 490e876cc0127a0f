package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `check` finds in recordings of a swarm whose kernel has IPVS and ESP, where somebody changed them: S117, S118,
/// S119 and S120 (`swarm/expected`). None of them has the rules that mark packets: this kernel has no iptables, and so
/// S117 is true of each service in all of them.
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
}
