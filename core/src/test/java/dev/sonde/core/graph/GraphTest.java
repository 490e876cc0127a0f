package dev.sonde.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Edge;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Host;
import dev.sonde.core.model.HostId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceId;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the graph answers of a network with one bridge, made by hand: two containers whose veths have the same pair
/// of indexes.
class GraphTest {
    private static final EngineId DOCKER =
            EngineId.answering(EngineId.Kind.DOCKER, "28.5.2", "", "/run/docker.sock", 0, 0);
    private static final IpAddress REMOTE = IpAddress.parse("10.99.0.2");

    private final Workload one = workload("one");
    private final Workload two = workload("two");
    private final Network network = new Network(
            DOCKER,
            "web",
            "9tp0f348donsd",
            "swarm",
            "overlay",
            false,
            false,
            List.of(),
            List.of(4097),
            List.of(
                    endpoint(one, "02:42:0a:00:01:03", "10.0.1.3/24", "node1", "10.99.0.1"),
                    endpoint(workload("three"), "02:42:0a:00:01:05", "10.0.1.5/24", "node2", "10.99.0.2")),
            "",
            0,
            List.of(),
            List.of(),
            null);
    private final List<Namespace> namespaces = new ArrayList<>();
    private final Map<Namespace, NamespaceTables> tables = new IdentityHashMap<>();
    private final Map<Snapshot.Pair, Integer> nsids = new HashMap<>();
    private final Namespace host = namespace(Kind.HOST, "node1", null, null);
    private final Namespace overlay = namespace(Kind.OVERLAY, "web", network, null);
    private final Namespace first = namespace(Kind.CONTAINER, "one", network, one);
    private final Namespace second = namespace(Kind.CONTAINER, "two", network, two);

    /// A daemon in a container, whose engine does not answer: its networks' tunnels have their sockets in that
    /// container, not on the host.
    @Test
    void theHostOfANetworkThatIsSeenFromOutsideOnlyIsNotKnown() {
        for (long mounts : new long[] {0, 4026532999L}) {
            Namespace stray = new Namespace(
                    new NamespaceId(4, 4026532900L + mounts % 2, 900 + mounts % 2),
                    90,
                    State.HELD,
                    Kind.OVERLAY,
                    "q2w3e4r5t6",
                    "node1",
                    null,
                    null,
                    List.of(),
                    NameSource.Seen.HANDLES,
                    0,
                    List.of(new Handle.File("/proc/9/root/run/docker/netns/1-q2w3e4r5t6", mounts)),
                    0);
            tables.put(host, new NamespaceTables.Builder(host).build());
            assertThat(graph().host(stray)).isEqualTo(mounts == 0 ? tables.get(host) : null);
        }
    }

    private static Workload workload(String name) {
        return new Workload(Kind.CONTAINER, name, "", name.repeat(10), "node1", 0);
    }

    private static Endpoint endpoint(Workload w, String mac, String ip, String host, String vtep) {
        return Endpoint.of("e" + ip, w, mac, ip, "", host, vtep);
    }

    private Namespace namespace(Kind kind, String name, Network of, Workload w) {
        int n = namespaces.size() + 1;
        Namespace made = new Namespace(
                new NamespaceId(4, 4026532000L + n, 100 + n),
                n,
                State.LIVE,
                kind,
                name,
                "node1",
                of,
                w,
                List.of(),
                new NameSource.ByEngine(DOCKER),
                1,
                List.of(new Handle.Process(1000 + n, name, 1)),
                0);
        namespaces.add(made);
        return made;
    }

    private static Link.Base base(int index, String name, String kind, String mac, int master, int link, Integer nsid) {
        return new Link.Base(
                index, name, kind, LinkAddress.parse(mac), 1450, 0x11043, master, link, nsid, "", Link.UNKNOWN, null);
    }

    private static Link veth(int index, String name, String mac, int master, int link, int nsid) {
        return new Link.Veth(base(index, name, "veth", mac, master, link, nsid));
    }

    private void has(Namespace n, List<Link> links, List<Address> addresses, List<FdbEntry> fdb) {
        tables.put(
                n,
                new NamespaceTables.Builder(n)
                        .links(links)
                        .addresses(addresses)
                        .fdb(fdb)
                        .build());
    }

    /// The two containers' veths: index 7 here and there, other end 3 and 4 in the network.
    private Graph graph() {
        Link bridge = new Link.Bridge(base(1, "br0", "bridge", "02:00:00:00:00:01", 0, 0, null), 0, 0);
        Link tunnel = new Link.Vxlan(
                base(2, "vxlan0", "vxlan", "02:00:00:00:00:02", 1, 2, 0), 4097, 4789, null, null, 300, true);
        has(
                overlay,
                List.of(
                        bridge,
                        tunnel,
                        veth(3, "veth0", "02:00:00:00:00:03", 1, 7, 1),
                        veth(4, "veth1", "02:00:00:00:00:04", 0, 7, 2)),
                List.of(new Address(1, IpAddress.parse("10.0.1.1"), 24, 0, null)),
                List.of(
                        new FdbEntry(
                                2,
                                LinkAddress.parse("02:42:0a:00:01:05"),
                                REMOTE,
                                0,
                                null,
                                0x80,
                                2,
                                FdbEntry.UNKNOWN,
                                FdbEntry.UNKNOWN),
                        new FdbEntry(
                                2,
                                LinkAddress.parse("02:42:0a:00:01:06"),
                                REMOTE,
                                0,
                                null,
                                0x80,
                                2,
                                FdbEntry.UNKNOWN,
                                FdbEntry.UNKNOWN)));
        has(
                first,
                List.of(veth(7, "eth0", "02:42:0a:00:01:03", 0, 3, 0)),
                List.of(new Address(7, IpAddress.parse("10.0.1.3"), 24, 0, null)),
                List.of());
        has(
                second,
                List.of(veth(7, "eth0", "02:42:0a:00:01:04", 0, 4, 0), veth(8, "eth1", "02:00:00:00:00:08", 0, 3, 0)),
                List.of(),
                List.of());
        has(
                host,
                List.of(
                        new Link.Other(base(2, "eth0", "", "52:54:00:00:00:01", 0, 0, null)),
                        new Link.Vlan(base(5, "eth0.7", "vlan", "52:54:00:00:00:01", 0, 2, null), 7)),
                List.of(new Address(2, IpAddress.parse("10.99.0.1"), 24, 0, null)),
                List.of());
        Snapshot names = new Snapshot(
                new Host(new HostId("m", "b"), "node1", "6.1", 0, true, 0),
                namespaces,
                List.of(),
                List.of(network),
                List.of(DOCKER),
                List.of(),
                Map.of(),
                List.of());
        return new Graph(names.with(tables, nsids, List.of()));
    }

