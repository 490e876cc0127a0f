package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two real engines joined as a swarm, with the overlay network and the service of the page from which sonde started.
@Tag("docker")
@Tag("slow")
class SwarmNamesIT {
    private static PageSwarm swarm;
    private static Engines docker;

    @BeforeAll
    static void start() {
        swarm = PageSwarm.start();
        docker = swarm.docker();
    }

    @AfterAll
    static void end() {
        if (swarm != null) {
            docker.close();
        }
    }

    @Test
    void namesNetworkLoadBalancerAndTasksOnBothNodes() {
        for (int node = 1; node <= 2; node++) {
            Sonde.Result r = docker.sonde(node, "ls");
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out())
                    .containsPattern("overlay network +" + PageSwarm.NETWORK)
                    .containsPattern("load balancer +" + PageSwarm.NETWORK)
                    .containsPattern("task +" + PageSwarm.SERVICE + "\\.[123]");
        }
    }

    /// From outside of both nodes, whose engines live in mount namespaces of their own: what `ls` lists means the same
    /// to every command, whether it is one namespace or several.
    @Test
    void everyCommandKnowsTheSameNames() throws IOException {
        JsonNode host =
                new ObjectMapper().readTree(Sonde.sonde("ls", "-j").outBytes()).at("/hosts/0");
        Set<String> names = new TreeSet<>();
        for (JsonNode n : host.get("namespaces")) {

            if (Set.of("task", "overlay network", "container", "node")
                    .contains(n.at("/kind").asText())) {
                names.add(n.get("name").asText());
            }
        }
        assertThat(names).contains(PageSwarm.NETWORK, PageSwarm.SERVICE + ".1", "ingress", "node1");
        for (String name : names) {
            Sonde.Result enter = Sonde.sonde("enter", name, "--", "true");
            Sonde.Result ip = Sonde.sonde("ip", "-n", name, "link");
            assertThat(ip.status() == 0).as("%s: %s, %s", name, enter, ip).isEqualTo(enter.status() == 0);
            assertThat(ip.err()).isEqualTo(enter.err());
            Sonde.Result bridge = Sonde.sonde("bridge", "-n", name, "link");
            assertThat(bridge.err()).isEqualTo(enter.err());
        }
    }

    /// What has no name of its own is reached by the name of its file.
    @Test
    void reachesLoadBalancersByTheirFiles() {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", PageSwarm.NETWORK);
        for (String file : List.of("lb_" + id.substring(0, 9), "ingress_sbox")) {
            Sonde.Result r = docker.sonde(1, "enter", file, "--", "readlink", "/proc/self/ns/net");
            assertThat(r.out())
                    .as("%s", r)
                    .isEqualTo(docker.sh(1, "nsenter --net=/run/docker/netns/" + file + " readlink /proc/self/ns/net")
                            .out());
        }
    }

    /// Both nodes are healthy; then a row is deleted, found under its task's name, and mended by what was printed.
    @Test
    void checkFindsALostRow() {
        docker.settled(PageSwarm.NETWORK);
        for (int node = 1; node <= 2; node++) {
            Sonde.Result healthy = docker.sonde(node, "check", "-j", PageSwarm.NETWORK);
            assertThat(CheckedSwarm.findings(healthy)).as("%s", healthy).isEmpty();
        }
        String in = "nsenter --net=" + swarm.overlayFile(1) + " ";
        Matcher tasks = Pattern.compile("(02:42:\\S+) +\\S+ +(" + PageSwarm.SERVICE + "\\.[123])\\s")
                .matcher(docker.sonde(1, "show", PageSwarm.NETWORK).out());
        List<String> elsewhere = swarm.remote(1);
        boolean found = tasks.find();
        while (found && !elsewhere.contains(tasks.group(1))) {
            found = tasks.find();
        }
        assertThat(found).isTrue();
        String row = docker.sh(1, in + "bridge fdb show dev vxlan0 | grep '^" + tasks.group(1) + " dst '")
                .out()
                .strip();
        assertThat(row).isNotEmpty();
        String vtep = row.split(" ")[2];
        assertThat(docker.sh(1, in + "bridge fdb del " + tasks.group(1) + " dev vxlan0 dst " + vtep + " self")
                        .status())
                .isZero();
        Sonde.Result r = docker.sonde(1, "check", PageSwarm.NETWORK);
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        // Of this network alone: files that other containers have left are no errors.
        assertThat(r.out().lines().filter(l -> l.startsWith("error[")).toList())
                .as("%s", r)
                .hasSize(1)
                .allMatch(l -> l.startsWith("error[S101]: ") && l.contains(tasks.group(2)));
        String mend = r.out()
                .lines()
                .filter(l -> l.startsWith("  mend      "))
                .findFirst()
                .orElseThrow();
        assertThat(docker.sh(1, mend.strip().substring("mend".length())).status())
                .isZero();
        Sonde.Result again = docker.sonde(1, "check", "-j", PageSwarm.NETWORK);
        assertThat(CheckedSwarm.findings(again)).as("%s", again).isEmpty();
    }

    @Test
    void everyTaskInTheTablesHasItsName() {
        for (int node = 1; node <= 2; node++) {
            Sonde.Result show = docker.sonde(node, "show", PageSwarm.NETWORK);
            assertThat(show.status()).as("%s", show).isZero();
            for (int slot = 1; slot <= 3; slot++) {
                assertThat(show.out()).as("node %d", node).contains(PageSwarm.SERVICE + "." + slot);
            }
            for (String mac : swarm.remote(node)) {
                assertThat(show.out()).containsPattern(mac + " .*(" + PageSwarm.SERVICE + "|load balancer)");
            }
        }
    }

    @Test
    void knowsThePeersOfTheNetwork() throws IOException {
        Sonde.Result r = docker.sonde(1, "snapshot");
        assertThat(r.status()).as("%s", r).isZero();
        List<String> hosts = new ArrayList<>();
        for (JsonNode network :
                new ObjectMapper().readTree(r.out()).findValues("networks").getFirst()) {
            for (JsonNode p : network.get("name").asText().equals(PageSwarm.NETWORK)
                    ? network.path("peers")
                    : network.path("-")) {
                hosts.add(p.get("host").asText() + " " + p.get("address").asText());
            }
        }
        assertThat(hosts).containsExactlyInAnyOrder("node1 10.99.0.1", "node2 10.99.0.2");
    }

    /// Byte for byte, with its peers, on both nodes.
    @Test
    void inspectsTheNetworksAsDockerDoes() {
        for (int node = 1; node <= 2; node++) {
            for (String name : List.of(PageSwarm.NETWORK, "ingress", "docker_gwbridge")) {
                Sonde.Result r = docker.sonde(node, "inspect", name);
                assertThat(r.out().strip())
                        .as("node %d: %s", node, r)
                        .isEqualTo(docker.docker(node, "network", "inspect", name))
                        .contains(name.equals("docker_gwbridge") ? "gateway_ingress-sbox" : "\"IP\": \"10.99.0.2\"");
            }
        }
    }

    /// What is in use nowhere here is taken for the host by no command.
    @Test
    void anIdleNetworkIsNotTheHost() {
        docker.docker(1, "network", "create", "-d", "overlay", "--label", "a=1", "idle");
        try {
            assertThat(docker.sonde(1, "enter", "idle", "--", "true").err())
                    .startsWith("sonde: idle: the network has no namespace on this host");
            assertThat(docker.sonde(1, "inspect", "idle").out().strip())
                    .isEqualTo(docker.docker(1, "network", "inspect", "idle"));
        } finally {
            docker.docker(1, "network", "rm", "idle");
        }
    }

    /// The other host by its name and by its tunnel's address; its load balancer, of which Docker does not tell.
    @Test
    void whoKnowsTheOtherHost() {
        for (String what : List.of("node2", "10.99.0.2")) {
            Sonde.Result r = docker.sonde(1, "who", what);
            assertThat(r.out())
                    .as("%s", r)
                    .contains("node2  10.99.0.2\n  network  " + PageSwarm.NETWORK + "\n  way      " + PageSwarm.NETWORK
                            + " br0 → vxlan0 (VNI " + swarm.vni() + ") → 10.99.0.2 node2\n");
        }
        String balancer = docker.docker(
                2,
                "network",
                "inspect",
                "-f",
                "{{(index .Containers \"lb-" + PageSwarm.NETWORK + "\").MacAddress}}",
                PageSwarm.NETWORK);
        assertThat(docker.sonde(1, "show", PageSwarm.NETWORK).out())
                .containsPattern(
                        balancer + " +" + swarm.prefix() + "[0-9]+ +perhaps load balancer[\\s│]+node2 \\(10.99.0.2\\)");
        assertThat(docker.sonde(1, "who", balancer).out())
                .startsWith("perhaps load balancer  vxlan0  " + balancer + "  "
                        + swarm.prefix().replace("\\", ""))
                .contains(" br0 → vxlan0 (VNI " + swarm.vni() + ") → 10.99.0.2 node2\n");
    }
}
