package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A swarm of two hosts with the overlay network and the service of the page from which sonde started.
record PageSwarm(Engines docker) {
    static final String NETWORK = "nsenter-test";
    static final String SERVICE = "nsenter-l2-table-test";

    static PageSwarm start() {
        Engines docker = Engines.swarm();
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
        docker.settled(NETWORK);
        return new PageSwarm(docker);
    }

    private String inspect(String format) {
        return docker.docker(1, "network", "inspect", "-f", format, NETWORK).strip();
    }

    /// The first three numbers of the network's addresses, as a pattern: the engine decides.
    String prefix() {
        return inspect("{{(index .IPAM.Config 0).Subnet}}")
                .replaceAll("[0-9]+/24", "")
                .replace(".", "\\.");
    }

    String vni() {
        return inspect("{{index .Options \"com.docker.network.driver.overlay.vxlanid_list\"}}");
    }

    String id() {
        return inspect("{{.Id}}");
    }

    String overlayFile(int node) {
        Sonde.Result r = docker.sh(node, "ls /run/docker/netns/*-" + id().substring(0, 10));
        assertThat(r.status()).as("%s", r).isZero();
        return r.out().strip();
    }

    /// The MACs of the other node's tasks, as the kernel holds them and Docker's tasks have their addresses.
    List<String> remote(int node) {
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
}
