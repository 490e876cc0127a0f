package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.run.Rules;
import dev.sonde.lab.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What `check` finds in the recording of each fault: what the table beside the recordings says, and nothing else.
class RecordedFaultsTest {
    /// Rules that no recording fires, and the test that fires them. A rule leaves this list when it has a recording.
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            // Pings: `collect` sends none, so no recording holds what became of them, and `check --probe --from` is
            // refused. Made-up answers on a recording of a healthy lab fire these rules; ProbeIT pings in real ones.
            Map.entry("S201", "cli/src/test/java/dev/sonde/cli/ProbeRulesTest.java"),
            Map.entry("S202", "cli/src/test/java/dev/sonde/cli/ProbeRulesTest.java"),
            Map.entry("S203", "cli/src/test/java/dev/sonde/cli/ProbeRulesTest.java"),
            Map.entry("S204", "cli/src/test/java/dev/sonde/cli/ProbeRulesTest.java"),
            // A lab tells of no peers: only Docker's answers hold them.
            Map.entry("S116", "core/src/test/java/dev/sonde/core/check/rule/overlay/AbsentPeerTest.java"),
            // The limit of neighbours is the whole machine's.
            Map.entry("S315", "core/src/test/java/dev/sonde/core/check/rule/host/NeighboursFullTest.java"),
            // A kernel without VLANs makes no such bridge: aDefaultVlanIsFound below changes a recording.
            Map.entry("S306", "cli/src/test/java/dev/sonde/cli/RecordedFaultsTest.java"),
            // A lab has no IPVS and no keys: RecordedSwarmsTest has recordings of Docker's own.
            Map.entry("S117", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S118", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S119", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S120", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S121", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S122", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"),
            Map.entry("S319", "cli/src/test/java/dev/sonde/cli/RecordedSwarmsTest.java"));

    /// What else a recording may hold that `check` tells: gaps and what it cannot judge.
    private static final Map<String, String> OTHER = Map.of(
            "firewall-unsure", "the firewall of host2: rule 2 of chain inet t in",
            "dangling-veth", "the links of behind hidden-near@node1");

    @TempDir
    static Path folder;

    private static Recordings recordings() {
        return new Recordings(folder);
    }

    /// A row of the table.
    private record Expected(
            String recording, String code, String severity, String host, String victim, String command) {
        static Expected of(String line) {
            String[] cells = line.split(" \\| ", -1);
            return new Expected(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
        }

        String finding() {
            return String.join(" | ", code, severity, host, victim, command);
        }
    }

    private static List<Expected> expected() throws IOException {
        return Files.readAllLines(Recordings.FOLDER.resolve("expected")).stream()
                .filter(l -> !l.startsWith("#") && !l.startsWith("recording |"))
                .map(Expected::of)
                .toList();
    }

    private static String finding(JsonNode f) {
        return String.join(
                " | ",
                f.get("code").asText(),
                f.get("severity").asText(),
                f.at("/where/host").asText(),
                f.get("victim").asText(),
                Recordings.withoutFolder(f.at("/remedy/command").asText()));
    }

    private static List<String> names() {
        return Recordings.names();
    }

    /// What belongs to none of the lab's networks: a file without a namespace, the namespace of a network that nobody
    /// knows, a tunnel of flannel's.
    private static final Set<String> OF_NO_NETWORK = Set.of("S312", "S114", "S318");

    /// A node is a word that means its device, a pod is on no overlay network.
    @Test
    void aClusterHasNoNetworkToName() {
        Recordings.Result node = recordings().run("missing-pod-fdb", "check", "node1", "-j");
        assertThat(codes(node.json())).containsExactly("S318");
        assertThat(codes(recordings()
                        .run("missing-pod-fdb", "check", "node2", "-j")
                        .json()))
                .isEmpty();
        Recordings.Result pod = recordings().run("missing-pod-fdb", "check", "pod:default/web-1");
        assertThat(pod.err()).startsWith("sonde: check: pod:default/web-1: it is on no overlay network");
    }

    /// The network, a task of either host, its service and its lab: a word that means less than the whole may not hide
    /// what harms it.
    @ParameterizedTest
    @MethodSource("names")
    void eachWordThatMeansTheNetworkFindsItsFault(String recording) throws IOException {
        List<String> whole = codes(recordings().run(recording, "check", "-j").json());
        whole.removeIf(OF_NO_NETWORK::contains);
        if (Recordings.ofCluster(recording)) {
            return; // aClusterHasNoNetworkToName below
        }
        boolean other =
                List.of("healthy-ipv6", "healthy-mixed", "missing-neighbour-v6").contains(recording);
        List<String> words = other
                ? List.of("lab")
                : List.of(
                        "nsenter-test",
                        "nsenter-test@lab",
                        "network:nsenter-test",
                        "nsenter-l2-table-test.1",
                        "nsenter-l2-table-test.1@host2",
                        "nsenter-l2-table-test.2",
                        "nsenter-l2-table-test",
                        "lab");
        for (String word : words) {
            JsonNode check = recordings().run(recording, "check", word, "-j").json();
            List<String> found = codes(check);
            found.removeIf(OF_NO_NETWORK::contains);
            assertThat(found).as(word).isEqualTo(whole);
            assertThat(check.get("networks").asInt()).as(word).isPositive();
        }
    }

    private static List<String> codes(JsonNode check) {
        List<String> codes = new ArrayList<>();
        check.get("findings").forEach(f -> codes.add(f.get("code").asText()));
        return codes;
    }

    /// To find no fault where nothing was compared would be an all-clear.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "offline | it is on no overlay network: there is nothing to compare | sonde show offline shows what is there",
                "local | a network of driver bridge | check compares overlay networks only",
                "frnot | no such target | did you mean front? sonde ls lists what there is",
                "front@nowhere | no such target | did you mean front, front@berlin, front@paris? sonde ls lists what there is",
            })
    void whatIsNotComparedIsSaid(String word, String why, String remedy) {
        Recordings.Result r = recordings().run("healthy-mixed", "check", word);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).isEqualTo("sonde: check: " + word + ": " + why + "\n  " + remedy + "\n");
        assertThat(r.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void exactlyItsFaultIsFound(String recording) throws IOException {
        List<Expected> rows =
                expected().stream().filter(e -> e.recording().equals(recording)).toList();
        assertThat(rows).as("rows of %s in the table", recording).isNotEmpty();
        boolean healthy = rows.getFirst().code().equals("-");
        Recordings.Result r = recordings().run(recording, "check", "-j");
        JsonNode check = r.json();
        List<String> found = new ArrayList<>();
        check.get("findings").forEach(f -> found.add(finding(f)));
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        healthy
                                ? List.of()
                                : rows.stream().map(Expected::finding).toList());
        String severities = rows.stream().map(Expected::severity).toList().toString();
        assertThat(r.status()).isEqualTo(severities.contains("error") ? 3 : severities.contains("warning") ? 4 : 0);
        assertThat(check.get("whole").asBoolean()).isTrue();
        boolean cluster = Recordings.ofCluster(recording);
        assertThat(check.get("endpoints").asInt()).isGreaterThanOrEqualTo(cluster ? 0 : 5);
        assertThat(check.get("rows").asInt()).isGreaterThanOrEqualTo(5);
        List<String> other = new ArrayList<>();
        check.get("gaps").forEach(g -> other.add(g.get("what").asText()));
        check.get("open").forEach(o -> other.add(o.get("what").asText()));
        assertThat(other).isEqualTo(OTHER.containsKey(recording) ? List.of(OTHER.get(recording)) : List.of());
        assertThat(r.err()).isEmpty();
    }

    /// The text says the same as the JSON, in as many words of the rule.
    @ParameterizedTest
    @MethodSource("names")
    void theTextNamesEachFinding(String recording) {
        Recordings.Result r = recordings().run(recording, "check", "--all");
        JsonNode findings = recordings().run(recording, "check", "-j").json().get("findings");
        List<String> heads = new ArrayList<>();
        for (JsonNode f : findings) {
            heads.add(f.get("severity").asText() + "[" + f.get("code").asText() + "]: "
                    + f.get("headline").asText());
            String command = f.at("/remedy/command").asText();
            for (String step : command.split(" && ")) {
                assertThat(r.out()).contains(step);
            }
        }
        assertThat(r.out().lines().filter(l -> l.matches("[a-z]+\\[S[0-9]+\\]: .*")))
                .containsExactlyElementsOf(heads);
        assertThat(r.err()).isEqualTo(OTHER.containsKey(recording) ? r.err() : "");
        assertThat(r.err()).contains(OTHER.getOrDefault(recording, ""));
    }

    /// Without `--all` the files of ended containers are one line, and no finding that is counted.
    @Test
    void filesOfEndedContainersAreOneLine() {
        Recordings.Result r = recordings().run("left-over-file", "check");
        assertThat(Recordings.withoutProcess(r.out()))
                .startsWith(
                        "1 file of an ended container in /proc/N/root/run/docker/netns: Docker removes it; --all lists"
                                + " it\nno fault found; 1 network, ");
        assertThat(r.out().lines()).hasSize(2);
        assertThat(r.status()).isZero();
    }

    @Test
    void everyFaultOfTheLabHasARecording() throws IOException {
        assertThat(Recordings.names())
                .as("to record what is missing: sudo it/record/faults NAME")
                .containsAll(Fault.ALL.stream().map(Fault::name).toList());
        assertThat(expected().stream().map(Expected::recording).distinct())
                .as("the table beside the recordings")
                .containsExactlyInAnyOrderElementsOf(Recordings.names());
    }

    @Test
    void everyRuleIsFired() throws IOException {
        Set<String> fired =
                new HashSet<>(expected().stream().map(Expected::code).toList());
        fired.remove("-");
        Path top = Path.of("..");
        for (Rule rule : Rules.ALL) {
            String code = rule.code();
            String test = ELSEWHERE.get(code);
            assertThat(fired.contains(code))
                    .as(
                            test == null
                                    ? "whether a row of the table fires %s: it needs a recording of a fault, or a place in"
                                            + " ELSEWHERE"
                                    : "whether a row of the table fires %s: then it has no place in ELSEWHERE",
                            code)
                    .isEqualTo(test == null);
            if (test != null) {
                String name = rule.getClass().getSimpleName();
                assertThat(Files.readString(top.resolve(test))).as(code).containsPattern(code + "|" + name);
            }
        }
        assertThat(fired).allMatch(c -> Rules.of(c) != null);
    }

    /// In the messages that the kernel sent of its bridges one attribute is called another of the same size:
    /// `IFLA_BR_GROUP_FWD_MASK` (9), 0, becomes `IFLA_BR_VLAN_DEFAULT_PVID` (39), 1: what DefaultPvid looks for.
    @Test
    void aDefaultVlanIsFound() throws IOException {
        String bytes = Files.readString(recordings().file("healthy"), StandardCharsets.ISO_8859_1);
        String changed = bytes.replace("\6\0\11\0\0\0\0\0", "\6\0\47\0\1\0\0\0");
        assertThat(changed).isNotEqualTo(bytes);
        Files.writeString(folder.resolve("default-vlan"), changed, StandardCharsets.ISO_8859_1);
        List<String> found = new ArrayList<>();
        Recordings.Result r = recordings().run("default-vlan", "check", "-j");
        r.json().get("findings").forEach(f -> found.add(finding(f)));
        assertThat(found)
                .containsExactly(
                        "S306 | warning | host1 | nsenter-test | sonde enter nsenter-test@host1 -- ip link set dev br0 type"
                                + " bridge vlan_default_pvid 0",
                        "S306 | warning | host2 | nsenter-test | sonde enter nsenter-test@host2 -- ip link set dev br0 type"
                                + " bridge vlan_default_pvid 0");
        assertThat(r.status()).isEqualTo(4);
    }
}
