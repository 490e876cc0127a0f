package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names, ids and networks of the Dockers that people run today: a swarm with standalone containers, services, and
/// networks of every kind, used and idle.
@Tag("docker")
@Tag("long")
class NewDockerNamesIT {
    /// The MAC that the user chose for a container on the second host.
    private static final String CHOSEN = "02:aa:00:00:00:04";

    /// Of each suite those that were started.
    private static final Map<Engines.Suite, Engines> STARTED = new EnumMap<>(Engines.Suite.class);

    /// Those of the test that runs.
    private static Engines docker;

    private static void use(Engines.Suite suite) {
        docker = STARTED.get(suite);
        if (docker == null) {
            docker = Engines.swarm(suite);
            STARTED.put(suite, docker);
            make();
        }
    }

    private static void make() {
        run(1, """
                set -e
                exec >/dev/null
                docker network create -d overlay --attachable flt
                docker network create -d overlay --attachable --label a=1 --opt x=y two
                docker network create -d overlay --attachable idle
                docker network create -d overlay --internal --label 'q=<z>' --subnet 10.91.0.0/24 --gateway 10.91.0.9 idle-set
                docker network create -d overlay --ipv6 --subnet fd00:9::/64 --attachable v6
                docker network create -d overlay --ipv6 both
                docker network create -d macvlan -o parent=eth0 --subnet 192.168.50.0/24 mac
                docker network create -d bridge --ipv6 --subnet fd00:5::/64 --label l=1 br6
                docker network create --internal --subnet 10.77.0.0/16 --ip-range 10.77.8.0/24 --aux-address x=10.77.8.9 \
                  -o com.docker.network.bridge.name=lab0 lab
                docker run -d --name f1 --net flt busybox sleep 600
                docker run -d --name f2 --net flt busybox sleep 600
                docker network connect two f2
                docker network connect lab f2
                docker run -d --name hosted --net host busybox sleep 600
                docker run -d --name b6 --net br6 busybox sleep 600
                s='docker service create -q -d --no-resolve-image --network flt'
                $s --name here --replicas 2 --constraint node.hostname==node1 busybox sleep 600
                $s --name single --constraint node.hostname==node1 busybox sleep 600
                $s --name far --constraint node.hostname==node2 busybox sleep 600
                """);
        run(2, """
                set -e
                exec >/dev/null
                docker run -d --name f3 --net flt busybox sleep 600
                docker run -d --name f4 --net flt --mac-address 02:aa:00:00:00:04 busybox sleep 600
                """);
        // Four tasks and a load balancer, and the same of the other host: those of the services come last.
        run(
                1,
                "until [ $(docker service ls --format '{{.Replicas}}' | sort | tr -d '\\n') = 1/11/12/2 ]; do sleep 0.1; done");
        docker.settled("flt");
    }

    @AfterAll
    static void end() {
        STARTED.values().forEach(Engines::close);
    }

    private static String run(int node, String script) {
        Sonde.Result r = docker.sh(node, script);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out().strip();
    }

