package dev.sonde.core.graph;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts together what is inside one namespace: links below their masters, addresses, and behind each link the
/// stations with their owners.
public final class NamespaceViewBuilder {

    private final Topology topology;
    private final NamespaceTables in;
    private final Namespace here;

    /// By the index of the master.
    private final Map<Integer, List<LinkMessage>> ports = new HashMap<>();

    /// The port at the other end of a veth, by the link's index, where it is known which.
    private final Map<Integer, LinkIndexEntry> peers = new HashMap<>();

    private final Map<Integer, String> peerNames = new HashMap<>();
    private final Set<Integer> placed = new HashSet<>();
    private FdbView stations;

    private NamespaceViewBuilder(Topology topology, Namespace here) {
        this.topology = topology;
        this.in = topology.of(here);
        this.here = here;
    }

    public static NamespaceView of(Topology topology, Namespace here) {
        return new NamespaceViewBuilder(topology, here).build();
    }

    private NamespaceView build() {
        List<LinkMessage> links = in.links();
        for (LinkMessage l : links) {
            peerNames.put(l.index(), peer(l));
            if (l.master() != 0) {
                ports.computeIfAbsent(l.master(), k -> new ArrayList<>()).add(l);
            }
        }
        stations = new FdbView(topology, in, peers);
        List<LinkView> roots = new ArrayList<>();
        for (LinkMessage l : links) {
            if (in.link(l.master()) == null) {
                roots.add(link(l, 0));
            }
        }
        // Masters in a ring, or a tower of them: no kernel makes that, but a stream may say anything.
        for (LinkMessage l : links) {
            if (!placed.contains(l.index())) {
                roots.add(link(l, 0));
            }
        }
        RouteLines routes = new RouteLines(topology, in);
        return new NamespaceView(
                here,
                roots,
                routes.lines(),
                routes.others(),
                RuleLines.of(in.tables()),
                stations.notes(),
                in.tables().gaps());
    }

    /// The kernel stacks eight links at most.
    private static final int DEEPEST = 16;

    private LinkView link(LinkMessage l, int depth) {
        placed.add(l.index());
        List<LinkView> below = new ArrayList<>();
        for (LinkMessage p : ports.getOrDefault(l.index(), List.of())) {
            if (!placed.contains(p.index()) && depth < DEEPEST) {
                below.add(link(p, depth + 1));
            }
        }
        int flags = l.header().flags();
        String state = here.unseen()
                ? ""
                : (flags & InterfaceFlags.UP) == 0
                        ? "down"
                        : (flags & InterfaceFlags.LOWER_UP) == 0 ? "no carrier" : "up";
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
        VxlanAttr.Port port = l.data(VxlanAttr.Port.class);
        return new LinkView(
                l.index(),
                DisplayNames.of(l),
                l.kind(),
                state,
                DisplayNames.mac(l),
                mtu == null ? 0 : (int) mtu.bytes(),
                vni == null ? -1 : vni.vni(),
                port == null ? 0 : port.udpPort(),
                Counters.of(l),
                peerNames.get(l.index()),
                l.kind().equals("bridge") ? network(l) : "",
                in.addresses(l.index()),
                stations.behind(l.index()),
                below);
    }

    /// The other end of a veth, or the link below another, for people; empty where there is none.
    private String peer(LinkMessage l) {
        if (l.link() == 0 || l.link() == l.index() && l.linkNetnsid() == null) {
            return "";
        }
        if (l.linkNetnsid() == null) {
            LinkMessage other = in.link(l.link());
            return other == null ? "link " + l.link() : DisplayNames.of(other);
        }
        String number = "link " + l.link();
        if (!l.kind().equals("veth")) {
            NamespaceTables host = topology.host(in, l.linkNetnsid());
            if (host == null) {
                return l.link() == l.index() ? "" : number + " of another namespace";
            }
            // Without a link below, which then is its own index, its packets come from whatever the host routes by.
            LinkMessage below = l.link() == l.index() ? null : host.link(l.link());
            String name = DisplayNames.of(host.namespace(), here);
            return below == null ? name : DisplayNames.of(below) + " of " + name;
        }
        Topology.End end = topology.end(in, l);
        LinkIndexEntry one = end.only();
        if (one == null) {
            return end.ports().isEmpty()
                    ? number + " of a namespace that was not found"
                    : number + " of one of " + end.ports().size() + " namespaces";
        }
        peers.put(l.index(), one);
        String name = one.name() + " of " + DisplayNames.of(one.in().namespace(), here);
        return end.proven() ? name : "perhaps " + name;
    }

    /// The engine's network whose bridge this is: Docker names the link as it was told, or after the network's id, or
    /// gives it the network's gateway as its address.
    private String network(LinkMessage bridge) {
        if (here.network() != null) {
            return "";
        }
        for (Network n : topology.snapshot().networks()) {
            if (n.driver().equals("bridge") && of(n, bridge)) {
                return n.name();
            }
        }
        return "";
    }

    private boolean of(Network n, LinkMessage bridge) {
        String name = DisplayNames.of(bridge);
        if (n.settings() != null && name.equals(n.settings().options().get("com.docker.network.bridge.name"))) {
            return true;
        }
        if (name.startsWith("br-") && name.length() >= 15 && n.id().startsWith(name.substring(3))) {
            return true;
        }
        for (Subnet s : n.subnets()) {
            int slash = s.range().indexOf('/');
            String own = slash < 0 ? "" : s.gateway() + s.range().substring(slash);
            if (!s.gateway().isEmpty() && in.addresses(bridge.index()).contains(own)) {
                return true;
            }
        }
        return false;
    }

    /// Where an endpoint's frames should come from: the veth to its workload's own namespace, or the tunnel.
    static boolean local(Namespace here, Endpoint e) {
        return e.host().equals(here.host());
    }

    /// Whether the engine's endpoints should be seen in this namespace's tables.
    static boolean expects(Namespace here) {
        return here.kind() == Kind.OVERLAY && here.network() != null;
    }
}
