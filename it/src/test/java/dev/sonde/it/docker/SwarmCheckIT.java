package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `sonde check` on a real swarm: nothing is found while it is healthy, whatever is scaled; each fault, made with the
/// real tools, is found by the name of the task that suffers, and mended by pasting what is printed.
@Tag("docker")
@Tag("long")
class SwarmCheckIT {
    private static final String NETWORK = "check-net";
    private static final String SERVICE = "checked";
    private static final int REPLICAS = 4;
    private static final int RUNS = Boolean.getBoolean("sonde.long") ? 40 : 10;
    private static Engines docker;

    /// A task as its own engine knows it.
    private record Task(String name, String container, String pid, String ip) {
        String mac() {
            StringBuilder b = new StringBuilder("02:42");
            for (String part : ip.split("\\.")) {
                b.append(String.format(":%02x", Integer.parseInt(part)));
            }
            return b.toString();
        }
    }

    @BeforeAll
    static void start() {
        docker = Engines.swarm();
        docker.docker(1, "network", "create", "-d", "overlay", NETWORK);
        service(SERVICE, "--replicas", Integer.toString(REPLICAS));
        service(SERVICE + "-rr", "--replicas", "1", "--endpoint-mode", "dnsrr");
        settled(SERVICE, REPLICAS);
        settled(SERVICE + "-rr", 1);
    }

