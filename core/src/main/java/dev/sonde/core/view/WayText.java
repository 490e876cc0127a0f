package dev.sonde.core.view;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.graph.Way;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// A way as one line for people.
final class WayText {
    /// `web.1 eth0 ⇄ veth3 of web@node1 → br0 → vxlan0 (VNI 4097) → 10.99.0.2`.
    static String of(Graph graph, Way way) {
        LinkRef start = way.start();
        StringBuilder b = new StringBuilder(96).append(DisplayNames.of(start.namespace()));
        if (start.link() instanceof Link.Vxlan) {
            return b.append(through(start, hosts(graph, way))).toString();
        }
        b.append(' ').append(start.name());
        if (way.end() != null) {
            LinkRef one = way.end().only();
            if (one == null) {
                int some = way.end().fit().size();
                return b.append(some == 0 ? " ⇄ a namespace that was not found" : " ⇄ one of " + some + " namespaces")
                        .toString();
            }
            b.append(way.end().proven() ? " ⇄ " : " ⇄ perhaps ").append(one.name());
            b.append(" of ").append(DisplayNames.of(one.namespace()));
        }
        if (way.tunnel() != null) {
            b.append(" → ").append(through(way.tunnel(), hosts(graph, way)).substring(1));
        } else if (way.master() != null) {
            b.append(" → ").append(way.master().name());
        } else if (way.end() != null && lacksBridge(start.namespace(), way.end().only())) {
            b.append(", which is in no bridge");
        }
        return b.toString();
    }

    /// Whether the other end of a veth should be a port of a bridge and is none: that of an endpoint of an overlay or
    /// a bridge network. Others may be routed.
    private static boolean lacksBridge(Namespace from, LinkRef end) {
        Network network = from.network();
        boolean bridged = network != null && network.driver().equals("bridge");
        return end.link().master() == 0 && (end.namespace().kind() == Kind.OVERLAY || bridged);
    }

    private static String hosts(Graph graph, Way way) {
        List<String> hosts = new ArrayList<>(1);
        for (IpAddress vtep : way.vteps()) {
            hosts.add(vtep + host(graph, way.tunnel().namespace().network(), vtep));
        }
        return String.join(", ", hosts);
    }

    /// ` br0 → vxlan0 (VNI 4097) → TO`: from its bridge through a tunnel.
    static String through(LinkRef tunnel, String to) {
        StringBuilder b = new StringBuilder(64);
        Link bridge = tunnel.in().link(tunnel.link().master());
        b.append(' ').append(bridge == null ? "" : bridge.name().concat(" → ")).append(tunnel.name());
        if (tunnel.link() instanceof Link.Vxlan v && v.vni() != Link.UNKNOWN) {
            b.append(" (VNI ").append(v.vni()).append(')');
        }
        return b.append(to.isEmpty() ? "" : " → ".concat(to)).toString();
    }

    /// The host with this tunnel address, with a blank before it, or empty.
    static String host(Graph graph, Network of, IpAddress vtep) {
        String host = graph.host(vtep, of);
        return host.isEmpty() || host.equals(vtep.toString()) ? "" : " ".concat(host);
    }

    private WayText() {}
}
