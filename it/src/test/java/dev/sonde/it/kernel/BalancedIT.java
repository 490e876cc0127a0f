package dev.sonde.it.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// A swarm with real IPVS and real ESP, in a kernel of our own, since this machine's may have neither: what somebody
/// breaks there is found by name, and mended by what is printed. Then requests to the virtual address, and pings over
/// the encrypted network, are answered again.
@Tag("docker")
@Tag("long")
@Tag("longest")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BalancedIT {
    private static KernelSwarm swarm;

    @BeforeAll
    static void start() {
        swarm = KernelSwarm.start();
    }

    @AfterAll
    static void end() {
        if (swarm != null) {
            swarm.close();
        }
    }

    private static void allAnswer() {
        assertThat(swarm.answers()).isEqualTo(swarm.tasks());
    }

    private static void quiet(int... nodes) {
        for (int node : nodes) {
            assertThat(swarm.check(node)).as("node %d", node).isEmpty();
        }
    }

    /// The one thing that is found.
    private static JsonNode found(int node, String code, String network, String victim) {
        List<JsonNode> all = swarm.check(node);
        assertThat(all).as("node %d", node).hasSize(1);
        JsonNode f = all.getFirst();
        assertThat(f.get("code").asText()).as("%s", f).isEqualTo(code);
        assertThat(f.at("/where/network").asText()).as("%s", f).isEqualTo(network);
        assertThat(f.get("victim").asText()).as("%s", f).contains(victim);
        return f;
    }

    private static void inBalancer(int node, String command) {
        String file = swarm.balancer(node);
        swarm.run(node, "m=" + swarm.mark(node, file) + "; nsenter --net=" + file + " " + command);
    }

    @Test
    @Order(1)
    void nothingIsFoundWhileAllIsWell() {
        quiet(1, 2, 0);
        allAnswer();
        swarm.record(1, "balanced");
        assertThat(swarm.published(1)).isEqualTo(swarm.tasks());
        assertThat(swarm.published(2)).isEqualTo(swarm.tasks());
        int[] frames = swarm.underlay(() -> assertThat(swarm.pings(1)).isEqualTo(4));
        assertThat(frames[0]).as("frames of ESP").isGreaterThanOrEqualTo(8);
        assertThat(frames[1]).as("VXLAN packets in clear text").isZero();
    }

    @Test
    @Order(2)
    void aVirtualServerThatIsGone() {
        inBalancer(1, "ipvsadm -D -f $m");
        assertThat(swarm.answers()).containsExactly("lost");
        JsonNode f = found(1, "S117", "front", "web");
        assertThat(f.get("found").asText()).isEqualTo("no virtual server");
        swarm.record(1, "ipvs-no-server");
        found(0, "S117", "front", "web");
        swarm.paste(1, f);
        allAnswer();
        quiet(1);
    }

    /// One paste brings all of it back.
    @Test
    @Order(3)
    void allOfItIsGone() {
        inBalancer(1, "sh -c 'ipvsadm -C; iptables -t mangle -F INPUT'");
        assertThat(swarm.answers()).containsExactly("lost");
        JsonNode f = found(1, "S117", "front", "web");
        assertThat(f.get("found").asText()).startsWith("no virtual server, and no rule that marks packets to 10.0.50.");
        swarm.paste(1, f);
        allAnswer();
        quiet(1);
    }

    @Test
    @Order(4)
    void aRuleThatMarksIsGone() {
        List<String> before = swarm.marking(1, swarm.balancer(1));
        inBalancer(1, "iptables -t mangle -D INPUT 1");
        assertThat(swarm.answers()).containsExactly("lost");
        JsonNode f = found(1, "S117", "front", "web");
        assertThat(f.get("found").asText()).startsWith("no rule that marks packets to 10.0.50.");
        swarm.record(1, "ipvs-no-mark");
        swarm.paste(1, f);
        allAnswer();
        assertThat(swarm.marking(1, swarm.balancer(1))).isEqualTo(before);
        quiet(1);
    }

    private static final String INGRESS = "/run/docker/netns/ingress_sbox";

    /// Of TCP and of UDP: the engine does not tell of which a port is.
    @Test
    @Order(5)
    void theRulesOfPublishedPortsAreGone() {
        List<String> before = swarm.marking(1, INGRESS);
        assertThat(before).hasSize(3);
        swarm.run(1, "nsenter --net=" + INGRESS + " iptables -t mangle -F PREROUTING");
        assertThat(swarm.published(1)).containsExactly("lost");
        JsonNode f = found(1, "S117", "ingress", "web");
        assertThat(f.get("found").asText()).isEqualTo("no rule that marks packets to port 8088, port 8089");
        swarm.record(1, "ipvs-no-port");
        found(0, "S117", "ingress", "web");
        swarm.paste(1, f);
        assertThat(swarm.published(1)).isEqualTo(swarm.tasks());
        assertThat(swarm.marking(1, INGRESS)).isEqualTo(before);
        quiet(1);
    }

    @Test
    @Order(6)
    void aDestinationThatIsNoTask() {
        inBalancer(1, "ipvsadm -a -f $m -r 10.0.50.77:0 -m -w 1");
        assertThat(swarm.answers()).contains("lost").hasSize(1 + KernelSwarm.REPLICAS);
        JsonNode f = found(1, "S118", "front", "web to 10.0.50.77");
        swarm.record(1, "ipvs-foreign");
        swarm.paste(1, f);
        allAnswer();
        quiet(1);
    }

    @Test
    @Order(7)
    void aTaskThatGetsNoRequests() {
        inBalancer(1, "ipvsadm -d -f $m -r " + swarm.destination(1));
        assertThat(swarm.answers()).hasSize(KernelSwarm.REPLICAS - 1).doesNotContain("lost");
        JsonNode f = found(1, "S119", "front", "web.");
        swarm.record(1, "ipvs-no-destination");
        swarm.paste(1, f);
        allAnswer();
        quiet(1);
    }

    /// That the task is not ending is known because the ingress sends requests to it.
    @Test
    @Order(8)
    void aTaskOfWeightZero() {
        inBalancer(1, "ipvsadm -e -f $m -r " + swarm.destination(1) + " -m -w 0");
        assertThat(swarm.answers()).hasSize(KernelSwarm.REPLICAS - 1).doesNotContain("lost");
        JsonNode f = found(1, "S119", "front", "web.");
        assertThat(f.get("found").asText()).isEqualTo("weight 0");
        swarm.record(1, "ipvs-weight");
        swarm.paste(1, f);
        allAnswer();
        quiet(1, 0);
    }

    /// Of a service without a published port one host alone cannot know that; both can.
    @Test
    @Order(9)
    void aTaskOfWeightZeroThatOnlyBothHostsCanJudge() {
        String file = swarm.balancer(1, "closed");
        String mark = swarm.mark(1, file);
        String ipvsadm = "nsenter --net=" + file + " ipvsadm -e -f " + mark + " -r ";
        swarm.run(1, ipvsadm + swarm.destination(1, "closed") + " -m -w 0");
        quiet(1);
        JsonNode f = found(0, "S119", "closed", "safe.");
        assertThat(f.get("found").asText()).isEqualTo("weight 0");
        swarm.outside(f);
        quiet(1, 0);
    }

    /// A daemon that starts again brings the keys back; no command does.
    private static void restart(int node, JsonNode f) {
        assertThat(f.at("/remedy/text").asText() + f.get("remedy")).contains("restart Docker on node" + node);
        swarm.docker().stop(node);
        swarm.docker().restart(node);
        swarm.atRest();
        assertThat(swarm.pings(1)).isEqualTo(4);
        quiet(1, 2, 0);
    }

    @Test
    @Order(10)
    void statesThatAreGone() {
        swarm.run(2, "ip xfrm state flush");
        assertThat(swarm.pings(1)).isZero();
        JsonNode f = found(2, "S120", "closed", "safe.");
        swarm.record(2, "xfrm-no-states");
        assertThat(swarm.check(0))
                .isNotEmpty()
                .allMatch(o -> o.get("code").asText().equals("S120"));
        restart(2, f);
    }

    @Test
    @Order(11)
    void aPolicyThatIsGone() {
        swarm.run(2, "ip xfrm policy flush");
        assertThat(swarm.pings(1)).isZero();
        JsonNode f = found(2, "S120", "closed", "safe.");
        assertThat(f.get("found").asText()).startsWith("no policy encrypts packets to 10.99.0.1");
        swarm.record(2, "xfrm-no-policy");
        restart(2, f);
    }

    @Test
    @Order(12)
    void theRuleThatMarksForEncryptionIsGone() {
        swarm.run(2, "iptables -t mangle -F OUTPUT");
        assertThat(swarm.pings(1)).isZero();
        JsonNode f = found(2, "S120", "closed", "safe.");
        assertThat(f.get("found").asText()).startsWith("no rule marks packets with 13681891");
        swarm.record(2, "xfrm-no-mark");
        restart(2, f);
    }

    /// The packets of host 1 arrive at host 2, which cannot decrypt them: only where both are seen can that be known.
    @Test
    @Order(13)
    void aStateThatTheOtherHostLacks() {
        String spi = swarm.run(
                1,
                "ip xfrm policy show dir out dst 10.99.0.2 | sed -n 's/.*spi \\(0x[0-9a-f]*\\).*/\\1/p' | head -n 1");
        assertThat(spi).startsWith("0x");
        swarm.run(2, "ip xfrm state delete src 10.99.0.1 dst 10.99.0.2 proto esp spi " + spi);
        assertThat(swarm.pings(1)).isZero();
        quiet(1);
        JsonNode f = found(0, "S120", "closed", "safe.");
        assertThat(f.get("found").asText())
                .isEqualTo("10.99.0.2 has no state for the SPI " + spi + " that is used to it");
        swarm.record(0, "xfrm-unknown-spi");
        restart(2, f);
    }

    /// Looks on both hosts, and where both are seen, until it is done and once more.
    private static int quietWhile(String script) {
        CompletableFuture<Sonde.Result> doing =
                CompletableFuture.supplyAsync(() -> swarm.docker().sh(1, script));
        List<String> found = new ArrayList<>();
        int looks = 0;
        boolean done;
        do {
            done = doing.isDone();
            for (int node = 0; node <= 2; node++) {
                String who = "node" + node + ": ";
                swarm.check(node).forEach(f -> found.add(who + f));
                looks++;
            }
        } while (!done);
        assertThat(doing.join().status()).as("%s: %s", script, doing.join()).isZero();
        assertThat(found).as("while: %s", script).isEmpty();
        return looks;
    }

    @Test
    @Order(14)
    void nothingIsFoundInMotion() {
        int looks = 0;
        for (int replicas : new int[] {5, 1, 4, 2, 6, KernelSwarm.REPLICAS}) {
            looks += quietWhile("docker service scale -d web=" + replicas + " && sleep 4");
        }
        looks += quietWhile("docker service update -q --force --update-delay 1s web");
        looks += quietWhile("docker node update --availability drain node2 && sleep 6");
        looks += quietWhile("docker node update --availability active node2 && docker service update -q --force web");
        while (looks < 40) {
            looks += quietWhile("docker service update -q --force web");
        }
        swarm.atRest();
        allAnswer();
        quiet(1, 2, 0);
    }
}
