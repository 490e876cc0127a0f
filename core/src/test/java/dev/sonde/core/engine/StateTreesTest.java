package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.core.target.Targets;
import dev.sonde.core.view.OwnerLookup;
import dev.sonde.netlink.IpAddress;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Engines that cannot be started here, by trees of the files that they keep: made by hand, see
/// `src/test/resources/engines/README.md`.
class StateTreesTest {
    private static final long HOST = 4026532100L;
    private static final long POD = 4026532500L;
    private static final long DB = 4026532600L;
    private static final String SANDBOX = "5a".repeat(32);
    private static final String APP = "6b".repeat(32);
    private static final String PROXY = "9e".repeat(32);

    private static Streams host() {
        return new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, HOST, "/proc/self/ns/net")
                .process(1, HOST, "systemd", "0::/init.scope\n");
    }

    /// The files of a tree as the sensor brings them, behind a root; folders of logs as lists of names.
    private static Streams tree(Streams s, String name, String root) {
        try {
            Path top =
                    Path.of(StateTreesTest.class.getResource("/engines/" + name).toURI());
            try (Stream<Path> paths = Files.walk(top)) {
                for (Path p : paths.sorted().toList()) {
                    String path = "/" + top.relativize(p);
                    if (path.equals("/var/log/pods") || path.equals("/var/log/containers")) {
                        s.content(root + path + "/", names(p));
                    } else if (Files.isRegularFile(p) && !path.startsWith("/var/log/")) {
                        s.content(root + path, Files.readAllBytes(p));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return s;
    }

    private static byte[] names(Path folder) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path e : entries.sorted().toList()) {
                b.writeBytes((e.getFileName() + "\0").getBytes(StandardCharsets.UTF_8));
            }
        }
        return b.toByteArray();
    }

    private static String cri(String id) {
        return "0::/kubepods.slice/kubepods-besteffort.slice/cri-containerd-" + id + ".scope\n";
    }

    private static Source containerd() {
        Streams s = host().process(2100, POD, "pause", cri(SANDBOX))
                .process(2110, POD, "nginx", cri(APP))
                .process(2111, POD, "envoy", cri("7c".repeat(32)))
                .process(2200, HOST, "pause", cri("8d".repeat(32)))
                .process(2210, HOST, "kube-proxy", cri(PROXY))
                .process(2300, DB, "postgres", "0::/default/" + "ad".repeat(32) + "\n")
                .file("/run/netns/cni-1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901", POD);
        return tree(s, "containerd", "").done().recorded();
    }

    private static Namespace namespace(Snapshot snapshot, long ino) {
        Namespace n = snapshot.namespace(0, Streams.DEV, ino);
        assertThat(n).isNotNull();
        return n;
    }

    private static long resolve(Source source, String word) {
        return Targets.resolve(List.of(source), word).ino();
    }

    @Test
    void containerdNamesPodsAndTheirContainers() {
        Source source = containerd();
        Snapshot snapshot = SnapshotBuilder.of(source);
        Namespace pod = namespace(snapshot, POD);
        assertThat(pod.kind()).isEqualTo(Kind.POD);
        assertThat(pod.name()).isEqualTo("shop/web-5d4f8-x2x7q");
        assertThat(pod.workload().container()).isEqualTo(SANDBOX);
        assertThat(pod.tenants()).extracting(Workload::name).containsExactly("nginx", "proxy");
        assertThat(pod.tenants()).extracting(Workload::image).first().isEqualTo("docker.io/library/nginx:1.27");
        Namespace db = namespace(snapshot, DB);
        assertThat(db.kind()).isEqualTo(Kind.CONTAINER);
        assertThat(db.name()).isEqualTo("shop-db-1");
        assertThat(db.workload().service()).isEqualTo("shop/db");
        assertThat(namespace(snapshot, HOST).tenants())
                .extracting(Workload::name)
                .containsExactly("kube-system/kube-proxy-8lq2p", "kube-proxy");
        assertThat(snapshot.gaps())
                .singleElement()
                .satisfies(g -> assertThat(g.what()).endsWith("/default/broken/config.json"));
    }

    @Test
    void whatCniGaveIsANetwork() {
        Snapshot snapshot = SnapshotBuilder.of(containerd());
        Network n = snapshot.networks().getFirst();
        assertThat(n.name()).isEqualTo("pod-net");
        assertThat(n.driver()).isEqualTo("bridge");
        assertThat(n.subnets()).containsExactly(Subnet.of("10.244.0.0/24", "10.244.0.1"));
        Endpoint e = n.endpoints().getFirst();
        assertThat(e.mac()).hasToString("6a:00:00:00:00:03");
        assertThat(e.ipv4()).hasToString("10.244.0.5/24");
        assertThat(e.workload().name()).isEqualTo("shop/web-5d4f8-x2x7q");
        assertThat(namespace(snapshot, POD).network()).isSameAs(n);
    }

    @Test
    void podsAndContainersAreTargets() {
        Source source = containerd();
        assertThat(resolve(source, "pod:shop/web-5d4f8-x2x7q")).isEqualTo(POD);
        assertThat(resolve(source, "web-5d4f8-x2x7q")).isEqualTo(POD);
        assertThat(resolve(source, "nginx")).isEqualTo(POD);
        assertThat(resolve(source, SANDBOX.substring(0, 8))).isEqualTo(POD);
        assertThat(resolve(source, "pod:kube-system/kube-proxy-8lq2p")).isEqualTo(HOST);
        assertThat(resolve(source, "container:kube-proxy")).isEqualTo(HOST);
        assertThat(resolve(source, "service:db")).isEqualTo(DB);
        assertThat(resolve(source, "service:shop/db")).isEqualTo(DB);
        assertThat(resolve(source, "network:pod-net")).isEqualTo(HOST);
    }

    /// A node in a container: its pods are known by their control groups and by the files behind its root; pids are
    /// its own, and say nothing here.
    @Test
    void containerdInAnotherMountNamespace() {
        String root = "/proc/700/root";
        Streams s = host().process(700, 4026532400L, "containerd", "0::/docker/" + "ee".repeat(32) + "\n")
                .process(2100, HOST, "stranger", "0::/\n")
                .file(root + "/run/netns/cni-1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901", POD);
        Source source = tree(s, "containerd", root).done().recorded();
        Snapshot snapshot = SnapshotBuilder.of(source);
        assertThat(namespace(snapshot, POD).name()).isEqualTo("shop/web-5d4f8-x2x7q");
        assertThat(namespace(snapshot, HOST).tenants()).isEmpty();
        assertThat(snapshot.homes().values()).contains(namespace(snapshot, 4026532400L));
    }

    @Test
    void crioNamesPodsAndTheirContainers() {
        Streams s = host().process(2100, POD, "pause", "0::/kubepods.slice/crio-" + SANDBOX + ".scope\n")
                .process(2110, POD, "nginx", "0::/kubepods.slice/crio-" + APP + ".scope\n")
                .file("/run/netns/4d1c2b3a-0000-4000-8000-00000000c710", POD);
        Source source = tree(s, "cri-o", "").done().recorded();
        Snapshot snapshot = SnapshotBuilder.of(source);
        Namespace pod = namespace(snapshot, POD);
        assertThat(pod.kind()).isEqualTo(Kind.POD);
        assertThat(pod.name()).isEqualTo("shop/web");
        assertThat(pod.tenants()).extracting(Workload::name).containsExactly("nginx");
        assertThat(pod.knownBy().label()).startsWith("CRI-O");
        Endpoint e = pod.network().endpoints().getFirst();
        assertThat(List.of(e.mac().toString(), e.ipv4().toString(), e.ipv6().toString()))
                .containsExactly("6a:00:00:00:00:07", "10.85.0.7/16", "1100:200::7/24");
        assertThat(resolve(source, "pod:shop/web")).isEqualTo(POD);
    }

    /// No runtime's state is there: only the folders that kubelet makes, and control groups.
    @Test
    void kubeletsFoldersNamePods() {
        String slice = "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
                + "0f9c1b8e_2f6f_4a5b_9a53_1f1f8d6e0c11.slice/cri-containerd-" + APP + ".scope\n";
        Streams s = host().process(2110, POD, "nginx", slice)
                .process(
                        2400, DB, "etcd", "0::/kubepods/burstable/pod7f0c9b62d9e3a1fd2a5d8e0b1c2d3e4f/" + PROXY + "\n");
        Source source = tree(s, "kubelet", "").done().recorded();
        Snapshot snapshot = SnapshotBuilder.of(source);
        assertThat(namespace(snapshot, POD).name()).isEqualTo("shop/web-5d4f8-x2x7q");
        assertThat(namespace(snapshot, POD).tenants())
                .extracting(Workload::name)
                .containsExactly("nginx");
        assertThat(namespace(snapshot, DB).name()).isEqualTo("kube-system/etcd-node1");
        assertThat(resolve(source, "pod:kube-system/etcd-node1")).isEqualTo(DB);
    }

    /// Answers of several sockets come in pieces, in any order.
    @Test
    void piecesOfAnswersAreJoinedBySocket() {
        byte[] a = answer("[{\"Id\":\"" + APP + "\",\"Names\":[\"/one\"],\"Image\":\"i\"}]");
        byte[] b = answer("[{\"Id\":\"" + PROXY + "\",\"Names\":[\"/two\"],\"Image\":\"i\"}]");
        String one = "/run/docker.sock /containers/json?all=1";
        String two = "/run/user/1000/docker.sock /containers/json?all=1";
        Streams s = host().process(2100, POD, "a", "0::/docker/" + APP + "\n")
                .process(2200, DB, "b", "0::/docker/" + PROXY + "\n");
        int half = a.length / 2;
        s.content(one, FrameFlag.MORE, java.util.Arrays.copyOf(a, half));
        s.content(two, FrameFlag.MORE, java.util.Arrays.copyOf(b, 5));
        s.content(one, FrameFlag.MORE, java.util.Arrays.copyOfRange(a, half, a.length));
        s.content(two, FrameFlag.MORE, java.util.Arrays.copyOfRange(b, 5, b.length));
        s.content(two, 0, new byte[0]).content(one, 0, new byte[0]);
        Snapshot snapshot = SnapshotBuilder.of(s.done().recorded());
        assertThat(snapshot.gaps()).isEmpty();
        assertThat(namespace(snapshot, POD).name()).isEqualTo("one");
        assertThat(namespace(snapshot, DB).name()).isEqualTo("two");
        assertThat(namespace(snapshot, DB).knownBy().label())
                .isEqualTo("Docker 20.10 (unix:///run/user/1000/docker.sock)");
    }

    /// The services of a network, as `/networks/ID?verbose=true` has them; what is no service stands there under the
    /// empty name, and has no address.
    @Test
    void servicesHaveVirtualAddresses() {
        String network = "{\"Name\":\"blue\",\"Id\":\"9tp0f348donsd\",\"Scope\":\"swarm\",\"Driver\":\"overlay\"";
        String services =
                ",\"Services\":{\"\":{\"VIP\":\"<nil>\",\"Tasks\":[]},\"web\":{\"VIP\":\"10.0.1.2\",\"Tasks\":[]},"
                        + "\"dnsrr\":{\"VIP\":\"<nil>\",\"Tasks\":[]}}";
        String balancer = ",\"Containers\":{\"lb-blue\":{\"Name\":\"blue-endpoint\",\"EndpointID\":\"e1\","
                + "\"MacAddress\":\"02:42:0a:00:01:04\",\"IPv4Address\":\"10.0.1.4/24\"}}";
        Source source = host().content("/run/docker.sock /containers/json?all=1", answer("[]"))
                .content("/run/docker.sock /networks", answer("[" + network + "}]"))
                .content(
                        "/run/docker.sock /networks/9tp0f348do?verbose=true",
                        answer(network + services + balancer + "}"))
                .done()
                .recorded();
        assertThat(SnapshotBuilder.of(source).networks().getFirst().services())
                .containsExactly(new Service("web", "", IpAddress.parse("10.0.1.2")));
        OwnerLookup.Result found = OwnerLookup.of(new Inventory(source), "10.0.1.2");
        assertThat(found.answers()).hasSize(1);
        assertThat(found.answers().getFirst().owner()).isEqualTo("virtual address of service web");
        assertThat(found.answers().getFirst().way()).isEqualTo("served by the load balancer 10.0.1.4 on node1");
    }

    private static byte[] answer(String json) {
        return ("HTTP/1.0 200 OK\r\nServer: Docker/20.10 (linux)\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void dockerElsewhereIsSaid() {
        byte[] meta = "{\"Name\":\"prod\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://ops@198.51.100.7\"}}}"
                .getBytes(StandardCharsets.UTF_8);
        String file = "/.docker/contexts/meta/" + "ab".repeat(32) + "/meta.json";
        Snapshot context = SnapshotBuilder.of(host().content("DOCKER_CONTEXT", "prod".getBytes(StandardCharsets.UTF_8))
                .content(file, meta)
                .done()
                .recorded());
        assertThat(context.gaps()).singleElement().satisfies(g -> {
            assertThat(g.what()).isEqualTo("Docker's context prod, ssh://ops@198.51.100.7");
            assertThat(g.why()).isEqualTo("only sockets on this host are used: unix://");
        });
        Snapshot variable = SnapshotBuilder.of(
                host().content("DOCKER_HOST", "tcp://198.51.100.7:2376".getBytes(StandardCharsets.UTF_8))
                        .done()
                        .recorded());
        assertThat(variable.gaps())
                .singleElement()
                .satisfies(g -> assertThat(g.what()).isEqualTo("DOCKER_HOST, tcp://198.51.100.7:2376"));
        Snapshot none = SnapshotBuilder.of(host().content("DOCKER_CONTEXT", "default".getBytes(StandardCharsets.UTF_8))
                .done()
                .recorded());
        assertThat(none.gaps()).isEmpty();
    }

    @Test
    void ranges() {
        assertThat(Ranges.of("10.0.1.3/24")).isEqualTo("10.0.1.0/24");
        assertThat(Ranges.of("172.18.200.3/16")).isEqualTo("172.18.0.0/16");
        assertThat(Ranges.of("255.255.255.255/1")).isEqualTo("128.0.0.0/1");
        for (String bad : new String[] {"", "10.0.1.3", "/", "10.0.1.3/0", "10.0.1.3/33", "10.0.1/24", "10.0.1.x/24"}) {
            assertThat(Ranges.of(bad)).as(bad).isEmpty();
        }
    }

    /// A user's Podman: its storage in his home, its namespaces below his runtime folder, mounted in a mount
    /// namespace of its own; the addresses as the plugin host-local of CNI keeps them.
    @Test
    void podmanOfAUser() {
        String id = "c4".repeat(32);
        String storage = "/home/ann-1/.local/share/containers/storage";
        String bundle = storage + "/overlay-containers/" + id + "/userdata/config.json";
        Source source = host().process(3100, DB, "sleep", "0::/user.slice/user-1000.slice/container\n")
                .file("/proc/3000/root/run/user/1000/netns/netns-77", DB)
                .content(
                        storage + "/overlay-containers/containers.json",
                        text(
                                "[{\"id\": \"" + id
                                        + "\", \"names\": [\"own\"], \"metadata\": \"{\\\"image-name\\\": \\\"busybox\\\"}\"}]"))
                .content(
                        bundle,
                        text("{\"annotations\": {}, \"linux\": {\"namespaces\": [{\"type\": \"network\","
                                + " \"path\": \"/run/user/1000/netns/netns-77\"}]}}"))
                .content(
                        storage + "/networks/own-net.json",
                        text("{\"name\": \"own-net\", \"id\": \"n1\","
                                + " \"driver\": \"bridge\", \"subnets\": [{\"subnet\": \"10.89.0.0/24\"}]}"))
                .content("/var/lib/cni/networks/given/10.4.0.7", text(id + "\r\neth0"))
                .content("/var/lib/cni/networks/given/last_reserved_ip.0", text("10.4.0.7"))
                .done()
                .recorded();
        Snapshot snapshot = SnapshotBuilder.of(source);
        Namespace n = namespace(snapshot, DB);
        assertThat(n.name()).isEqualTo("own");
        assertThat(n.workload().image()).isEqualTo("busybox");
        assertThat(n.knownBy().label()).isEqualTo("Podman's storage in " + storage);
        assertThat(snapshot.networks()).extracting(Network::name).containsExactlyInAnyOrder("own-net", "given");
        assertThat(n.network().name()).isEqualTo("given");
        assertThat(n.network().endpoints()).extracting(Endpoint::ip).containsExactly(IpAddress.parse("10.4.0.7"));
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
