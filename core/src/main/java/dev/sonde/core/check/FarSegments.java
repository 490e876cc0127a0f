package dev.sonde.core.check;

import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Table;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.route.RouteScope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The same overlay networks on other hosts that are seen. What is behind a tunnel the kernel tells there, whatever an
/// engine says here.
public final class FarSegments {
    private final Graph graph;
    private final Map<NamespaceTables, List<Segment>> byHost = new IdentityHashMap<>();

    /// `others`: the namespaces of networks that are not compared.
    FarSegments(Overlays all, List<NamespaceTables> others) {
        graph = all.graph;
        all.segments.forEach(this::add);
        boolean several = byHost.size() > 1;
        for (NamespaceTables in : others) {
            NamespaceTables host = graph.host(in.namespace());
            several |= host != null && !byHost.containsKey(host);
        }
        for (NamespaceTables in : several ? others : List.<NamespaceTables>of()) {
            add(new Segment(all, in, false));
        }
        // One host has no other.
        for (Segment s : byHost.size() > 1 ? all.segments : List.<Segment>of()) {
            if (s.network != null && s.vxlan != null && !s.here.lab()) {
                balancers(s);
            }
        }
    }

    private void add(Segment s) {
        if (s.host != null) {
            byHost.computeIfAbsent(s.host, h -> new ArrayList<>(2)).add(s);
        }
    }

    /// The network of `s` on the host that has this tunnel address; null where that is not seen, or several are it.
    private Segment of(Segment s, IpAddress vtep) {
        Segment found = null;
        for (LinkRef r : byHost.size() < 2 || vtep == null ? List.<LinkRef>of() : graph.withAddress(vtep, null)) {
            for (Segment other : r.in() == s.host ? List.<Segment>of() : byHost.getOrDefault(r.in(), List.of())) {
                if (other != found && same(s, other)) {
                    if (found != null) {
                        return null;
                    }
                    found = other;
                }
            }
        }
        return found;
    }

    private static boolean same(Segment a, Segment b) {
        boolean id = a.network == null || b.network == null || a.network.id().equals(b.network.id());
        return id && a.vxlan != null && b.vxlan != null && a.vni() == b.vni();
    }

    /// Whether a MAC is there.
    public enum Held {
        YES,
        NO,
        /// That network is not seen, or not all of it.
        UNKNOWN
    }

    /// The MAC of a remote endpoint as the link that has its address has it there; null: that is not seen.
    LinkAddress mac(Segment s, Endpoint e) {
        Segment there = e.ip() == null || s.here.lab() ? null : of(s, e.vtep());
        for (SegmentPort p : there == null ? List.<SegmentPort>of() : there.ports) {
            LinkAddress mac = p.far() == null ? null : p.far().mac();
            if (mac != null && mac.length() == 6 && Graph.holds(p.end(), e.ip())) {
                return mac;
            }
        }
        return null;
    }

    /// Whether a port of the network of `s` on the host with this tunnel address leads to a link with the MAC.
    public Held holds(Segment s, IpAddress vtep, LinkAddress mac) {
        Segment there = of(s, vtep);
        boolean all = there != null && there.in.whole(Table.LINKS);
        for (SegmentPort p : there == null ? List.<SegmentPort>of() : there.ports) {
            if (p.far() != null && mac.equals(p.far().mac())) {
                return Held.YES;
            }
            all &= p.far() != null;
        }
        return all ? Held.NO : Held.UNKNOWN;
    }

    /// Docker tells each host of its own load balancer alone; rows of those of the others have to be there as well.
    private void balancers(Segment s) {
        Set<IpAddress> vteps = new LinkedHashSet<>();
        // Not those of the network's peers: with `--data-path-addr` tunnels end elsewhere. But those of the host's
        // other
        // networks: of ingress, where no row is left, nothing else says where its other ends are.
        for (Segment of : byHost.getOrDefault(s.host, List.of(s))) {
            for (Endpoint e : of.remote) {
                vteps.add(e.vtep());
            }
            for (FdbEntry row : of.forwarding.values()) {
                vteps.add(row.dst());
            }
        }
        for (IpAddress vtep : vteps) {
            Segment there = of(s, vtep);
            for (SegmentPort p : there == null ? List.<SegmentPort>of() : there.ports) {
                Endpoint e = p.far() == null || !there.balancer(p) ? null : balancer(there, p, vtep);
                if (e != null && s.endpoint(e.mac()) == null && s.endpoint(e.ip()) == null) {
                    s.add(e);
                }
            }
        }
    }

    private static Endpoint balancer(Segment there, SegmentPort p, IpAddress vtep) {
        LinkAddress mac = p.far().mac();
        for (Address a : p.inside().addresses(p.far().index())) {
            boolean its = a.address() != null && a.address().isV4() && a.scope() < RouteScope.LINK;
            if (its && a.prefixLength() != NetworkView.VIRTUAL && mac != null && mac.length() == 6) {
                Workload w = new Workload(
                        Kind.LOAD_BALANCER, "the load balancer of " + there.here.host(), "", "", there.here.host(), 0);
                Prefix v4 = new Prefix(a.address(), a.prefixLength());
                return new Endpoint("", w, mac, v4, null, there.here.host(), vtep);
            }
        }
        return null;
    }
}
