package dev.sonde.core.check;

import dev.sonde.core.graph.Fib;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.route.RouteScope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The way between a host and the others with which it has tunnels: its own addresses there, theirs, and its links.
final class Underlay {
    /// So many of each are looked at.
    private static final int MOST = 256;

    private static final int MOST_OWN = 4;
    private static final int MOST_LINKS = 32;

    private final NamespaceTables host;
    private final Fib fib;

    /// Whether it is known where tunnels end here.
    private final boolean sure;

    /// Where tunnels end here; if that is not known, the addresses that it may be.
    private final List<IpAddress> own = new ArrayList<>();

    /// Where they end elsewhere, each with the host's name.
    private final Map<IpAddress, String> peers = new LinkedHashMap<>();

    /// The links by which each packet may come or go.
    private final Map<FilterPacket, List<Link>> links = new IdentityHashMap<>();

    Underlay(Overlays all, NamespaceTables host) {
        this.host = host;
        this.fib = all.fib(host);
        Set<IpAddress> here = new LinkedHashSet<>();
        for (Segment s : all.segments) {
            if (s.host == host) {
                ends(s, here);
            }
        }
        Map<IpAddress, Address> addresses = new LinkedHashMap<>();
        for (Address a : host.addresses()) {
            if (a.address() != null) {
                addresses.put(a.address(), a);
            }
        }
        peers.keySet().removeAll(addresses.keySet());
        peers.keySet().removeAll(here);
        here.retainAll(addresses.keySet());
        own.addAll(here);
        sure = !own.isEmpty();
        for (Address a : own.isEmpty() ? addresses.values() : List.<Address>of()) {
            Link l = host.link(a.link());
            boolean family =
                    peers.isEmpty() ? a.address().isV4() : peer(a.address().isV4());
            if (l != null && outer(l) && family && a.scope() < RouteScope.LINK && own.size() < MOST_OWN) {
                own.add(a.address());
            }
        }
    }

    private void ends(Segment s, Set<IpAddress> here) {
        IpAddress told = Advertised.by(s);
        if (told != null && Advertised.ofTunnels(s, told)) {
            here.add(told);
        }
        for (Link.Vxlan l : s.tunnels.values()) {
            if (l.local() != null) {
                here.add(l.local());
            }
        }
        for (Endpoint e : s.remote) {
            if (e.vtep() != null && peers.size() < MOST) {
                peers.putIfAbsent(e.vtep(), e.host().isEmpty() ? e.vtep().toString() : e.host());
            }
        }
        for (FdbEntry row : s.forwarding.values()) {
            if (!row.dst().isUnspecified() && peers.size() < MOST) {
                peers.putIfAbsent(row.dst(), row.dst().toString());
            }
        }
    }

    private boolean peer(boolean four) {
        for (IpAddress ip : peers.keySet()) {
            if (ip.isV4() == four) {
                return true;
            }
        }
        return false;
    }

    /// The other hosts: by address, their names.
    Map<IpAddress, String> peers() {
        return peers;
    }

    /// A packet from another host, or to it. `peer`: its address; null: any. One for each address of this host.
    List<FilterPacket> packets(IpAddress peer, boolean in, int protocol, int port) {
        List<FilterPacket> all = new ArrayList<>(1);
        // Where it is not sure where tunnels end here, the route to the other host says from where packets leave.
        IpAddress from = sure || peer == null || !(fib.lookup(peer, null) instanceof Fib.Leaves way)
                ? null
                : fib.source(way, peer);
        for (IpAddress ip : from == null ? own : List.of(from)) {
            if (peer == null ? peers.isEmpty() || peer(ip.isV4()) : peer.isV4() == ip.isV4()) {
                all.add(packet(ip, peer, ip.isV4() ? Nft.IPV4 : Nft.IPV6, in, protocol, port));
            }
        }
        if (all.isEmpty()) {
            boolean four = peer == null ? peers.isEmpty() || peer(true) : peer.isV4();
            all.add(packet(null, peer, four ? Nft.IPV4 : Nft.IPV6, in, protocol, port));
        }
        return all;
    }

