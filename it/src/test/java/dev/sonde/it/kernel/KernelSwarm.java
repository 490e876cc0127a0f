package dev.sonde.it.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import dev.sonde.it.docker.Engines;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A swarm of two hosts in a kernel of our own. `web` has a virtual address in the network `front`, and a published
/// port;
/// `safe` has one task on each host, in the encrypted network `closed`. `client` is a container of `front` on host 1.
record KernelSwarm(Kernel kernel, Engines docker) {
    static final int REPLICAS = 4;
    static final String PORT = "8088";

    /// A port of `web` for UDP; nobody listens to it.
    static final String UDP = "8089";

    static KernelSwarm start() {
        Kernel kernel = Kernel.boot(Kernel.Kind.BUILT);
        Engines.Suite suite = Engines.Suite.valueOf(System.getProperty("sonde.suite", "SID"));
        KernelSwarm swarm = new KernelSwarm(kernel, Engines.inside(kernel, suite));
        swarm.make();
        return swarm;
    }

    private void make() {
        String network = "docker network create -d overlay --attachable ";
        String service = "docker service create -q -d --no-resolve-image --stop-grace-period 1s --update-failure-action"
                + " continue ";
        run(1, network + "--subnet 10.0.50.0/24 front && " + network + "--subnet 10.0.60.0/24 --opt encrypted closed");
        run(
                1,
                service + "--name web --network front --replicas " + REPLICAS + " -p " + PORT
                        + ":80 --publish published=" + UDP
                        + ",target=90,protocol=udp busybox sh -c 'mkdir /w && hostname >/w/index.html && exec httpd -f -p 80 -h /w'");
        run(1, service + "--name safe --network closed --mode global busybox sleep 100000");
        run(1, "docker run -d --name client --network front busybox sleep 100000");
        atRest();
    }

    /// Waits until all tasks run, and each host has the rows of the other's.
    void atRest() {
        settled("web", REPLICAS);
        settled("safe", 2);
        docker.settled("front", "closed");
    }

    void settled(String service, int replicas) {
        String script = "for i in $(seq 120); do [ \"$(docker service ls --filter name=" + service
                + " --format '{{.Replicas}}')\" = '" + replicas + "/" + replicas
                + "' ] && exit 0; sleep 0.5; done; docker service ps " + service + "; exit 1";
        Sonde.Result r = docker.sh(1, script);
        assertThat(r.status()).as("%s: %s", service, r).isZero();
    }

    String run(int node, String script) {
        Sonde.Result r = docker.sh(node, script);
        assertThat(r.status()).as("%s: %s", script, r).isZero();
        return r.out().strip();
    }

    /// The namespace of the load balancer of `front` on a host.
    String balancer(int node) {
        return balancer(node, "front");
    }

    String balancer(int node, String network) {
        String id = docker.docker(node, "network", "inspect", "-f", "{{.Id}}", network);
        return "/run/docker/netns/lb_" + id.substring(0, 9);
    }

    /// The mark of `web` in a namespace that balances.
    String mark(int node, String file) {
        String mark = run(node, "nsenter --net=" + file + " ipvsadm -Ln | awk '/^FWM/ { print $2 }'");
        assertThat(mark).matches("[0-9]+");
        return mark;
    }

    /// The rules of a namespace that mark packets, sorted.
    List<String> marking(int node, String file) {
        String all = run(node, "nsenter --net=" + file + " iptables-save -t mangle");
        return all.lines().filter(l -> l.contains(" -j MARK ")).sorted().toList();
    }

    /// A task to which the load balancer of `front` on a host sends requests: `10.0.50.N:0`.
    String destination(int node) {
        return destination(node, "front");
    }

    String destination(int node, String network) {
        String all = run(
                node, "nsenter --net=" + balancer(node, network) + " ipvsadm -Ln | awk '$2 ~ /^10.*:0$/ { print $2 }'");
        return all.lines().findFirst().orElseThrow();
    }

    /// The tasks that answer requests of the client to the virtual address; a request without an answer: `lost`.
    List<String> answers() {
        String vip =
                docker.docker(1, "service", "inspect", "-f", "{{range .Endpoint.VirtualIPs}}{{.Addr}} {{end}}", "web");
        for (String address : vip.split(" ")) {
            vip = address.startsWith("10.0.50.") ? address.substring(0, address.indexOf('/')) : vip;
        }
        return sorted(run(1, "docker exec client sh -c '" + requests("nc", vip + " 80") + "'"));
    }

    /// The tasks that answer requests of the other host to the published port of one.
    List<String> published(int node) {
        return sorted(run(3 - node, requests("busybox nc", "10.99.0." + node + " " + PORT)));
    }

    /// By `nc`: the `wget` of Debian 12's static busybox ends with SIGSEGV.
    private static String requests(String nc, String to) {
        return "for i in 1 2 3 4 5 6 7 8; do a=$(printf \"GET / HTTP/1.0\\r\\n\\r\\n\" | timeout 5 " + nc + " -w 3 "
                + to + " 2>/dev/null | tail -n 1); echo ${a:-lost}; done";
    }

    private static List<String> sorted(String lines) {
        return new ArrayList<>(new TreeSet<>(List.of(lines.split("\n"))));
    }

