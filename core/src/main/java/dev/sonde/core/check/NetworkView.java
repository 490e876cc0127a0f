package dev.sonde.core.check;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.route.RouteScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One network on all hosts that are seen: its addresses against each other.
public final class NetworkView {
    /// The bits of a virtual address of a service, which every load balancer has.
    static final int VIRTUAL = 32;

    /// An address, or where `ip` is null a MAC, at the end of a port.
    public record Holder(Segment segment, SegmentPort port, IpAddress ip, int prefix) {
        public String name() {
            return segment.name(port);
        }

        /// Whether the engine gave it the address.
        public boolean rightfulIp() {
            return port.endpoint() != null && ip.equals(port.endpoint().ip());
        }

        public boolean rightfulMac() {
            LinkAddress mac = port.far().mac();
            return port.endpoint() != null
                    && mac != null
                    && mac.equals(port.endpoint().mac());
        }
    }

    private final List<Segment> segments;

    NetworkView(List<Segment> segments) {
        this.segments = segments;
    }

    public List<Segment> segments() {
        return segments;
    }

    /// Those of addresses that several have.
    public List<List<Holder>> byIp() {
        Map<IpAddress, List<Holder>> all = new LinkedHashMap<>();
        for (Segment s : segments) {
            for (SegmentPort p : s.ports) {
                if (p.far() == null) {
                    continue;
                }
                boolean virtual = s.balancer(p);
                for (Address a : p.inside().addresses()) {
                    int prefix = a.prefixLength();
                    boolean counts = a.link() == p.far().index()
                            && a.address() != null
                            && a.scope() < RouteScope.LINK
                            && !(virtual && prefix == VIRTUAL);
                    if (counts) {
                        all.computeIfAbsent(a.address(), k -> new ArrayList<>(1))
                                .add(new Holder(s, p, a.address(), prefix));
                    }
                }
            }
        }
        return several(all);
    }

    /// Those of MACs that several have.
    public List<List<Holder>> byMac() {
        return several(macs());
    }

    private Map<LinkAddress, List<Holder>> macs() {
        Map<LinkAddress, List<Holder>> all = new LinkedHashMap<>();
        for (Segment s : segments) {
            for (SegmentPort p : s.ports) {
                LinkAddress mac = p.far() == null ? null : p.far().mac();
                if (mac != null && mac.length() == 6 && !mac.isZero()) {
                    all.computeIfAbsent(mac, k -> new ArrayList<>(1)).add(new Holder(s, p, null, 0));
                }
            }
        }
        return all;
    }

    private static <K> List<List<Holder>> several(Map<K, List<Holder>> all) {
        List<List<Holder>> some = new ArrayList<>();
        for (List<Holder> holders : all.values()) {
            if (holders.size() > 1) {
                some.add(holders);
            }
        }
        return some;
    }

    /// Those that have the MAC of an endpoint which is not seen from here.
    public List<Holder> foreignMac() {
        List<Holder> some = new ArrayList<>();
        for (Map.Entry<LinkAddress, List<Holder>> e : macs().entrySet()) {
            Holder h = e.getValue().getFirst();
            Endpoint of = h.segment().endpoint(e.getKey());
            boolean foreign =
                    of != null && !of.equals(h.port().endpoint()) && h.port().endpoint() != null;
            if (foreign && e.getValue().size() == 1) {
                some.add(h);
            }
        }
        return some;
    }

    /// Pairs of endpoints to which the engine itself gave one address.
    public List<List<Endpoint>> sameIp() {
        List<List<Endpoint>> pairs = new ArrayList<>();
        Map<IpAddress, Endpoint> seen = new HashMap<>();
        Set<IpAddress> told = new HashSet<>();
        Segment s = segments.getFirst();
        for (List<Endpoint> side : List.of(s.local, s.remote)) {
            for (Endpoint p : side) {
                Endpoint other = p.ip() == null ? null : seen.putIfAbsent(p.ip(), p);
                if (other != null && !other.id().equals(p.id()) && told.add(p.ip())) {
                    pairs.add(List.of(other, p));
                }
            }
        }
        return pairs;
    }
}
