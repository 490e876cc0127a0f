package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The VXLAN device of flannel on two hosts, with the rows that its daemon writes: what breaks the way to the other
/// node's pods is found, and mended by what is printed. A ping is the judge.
@Tag("kernel")
@Tag("slow")
class PodRouteIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up();
        for (int i = 1; i <= 2; i++) {
            on(
                    i,
                    "ip link add flannel.1 address 02:66:00:00:00:0" + i + " type vxlan id 1 local 10.99.0." + i
                            + " dev eth0 dstport 8472 nolearning && ip addr add 10.244." + i
                            + ".0/32 dev flannel.1 && ip link set dev flannel.1 up");
        }
        for (int i = 1; i <= 2; i++) {
            int j = 3 - i;
            on(
                    i,
                    "ip route add 10.244." + j + ".0/24 via 10.244." + j + ".0 dev flannel.1 onlink && ip neigh replace"
                            + " 10.244." + j + ".0 lladdr 02:66:00:00:00:0" + j + " dev flannel.1 nud permanent"
                            + " && bridge fdb replace 02:66:00:00:00:0" + j + " dev flannel.1 dst 10.99.0." + j
                            + " self permanent");
        }
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// A script on one of the lab's hosts.
    private static void on(int host, String script) {
        Sonde.Result r = Sonde.sonde("enter", lab.host(host), "--", "sh", "-c", script);
        assertThat(r.status()).as("%s: %s", script, r).isZero();
    }

    private static boolean answers() {
        return Sonde.sonde("enter", lab.host(1), "--", "ping", "-q", "-c", "1", "-W", "1", "10.244.2.0")
                        .status()
                == 0;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no neighbour | ip neigh del 10.244.2.0 dev flannel.1
            other MAC    | ip neigh replace 10.244.2.0 lladdr 02:66:00:00:00:99 dev flannel.1 nud permanent && bridge fdb add 02:66:00:00:00:99 dev flannel.1 dst 10.99.0.2 self permanent
            no row       | bridge fdb del 02:66:00:00:00:02 dev flannel.1 dst 10.99.0.2 self
            wrong node   | bridge fdb replace 02:66:00:00:00:02 dev flannel.1 dst 10.99.0.77 self permanent
            """)
    void isFoundAndMendedByPasting(String what, String fault) {
        assertThat(answers()).isTrue();
        assertThat(lab.own(Lab.check())).isEmpty();
        on(1, fault);
        assertThat(answers()).as(what).isFalse();
        List<JsonNode> found = lab.own(Lab.check());
        assertThat(found).as(what).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText()).isEqualTo("S318");
        assertThat(f.get("victim").asText()).startsWith("the pods in 10.244.2.0/24 on ");
        Sonde.Result pasted = Sonde.sh(f.at("/remedy/command").asText());
        assertThat(pasted.status()).as("%s: %s", f, pasted).isZero();
        assertThat(answers()).as("mended: %s", what).isTrue();
        assertThat(lab.own(Lab.check())).isEmpty();
    }
}