    /// The names of the hosts of all tasks of `web`: their containers' short ids.
    List<String> tasks() {
        TreeSet<String> all = new TreeSet<>();
        for (int node = 1; node <= 2; node++) {
            String ids = run(node, "docker ps -q --filter label=com.docker.swarm.service.name=web");
            all.addAll(List.of(ids.split("\n")));
        }
        assertThat(all).hasSize(REPLICAS);
        return new ArrayList<>(all);
    }

    /// Pings from the task of `safe` on one host to that on the other: how many of four were answered.
    int pings(int from) {
        String safe = "$(docker ps -q --filter label=com.docker.swarm.service.name=safe | head -n 1)";
        String to =
                run(3 - from, "docker inspect -f '{{(index .NetworkSettings.Networks \"closed\").IPAddress}}' " + safe);
        String out = run(from, "docker exec " + safe + " ping -c 4 -W 2 " + to + " || true");
        assertThat(out).contains("packets received");
        return Integer.parseInt(out.replaceAll("(?s).*, ([0-9]+) packets received.*", "$1"));
    }

    /// What goes over the underlay of host 2 while something is done: frames of ESP, and VXLAN packets in clear text.
    int[] underlay(Runnable body) {
        String sniff = """
                import socket, struct, sys
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); s.bind(("eth0", 0)); s.settimeout(0.5)
                esp = clear = 0; open("/run/sniffing", "w").close()
                import os
                while not os.path.exists("/run/enough"):
                  try: f = s.recv(2048)
                  except TimeoutError: continue
                  if f[12:14] == b"\\x08\\x00":
                    esp += f[23] == 50; clear += f[23] == 17 and f[36:38] == b"\\x12\\xb5"
                print(esp, clear)
                """;
        run(
                2,
                "cat >/run/sniff.py <<'E'\n" + sniff
                        + "E\nrm -f /run/enough /run/sniffing; setsid python3 /run/sniff.py >/run/sniffed 2>&1 </dev/null &\n"
                        + "for i in $(seq 100); do [ -e /run/sniffing ] && exit 0; sleep 0.1; done; cat /run/sniffed; exit 1");
        body.run();
        String counted = run(
                2,
                "touch /run/enough; for i in $(seq 100); do [ -s /run/sniffed ] && break; sleep 0.1; done;"
                        + " cat /run/sniffed");
        assertThat(counted).matches("[0-9]+ [0-9]+");
        String[] words = counted.split(" ");
        return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
    }

    /// What `check` finds on a host; 0: where both are seen.
    List<JsonNode> check(int node) {
        Sonde.Result r = node == 0
                ? kernel.run(List.of(Sonde.BINARY.toString(), "check", "-j"), Map.of())
                : docker.sonde(node, "check", "-j");
        return findings(r);
    }

    /// Records what the sensor reads on a host (0: where both are seen) for the tests of the analysis, where
    /// `-Dsonde.record` says into which folder.
    void record(int node, String name) {
        String folder = System.getProperty("sonde.record");
        if (folder == null) {
            return;
        }
        // In the stream is who runs it, and how: no path of this machine may be in that.
        String copied = "cp " + Sonde.BINARY + " /run/sonde && rm -f /run/look.frames";
        String script = "cd /run && ./sonde collect -o look.frames >/dev/null && cat look.frames";
        Sonde.Result r = node == 0 ? kernel.sh(copied) : docker.sh(node, copied);
        assertThat(r.status()).as(r.err()).isZero();
        r = node == 0 ? kernel.sh(script) : docker.sh(node, script);
        assertThat(r.status()).as(r.err()).isZero();
        try {
            Path stream = Files.createTempFile("sonde-record", ".frames");
            Files.write(stream, r.outBytes());
            Sonde.Result packed =
                    Sonde.run("python3", "record/pack-swarm.py", stream.toString(), folder + "/" + name + ".frames.gz");
            Files.delete(stream);
            assertThat(packed.status()).as("%s", packed).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// All but the files that Docker itself leaves behind for a minute (S312).
    private static List<JsonNode> findings(Sonde.Result r) {
        try {
            JsonNode document = new ObjectMapper().readTree(r.out());
            assertThat(document.path("open").toString()).as("all was compared").isEqualTo("[]");
            // What only a link leads to cannot be listed whole there, EOPNOTSUPP: nothing that is judged here.
            assertThat(document.path("gaps"))
                    .as("all was read")
                    .allMatch(gap -> gap.path("errno").asInt() == Errno.EOPNOTSUPP);
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode f : document.get("findings")) {
                if (!f.get("code").asText().equals("S312")) {
                    all.add(f);
                }
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + r, e);
        }
    }

    /// Pastes what a finding prints, on a host whose PATH has the program.
    void paste(int node, JsonNode finding) {
        String command = finding.at("/remedy/command").asText();
        assertThat(command).as("%s", finding).isNotEmpty();
        run(node, "PATH=" + Sonde.BINARY.getParent() + ":$PATH\n" + command);
    }

    /// Pastes it where both hosts are seen.
    void outside(JsonNode finding) {
        String command = finding.at("/remedy/command").asText();
        assertThat(command).as("%s", finding).isNotEmpty();
        Sonde.Result r = kernel.sh("PATH=" + Sonde.BINARY.getParent() + ":$PATH\n" + command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
    }

    void close() {
        kernel.close();
    }
}
