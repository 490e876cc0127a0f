package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Two real engines joined as a swarm, with the overlay network and the service of the page from which sonde started.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwarmNamesIT {
    private static final String NETWORK = "nsenter-test";
    private static final String SERVICE = "nsenter-l2-table-test";
    private static Engines docker;

    @BeforeAll
    static void start() {
        docker = Engines.swarm();
        docker.docker(1, "network", "create", "-d", "overlay", NETWORK);
        docker.docker(
                1,
                "service",
                "create",
                "-q",
                "--no-resolve-image",
                "--name",
                SERVICE,
                "--replicas",
                "3",
                "--network",
                NETWORK,
                "busybox",
                "ping",
                "localhost");
    }

    @AfterAll
    static void remove() {
        if (docker != null) {
            docker.sh(
                    1,
                    "docker service rm " + SERVICE + "; for i in $(seq 50); do docker network rm " + NETWORK
                            + " && break; sleep 0.2; done");
        }
    }

    /// The first three numbers of the network's addresses, as a pattern: what other tests made decides.
    private static String prefix() {
        String subnet = docker.docker(1, "network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", NETWORK);
        return Pattern.compile("[0-9]+/24")
                .matcher(subnet.strip())
                .replaceAll("")
                .replace(".", "\\.");
    }

    private static String vni() {
        return docker.docker(
                        1,
                        "network",
                        "inspect",
                        "-f",
                        "{{index .Options \"com.docker.network.driver.overlay.vxlanid_list\"}}",
                        NETWORK)
                .strip();
    }

    private static String overlayFile(int node) {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
        Sonde.Result r = docker.sh(node, "ls /run/docker/netns/*-" + id.substring(0, 10));
        assertThat(r.status()).as("%s", r).isZero();
        return r.out().strip();
    }

    @Test
    void namesNetworkLoadBalancerAndTasksOnBothNodes() {
        for (int node = 1; node <= 2; node++) {
            Sonde.Result r = docker.sonde(node, "ls");
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out())
                    .containsPattern("overlay network +" + NETWORK)
                    .containsPattern("load balancer +" + NETWORK)
                    .containsPattern("task +" + SERVICE + "\\.[123]");
        }
    }

    /// What has no name of its own is reached by the name of its file.
    @Test
    void reachesLoadBalancersByTheirFiles() {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
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
        for (int node = 1; node <= 2; node++) {
            Sonde.Result healthy = docker.sonde(node, "check", NETWORK);
            assertThat(healthy.status()).as("%s", healthy).isZero();
        }
        String in = "nsenter --net=" + overlayFile(1) + " ";
        Matcher tasks = Pattern.compile("(02:42:\\S+) +\\S+ +(" + SERVICE + "\\.[123])\\s")
                .matcher(docker.sonde(1, "show", NETWORK).out());
        List<String> elsewhere = remote(1);
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
        Sonde.Result r = docker.sonde(1, "check", NETWORK);
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.out()).contains("error[S101]: ", tasks.group(2), "1 error; ");
        String mend = r.out()
                .lines()
                .filter(l -> l.startsWith("  mend      "))
                .findFirst()
                .orElseThrow();
        assertThat(docker.sh(1, mend.strip().substring("mend".length())).status())
                .isZero();
        Sonde.Result again = docker.sonde(1, "check", NETWORK);
        assertThat(again.status()).as("%s", again).isZero();
    }

    @Test
    void everyTaskInTheTablesHasItsName() {
        for (int node = 1; node <= 2; node++) {
            Sonde.Result show = docker.sonde(node, "show", NETWORK);
            assertThat(show.status()).as("%s", show).isZero();
            for (int slot = 1; slot <= 3; slot++) {
                assertThat(show.out()).as("node %d", node).contains(SERVICE + "." + slot);
            }
            for (String mac : remote(node)) {
                assertThat(show.out()).containsPattern(mac + " .*(" + SERVICE + "|load balancer)");
            }
        }
    }

    /// The MACs of the other node's tasks, as the kernel holds them and Docker's tasks have their addresses.
    private static List<String> remote(int node) {
        String ids = docker.docker(1, "service", "ps", "-q", "--filter", "desired-state=running", SERVICE);
        String addresses = docker.docker(
                1,
                List.of(("inspect -f {{range.NetworksAttachments}}{{.Addresses}}{{end}} " + ids.replace('\n', ' '))
                                .split(" "))
                        .toArray(String[]::new));
        Sonde.Result neighbours =
                docker.sh(node, "nsenter --net=" + overlayFile(node) + " ip neigh show nud permanent dev vxlan0");
        List<String> macs = new ArrayList<>();
        Matcher m = Pattern.compile("^(\\S+) lladdr (\\S+)", Pattern.MULTILINE).matcher(neighbours.out());
        while (m.find()) {
            if (addresses.contains(m.group(1) + "/")) {
                macs.add(m.group(2));
            }
        }
        assertThat(macs)
                .as("remote tasks of node %d: %s %s", node, neighbours, addresses)
                .isNotEmpty();
        return macs;
    }

    /// A worker whose daemon is gone: what lies on its disk names the network, its load balancer and its own tasks; of
    /// the others' it holds no name. With nothing but the folder there are kind and id.
    @Test
    @Order(Integer.MAX_VALUE)
    void fromDiskAndFromTheFolderAlone() throws IOException {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
        String own = docker.docker(2, "ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}", "-f", "name=" + SERVICE);
        assertThat(own).isNotEmpty();
        List<String> elsewhere = remote(2);
        docker.kill(2);
        try {
            Sonde.Result ls = docker.sonde(2, "ls");
            assertThat(ls.out())
                    .as("%s", ls)
                    .containsPattern("overlay network +" + NETWORK)
                    .containsPattern("overlay network +ingress")
                    .containsPattern("load balancer +" + NETWORK);
            Sonde.Result show = docker.sonde(2, "show", NETWORK);
            for (String line : own.lines().toList()) {
                String task = line.split(" ")[1];
                String called = task.substring(0, task.lastIndexOf('.'));
                assertThat(ls.out()).containsPattern("task +" + Pattern.quote(called) + " ");
                assertThat(show.out()).as("%s", show).contains(called);
            }
            assertThat(show.out()).containsPattern(" " + prefix() + "[0-9]+ +load balancer[\\s│]+here ");
            unknown(show, elsewhere, "only the engine has their names", NETWORK);
            Sonde.Result who = docker.sonde(2, "who", elsewhere.getFirst());
            assertThat(who.out())
                    .as("%s", who)
                    .startsWith("owner not known  vxlan0  " + elsewhere.getFirst() + "  " + prefix().replace("\\", ""))
                    .contains(
                            "→ vxlan0 (VNI " + vni() + ") → 10.99.0.1\n",
                            "  note     the tasks of other hosts are not known here");
            DockerNamesIT.noState(docker, 2, () -> {
                Sonde.Result folder = docker.sonde(2, "show", id.substring(0, 10));
                unknown(folder, elsewhere, "no engine tells of this network", id.substring(0, 10));
                Sonde.Result bare = docker.sonde(2, "ls");
                assertThat(bare.out())
                        .as("%s", bare)
                        .containsPattern("overlay network +" + id.substring(0, 10))
                        .containsPattern("load balancer +" + id.substring(0, 9));
                for (String line : own.lines().toList()) {
                    assertThat(bare.out()).containsPattern("container +" + line.substring(0, 12));
                }
            });
        } finally {
            docker.restart(2);
            docker.sh(1, "for t in $(seq 100); do [ $(docker node ls | grep -c Ready) = 2 ] && exit; sleep 0.1; done");
        }
    }

    /// No bare MAC: its address, its host, that its task is not known, and who would know.
    private static void unknown(Sonde.Result show, List<String> macs, String why, String network) {
        for (String mac : macs) {
            assertThat(show.out())
                    .as("%s", show)
                    .containsPattern(mac + " +" + prefix() + "[0-9]+ +task unknown[\\s│]+fdb to 10\\.99\\.0\\.1 ");
        }
        assertThat(show.out().replaceAll("\\s+", " "))
                .contains("note the tasks of other hosts are not known here: " + why)
                .endsWith("Start it, or run sonde show " + network + " on 10.99.0.1 ");
    }

    @Test
    void knowsThePeersOfTheNetwork() throws IOException {
        Sonde.Result r = docker.sonde(1, "snapshot");
        assertThat(r.status()).as("%s", r).isZero();
        List<String> hosts = new ArrayList<>();
        for (JsonNode network :
                new ObjectMapper().readTree(r.out()).findValues("networks").getFirst()) {
            for (JsonNode p :
                    network.get("name").asText().equals(NETWORK) ? network.path("peers") : network.path("-")) {
                hosts.add(p.get("host").asText() + " " + p.get("address").asText());
            }
        }
        assertThat(hosts).containsExactlyInAnyOrder("node1 10.99.0.1", "node2 10.99.0.2");
    }

    /// Byte for byte, with its peers, on both nodes.
    @Test
    void inspectsTheNetworksAsDockerDoes() {
        for (int node = 1; node <= 2; node++) {
            for (String name : List.of(NETWORK, "ingress", "docker_gwbridge")) {
                Sonde.Result r = docker.sonde(node, "inspect", name);
                assertThat(r.out().strip())
                        .as("node %d: %s", node, r)
                        .isEqualTo(docker.docker(node, "network", "inspect", name))
                        .contains(name.equals("docker_gwbridge") ? "gateway_ingress-sbox" : "\"IP\": \"10.99.0.2\"");
            }
        }
    }

    /// The other host by its name and by its tunnel's address; its load balancer, of which Docker does not tell.
    @Test
    void whoKnowsTheOtherHost() {
        for (String what : List.of("node2", "10.99.0.2")) {
            Sonde.Result r = docker.sonde(1, "who", what);
            assertThat(r.out())
                    .as("%s", r)
                    .contains("node2  10.99.0.2\n  network  " + NETWORK + "\n  way      " + NETWORK
                            + " br0 → vxlan0 (VNI " + vni() + ") → 10.99.0.2 node2\n");
        }
        String balancer = docker.docker(
                2, "network", "inspect", "-f", "{{(index .Containers \"lb-" + NETWORK + "\").MacAddress}}", NETWORK);
        assertThat(docker.sonde(1, "show", NETWORK).out())
                .containsPattern(
                        balancer + " +" + prefix() + "[0-9]+ +perhaps load balancer[\\s│]+node2 \\(10.99.0.2\\)");
        assertThat(docker.sonde(1, "who", balancer).out())
                .startsWith("perhaps load balancer  vxlan0  " + balancer + "  " + prefix().replace("\\", ""))
                .contains(" br0 → vxlan0 (VNI " + vni() + ") → 10.99.0.2 node2\n");
    }
}
