package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.TargetException;
import dev.sonde.core.target.Targets;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody writes or answers names only what is his: forged files and daemons give no other's container a name.
class JurisdictionTest {
    private static final long HOST = 4026532100L;
    private static final long VICTIM = 4026532500L;
    private static final long OWN = 4026532600L;
    private static final long MOUNTS = 4026532900L;
    private static final int USER = 1001;
    private static final String ID = "5a".repeat(32);
    private static final String OTHER = "6b".repeat(32);
    private static final String ROOT = "/proc/700/root";

    /// A host on which root's Docker runs a container with the id [#ID], and user [#USER] one with [#OTHER].
    private static Streams host() {
        return new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .owned(1, HOST, "/proc/self/ns/net", 0)
                .process(1, HOST, "systemd", "0::/init.scope\n")
                .owned(2, VICTIM, "/proc/2100/ns/net", 0)
                .process(2100, VICTIM, "postgres", "0::/system.slice/docker-" + ID + ".scope\n")
                .owned(3, OWN, "/proc/2200/ns/net", USER)
                .process(2200, OWN, "nginx", "0::/user.slice/user-1001.slice/docker-" + OTHER + ".scope\n");
    }

    private static byte[] answer(String id, String name) {
        String body = "[{\"Id\":\"" + id + "\",\"Names\":[\"/" + name + "\"],\"Image\":\"i\"}]";
        return ("HTTP/1.0 200 OK\r\nServer: Docker/28.5 (linux)\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] config(String id, String name, String sandbox, String labels) {
        return ("{\"ID\":\"" + id + "\",\"Name\":\"/" + name + "\",\"State\":{\"Running\":true,\"Pid\":2100},"
                        + "\"Config\":{\"Image\":\"i\",\"Labels\":{" + labels + "}},"
                        + "\"NetworkSettings\":{\"SandboxKey\":\"" + sandbox + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Snapshot snapshot(Streams s) {
        return SnapshotBuilder.of(s.done().recorded());
    }

    private static String name(Snapshot snapshot, long ino) {
        Namespace n = snapshot.namespace(0, Streams.DEV, ino);
        assertThat(n).isNotNull();
        return n.name();
    }

    private static final String LIST = " /containers/json?all=1";

    /// Whoever answers first.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUsersDaemonNamesItsOwnAlone(boolean first) {
        Streams s = host().source(1, 0, 0, "").source(2, USER, 0, "");
        byte[] forged = ("[" + new String(answer(ID, "harmless"), StandardCharsets.UTF_8).split("\\[", 2)[1])
                .replace("]", "," + new String(answer(OTHER, "web"), StandardCharsets.UTF_8).split("\\[", 2)[1])
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = "HTTP/1.0 200 OK\r\nServer: Docker/28.5 (linux)\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[head.length + forged.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(forged, 0, both, head.length, forged.length);
        if (first) {
            s.content(2, "/run/user/1001/docker.sock" + LIST, both);
        }
        s.content(1, "/run/docker.sock" + LIST, answer(ID, "payments"));
        if (!first) {
            s.content(2, "/run/user/1001/docker.sock" + LIST, both);
        }
        Snapshot snapshot = snapshot(s);
        assertThat(name(snapshot, VICTIM)).isEqualTo("payments");
        assertThat(name(snapshot, OWN)).isEqualTo("web");
    }

    /// Root's engine does not answer: nobody else gives its container a name.
    @Test
    void aUsersFileNamesNoOthersSandbox() {
        Streams s = host().way(HandleType.FILE, 2, 0, VICTIM, "/run/docker/netns/abcdef012345", 0, 0)
                .source(1, USER, 0, "");
        String home = "/home/u1/.local/share/docker/containers/";
        s.content(1, home + ID + "/config.v2.json", config(ID, "harmless", "/var/run/docker/netns/abcdef012345", ""));
        s.content(1, home + OTHER + "/config.v2.json", config(OTHER, "web", "", ""));
        Snapshot snapshot = snapshot(s);
        assertThat(name(snapshot, VICTIM)).isNotEqualTo("harmless");
        assertThat(name(snapshot, OWN)).isEqualTo("web");
        assertThat(snapshot.namespace(0, Streams.DEV, VICTIM).tenants()).isEmpty();
    }

    /// A daemon in a container, which has root's uid: its own containers are those of which a file lies in its mount
    /// namespace, and those of processes below it.
    @Test
    void aDaemonInAContainerNamesWhatIsBelowItAlone() {
        long inner = 4026532700L;
        long file = 4026532710L;
        String node = "0::/docker/" + "ee".repeat(32) + "\n";
        Streams s = host().owned(4, 4026532400L, "/proc/700/ns/net", 0)
                .process(700, 1, 4026532400L, "dockerd", node)
                .owned(5, inner, "/proc/2300/ns/net", 0)
                .process(2300, 700, inner, "redis", "0::/docker/" + "7c".repeat(32) + "\n")
                .owned(6, file, "/proc/2400/ns/net", 0)
                .way(HandleType.FILE, 6, 0, file, ROOT + "/run/docker/netns/0123456789ab", MOUNTS, 0)
                .source(1, 0, MOUNTS, ROOT);
        s.content(1, ROOT + "/run/docker.sock" + LIST, answer(ID, "harmless"));
        String data = ROOT + "/var/lib/docker/containers/";
        s.content(1, data + "7c/config.v2.json", config("7c".repeat(32), "cache", "", ""));
        s.content(1, data + "8d/config.v2.json", config("8d".repeat(32), "kept", "/run/docker/netns/0123456789ab", ""));
        Snapshot snapshot = snapshot(s);
        assertThat(name(snapshot, VICTIM)).isNotEqualTo("harmless");
        assertThat(name(snapshot, inner)).isEqualTo("cache");
        assertThat(name(snapshot, file)).isEqualTo("kept");
    }

    /// Who calls his container as another's pod is called gets none of its visitors.
    @Test
    void aNameOfSeveralKindsIsAnError() {
        String data = "/var/lib/docker/containers/";
        String pod = "\"io.kubernetes.pod.name\":\"db-0\",\"io.kubernetes.pod.namespace\":\"payments\","
                + "\"io.kubernetes.docker.type\":\"podsandbox\"";
        String name = "k8s_POD_db-0_payments_0f9c1b8e-2f6f_0";
        long second = 4026532650L;
        String third = "7c".repeat(32);
        Source source = host().owned(4, second, "/proc/2500/ns/net", 0)
                .process(2500, second, "redis", "0::/system.slice/docker-" + third + ".scope\n")
                .content(data + "1/config.v2.json", config(ID, name, "", pod))
                .content(data + "2/config.v2.json", config(third, "db-0", "", ""))
                .done()
                .recorded();
        assertThatThrownBy(() -> Targets.resolve(List.of(source), "db-0"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e).hasMessage("db-0: matches 2 namespaces");
                    assertThat(e.remedy()).isEqualTo("name one of them: container:db-0, pod:db-0");
                });
        assertThat(Targets.resolve(List.of(source), "container:db-0").ino()).isEqualTo(second);
        assertThat(Targets.resolve(List.of(source), "pod:db-0").ino()).isEqualTo(VICTIM);
    }

    /// An image has labels as well.
    @Test
    void labelsAloneMakeNoPodAndNoTask() {
        String pod = "\"io.kubernetes.pod.name\":\"coredns\",\"io.kubernetes.pod.namespace\":\"kube-system\","
                + "\"io.kubernetes.docker.type\":\"podsandbox\"";
        String task = "\"com.docker.swarm.task.name\":\"db.1.x\",\"com.docker.swarm.service.name\":\"db\"";
        String data = "/var/lib/docker/containers/";
        Snapshot forged = snapshot(host().content(data + "1/config.v2.json", config(ID, "mine", "", pod)));
        assertThat(forged.namespace(0, Streams.DEV, VICTIM).kind()).isEqualTo(Kind.CONTAINER);
        forged = snapshot(host().content(data + "1/config.v2.json", config(ID, "mine", "", task)));
        assertThat(forged.namespace(0, Streams.DEV, VICTIM).kind()).isEqualTo(Kind.CONTAINER);
        String name = "k8s_POD_coredns_kube-system_0f9c1b8e-2f6f_0";
        Snapshot right = snapshot(host().content(data + "1/config.v2.json", config(ID, name, "", pod)));
        assertThat(name(right, VICTIM)).isEqualTo("kube-system/coredns");
        right = snapshot(host().content(data + "1/config.v2.json", config(ID, "db.1.x", "", task)));
        assertThat(right.namespace(0, Streams.DEV, VICTIM).kind()).isEqualTo(Kind.TASK);
    }

    /// A user may call a control group that systemd gave him as a container of root's is called, whether that runs or
    /// not; and what he calls so belongs to a user namespace of his, or lies below his slice.
    @Test
    void aControlGroupOfAUserIsNoContainerOfRoots() {
        long fake = 4026532800L;
        long shared = 4026532810L;
        String scope = "docker-" + "7c".repeat(32) + ".scope\n";
        String slice = "0::/user.slice/user-1001.slice/user@1001.service/";
        Streams s = host().owned(4, fake, "/proc/2500/ns/net", USER)
                .process(2500, fake, "sh", "0::/elsewhere/" + scope)
                .owned(5, shared, "/proc/2600/ns/net", 0)
                .process(2600, shared, "sh", slice + scope)
                .process(2700, HOST, "sh", slice + scope);
        String data = "/var/lib/docker/containers/";
        s.content(data + "1/config.v2.json", config("7c".repeat(32), "payments", "", ""));
        s.content(data + "2/config.v2.json", config(ID, "db", "", ""));
        Snapshot snapshot = snapshot(s);
        assertThat(name(snapshot, VICTIM)).isEqualTo("db");
        assertThat(name(snapshot, fake)).isNotEqualTo("payments");
        assertThat(name(snapshot, shared)).isNotEqualTo("payments");
        for (long ino : new long[] {fake, shared, HOST}) {
            assertThat(snapshot.namespace(0, Streams.DEV, ino).tenants())
                    .noneMatch(w -> w.name().equals("payments"));
        }
    }

    /// Whose a folder is the files in it tell, and not those of another whose path begins with the same letters.
    @ParameterizedTest
    @ValueSource(strings = {"/scratch/d", "/scratch"})
    void aFolderBesideRootsIsNotRoots(String folder) {
        Streams s = host().source(1, USER, 0, "");
        s.content("/scratch/docker/containers/1/config.v2.json", config("7c".repeat(32), "other", "", ""));
        s.content(1, folder + "/containers/2/config.v2.json", config(ID, "harmless", "", ""));
        assertThat(name(snapshot(s), VICTIM)).isNotEqualTo("harmless");
    }

    /// Root in a container may make control groups below his own, and call them as he wants.
    @Test
    void aControlGroupBelowAContainerIsThatContainers() {
        long fake = 4026532800L;
        String victim = "7c".repeat(32);
        Streams s = host().owned(4, fake, "/proc/2500/ns/net", 0)
                .process(2500, fake, "sh", "0::/system.slice/docker-" + ID + ".scope/docker-" + victim + ".scope\n");
        String data = "/var/lib/docker/containers/";
        s.content(data + "1/config.v2.json", config(victim, "payments", "", ""));
        s.content(data + "2/config.v2.json", config(ID, "mine", "", ""));
        assertThat(name(snapshot(s), fake)).isEqualTo("mine");
    }
}
