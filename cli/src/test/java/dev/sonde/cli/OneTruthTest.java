package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.run.Rules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `show` and `check` say the same of a row: each row that `show` marks is the victim of a finding, and the rows of
/// each finding are marked.
class OneTruthTest {
    /// Codes of the findings about rows of the VXLAN device, and which rows of the victim each is about.
    private static final Map<String, List<String>> ROWS = Map.of(
            "S101", List.of("fdb"),
            "S102", List.of("fdb"),
            "S107", List.of("fdb"),
            "S103", List.of("neighbour"),
            "S108", List.of("fdb", "neighbour"),
            "S106", List.of("stale"));

    @TempDir
    static Path folder;

    private static List<String> names() {
        return Recordings.names();
    }

    private static TreeSet<String> differences(String recording) {
        Recordings recordings = new Recordings(folder);
        TreeSet<String> found = new TreeSet<>();
        // What else mends rows, host by host: of a device that was down they are gone, and that is one finding.
        Map<String, String> others = new TreeMap<>();
        for (JsonNode f : recordings.run(recording, "check", "-j").json().get("findings")) {
            if (!ROWS.containsKey(f.get("code").asText())) {
                others.merge(
                        f.at("/where/host").asText(), f.at("/remedy/command").asText(), String::concat);
            }
            for (String row : ROWS.getOrDefault(f.get("code").asText(), List.of())) {
                found.add(f.at("/where/host").asText() + " " + f.get("victim").asText() + " " + row);
            }
        }
        TreeSet<String> marked = new TreeSet<>();
        int tunnels = 0;
        for (JsonNode n : recordings.run(recording, "ls", "-j").json().at("/hosts/0/namespaces")) {
            if (n.get("kind").asText().equals("overlay network")) {
                String target = "netns:" + n.get("netns").asText();
                for (JsonNode link : recordings
                        .run(recording, "show", "-j", "--all", target)
                        .json()
                        .get("links")) {
                    tunnels += marks(link, n.get("host").asText(), marked, others);
                    for (JsonNode port : link.get("ports")) {
                        tunnels += marks(port, n.get("host").asText(), marked, others);
                    }
                }
            }
        }
        assertThat(tunnels).as("VXLAN devices shown").isGreaterThanOrEqualTo(Recordings.ofCluster(recording) ? 0 : 2);
        TreeSet<String> all = new TreeSet<>();
        found.stream().filter(f -> !marked.contains(f)).forEach(f -> all.add("- " + f));
        marked.stream().filter(m -> !found.contains(m)).forEach(m -> all.add("+ " + m));
        return all;
    }

    /// Adds what is marked behind a VXLAN device; 1 if the link is one.
    private static int marks(JsonNode link, String host, TreeSet<String> all, Map<String, String> others) {
        if (!link.get("kind").asText().equals("vxlan")) {
            return 0;
        }
        String mended = others.getOrDefault(host, "");
        for (JsonNode s : link.get("stations")) {
            String owner = s.get("owner").asText();
            boolean known = !owner.isEmpty() && !owner.startsWith("unknown");
            String row = host + " " + (known ? owner : s.get("ip").asText()) + " ";
            String fdb = s.get("fdb").asText();
            String neighbour = s.get("neighbour").asText();
            boolean wrongFdb =
                    fdb.startsWith("fdb MISSING") || fdb.startsWith("fdb WRONG") || fdb.startsWith("fdb LEARNED");
            boolean wrongNeighbour = List.of("neighbour MISSING", "neighbour not PERMANENT", "IPv6 neighbour MISSING")
                            .contains(neighbour)
                    || neighbour.startsWith("neighbour WRONG");
            if (wrongFdb && !mended.contains("fdb replace " + s.get("mac").asText() + " ")) {
                all.add(row + "fdb");
            }
            if (wrongNeighbour
                    && !mended.contains("neigh replace " + s.get("ip").asText() + " ")) {
                all.add(row + "neighbour");
            }
            boolean faulty = s.get("faulty").asBoolean();
            if (wrongFdb || wrongNeighbour) {
                assertThat(faulty).as("%s", s).isTrue();
            } else if (faulty) {
                all.add(row + "stale");
            }
        }
        return 1;
    }

    /// The rules that look at one network's namespace alone.
    private static final Set<String> OF_ONE = Rules.ALL.stream()
            .filter(r -> r instanceof Rule.OfSegment && r.needs().equals(Need.OVERLAY_TABLES))
            .map(Rule::code)
            .collect(Collectors.toSet());

    /// What such a rule finds stands below the namespace that `show` shows, and nothing else does.
    @ParameterizedTest
    @MethodSource("names")
    void showSaysWhatCheckFinds(String recording) {
        Recordings recordings = new Recordings(folder);
        TreeSet<String> found = new TreeSet<>();
        for (JsonNode f : recordings.run(recording, "check", "-j").json().get("findings")) {
            if (OF_ONE.contains(f.get("code").asText())) {
                found.add(finding(f, f.at("/where/host").asText()));
            }
        }
        TreeSet<String> shown = new TreeSet<>();
        for (JsonNode n : recordings.run(recording, "ls", "-j").json().at("/hosts/0/namespaces")) {
            if (n.get("netns").asLong() == 0) {
                continue; // only a link leads there
            }
            JsonNode show = recordings
                    .run(recording, "show", "-j", "netns:" + n.get("netns").asText())
                    .json();
            show.get("findings").forEach(f -> shown.add(finding(f, n.get("host").asText())));
        }
        if (recording.equals("duplicate-mac")) {
            // S110 explains it to `check`, which sees both ends; `show` looks at one host.
            assertThat(shown.removeIf(f -> f.startsWith("S111 | error | nsenter-l2-table-test.2 ")))
                    .isTrue();
        }
        assertThat(shown).isEqualTo(found);
    }

    private static String finding(JsonNode f, String host) {
        return String.join(
                " | ",
                f.get("code").asText(),
                f.get("severity").asText(),
                f.get("headline").asText(),
                host);
    }

    @ParameterizedTest
    @MethodSource("names")
    void marksAndFindingsAgree(String recording) {
        assertThat(differences(recording)).isEmpty();
    }
}
