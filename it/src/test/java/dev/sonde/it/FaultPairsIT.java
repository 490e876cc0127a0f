package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.lab.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two faults of a lab at one time, of one task: `check` finds both or, where one covers the other, that one; and when
/// everything that is printed was pasted, in some rounds where one came to light behind the other, nothing is left.
@Tag("kernel")
@Tag("long")
@Tag("slow")
class FaultPairsIT {
    private static final int PAIRS = Integer.getInteger("sonde.pairs", Programme.LONG ? Integer.MAX_VALUE : 4);
    private static final long SEED = Long.getLong("sonde.seed", 20_261_128L);

    /// Looks at a lab with two faults, until nothing is found.
    private static final int ROUNDS = 4;

    /// What each fault alone is found as: the table beside the recordings says it.
    private static final Map<String, String> CODES = codes();

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("../cli/src/test/resources/recordings/expected"))) {
                String[] cells = line.split(" \\| ");
                if (cells.length > 1) {
                    codes.put(cells[0], cells[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codes;
    }

    /// Where two are not just both: what has to be found.
    private static final Map<String, Set<String>> TOGETHER = Map.ofEntries(
            // one writes the row that the other had changed
            Map.entry("missing-fdb wrong-vtep", Set.of("S102")),
            Map.entry("missing-fdb self-loop", Set.of("S107")),
            Map.entry("wrong-vtep self-loop", Set.of("S107")),
            // both rows are gone then
            Map.entry("missing-fdb missing-neighbour", Set.of("S108")),
            Map.entry("missing-fdb missing-peer", Set.of("S108")),
            Map.entry("wrong-vtep missing-peer", Set.of("S108")),
            Map.entry("self-loop missing-peer", Set.of("S108")),
            Map.entry("missing-neighbour missing-peer", Set.of("S108")),
            // where no route leads there is none that is too small, and none that chooses a source
            Map.entry("underlay-mtu underlay-down", Set.of("S316")),
            Map.entry("underlay-down wrong-source", Set.of("S316")),
            // a port that is down, or none, has no state
            Map.entry("port-blocked veth-down", Set.of("S104")),
            Map.entry("port-blocked veth-unplugged", Set.of("S105")),
            // which of the two namespaces is in use is said when nothing else is wrong with that one
            Map.entry("wrong-vni second-epoch", Set.of("S112")),
            // the tunnel has not the number of the second device
            Map.entry("wrong-vni vni-clash", Set.of("S112", "S310")));

    /// What explains that an endpoint got no answer: then nothing more is said of it.
    private static final Set<String> SILENT = Set.of("S104", "S105", "S301", "S308", "S109", "S110");

    /// In this order: what makes the tunnel anew has to come before what changes its rows, and what needs a port that
    /// is up before what takes it down.
    private static final List<String> FIRST = List.of("wrong-vni", "port-blocked");

    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    static List<String> pairs() {
        List<String> names = new ArrayList<>(FIRST);
        Fault.ALL.stream()
                .filter(f -> !f.six() && !f.ofCluster())
                .map(Fault::name)
                .filter(n -> !FIRST.contains(n))
                .forEach(names::add);
        List<String> all = new ArrayList<>();
        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                all.add(names.get(a) + " " + names.get(b));
            }
        }
        Collections.shuffle(all, new Random(SEED));
        return all.subList(0, Math.min(PAIRS, all.size()));
    }

    private static Set<String> codes(List<JsonNode> findings) {
        Set<String> all = new TreeSet<>();
        findings.forEach(f -> all.add(f.get("code").asText()));
        return all;
    }

    private static void expect(String pair, Set<String> found) {
        Set<String> expected = new TreeSet<>();
        for (String fault : pair.split(" ")) {
            assertThat(CODES)
                    .as("the table of what check finds in each recording")
                    .containsKey(fault);
            expected.add(CODES.get(fault));
        }
        expected = new TreeSet<>(TOGETHER.getOrDefault(pair, expected));
        // Of who is cut off nobody expects an answer.
        if (expected.stream().anyMatch(SILENT::contains)) {
            expected.remove("S304");
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void areFoundAndMended(String pair) {
        Lab.whileThere(() -> foundAndMended(pair));
    }

    /// False where one of the faults went by itself before it was found.
    private static boolean foundAndMended(String pair) {
        String[] faults = pair.split(" ");
        try {
            lab.run("break", faults[0]);
            lab.run("break", faults[1]);
            List<JsonNode> found = lab.own(Lab.check());
            if (!lab.isThere(faults[0]) || !lab.isThere(faults[1])) {
                return false;
            }
            expect(pair, codes(found));
            for (int round = 1; !found.isEmpty(); round++) {
                assertThat(round).as("rounds; left: %s", found).isLessThanOrEqualTo(ROUNDS);
                for (JsonNode f : found) {
                    String command = f.at("/remedy/command").asText();
                    assertThat(command).as("%s", f).isNotEmpty();
                    Sonde.Result paste = Sonde.sh(command);
                    boolean gone =
                            f.get("code").asText().equals("S304") && paste.err().contains("No such file or directory");
                    assertThat(paste.status() == 0 || gone)
                            .as("%s: %s", f, paste)
                            .isTrue();
                }
                found = lab.own(Lab.check());
            }
        } finally {
            assertThat(lab.run("mend").lines()).hasSize(2).allMatch(l -> l.contains(": mended: "));
        }
        assertThat(lab.own(Lab.check())).isEmpty();
        return true;
    }
}