    private static LinkRef ref(Graph g, Namespace n, int index) {
        return new LinkRef(g.of(n), g.of(n).link(index));
    }

    @Test
    void anEngineTellsWhichOfTwoIsTheOtherEnd() {
        Graph g = graph();
        // Link 7 of `first` fits veth0; so would one of `second`, were its index 7 and its other end 3.
        Graph.FarEnd end = g.farEnd(ref(g, overlay, 3));
        assertThat(end.only()).isEqualTo(ref(g, first, 7));
        assertThat(end.proof()).isEqualTo(Edge.Proof.ENGINE);
        assertThat(g.farEnd(ref(g, first, 7)).only()).isEqualTo(ref(g, overlay, 3));
    }

    @Test
    void whereNobodySaysSoTheOnlyOneThatFitsIsNotProven() {
        Graph g = graph();
        Graph.FarEnd end = g.farEnd(ref(g, second, 7));
        assertThat(end.only()).isEqualTo(ref(g, overlay, 4));
        assertThat(end.proof()).isEqualTo(Edge.Proof.ONLY);
        assertThat(end.proven()).isFalse();
    }

    @Test
    void theKernelsIdsProveAndRuleOut() {
        nsids.put(Snapshot.Pair.of(overlay, second), 2);
        nsids.put(Snapshot.Pair.of(second, overlay), 0);
        Graph g = graph();
        assertThat(g.farEnd(ref(g, overlay, 4)).proof()).isEqualTo(Edge.Proof.KERNEL);
        nsids.put(Snapshot.Pair.of(second, overlay), 5); // it knows the network by another id than the link says
        Graph other = graph();
        assertThat(other.farEnd(ref(other, overlay, 4)).fit()).isEmpty();
        assertThat(other.farEnd(ref(other, overlay, 4)).proof()).isNull();
    }

    @Test
    void aVethThatLeadsNowhereHasNoOtherEnd() {
        Graph g = graph();
        assertThat(g.farEnd(ref(g, second, 8)).fit()).isEmpty();
    }

    @Test
    void findsOwnersAndHosts() {
        Graph g = graph();
        assertThat(g.withMac(LinkAddress.parse("02:42:0a:00:01:03"), null)).containsExactly(ref(g, first, 7));
        assertThat(g.withMac(LinkAddress.parse("02:42:0a:00:01:03"), first)).isEmpty();
        assertThat(g.withAddress(IpAddress.parse("10.0.1.3"), null)).containsExactly(ref(g, first, 7));
        assertThat(g.endpoint(LinkAddress.parse("02:42:0a:00:01:05"), overlay).host())
                .isEqualTo("node2");
        assertThat(g.host(REMOTE, network)).isEqualTo("node2");
        assertThat(g.host(IpAddress.parse("10.99.0.1"), null)).isEqualTo("node1");
        assertThat(g.host(IpAddress.parse("10.99.0.9"), null)).isEmpty();
        assertThat(g.host(overlay).namespace()).isSameAs(host);
        assertThat(Graph.local(overlay, network.endpoints().get(0))).isTrue();
        assertThat(Graph.local(overlay, network.endpoints().get(1))).isFalse();
    }

    @Test
    void theWayFromALinkIsData() {
        Graph g = graph();
        Way way = Way.of(g, ref(g, first, 7));
        assertThat(way.end().only()).isEqualTo(ref(g, overlay, 3));
        assertThat(way.master()).isEqualTo(ref(g, overlay, 1));
        assertThat(way.tunnel()).isEqualTo(ref(g, overlay, 2));
        assertThat(way.vteps()).containsExactly(REMOTE);
        assertThat(Way.of(g, ref(g, second, 7)).master()).isNull();
    }

    @Test
    void edgesJoinWhatBelongsTogether() {
        Graph g = graph();
        assertThat(g.edges())
                .containsExactlyInAnyOrder(
                        new Edge.BridgePort(ref(g, overlay, 2), ref(g, overlay, 1)),
                        new Edge.BridgePort(ref(g, overlay, 3), ref(g, overlay, 1)),
                        new Edge.Tunnel(ref(g, overlay, 2), REMOTE, "node2"),
                        new Edge.VethPair(ref(g, overlay, 3), ref(g, first, 7), Edge.Proof.ENGINE),
                        new Edge.VethPair(ref(g, overlay, 4), ref(g, second, 7), Edge.Proof.ONLY),
                        new Edge.LowerDevice(ref(g, host, 5), ref(g, host, 2)));
    }

    @Test
    void aTableThatNobodyReadIsNotEmpty() {
        Graph g = graph();
        assertThatThrownBy(() -> g.of(first).neighbours())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("neighbours of one");
    }
}
