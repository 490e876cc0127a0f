package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.engine.LabState;
import dev.sonde.lab.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Labs of kind flannel: two faults at one time on the way to one node, pasted away in some rounds; and healthy ones of
/// some shapes, of which `check` has nothing to say. A ping is the judge.
@Tag("kernel")
@Tag("long")
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlannelPairsIT {
    private static final int PAIRS = Programme.LONG ? Integer.MAX_VALUE : 3;
    private static final int NODES = Programme.LONG ? 6 : 2;
    private static final long SEED = Long.getLong("sonde.seed", 20_261_130L);

    /// Looks at a lab with two faults, until nothing is found.
    private static final int ROUNDS = 4;

    /// What takes the device down takes its routes away, and so comes last.
    private static final String LAST = "pod-tunnel-down";

    @TempDir
    Path folder;

    static List<String> pairs() {
        List<String> names = new ArrayList<>();
        Fault.ALL.stream()
                .filter(f -> f.ofCluster() && !f.name().equals(LAST))
                .map(Fault::name)
                .forEach(names::add);
        names.add(LAST);
        List<String> all = new ArrayList<>();
        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                all.add(names.get(a) + " " + names.get(b));
            }
        }
        Collections.shuffle(all, new Random(SEED));
        return all.subList(0, Math.min(PAIRS, all.size()));
    }

    private Lab up(int nodes, int pods) throws IOException {
        return Lab.up(Files.writeString(
                        folder.resolve("plan-" + nodes + "-" + pods + ".json"),
                        "{\"kind\": \"flannel\", \"hosts\": " + nodes
                                + ", \"pods\": [{\"name\": \"web\", \"replicas\": " + pods + "}]}")
                .toString());
    }

    private static boolean answers(Lab lab, LabState.Pod from, LabState.Pod to) {
        return Sonde.run("nsenter", "--net=" + lab.file(from.file()), "ping", "-q", "-c", "1", "-W", "1", to.ip())
                        .status()
                == 0;
    }

    private static List<JsonNode> found(Lab lab) {
        JsonNode check = Lab.check();
        assertThat(check.get("whole").asBoolean()).isTrue();
        return lab.own(check);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void areFoundAndMended(String pair) throws IOException {
        try (Lab lab = up(2, 2)) {
            List<LabState.Pod> pods = lab.state().cluster().pods();
            assertThat(answers(lab, pods.getFirst(), pods.getLast())).isTrue();
            for (String fault : pair.split(" ")) {
                assertThat(lab.run("break", fault)).contains(": broken: " + fault);
            }
            assertThat(answers(lab, pods.getFirst(), pods.getLast())).as(pair).isFalse();
            List<JsonNode> found = found(lab);
            assertThat(found)
                    .as(pair)
                    .isNotEmpty()
                    .allMatch(f -> f.get("code").asText().equals("S318")
                            && f.get("severity").asText().equals("error"));
            for (int round = 1; !found.isEmpty(); round++) {
                assertThat(round).as("%s: rounds; left: %s", pair, found).isLessThanOrEqualTo(ROUNDS);
                for (JsonNode f : found) {
                    Sonde.Result paste = Sonde.sh(f.at("/remedy/command").asText());
                    assertThat(paste.status()).as("%s: %s", f, paste).isZero();
                }
                found = found(lab);
            }
            assertThat(answers(lab, pods.getFirst(), pods.getLast()))
                    .as("pasted: %s", pair)
                    .isTrue();
            assertThat(lab.run("mend").lines()).hasSize(2).allMatch(l -> l.contains(": mended: "));
            assertThat(answers(lab, pods.getFirst(), pods.getLast()))
                    .as("mended: %s", pair)
                    .isTrue();
            assertThat(found(lab)).as(pair).isEmpty();
        }
    }

    @Test
    void ofHealthyOnesNothingIsFound() throws IOException {
        for (int nodes = 1; nodes <= NODES; nodes++) {
            try (Lab lab = up(nodes, 2 * nodes + 1)) {
                assertThat(found(lab)).as("%d nodes, before traffic", nodes).isEmpty();
                List<LabState.Pod> pods = lab.state().cluster().pods();
                for (LabState.Pod to : pods.subList(1, pods.size())) {
                    assertThat(answers(lab, pods.getFirst(), to)).isTrue();
                }
                assertThat(found(lab)).as("%d nodes, after traffic", nodes).isEmpty();
            }
        }
    }
}
