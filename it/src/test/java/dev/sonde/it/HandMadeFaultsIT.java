package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults that the lab does not make by itself, made with the real tools: each in a network of its own of one lab, so
/// that one look is enough for all, and a second one when all was mended by pasting.
@Tag("kernel")
class HandMadeFaultsIT {
    /// Where, the command, and what is found. On `host1` tasks 1 and 3 are remote. `$net`, `$mac`: how the network's
    /// addresses and MACs begin.
    private static final String FAULTS = """
            host1 | ip neigh replace $net.3 lladdr $mac:63 dev vxlan0 nud permanent | S103 | error
            host1 | ip neigh replace $net.3 lladdr $mac:05 dev vxlan0 nud permanent | S103 | error
            host1 | bridge fdb replace $mac:03 dev vxlan0 dst 10.99.0.2 self dynamic | S101 | warning
            host1 | ip link set dev vxlan0 down | S311 | error
            host1 | ip link set dev vxlan0 nomaster | S311 | error
            host1 | ip link set dev br0 down | S311 | error
            host1 | ip addr del $net.1/24 dev br0 | S113 | warning
            host2 | ip neigh replace $net.3 lladdr $mac:63 dev vxlan0 nud permanent | S106 | error
            host2 | bridge fdb replace $mac:03 dev vxlan0 dst 10.99.0.1 self permanent | S106 | warning
            host2 | bridge fdb replace $mac:03 dev vxlan0 dst 10.99.0.2 self permanent | S107 | error
            task1 | ip link set dev eth0 address $mac:77 | S111 | error
            task1 | ip addr flush dev eth0 | S111 | error
            task1 | ip link set dev eth0 down | S302 | error
            """;

    /// One of them in its network: what was found there, the evidence that the tools do not show, what came of pasting
    /// the remedy, and what was found then.
    private record Seen(List<Found> found, List<String> unseen, List<Sonde.Result> pasted, List<Found> left) {}

    private static final Map<String, Seen> SEEN = new HashMap<>();
    private static Lab lab;

    static List<String> faults() {
        return FAULTS.lines().map(String::strip).toList();
    }

    @BeforeAll
    static void everyFaultAtOnce() {
        lab = Lab.up("--networks", Integer.toString(faults().size()));
        for (int i = 0; i < faults().size(); i++) {
            LabState.Network n = lab.state().networks().get(i);
            String[] cells = faults().get(i).split(" \\| ");
            Lab.in(file(n, cells[0]), filled(n, cells[1]));
        }
        List<JsonNode> found = lab.own(Lab.check());
        Map<String, Seen> before = new HashMap<>();
        for (int i = 0; i < faults().size(); i++) {
            List<Found> here = Found.of(of(found, lab.state().networks().get(i)));
            List<String> unseen = new ArrayList<>();
            List<Sonde.Result> pasted = new ArrayList<>();
            for (Found f : here) {
                unseen.addAll(f.notSeenByTheTools());
                pasted.add(Sonde.sh(f.command()));
            }
            before.put(faults().get(i), new Seen(here, unseen, pasted, List.of()));
        }
        List<JsonNode> left = lab.own(Lab.check());
        for (int i = 0; i < faults().size(); i++) {
            Seen s = before.get(faults().get(i));
            List<Found> still = Found.of(of(left, lab.state().networks().get(i)));
            SEEN.put(faults().get(i), new Seen(s.found, s.unseen, s.pasted, still));
        }
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static List<JsonNode> of(List<JsonNode> findings, LabState.Network n) {
        return findings.stream()
                .filter(f -> f.at("/where/network").asText().equals(n.name()))
                .toList();
    }

    private static String file(LabState.Network n, String where) {
        for (LabState.Segment s : n.segments()) {
            if (where.startsWith("host") && s.host().equals(lab.host(where.charAt(4) - '0'))) {
                return lab.file(s.file());
            }
        }
        assertThat(where).isEqualTo("task1");
        return lab.file(n.tasks().getFirst().file());
    }

    private static String filled(LabState.Network n, String command) {
        String address = n.tasks().getFirst().ip();
        String mac = n.tasks().getFirst().mac();
        return command.replace("$net", address.substring(0, address.lastIndexOf('.')))
                .replace("$mac", mac.substring(0, mac.lastIndexOf(':')));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFoundWhoeverMadeIt(String fault) {
        String[] cells = fault.split(" \\| ");
        LabState.Network n = lab.state().networks().get(faults().indexOf(fault));
        Seen seen = SEEN.get(fault);
        assertThat(seen.found).as("%s", seen).hasSize(1);
        Found f = seen.found.getFirst();
        assertThat(f.code() + " " + f.severity()).isEqualTo(cells[2] + " " + cells[3]);
        boolean ofNetwork = List.of("S311", "S113").contains(f.code());
        assertThat(f.victim())
                .isEqualTo(ofNetwork ? n.name() : n.services().getFirst().name() + ".1");
        assertThat(seen.unseen).isEmpty();
        assertThat(seen.pasted.getFirst().status()).as("%s", seen).isZero();
        assertThat(seen.left).isEmpty();
    }
}
