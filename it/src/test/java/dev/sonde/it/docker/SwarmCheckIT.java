package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `sonde check` on a real swarm: nothing is found while it is healthy, whatever is scaled; each fault, made with the
/// real tools, is found by the name of the task that suffers, and mended by pasting what is printed. On the newest
/// Docker that can be had; with `--long` on all.
@Tag("docker")
@Tag("long")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class SwarmCheckIT {
    private static final String NETWORK = CheckedSwarm.NETWORK;
    private static final String SERVICE = CheckedSwarm.SERVICE;
    private static final int REPLICAS = 4;
    private static final int RUNS = Programme.LONG ? 40 : 6;
    private static Engines docker;
    private static CheckedSwarm swarm;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        docker = Engines.swarm(suite);
        swarm = new CheckedSwarm(docker);
        docker.docker(1, "network", "create", "-d", "overlay", NETWORK);
        swarm.service(SERVICE, "--replicas", Integer.toString(REPLICAS));
        swarm.service(SERVICE + "-rr", "--replicas", "1", "--endpoint-mode", "dnsrr");
        swarm.settled(SERVICE, REPLICAS);
        swarm.settled(SERVICE + "-rr", 1);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    private static void healthy(int node) {
        Sonde.Result r = swarm.check(node);
        assertThat(r.out()).as("node %d: %s", node, r).doesNotContain("error[", "warning[", "info[");
        // what was not looked at has no errors either
        assertThat(r.out()).as("node %d: %s", node, r).containsPattern("; 1 network, [1-9][0-9]* endpoint");
    }

    /// All that is said of the first error.
    private static String first(Sonde.Result r) {
        return String.join(
                "\n",
                r.out()
                        .lines()
                        .dropWhile(l -> !l.startsWith("error["))
                        .takeWhile(l -> !l.isEmpty())
                        .toList());
    }

    @Test
    @Tag("slow")
    void noErrorIsFoundWhileServicesAreScaled() {
        int[] sizes = {4, 6, 3, 5, 2};
        for (int run = 0; run < RUNS; run++) {
            if (run % 2 == 0) {
                int size = sizes[run / 2 % sizes.length];
                docker.docker(1, "service", "scale", "-d", SERVICE + "=" + size, SERVICE + "-rr=" + (7 - size));
                swarm.settled(SERVICE, size);
            }
            healthy(1 + run % 2);
            if (run % 5 == 4) {
                assertThat(swarm.outside()).isEmpty();
            }
        }
        docker.docker(1, "service", "scale", "-d", SERVICE + "=" + REPLICAS, SERVICE + "-rr=1");
        swarm.settled(SERVICE, REPLICAS);
        swarm.settled(SERVICE + "-rr", 1);
        docker.settled(NETWORK);
        for (int node = 1; node <= 2; node++) {
            Sonde.Result still = swarm.check(node, "-j");
            assertThat(CheckedSwarm.findings(still))
                    .as("node %d: %s", node, still)
                    .isEmpty();
            Sonde.Result r = swarm.check(node, "--probe");
            assertThat(CheckedSwarm.errors(r)).as("node %d: %s", node, r).isEmpty();
            assertThat(r.err()).contains("sonde: check: pinging between ");
        }
    }

    /// Code, victim, effect, script. The effect: whether a ping of full size between the two is lost meanwhile; -: that
    /// is not sure. In the scripts `$in` enters the network's namespace on node 1, `$mac` and `$ip` are a task's on
    /// node 2; `$here` is the address of one on node 1 and `$port` its port.
    private static final String FAULTS = """
            S101 | remote | lost | $in bridge fdb del $mac dev vxlan0 dst 10.99.0.2 self
            S102 | remote | lost | $in bridge fdb replace $mac dev vxlan0 dst 10.99.0.77 self permanent
            S103 | remote | lost | $in ip neigh del $ip dev vxlan0
            S106 | local  | -    | $in ip neigh add $here lladdr 02:42:0a:ff:ff:fe dev vxlan0 nud permanent && $in bridge fdb add 02:42:0a:ff:ff:fe dev vxlan0 dst 10.99.0.2 self permanent
            S104 | local  | lost | $in ip link set dev $port down
            S105 | local  | lost | $in ip link set dev $port nomaster
            S307 | host   | lost | ip link set dev eth0 mtu 1400
            S316 | host   | -    | ip route add blackhole 10.99.0.2
            S317 | host   | lost | ip addr add 10.99.0.21/24 dev eth0 && ip route replace 10.99.0.0/24 dev eth0 src 10.99.0.21
            """;

    /// Those that only an engine's own tables and addresses show; the others a lab has too (CheckIT), and with `--long`
    /// they are made here as well.
    private static final List<String> ALWAYS = List.of("S101", "S106", "S105", "S317");

    static List<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (String line : FAULTS.lines().toList()) {
            String[] cells = line.split(" *\\| ", 4);
            if (Programme.LONG || ALWAYS.contains(cells[0])) {
                all.add(Arguments.of((Object[]) cells));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFoundByNameAndMendedByPasting(String code, String victim, String effect, String fault) {
        CheckedSwarm.Task here = swarm.tasks(1).getFirst();
        CheckedSwarm.Task there = swarm.tasks(2).getFirst();
        assertThat(swarm.answers(here, there)).isTrue();
        String port = docker.sh(1, "nsenter -t " + here.pid() + " -n ip -o link show type veth")
                .out()
                .lines()
                .filter(l -> l.contains(here.mac()))
                .map(l -> l.replaceAll(".*@if([0-9]+):.*", "$1"))
                .findFirst()
                .orElseThrow();
        String variables = "in='nsenter --net=" + swarm.overlay(1) + "'; mac=" + there.mac() + "; ip=" + there.ip()
                + "; here=" + here.ip() + "; port=$($in ip -o link | sed -n 's/^" + port + ": \\([^@]*\\)@.*/\\1/p'); ";
        Sonde.Result made = docker.sh(1, variables + fault);
        assertThat(made.status()).as("%s", made).isZero();
        if (effect.equals("lost")) {
            assertThat(swarm.answers(here, there)).as("with the fault").isFalse();
        }
        Sonde.Result r = swarm.check(1);
        String name = victim.equals("remote") ? there.name() : here.name();
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(CheckedSwarm.errors(r)).as("%s", r).hasSize(1).allMatch(l -> l.startsWith("error[" + code + "]: "));
        assertThat(victim.equals("host") ? first(r) : CheckedSwarm.errors(r).getFirst())
                .contains(name);
        assertThat(CheckedSwarm.errors(r).getFirst()).contains(victim.equals("host") ? "node1" : name);
        Sonde.Result pasted = paste(r);
        assertThat(pasted.status()).as("%s: %s", r, pasted).isZero();
        assertThat(swarm.answers(here, there)).as("mended").isTrue();
        docker.sh(1, "ip addr del 10.99.0.21/24 dev eth0");
        healthy(1);
    }

    private static JsonNode only(List<JsonNode> findings) {
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    /// Rows of an address that no engine tells of: while they are new their engine may not tell yet for whom they are.
    /// Of two at one host one may be its load balancer's: which, nobody can know from here; outside it is seen.
    @Test
    @Tag("slow")
    void rowsOfNobodyAreAFindingWhenTheyAreNoNews() {
        String net = swarm.balancer()
                + "n=${ip%.*}; nobody() { $in ip neigh add $n.$1 lladdr 02:42:0a:00:00:$2 dev vxlan0 nud"
                + " permanent && $in bridge fdb add 02:42:0a:00:00:$2 dev vxlan0 dst $3 self permanent; }; ";
        swarm.run(1, net + "nobody 200 c8 10.99.0.77 && nobody 201 c9 10.99.0.2");
        Sonde.Result young = swarm.check(1, "-j");
        assertThat(young.out()).as("%s", young).doesNotContain("S106");
        Sonde.run("sleep", "15.2");
        String ip = docker.sh(1, swarm.balancer() + "echo $ip").out().strip();
        String nobody = ip.substring(0, ip.lastIndexOf('.') + 1);
        List<String> victims = new ArrayList<>();
        String ask = "";
        for (JsonNode f : CheckedSwarm.findings(swarm.check(1, "-j"))) {
            assertThat(f.get("code").asText()).as("%s", f).isEqualTo("S106");
            String victim = f.get("victim").asText();
            victims.add(victim);
            ask = victim.contains(" or ") ? f.at("/remedy/text").asText() : ask;
        }
        assertThat(victims)
                .hasSize(2)
                .contains(nobody + "200")
                .containsAnyOf(nobody + "201 or " + ip, ip + " or " + nobody + "201");
        List<String> seen = new ArrayList<>();
        swarm.outside().forEach(f -> seen.add(f.get("victim").asText()));
        assertThat(seen).containsExactlyInAnyOrder(nobody + "200", nobody + "201");
        // What asks first removes that of nobody.
        swarm.run(1, ask);
        swarm.run(
                1,
                net
                        + "$in ip neigh del $n.200 dev vxlan0 && $in bridge fdb del 02:42:0a:00:00:c8 dev vxlan0 dst 10.99.0.77 self");
        Sonde.Result rows = docker.sh(1, net + "$in ip neigh show dev vxlan0");
        assertThat(rows.out()).as("%s", rows).contains(ip + " ").doesNotContain(nobody + "200 ", nobody + "201 ");
        healthy(1);
        assertThat(swarm.outside()).isEmpty();
    }

    /// The rows of the load balancer on node 2, of which its engine tells node 1 nothing: moby#52661 in three states.
    @Test
    @Tag("slow")
    void rowsOfALoadBalancerElsewhereAreJudged() {
        judged(swarm.balancer(), swarm.tasks(1).getFirst().ip());
    }

    /// Those of its end of the ingress network too.
    @Test
    @Tag("slow")
    void rowsOfTheIngressElsewhereAreJudged() {
        judged(swarm.ingress(), swarm.ingressEnd(1));
    }

    /// `here`: an address on node 1 in this network.
    private static void judged(String net, String here) {
        String ip = docker.sh(1, net + "echo $ip").out().strip();
        String ping = net + "$lb ip neigh flush all; $lb ping -q -c 1 -W 2 $ip";
        assertThat(docker.sh(1, ping).status()).isZero();
        swarm.run(1, net + "$in ip neigh del $ip dev vxlan0");
        assertThat(docker.sh(1, ping).status()).as("without the neighbour").isNotZero();
        JsonNode f = only(looked());
        assertThat(f.get("code").asText()
                        + f.get("severity").asText()
                        + f.get("victim").asText())
                .isEqualTo("S103warning" + ip);
        JsonNode known = only(swarm.outside());
        assertThat(known.get("code").asText() + known.get("severity").asText()).isEqualTo("S103error");
        assertThat(known.get("victim").asText()).isEqualTo("the load balancer of node2");
        swarm.run(1, f.at("/remedy/command").asText());
        assertThat(docker.sh(1, ping).status()).as("mended").isZero();

        swarm.run(1, net + "$in bridge fdb del $mac dev vxlan0 dst 10.99.0.2 self");
        swarm.run(2, net + "$lb ping -q -c 1 -W 2 " + here);
        f = only(looked());
        assertThat(f.get("code").asText() + f.get("severity").asText()).isEqualTo("S101warning");
        assertThat(f.get("found").asText()).contains("which goes when nothing has used it for 300 s");
        assertThat(only(swarm.outside()).get("victim").asText()).isEqualTo("the load balancer of node2");
        swarm.run(1, f.at("/remedy/command").asText());
        assertThat(looked()).isEmpty();

        swarm.run(1, net + "$in ip neigh del $ip dev vxlan0; $in bridge fdb del $mac dev vxlan0 dst 10.99.0.2 self");
        known = only(swarm.outside());
        assertThat(known.get("code").asText() + known.get("severity").asText()).isEqualTo("S108error");
        Sonde.Result mended = Sonde.sh(known.at("/remedy/command").asText());
        assertThat(mended.status()).as("%s: %s", known, mended).isZero();
        assertThat(docker.sh(1, ping).status()).as("mended").isZero();
        assertThat(swarm.outside()).isEmpty();
    }

    private static List<JsonNode> looked() {
        return CheckedSwarm.findings(docker.sonde(1, "check", "-j"));
    }

    /// A MAC that the user chose is in no document of another host: the rows tell it, also when one of them is gone.
    @Test
    @Tag("slow")
    void aChosenMacIsToldByTheRows() {
        String chosen = NETWORK + "-chosen";
        docker.docker(1, "network", "create", "-d", "overlay", "--attachable", chosen);
        try {
            docker.docker(1, "run", "-d", "--name", "c1", "--network", chosen, "busybox", "sleep", "6000");
            for (String mac : List.of("02:42:0a:00:00:63", "02:aa:00:00:00:14")) {
                docker.docker(
                        2,
                        "run",
                        "-d",
                        "--name",
                        "c2",
                        "--network",
                        chosen,
                        "--mac-address",
                        mac,
                        "busybox",
                        "sleep",
                        "6000");
                docker.settled(chosen);
                String ip = docker.docker(
                        2, "inspect", "-f", "{{(index .NetworkSettings.Networks \"" + chosen + "\").IPAddress}}", "c2");
                String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", chosen);
                String in = "in=\"nsenter --net=$(ls /run/docker/netns/*-" + id.substring(0, 10) + ")\"; ";
                for (String fault : mac.startsWith("02:42")
                        ? List.of("true")
                        : List.of("$in ip neigh del " + ip + " dev vxlan0", "$in ip link set vxlan0 down")) {
                    swarm.run(1, in + fault);
                    Sonde.Result r = docker.sonde(1, "check", chosen, "-j");
                    for (JsonNode f : CheckedSwarm.findings(r)) {
                        assertThat(f.at("/remedy/command").asText()).as("%s", f).contains(mac);
                        swarm.run(1, f.at("/remedy/command").asText());
                    }
                    Sonde.Result ping = docker.sh(1, "docker exec c1 ping -c 1 -W 2 " + ip);
                    assertThat(ping.status()).as("%s: %s, %s", fault, r, ping).isZero();
                    assertThat(CheckedSwarm.findings(docker.sonde(1, "check", chosen, "-j")))
                            .isEmpty();
                }
                if (!mac.startsWith("02:42")) {
                    // Of both rows nothing is left that tells it: it is asked for where it is known.
                    swarm.run(
                            1,
                            in + "$in ip neigh del " + ip + " dev vxlan0; $in bridge fdb del " + mac
                                    + " dev vxlan0 dst 10.99.0.2 self");
                    JsonNode lost = only(CheckedSwarm.findings(docker.sonde(1, "check", chosen, "-j")));
                    assertThat(lost.get("code").asText()).isEqualTo("S108");
                    assertThat(lost.at("/remedy/look").asText()).startsWith("docker inspect -f ");
                    JsonNode seen = only(swarm.outside());
                    assertThat(seen.at("/remedy/command").asText())
                            .as("%s", seen)
                            .contains(mac);
                    assertThat(Sonde.sh(seen.at("/remedy/command").asText()).status())
                            .isZero();
                    assertThat(docker.sh(1, "docker exec c1 ping -c 1 -W 2 " + ip)
                                    .status())
                            .isZero();
                }
                docker.docker(2, "rm", "-f", "c2");
            }
        } finally {
            docker.sh(2, "docker rm -f c2");
            docker.sh(1, "docker rm -f c1");
        }
    }

    /// Several services on one network, in both ways of finding them, and one of them on two networks: once all have
    /// come to rest there is nothing to warn of, neither of the load balancers' rows nor of anything else.
    @Test
    @Tag("slow")
    void severalServicesAreNoFault() {
        String several = NETWORK + "-several";
        String second = NETWORK + "-second";
        docker.docker(1, "network", "create", "-d", "overlay", "--attachable", several);
        docker.docker(1, "network", "create", "-d", "overlay", second);
        try {
            for (String service : List.of("web", "api", "db")) {
                List<String> all = new ArrayList<>(
                        List.of("service", "create", "-q", "-d", "--no-resolve-image", "--stop-grace-period", "1s"));
                all.addAll(List.of("--name", service, "--replicas", "3", "--network", several));
                all.addAll(service.equals("db") ? List.of("--endpoint-mode", "dnsrr") : List.of("--network", second));
                all.addAll(List.of("busybox", "sleep", "6000"));
                docker.docker(1, all.toArray(String[]::new));
            }
            docker.docker(1, "run", "-d", "--name", "alone", "--network", several, "busybox", "sleep", "6000");
            for (int size : Programme.LONG ? new int[] {4, 2, 5} : new int[] {4}) {
                docker.docker(1, "service", "scale", "-d", "web=" + size, "db=" + size);
                swarm.settled("web", size);
                swarm.settled("db", size);
                swarm.settled("api", 3);
                docker.settled(several, second);
                for (int look = 0; look < (Programme.LONG ? 6 : 4); look++) {
                    Sonde.Result r = docker.sonde(1 + look % 2, "check", "-j", several, second);
                    assertThat(r.status()).as("%d replicas: %s", size, r).isZero();
                    assertThat(CheckedSwarm.findings(r))
                            .as("%d replicas: %s", size, r)
                            .isEmpty();
                }
            }
        } finally {
            docker.sh(1, "docker rm -f alone; docker service rm web api db");
        }
    }

    /// By netlink, with no tool in reach, and so that the containers reach each other again.
    @Test
    @Tag("slow")
    void mendsByItself() {
        CheckedSwarm.Task here = swarm.tasks(1).getFirst();
        CheckedSwarm.Task there = swarm.tasks(2).getFirst();
        String in = "nsenter --net=" + swarm.overlay(1) + " ";
        docker.sh(
                1,
                in + "bridge fdb del " + there.mac() + " dev vxlan0 dst 10.99.0.2 self; " + in + "ip neigh del "
                        + there.ip() + " dev vxlan0");
        assertThat(swarm.answers(here, there)).isFalse();
        Sonde.Result r = docker.sh(1, "PATH=/nowhere exec \"$SONDE\" check " + NETWORK + " --mend --yes");
        // What the ping above left, a neighbour that is FAILED, is a warning for a while.
        assertThat(r.status()).as("%s", r).isIn(0, 4);
        assertThat(r.out()).contains(there.name(), "\nmended [", "\nchecked again: ");
        assertThat(swarm.answers(here, there)).isTrue();
    }

    /// The rule that drops them is found, and pings tell who suffers.
    @Test
    void aDropOfTheTunnelsPacketsIsFoundAndMended() {
        CheckedSwarm.Task here = swarm.tasks(1).getFirst();
        CheckedSwarm.Task there = swarm.tasks(2).getFirst();
        assertThat(swarm.answers(here, there)).isTrue();
        String drop = " INPUT -p udp --dport 4789 -j DROP";
        assertThat(docker.iptables(1, "-I" + drop).status()).isZero();
        try {
            assertThat(swarm.answers(here, there)).isFalse();
            Sonde.Result quiet = swarm.check(1);
            assertThat(CheckedSwarm.errors(quiet))
                    .as("%s", quiet)
                    .hasSize(1)
                    .allMatch(l -> l.startsWith("error[S313]: node1 gets nothing "));
            assertThat(first(quiet)).contains("that concerns ", here.name());
            Sonde.Result r = swarm.check(1, "--probe");
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(CheckedSwarm.errors(r))
                    .hasSize(1)
                    .allMatch(l -> l.startsWith("error[S313]: node1 gets nothing "));
            assertThat(r.out().lines().filter(l -> l.startsWith("info[S201]: ")).toList())
                    .as("%s", r)
                    .hasSize(1);
            assertThat(r.out()).contains("S313 explains it", there.name());
            assertThat(paste(r).status()).isZero();
            assertThat(swarm.answers(here, there)).isTrue();
            Sonde.Result again = swarm.check(1, "--probe");
            assertThat(CheckedSwarm.errors(again)).as("%s", again).isEmpty();
        } finally {
            docker.iptables(1, "-D" + drop);
        }
    }

    /// A filter that no rule understands: pings alone find it.
    @Test
    @Tag("slow")
    void silenceWithoutAKnownCauseIsFoundByProbing() {
        CheckedSwarm.Task here = swarm.tasks(1).getFirst();
        CheckedSwarm.Task there = swarm.tasks(2).getFirst();
        String drop = " INPUT -p udp -m length --length 60: -j DROP";
        assertThat(docker.iptables(1, "-I" + drop).status()).isZero();
        try {
            assertThat(swarm.answers(here, there)).isFalse();
            Sonde.Result r = swarm.check(1, "--probe");
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(CheckedSwarm.errors(r))
                    .anyMatch(l ->
                            l.startsWith("error[S201]: node1 reaches nobody on node2: ") && l.contains(there.name()));
        } finally {
            docker.iptables(1, "-D" + drop);
        }
        assertThat(swarm.answers(here, there)).isTrue();
    }

    /// Pastes the command of the first error into a shell of node 1.
    private static Sonde.Result paste(Sonde.Result r) {
        String mend = r.out()
                .lines()
                .dropWhile(l -> !l.startsWith("error["))
                .filter(l -> l.startsWith("  mend      "))
                .findFirst()
                .orElseThrow();
        return docker.sh(1, mend.strip().substring("mend".length()));
    }
}
