package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One real engine: every namespace has the name that Docker gives it, by its answers.
@Tag("docker")
@Tag("slow")
class DockerNamesIT {
    private static Engines docker;

    @BeforeAll
    static void start() {
        docker = containers();
    }

    @AfterAll
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    /// An engine with networks, and with containers of all sorts.
    static Engines containers() {
        Engines docker = Engines.one();
        docker.docker(1, "network", "create", "names-net");
        docker.docker(
                1,
                "network",
                "create",
                "--internal",
                "--attachable",
                "--label",
                "b=2",
                "--label",
                "a=<1>",
                "--subnet",
                "10.77.0.0/16",
                "--ip-range",
                "10.77.8.0/24",
                "--aux-address",
                "x=10.77.8.9",
                "-o",
                "com.docker.network.bridge.name=names-l",
                "names-labelled");
        docker.docker(1, "run", "-d", "--name", "names-a", "--net", "names-net", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-b", "-p", "8080:80", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-c", "--net", "container:names-a", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-none", "--net", "none", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-host", "--net", "host", "busybox", "sleep", "600");
        return docker;
    }

    private static String ls() {
        Sonde.Result r = docker.sonde(1, "ls", "--json");
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    /// The namespace that `docker inspect` says is this container's is the one that sonde goes to by its name.
    private static void same(String container) {
        String pid = docker.docker(1, "inspect", "-f", "{{.State.Pid}}", container);
        Sonde.Result r = docker.sonde(1, "enter", container, "--", "readlink", "/proc/self/ns/net");
        assertThat(r.out().strip())
                .as("%s", r)
                .isEqualTo(
                        docker.sh(1, "readlink /proc/" + pid + "/ns/net").out().strip());
    }

    @Test
    void namesEveryContainer() {
        assertThat(ls())
                .contains("\"names-a\"", "\"names-b\"", "\"names-none\"")
                .doesNotContain("sandbox ");
        same("names-a");
        same("names-b");
        same("names-none");
        same("names-c"); // in the namespace of names-a
        same("names-host");
        String id = docker.docker(1, "inspect", "-f", "{{.Id}}", "names-b");
        Sonde.Result r = docker.sonde(1, "enter", "container:" + id.substring(0, 8), "--", "true");
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// Byte for byte, of every network that there is.
    @Test
    void inspectsAsDockerDoes() {
        String names = docker.docker(1, "network", "ls", "--format", "{{.Name}}");
        assertThat(names.lines()).contains("bridge", "host", "none", "names-net", "names-labelled");
        for (String name : names.lines().toList()) {
            Sonde.Result r = docker.sonde(1, "inspect", name);
            assertThat(r.out().strip()).as("%s", r).isEqualTo(docker.docker(1, "network", "inspect", name));
        }
    }

    /// Who has no namespace of its own is found in another's.
    @Test
    void guestsAreFoundWhereTheyLive() {
        assertThat(docker.sonde(1, "who", "names-c").out())
                .matches("names-c  on node1\n  netns    [0-9]+  container  /run/docker/netns/[0-9a-f]{12}\n"
                        + "  network  names-net\n  way      in the namespace of names-a\n");
        assertThat(docker.sonde(1, "who", "names-host").out())
                .matches("names-host  on node1\n  netns    [0-9]+  host  \\S+\n  way      in the namespace of node1\n");
        assertThat(docker.sonde(1, "show", "names-a").out()).contains("\nshared   names-c\n");
        assertThat(docker.sonde(1, "show", "host").out()).contains("\nshared   names-host\n");
    }

    /// Also one whose bridge is called as its maker wished.
    @Test
    void showsWhichNetworkABridgeIs() {
        String show = docker.sonde(1, "show", "host").out().replaceAll("\\s+", " ");
        assertThat(show)
                .containsPattern("names-l [^│├└]*network names-labelled")
                .containsPattern("br-[^│├└]*network names-net");
    }

    /// Who shares the namespace of another, or the host's, is a tenant there.
    @Test
    void listsTheTenants() throws IOException {
        Map<String, String> tenants = new HashMap<>();
        for (JsonNode host : new ObjectMapper().readTree(ls()).get("hosts")) {
            for (JsonNode n : host.get("namespaces")) {
                for (JsonNode t : n.get("tenants")) {
                    tenants.put(
                            t.get("name").asText(),
                            n.get("name").asText() + " " + t.get("image").asText());
                }
            }
        }
        assertThat(tenants).containsEntry("names-c", "names-a busybox").containsEntry("names-host", "node1 busybox");
    }

    /// Which namespace each file of Docker's folder is, by what `docker inspect` says of sandboxes.
    @Test
    void namesEveryFileOfDockersFolder() throws IOException {
        Map<String, String> expected = sandboxes(docker);
        for (int i = 0; i < 50 && !expected.keySet().containsAll(files()); i++) { // of a container that is on its way
            docker.sh(1, "sleep 0.1");
            expected = sandboxes(docker);
        }
        assertThat(expected.values()).contains("names-a", "names-b", "names-none", "names-host");
        Map<String, JsonNode> found = byFile(ls());
        for (String file : docker.sh(1, "ls /run/docker/netns").out().strip().split("\\s+")) {
            String name = expected.get(file);
            if (file.equals("default")) {
                assertThat(found.get(file).get("kind").asText()).isEqualTo("host");
            } else {
                assertThat(name).as(file).isNotNull();
                assertThat(found.get(file).get("name").asText()).as(file).isEqualTo(name);
                assertThat(found.get(file).get("kind").asText()).isEqualTo("container");
            }
        }
    }

    /// The files of the engine's folder but the host's.
    private static List<String> files() {
        return docker.sh(1, "ls /run/docker/netns | grep -vx default")
                .out()
                .lines()
                .toList();
    }

    /// By the files of the sandboxes: the names of containers.
    static Map<String, String> sandboxes(Engines docker) {
        Map<String, String> names = new HashMap<>();
        String all = docker.sh(1, "docker inspect -f '{{.NetworkSettings.SandboxKey}} {{.Name}}' $(docker ps -q)")
                .out();
        for (String line : all.lines().toList()) {
            String[] parts = line.split(" /");
            if (!parts[0].isEmpty()) { // that of names-c is names-a's
                names.put(parts[0].substring(parts[0].lastIndexOf('/') + 1), parts[1]);
            }
        }
        return names;
    }

    /// The namespaces of a listing by the names of their files in Docker's folder.
    static Map<String, JsonNode> byFile(String json) throws IOException {
        Map<String, JsonNode> found = new HashMap<>();
        for (JsonNode host : new ObjectMapper().readTree(json).get("hosts")) {
            for (JsonNode n : host.get("namespaces")) {
                for (JsonNode h : n.get("handles")) {
                    String path = h.get("path").asText();
                    if (path.contains("/docker/netns/")) {
                        found.put(path.substring(path.lastIndexOf('/') + 1), n);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void aBridgeIsOnItsHost() {
        Sonde.Result r = docker.sonde(1, "enter", "names-net", "--", "readlink", "/proc/self/ns/net");
        assertThat(r.out())
                .as("%s", r)
                .isEqualTo(docker.sh(1, "readlink /proc/1/ns/net").out());
        Sonde.Result near = docker.sonde(1, "enter", "names-nett", "--", "true");
        assertThat(near.err()).contains("names-nett: no such target", "did you mean names-net");
    }

    /// Another socket of the same engine is the same engine; one that is silent costs it nothing; what is no socket
    /// here is said.
    @Test
    void asksWhereTheUserSaysThatDockerIs() {
        Sonde.Result r = docker.sh(1, "DOCKER_HOST=tcp://198.51.100.1:2375 $SONDE ls");
        assertThat(r.out() + r.err())
                .contains("names-a", "DOCKER_HOST, tcp://198.51.100.1:2375", "only sockets on this host are used");
        String context = "d=$(mktemp -d); m=$d/contexts/meta/$(printf elsewhere | sha256sum | cut -c1-64); mkdir -p $m;"
                + " printf '{\"Name\":\"elsewhere\",\"Endpoints\":{\"docker\":{\"Host\":\"unix://'$d'/s\"}}}' >$m/meta.json;"
                + " printf '{\"auths\":{\"x\":{\"auth\":\"%s%s\"}},\"currentContext\": \"elsewhere\"}' c2Vj cmV0 >$d/config.json;";
        String silent = "python3 -c 'import socket,sys,time; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]);"
                + " s.listen(9); time.sleep(30)' $d/s & p=$!; while [ ! -S $d/s ]; do sleep 0.05; done;";
        Sonde.Result s = docker.sh(
                1,
                context + silent + " DOCKER_CONFIG=$d $SONDE ls; DOCKER_CONFIG=$d $SONDE collect -o $d/stream;"
                        + " grep -c 'c2Vj[c]mV0' $d/stream; kill $p; rm -rf $d");
        assertThat(s.out() + s.err())
                .containsPattern("Docker at unix:///tmp/\\S+/s, GET /containers/json")
                .containsPattern("container +names-a ")
                .contains("Docker 20.10", "Connection timed out");
        assertThat(s.out().strip()).as("no password is recorded").endsWith("\n0");
    }

    /// What leads out of the root of a daemon in another mount namespace is not followed, and what is no file not read.
    @Test
    void aHostileRootLeadsNowhere() {
        Sonde.Result r = docker.sh(
                1,
                "printf %s%s secret-of -the-host >/etc/secret; cp $(command -v sleep) /tmp/dockerd;"
                        + " unshare --mount --net --propagation private sh -c '"
                        + "mount -t tmpfs t /run && mount -t tmpfs t /var/lib/docker && mkdir -p /run/netns"
                        + " /var/lib/docker/containers/$(printf %064d 1) /var/lib/docker/containers/$(printf %064d 2) &&"
                        + " ln -s /proc/1/root/etc/secret /var/lib/docker/containers/$(printf %064d 1)/config.v2.json &&"
                        + " mkfifo /var/lib/docker/containers/$(printf %064d 2)/config.v2.json &&"
                        + " mkdir /var/lib/docker/containers/$(printf %064d 3) && printf %s%s what-is -inside"
                        + " >/var/lib/docker/containers/$(printf %064d 3)/config.v2.json &&"
                        + " ln -s /proc/1/root/run/docker.sock /run/docker.sock && exec /tmp/dockerd 30' & p=$!;"
                        + " until grep -qs dockerd /proc/$p/comm || [ $((n=n+1)) -gt 100 ]; do sleep 0.05; done;"
                        + " f=$(mktemp -u); $SONDE collect -o $f; grep -c 'secret-of[-]the-host' $f;"
                        + " grep -c 'what-is[-]inside' $f; kill $p;"
                        + " rm -f $f /etc/secret /tmp/dockerd");
        assertThat(r.out().strip()).as("%s", r).isEqualTo("0\n1");
    }

    /// A daemon without privileges: in a mount namespace of its own, everything below the folders of a user.
    @Test
    void aUsersOwnDocker() {
        Sonde.Result r = docker.sh(
                1,
                "export XDG_RUNTIME_DIR=/run/user/1000 HOME=/tmp/user1000; mkdir -p $HOME $XDG_RUNTIME_DIR;"
                        + " unshare --mount --net --propagation private "
                        + docker.dockerd("$XDG_RUNTIME_DIR", "$HOME/.local/share/docker")
                        + " >/tmp/user1000/log 2>&1 & p=$!; export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock;"
                        + " for t in $(seq 100); do docker version >/dev/null 2>&1 && break; sleep 0.1; done;"
                        + " docker import -c 'CMD [\"sh\"]' " + docker.image() + " busybox:latest >/dev/null;"
                        + " docker run -d --name users-own busybox sleep 600 >/dev/null;"
                        + " n=$(readlink /proc/$(docker inspect -f '{{.State.Pid}}' users-own)/ns/net); unset DOCKER_HOST;"
                        + " $SONDE ls; [ \"$($SONDE enter users-own -- readlink /proc/self/ns/net)\" = \"$n\" ] && echo entered;"
                        + " DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock docker rm -f users-own >/dev/null; kill $p; wait $p;"
                        + " rm -rf /run/user/1000; tail -3 $HOME/log >&2; rm -rf $HOME");
        assertThat(r.out())
                .as("%s", r)
                .containsPattern("container +users-own ")
                .containsPattern("Docker 20[^ ]* \\(unix:///proc/[0-9]+/root/run/user/1000/docker.sock\\)")
                .contains("names-a", "entered");
    }

    /// A daemon that keeps its data elsewhere: known by its command line, and when it has ended by `daemon.json`. Its
    /// socket is none that is asked.
    @Test
    void dataElsewhere() {
        String second = "/var/lib/docker/second";
        Sonde.Result r = docker.sh(
                1,
                "mkdir -p /run/second; " + docker.dockerd("/run/second", second)
                        + " >/run/second/log 2>&1 & p=$!; export DOCKER_HOST=unix:///run/second/docker.sock;"
                        + " for t in $(seq 100); do docker version >/dev/null 2>&1 && break; sleep 0.1; done;"
                        + " docker import -c 'CMD [\"sh\"]' " + docker.image() + " busybox:latest >/dev/null;"
                        + " docker run -d --name second-a --net none busybox sleep 600 >/dev/null; unset DOCKER_HOST;"
                        + " $SONDE ls --wide | grep second-a; kill -9 $p; wait $p; echo killed; $SONDE ls | grep second-a;"
                        + " echo '{\"debug\": false, \"data-root\" : \"" + second + "\"}' >/etc/docker/daemon.json;"
                        + " echo configured; $SONDE ls --wide | grep second-a; rm /etc/docker/daemon.json;"
                        + " kill -9 $(pgrep -f 'containerd.*/run/second/') $(pgrep -f 'sleep 600' | while read q; do"
                        + " grep -q own/ /proc/$q/cgroup && echo $q; done); rm -rf " + second + " /run/second");
        String line = "[0-9]+ +container +second-a .*Docker's state in " + second + ".*\n";
        assertThat(r.out()).as("%s", r).matches(line + "killed\nconfigured\n" + line);
    }

    @Test
    void namesThemFromOutside() {
        Sonde.Result r = Sonde.sonde("ls", "--json");
        assertThat(r.out()).as("%s", r).contains("\"names-a\"", "/proc/");
    }

    @Test
    void recordsTheNames() {
        Sonde.Result r = docker.sh(
                1, "f=$(mktemp -u) && $SONDE collect -o $f && $SONDE ls --json --from $f; s=$?; rm -f $f; exit $s");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).contains("\"names-a\"", "\"names-b\"");
    }
}