    private static void service(String name, String... options) {
        List<String> all = new ArrayList<>(
                List.of("service", "create", "-q", "-d", "--no-resolve-image", "--stop-grace-period", "1s"));
        all.addAll(List.of("--name", name, "--network", NETWORK));
        all.addAll(List.of(options));
        all.addAll(List.of("busybox", "sleep", "6000"));
        docker.docker(1, all.toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    /// Waits until so many tasks of a service run, and no others.
    private static void settled(String service, int replicas) {
        String script = "for i in $(seq 300); do [ \"$(docker service ls --filter name=" + service
                + " --format '{{.Name}} {{.Replicas}}' | grep '^" + service + " ')\" = '" + service + " " + replicas
                + "/" + replicas + "' ] && exit 0; sleep 0.1; done; exit 1";
        Sonde.Result r = docker.sh(1, script);
        assertThat(r.status()).as("%s: %s", service, r).isZero();
    }

    private static List<Task> tasks(int node) {
        String format =
                "{{.Name}} {{.Id}} {{.State.Pid}} {{(index .NetworkSettings.Networks \"" + NETWORK + "\").IPAddress}}";
        Sonde.Result r = docker.sh(
                node,
                "docker inspect -f '" + format + "' $(docker ps -q --filter label=com.docker.swarm.service.name="
                        + SERVICE + ")");
        assertThat(r.status()).as("%s", r).isZero();
        List<Task> all = new ArrayList<>();
        for (String line : r.out().strip().split("\n")) {
            String[] w = line.split(" ");
            String name = w[0].substring(1); // a slash comes first
            all.add(new Task(name.substring(0, name.lastIndexOf('.')), w[1], w[2], w[3]));
        }
        return all;
    }

    private static String overlay(int node) {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
        return docker.sh(node, "ls /run/docker/netns/*-" + id.substring(0, 10))
                .out()
                .strip();
    }

    private static Sonde.Result check(int node, String... options) {
        List<String> all = new ArrayList<>(List.of("check", NETWORK));
        all.addAll(List.of(options));
        return docker.sonde(node, all.toArray(String[]::new));
    }

    private static List<String> errors(Sonde.Result r) {
        return r.out().lines().filter(l -> l.startsWith("error[")).toList();
    }

    /// What `check -j` finds, without the files that Docker itself leaves behind for a minute (S312).
    static List<JsonNode> findings(Sonde.Result r) {
        try {
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode f : new ObjectMapper().readTree(r.out()).get("findings")) {
                if (!f.get("code").asText().equals("S312")) {
                    all.add(f);
                }
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + r, e);
        }
    }

    private static void healthy(int node) {
        Sonde.Result r = check(node);
        assertThat(errors(r)).as("node %d: %s", node, r).isEmpty();
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

    /// A ping of full size between two containers, by the host's own tool.
    private static boolean answers(Task from, Task to) {
        docker.sh(
                1,
                "nsenter -t " + from.pid() + " -n ip neigh flush all; nsenter -t " + from.pid()
                        + " -n ip route flush cache");
        return docker.sh(1, "nsenter -t " + from.pid() + " -n ping -q -c 1 -W 2 -s 1422 -M do " + to.ip())
                        .status()
                == 0;
    }

    @Test
    void noErrorIsFoundWhileServicesAreScaled() {
        int[] sizes = {4, 6, 3, 5, 2};
        for (int run = 0; run < RUNS; run++) {
            if (run % 2 == 0) {
                int size = sizes[run / 2 % sizes.length];
                docker.docker(1, "service", "scale", "-d", SERVICE + "=" + size, SERVICE + "-rr=" + (7 - size));
                settled(SERVICE, size);
            }
            healthy(1 + run % 2);
        }
        docker.docker(1, "service", "scale", "-d", SERVICE + "=" + REPLICAS, SERVICE + "-rr=1");
        settled(SERVICE, REPLICAS);
        settled(SERVICE + "-rr", 1);
        docker.settled(NETWORK);
        for (int node = 1; node <= 2; node++) {
            Sonde.Result still = check(node, "-j");
            assertThat(findings(still)).as("node %d: %s", node, still).isEmpty();
            Sonde.Result r = check(node, "--probe");
            assertThat(errors(r)).as("node %d: %s", node, r).isEmpty();
            assertThat(r.err()).contains("sonde: check: pinging between ");
        }
    }

    /// `effect`: whether a ping of full size between the two is lost meanwhile; -: that is not sure.
    /// In the scripts `$in` enters the network's namespace on node 1, `$mac` and `$ip` are a task's on node 2;
    /// `$here` is the address of one on node 1 and `$port` its port.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            S101 | remote | lost | $in bridge fdb del $mac dev vxlan0 dst 10.99.0.2 self
            S102 | remote | lost | $in bridge fdb replace $mac dev vxlan0 dst 10.99.0.77 self permanent
            S103 | remote | lost | $in ip neigh del $ip dev vxlan0
            S106 | local  | -    | $in ip neigh add $here lladdr 02:42:0a:ff:ff:fe dev vxlan0 nud permanent && $in bridge fdb add 02:42:0a:ff:ff:fe dev vxlan0 dst 10.99.0.2 self permanent
            S104 | local  | lost | $in ip link set dev $port down
            S105 | local  | lost | $in ip link set dev $port nomaster
            S307 | host   | lost | ip link set dev eth0 mtu 1400
            """)
    void isFoundByNameAndMendedByPasting(String code, String victim, String effect, String fault) {
        Task here = tasks(1).getFirst();
        Task there = tasks(2).getFirst();
        assertThat(answers(here, there)).isTrue();
        String port = docker.sh(1, "nsenter -t " + here.pid() + " -n ip -o link show type veth")
                .out()
                .lines()
                .filter(l -> l.contains(here.mac()))
                .map(l -> l.replaceAll(".*@if([0-9]+):.*", "$1"))
                .findFirst()
                .orElseThrow();
        String variables = "in='nsenter --net=" + overlay(1) + "'; mac=" + there.mac() + "; ip=" + there.ip()
                + "; here=" + here.ip() + "; port=$($in ip -o link | sed -n 's/^" + port + ": \\([^@]*\\)@.*/\\1/p'); ";
        Sonde.Result made = docker.sh(1, variables + fault);
        assertThat(made.status()).as("%s", made).isZero();
        if (effect.equals("lost")) {
            assertThat(answers(here, there)).as("with the fault").isFalse();
        }
        Sonde.Result r = check(1);
        String name = victim.equals("remote") ? there.name() : here.name();
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(errors(r)).as("%s", r).hasSize(1).allMatch(l -> l.startsWith("error[" + code + "]: "));
        assertThat(victim.equals("host") ? first(r) : errors(r).getFirst()).contains(name);
        assertThat(errors(r).getFirst()).contains(victim.equals("host") ? "node1" : name);
        Sonde.Result pasted = paste(r);
        assertThat(pasted.status()).as("%s: %s", r, pasted).isZero();
        assertThat(answers(here, there)).as("mended").isTrue();
        healthy(1);
    }

    /// Rows of an address that no engine tells of: while they are new their engine may not tell yet for whom they are.
    @Test
    void rowsOfNobodyAreAFindingWhenTheyAreNoNews() {
        String rows =
                "dev vxlan0 lladdr 02:42:0a:00:00:c8 nud permanent && $in bridge fdb %s 02:42:0a:00:00:c8 dev vxlan0"
                        + " dst 10.99.0.77 self permanent";
        String in = "in='nsenter --net=" + overlay(1)
                + "'; ip=$($in ip -4 -o addr show br0 | sed 's/.* inet //; s/[.][0-9]*\\/.*//').200;";
        Sonde.Result made = docker.sh(1, in + " $in ip neigh add $ip " + rows.formatted("add"));
        assertThat(made.status()).as("%s", made).isZero();
        try {
            Sonde.Result young = check(1, "-j");
            assertThat(young.out()).as("%s", young).doesNotContain("S106");
            Sonde.run("sleep", "15.2");
            Sonde.Result old = check(1, "-j");
            assertThat(old.out()).as("%s", old).contains("\"S106\"");
        } finally {
            docker.sh(
                    1,
                    in
                            + " $in ip neigh del $ip dev vxlan0; $in bridge fdb del 02:42:0a:00:00:c8 dev vxlan0 dst 10.99.0.77 self");
        }
        healthy(1);
    }

    /// Several services on one network, in both ways of finding them, and one of them on two networks: once all have
    /// come to rest there is nothing to warn of, neither of the load balancers' rows nor of anything else.
    @Test
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
            for (int size : new int[] {4, 2}) {
                docker.docker(1, "service", "scale", "-d", "web=" + size, "db=" + size);
                settled("web", size);
                settled("db", size);
                settled("api", 3);
                docker.settled(several, second);
                for (int look = 0; look < 6; look++) {
                    Sonde.Result r = docker.sonde(1 + look % 2, "check", "-j", several, second);
                    assertThat(r.status()).as("%d replicas: %s", size, r).isZero();
                    assertThat(findings(r)).as("%d replicas: %s", size, r).isEmpty();
                }
            }
        } finally {
            docker.sh(1, "docker rm -f alone; docker service rm web api db");
        }
    }

    /// By netlink, with no tool in reach, and so that the containers reach each other again.
    @Test
    void mendsByItself() {
        Task here = tasks(1).getFirst();
        Task there = tasks(2).getFirst();
        String in = "nsenter --net=" + overlay(1) + " ";
        docker.sh(
                1,
                in + "bridge fdb del " + there.mac() + " dev vxlan0 dst 10.99.0.2 self; " + in + "ip neigh del "
                        + there.ip() + " dev vxlan0");
        assertThat(answers(here, there)).isFalse();
        Sonde.Result r = docker.sh(1, "PATH=/nowhere exec \"$SONDE\" check " + NETWORK + " --mend --yes");
        // What the ping above left, a neighbour that is FAILED, is a warning for a while.
        assertThat(r.status()).as("%s", r).isIn(0, 4);
        assertThat(r.out()).contains(there.name(), "\nmended [", "\nchecked again: ");
        assertThat(answers(here, there)).isTrue();
    }

    /// The rule that drops them is found, and pings tell who suffers.
    @Test
    void aDropOfTheTunnelsPacketsIsFoundAndMended() {
        Task here = tasks(1).getFirst();
        Task there = tasks(2).getFirst();
        assertThat(answers(here, there)).isTrue();
        String drop = " INPUT -p udp --dport 4789 -j DROP";
        assertThat(docker.iptables(1, "-I" + drop).status()).isZero();
        try {
            assertThat(answers(here, there)).isFalse();
            Sonde.Result quiet = check(1);
            assertThat(errors(quiet))
                    .as("%s", quiet)
                    .hasSize(1)
                    .allMatch(l -> l.startsWith("error[S313]: node1 gets nothing "));
            assertThat(first(quiet)).contains("that concerns ", here.name());
            Sonde.Result r = check(1, "--probe");
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(errors(r)).hasSize(1).allMatch(l -> l.startsWith("error[S313]: node1 gets nothing "));
            assertThat(r.out().lines().filter(l -> l.startsWith("info[S201]: ")).toList())
                    .as("%s", r)
                    .hasSize(1);
            assertThat(r.out()).contains("S313 explains it", there.name());
            assertThat(paste(r).status()).isZero();
            assertThat(answers(here, there)).isTrue();
            Sonde.Result again = check(1, "--probe");
            assertThat(errors(again)).as("%s", again).isEmpty();
        } finally {
            docker.iptables(1, "-D" + drop);
        }
    }

    /// A filter that no rule understands: pings alone find it.
    @Test
    void silenceWithoutAKnownCauseIsFoundByProbing() {
        Task here = tasks(1).getFirst();
        Task there = tasks(2).getFirst();
        String drop = " INPUT -p udp -m length --length 60: -j DROP";
        assertThat(docker.iptables(1, "-I" + drop).status()).isZero();
        try {
            assertThat(answers(here, there)).isFalse();
            Sonde.Result r = check(1, "--probe");
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(errors(r))
                    .anyMatch(l ->
                            l.startsWith("error[S201]: node1 reaches nobody on node2: ") && l.contains(there.name()));
        } finally {
            docker.iptables(1, "-D" + drop);
        }
        assertThat(answers(here, there)).isTrue();
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
