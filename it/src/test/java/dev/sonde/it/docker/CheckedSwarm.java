package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;

/// A swarm of two hosts with one network and one service, as `SwarmCheckIT` makes it: what is asked of it again and
/// again.
record CheckedSwarm(Engines docker) {
    static final String NETWORK = "check-net";
    static final String SERVICE = "checked";

    /// A task as its own engine knows it.
    record Task(String name, String container, String pid, String ip) {
        String mac() {
            StringBuilder b = new StringBuilder("02:42");
            for (String part : ip.split("\\.")) {
                b.append(String.format(":%02x", Integer.parseInt(part)));
            }
            return b.toString();
        }
    }

    void service(String name, String... options) {
        List<String> all = new ArrayList<>(
                List.of("service", "create", "-q", "-d", "--no-resolve-image", "--stop-grace-period", "1s"));
        all.addAll(List.of("--name", name, "--network", NETWORK));
        all.addAll(List.of(options));
        all.addAll(List.of("busybox", "sleep", "6000"));
        docker.docker(1, all.toArray(String[]::new));
    }

    /// Waits until so many tasks of a service run, and no others: as the manager wants it, and as containers. What the
    /// manager last heard of tasks on a node that has left counts in `docker service ls` for ever.
    void settled(String service, int replicas) {
        String wanted = "[ \"$(docker service ps --no-resolve -f desired-state=running -f desired-state=ready -f"
                + " desired-state=accepted --format '{{.DesiredState}} {{.CurrentState}}' " + service
                + " | cut -d' ' -f1,2 | sort | uniq -c | tr -s ' ')\" = ' " + replicas
                + " Running Running' ] || exit 1; ";
        String mine = "docker ps -q --filter label=com.docker.swarm.service.name=" + service + " | wc -l";
        String seen = "";
        for (int i = 0; i < 300; i++) {
            Sonde.Result one = docker.sh(1, wanted + mine);
            Sonde.Result two = docker.sh(2, mine);
            seen = one + ", " + two;
            if (one.status() == 0 && number(one) + number(two) == replicas) {
                return;
            }
            Sonde.run("sleep", "0.1");
        }
        throw new AssertionError(service + " has not " + replicas + " tasks: " + seen);
    }

    private static int number(Sonde.Result r) {
        return r.status() == 0 ? Integer.parseInt(r.out().strip()) : -1;
    }

    List<Task> tasks(int node) {
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

    String overlay(int node) {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
        return docker.sh(node, "ls /run/docker/netns/*-" + id.substring(0, 10))
                .out()
                .strip();
    }

    Sonde.Result check(int node, String... options) {
        List<String> all = new ArrayList<>(List.of("check", NETWORK));
        all.addAll(List.of(options));
        return docker.sonde(node, all.toArray(String[]::new));
    }

    static List<String> errors(Sonde.Result r) {
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

    /// What is found where the hosts of both engines are seen.
    List<JsonNode> outside() {
        return findings(Sonde.run(Sonde.BINARY.toString(), "check", "-j"));
    }

    void run(int node, String script) {
        Sonde.Result r = docker.sh(node, script);
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// A ping of full size between two containers, by the host's own tool.
    boolean answers(Task from, Task to) {
        docker.sh(
                1,
                "nsenter -t " + from.pid() + " -n ip neigh flush all; nsenter -t " + from.pid()
                        + " -n ip route flush cache");
        return docker.sh(1, "nsenter -t " + from.pid() + " -n ping -q -c 1 -W 2 -s 1422 -M do " + to.ip())
                        .status()
                == 0;
    }

    /// Where a script finds the network's namespace on node 1 and that of its load balancer, and the address and the
    /// MAC of the load balancer on node 2: `$in`, `$lb`, `$ip`, `$mac`.
    String balancer() {
        String ip = docker.docker(
                2,
                "network",
                "inspect",
                "-f",
                "{{range .Containers}}{{if eq .Name \"" + NETWORK + "-endpoint\"}}{{.IPv4Address}}{{end}}{{end}}",
                NETWORK);
        ip = ip.substring(0, ip.indexOf('/'));
        String file = overlay(1);
        return "in='nsenter --net=" + file + "'; lb='nsenter --net="
                + file.replaceAll("/[0-9]+-(.........).*", "/lb_$1") + "'; ip=" + ip + "; mac="
                + new Task("", "", "", ip).mac() + "; ";
    }

    /// The address of a node in the ingress network.
    String ingressEnd(int node) {
        String ip = docker.docker(
                node,
                "network",
                "inspect",
                "-f",
                "{{range .Containers}}{{if eq .Name \"ingress-endpoint\"}}{{.IPv4Address}}{{end}}{{end}}",
                "ingress");
        return ip.substring(0, ip.indexOf('/'));
    }

    /// As [#balancer], of the ingress network.
    String ingress() {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", "ingress");
        String ip = ingressEnd(2);
        return "in=\"nsenter --net=$(ls /run/docker/netns/*-" + id.substring(0, 10)
                + ")\"; lb='nsenter --net=/run/docker/netns/ingress_sbox'; ip=" + ip + "; mac="
                + new Task("", "", "", ip).mac() + "; ";
    }
}