    private FilterPacket packet(IpAddress ip, IpAddress peer, int family, boolean in, int protocol, int port) {
        FilterPacket p = new FilterPacket(family, protocol, port);
        p.between(in ? peer : ip, in ? ip : peer).inward(in);
        List<Link> by = links(ip, peer);
        links.put(p, by);
        if (!by.isEmpty()) {
            p.by(in, by.getFirst().index(), by.getFirst().name());
            for (Link l : by.subList(1, Math.min(by.size(), MOST_LINKS))) {
                p.perhapsBy(in, l.index(), l.name());
            }
        }
        return p;
    }

    /// The links by which packets of another host come, and by which they go to it: the one that is meant first, and
    /// where that is not sure all others that may be.
    private List<Link> links(IpAddress ip, IpAddress peer) {
        Map<Integer, Link> some = new LinkedHashMap<>();
        for (Address a : host.addresses()) {
            Link l = a.address() != null && a.address().equals(ip) ? host.link(a.link()) : null;
            if (l != null && !loopback(l)) {
                some.put(l.index(), l);
                if (peer != null && ip.sharesPrefix(peer, a.prefixLength())) {
                    return List.of(l);
                }
            }
        }
        Link way = peer == null ? null : route(peer);
        if (way != null && (some.isEmpty() || some.containsKey(way.index()))) {
            return List.of(way);
        }
        for (Link l : host.links()) {
            if (outer(l)) {
                some.putIfAbsent(l.index(), l);
            }
        }
        return new ArrayList<>(some.values());
    }

    /// The link of the route to an address; null: that is not known.
    private Link route(IpAddress to) {
        return fib.lookup(to, null) instanceof Fib.Leaves way && way.link() != 0 ? host.link(way.link()) : null;
    }

    private static boolean loopback(Link l) {
        return (l.flags() & InterfaceFlags.LOOPBACK) != 0;
    }

    /// Whether packets of other hosts may come by a link: they surely come neither by the loopback device, nor by a
    /// bridge's port, whose packets come by the bridge, nor by a bridge that has containers alone.
    private boolean outer(Link l) {
        if (loopback(l) || l.base().portKind().equals("bridge") || l instanceof Link.Vxlan) {
            return false;
        }
        if (!(l instanceof Link.Bridge)) {
            return true;
        }
        for (Link port : host.links()) {
            if (port.master() == l.index() && !(port instanceof Link.Veth) && !(port instanceof Link.Vxlan)) {
                return true;
            }
        }
        return false;
    }

    /// Whether packets may come by a bridge of the host, so that its own filters meet them as well.
    boolean bridged() {
        for (Link l : host.links()) {
            if (l instanceof Link.Bridge && outer(l)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a packet passes one of these devices on its way; of none named: all do.
    Answer comes(FilterPacket p, List<String> devices) {
        List<Link> by = links.getOrDefault(p, List.of());
        if (devices.isEmpty()) {
            return Answer.YES;
        }
        boolean all = !by.isEmpty();
        boolean some = by.isEmpty();
        for (Link l : by) {
            boolean passes = devices.stream().anyMatch(d -> passes(l, d));
            all &= passes;
            some |= passes;
        }
        return all ? Answer.YES : some ? Answer.MAYBE : Answer.NO;
    }

    /// Whether packets by a link pass this device: it is the link, or below it.
    private boolean passes(Link l, String device) {
        Link at = l;
        for (int i = 0; at != null && i < MOST_LINKS; i++) {
            if (at.name().equals(device)) {
                return true;
            }
            for (Link port : host.links()) {
                if (port.master() == at.index() && port.name().equals(device)) {
                    return true;
                }
            }
            at = at.link() == 0 || at.linkNetnsid() != null || at.link() == at.index() ? null : host.link(at.link());
        }
        return false;
    }
}