    /// Byte for byte, of every network that there is, on a manager and on a worker.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void inspectsEveryNetworkAsDockerDoes(Engines.Suite suite) {
        use(suite);
        for (int node = 1; node <= 2; node++) {
            List<String> names = docker.docker(node, "network", "ls", "--format", "{{.Name}}")
                    .lines()
                    .toList();
            assertThat(names).contains("bridge", "host", "none", "docker_gwbridge", "ingress", "flt");
            if (node == 1) {
                assertThat(names).contains("two", "idle", "idle-set", "v6", "both", "mac", "br6", "lab");
            }
            List<String> words = new ArrayList<>(List.of("inspect"));
            words.addAll(names);
            Sonde.Result r = docker.sonde(node, words.toArray(String[]::new));
            words.addFirst("network");
            assertThat(r.out().strip())
                    .as("node %d: %s", node, r)
                    .isEqualTo(docker.docker(node, words.toArray(String[]::new)));
        }
    }

    /// What is idle, was never allocated, or lies in no namespace of its own, is never the host.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void aNetworkWithoutANamespaceIsNotTheHost(Engines.Suite suite) {
        use(suite);
        String id = run(1, "docker network ls -q -f name=v6");
        for (String name : List.of("v6", "idle", "network:idle-set", "mac", "none", id)) {
            refused(name, "enter", name, "--", "true");
        }
        refused("v6", "show", "v6");
        refused("v6", "ip", "-n", "v6", "link");
        assertThat(docker.sonde(1, "enter", "idle").err())
                .contains("the network has no namespace on this host", "sonde inspect idle tells of it");
        assertThat(docker.sonde(1, "enter", "br6", "--", "readlink", "/proc/self/ns/net")
                        .out()
                        .strip())
                .isEqualTo(run(1, "readlink /proc/1/ns/net"));
    }

    private static void refused(String name, String... command) {
        Sonde.Result r = docker.sonde(1, command);
        assertThat(r.status()).as("%s", r).isNotZero();
        assertThat(r.out()).as("%s", r).isEmpty();
        assertThat(r.err()).contains(name + ": ", "namespace").doesNotContain("did you mean");
    }

    private static String id(String network) {
        return docker.docker(1, "network", "inspect", "-f", "{{.Id}}", network);
    }

    /// Every id that Docker prints, whole and short, is a target.
    @ParameterizedTest
    @Tag("slow")
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void idsAreTargets(Engines.Suite suite) {
        use(suite);
        String container = run(1, "docker ps -q --no-trunc -f name=single");
        String task = run(1, "docker service ps -q --no-trunc single");
        List<String> ids = List.of(
                task,
                task.substring(0, 12),
                run(1, "docker service ps -q single"),
                run(1, "docker service ls -q -f name=single"),
                run(1, "docker service inspect -f '{{.ID}}' single"),
                container.substring(0, 12));
        ids.forEach(id -> same(id, container));
        String two = run(1, "docker service ls -q -f name=here");
        assertThat(docker.sonde(1, "enter", two, "--", "true").err())
                .contains(two + ": matches 2 namespaces", "name one of them: here.1, here.2");
        assertThat(docker.sonde(1, "show", run(1, "docker network ls -q -f name=flt"))
                        .out())
                .startsWith("overlay network flt ");
        same("node1", run(1, "docker ps -q -f name=hosted"));
    }

    private static void same(String target, String container) {
        Sonde.Result r = docker.sonde(1, "enter", target, "--", "readlink", "/proc/self/ns/net");
        String pid = docker.docker(1, "inspect", "-f", "{{.State.Pid}}", container);
        assertThat(r.out().strip()).as("%s", r).isEqualTo(run(1, "readlink /proc/" + pid + "/ns/net"));
    }

    /// What lives on the other host is said to, by the host's name where the engine knows it.
    @ParameterizedTest
    @Tag("slow")
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void whatIsOnAnotherHostIsSaidToBeThere(Engines.Suite suite) {
        use(suite);
        String task = docker.docker(1, "service", "ps", "-q", "far");
        for (String word : List.of("container:f3", "far", "far.1", task)) {
            assertThat(docker.sonde(1, "enter", word, "--", "true").err())
                    .isEqualTo("sonde: " + word + ": it is not on this host, but on node2\n"
                            + "  run the same there; here sonde who " + word.substring(word.indexOf(':') + 1)
                            + " tells the way to it\n");
        }
        assertThat(docker.sonde(1, "enter", "node2", "--", "true").err())
                .startsWith("sonde: node2: it is another host of the swarm\n");
        String other = docker.docker(1, "node", "inspect", "-f", "{{.ID}}", "node2");
        for (String word : List.of(other, other.substring(0, 12), "node:" + other)) {
            assertThat(docker.sonde(1, "enter", word, "--", "true").err())
                    .startsWith("sonde: " + word + ": it is node2, another host of the swarm\n  run sonde there");
            assertThat(docker.sonde(1, "who", word).err())
                    .contains("sonde: " + word + ": it is node2, another host of the swarm\n  run sonde there");
        }
        // A worker knows its manager by id and address alone.
        String manager = docker.docker(1, "node", "inspect", "-f", "{{.ID}}", "node1");
        assertThat(docker.sonde(2, "enter", manager, "--", "true").err())
                .startsWith("sonde: " + manager + ": it is 10.99.0.1, another host of the swarm\n  run sonde there");
        for (int node = 1; node <= 2; node++) {
            String self = docker.docker(node, "info", "-f", "{{.Swarm.NodeID}}");
            String here = run(node, "readlink /proc/self/ns/net");
            for (String word : List.of(self, self.substring(0, 12), "node:" + self, "node:node" + node)) {
                Sonde.Result r = docker.sonde(node, "enter", word, "--", "readlink", "/proc/self/ns/net");
                assertThat(r.out().strip()).as("%s", r).isEqualTo(here);
            }
            // From outside of both, where each is a node among others.
            assertThat(Sonde.sonde("enter", self, "--", "readlink", "/proc/self/ns/net")
                            .out()
                            .strip())
                    .isEqualTo(here);
        }
        assertThat(docker.sonde(2, "enter", "f1", "--", "true").err())
                .startsWith("sonde: f1: it is not on this host, but on 10.99.0.1\n");
    }

    /// An engine does not tell the MAC of an endpoint elsewhere: where it was chosen, the neighbour row does.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void aChosenMacIsNotTakenForAFault(Engines.Suite suite) {
        use(suite);
        String show = docker.sonde(1, "show", "flt").out().replaceAll("[\\s│]+", " ");
        assertThat(show)
                .containsPattern(CHOSEN + " 10\\.0\\.1\\.[0-9]+ f4 node2 \\(10\\.99\\.0\\.2\\) fdb ok neighbour ok")
                .containsPattern(" perhaps load balancer node2 \\(10\\.99\\.0\\.2\\)")
                .doesNotContain("MISSING", "unknown to the engine", " !");
        for (String word : List.of("f4", CHOSEN, "container:f4")) {
            assertThat(docker.sonde(1, "who", word).out())
                    .startsWith("f4  " + CHOSEN + "  10.0.1.")
                    .contains("  on node2\n");
        }
    }

    /// Each link is on a network of its own.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void whoTellsTheNetworkOfEachLink(Engines.Suite suite) {
        use(suite);
        String who = docker.sonde(1, "who", "f2").out();
        List<String> networks = new ArrayList<>();
        for (String line : who.lines().toList()) {
            if (line.startsWith("  network  ")) {
                networks.add(line.substring("  network  ".length()));
            }
        }
        assertThat(networks).as(who).containsExactlyInAnyOrder("flt", "docker_gwbridge", "two", "lab");
        assertThat(who).containsPattern("f2  \\S+  \\S+  10\\.77\\.8\\.\\S+  on node1\n  netns .*\n  network  lab\n");
        assertThat(docker.sonde(1, "who", "container:f2").out()).isEqualTo(who);
    }

    /// Where the kernel balances loads, the balancer holds the address; here it is given it by hand.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void whoTellsWhoseAVirtualAddressIs(Engines.Suite suite) {
        use(suite);
        String vip = run(
                1,
                "docker service inspect -f '{{range .Endpoint.VirtualIPs}}{{.Addr}} {{end}}' far | tr ' ' '\\n' | grep '^10.0.1'");
        String bare = vip.substring(0, vip.indexOf('/'));
        String in = "nsenter --net=/run/docker/netns/lb_" + id("flt").substring(0, 9) + " ip addr ";
        run(1, in + "replace " + bare + "/32 dev eth0");
        try {
            assertThat(docker.sonde(1, "who", bare).out())
                    .startsWith("virtual address of service far  " + bare + "\n  network  flt\n")
                    .containsPattern("\nload balancer of network flt, for service far  eth0  .*  on node1\n");
        } finally {
            run(1, in + "del " + bare + "/32 dev eth0");
        }
        for (String word : List.of("lb-flt", "load-balancer:flt")) {
            assertThat(docker.sonde(1, "who", word).out()).as(word).contains("load balancer of network flt  eth0  ");
        }
    }

    /// From outside of both hosts each network is there twice: what is suggested is taken, by every command.
    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void whatIsSuggestedIsTaken(Engines.Suite suite) {
        use(suite);
        for (String asked : List.of("enter flt", "enter bridge", "inspect flt")) {
            String[] words = asked.split(" ");
            Sonde.Result r = Sonde.sonde(words);
            assertThat(r.err()).as("%s", r).contains(words[1] + ": matches 2 n", "name one of them: ");
            String[] suggested = r.err().strip().split("name one of them: ")[1].split(", ");
            assertThat(suggested).hasSize(2);
            for (String s : suggested) {
                Sonde.Result one =
                        words[0].equals("enter") ? Sonde.sonde("enter", s, "--", "true") : Sonde.sonde("inspect", s);
                assertThat(one.status()).as("%s", one).isZero();
            }
        }
        assertThat(Sonde.sonde("show", "flt@node1").out())
                .startsWith("overlay network flt ")
                .contains("  on node1\n");
        for (int node = 1; node <= 2; node++) {
            assertThat(Sonde.sonde("inspect", "flt@node" + node).out().strip())
                    .isEqualTo(docker.docker(node, "network", "inspect", "flt"));
        }
    }
}
