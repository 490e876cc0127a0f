package dev.sonde.core.topology;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whose a MAC address is: an endpoint's, as its engine says; or a link's, in whichever namespace it lies.
final class Owners {
    /// A link of another namespace.
    record Far(Namespace namespace, LinkMessage link) {}

    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, List<Far>> links = new HashMap<>();

    /// veth links by `their index : index of their other end`.
    private final Map<Long, List<Far>> veths = new HashMap<>();

    Owners(Source source, Snapshot snapshot, Namespace here) {
        for (Network n : snapshot.networks()) {
            for (Endpoint e : n.endpoints()) {
                endpoints.putIfAbsent(e.mac(), e);
            }
        }
        if (here.network() != null) {
            // Two networks may use the same addresses: here this one's count.
            for (Endpoint e : here.network().endpoints()) {
                endpoints.put(e.mac(), e);
            }
        }
        for (Namespace n : snapshot.namespaces()) {
            if (n == here || n.errno() != 0) {
                continue;
            }
            for (LinkMessage link : Tables.of(source, n).links()) {
                Far far = new Far(n, link);
                String mac = mac(link);
                if (!mac.isEmpty()) {
                    links.computeIfAbsent(mac, k -> new ArrayList<>(1)).add(far);
                }
                if (link.link() != 0) {
                    veths.computeIfAbsent(key(link.index(), link.link()), k -> new ArrayList<>(1))
                            .add(far);
                }
            }
        }
    }

    private static long key(int index, int other) {
        return (long) index << 32 | other & 0xffffffffL;
    }

    static String mac(LinkMessage link) {
        LinkAttr.Address a = link.find(LinkAttr.Address.class);
        LinkAddress address = a == null ? null : a.address();
        return address == null || address.length() != 6 || address.isZero() ? "" : address.toString();
    }

    Endpoint endpoint(String mac) {
        return endpoints.get(mac);
    }

    /// The link with this MAC if there is exactly one, or null.
    Far link(String mac) {
        List<Far> all = links.get(mac);
        return all != null && all.size() == 1 ? all.getFirst() : null;
    }

    /// The other end of a veth of `here`: the links elsewhere whose index and other end fit. Of several
    /// the kernel tells by the ids that it gave, then the engine, then the counters. More than one are left
    /// where nothing can tell which.
    List<Far> peers(Tables tables, Namespace here, LinkMessage veth) {
        List<Far> fit = new ArrayList<>();
        for (Far f : veths.getOrDefault(key(veth.link(), veth.index()), List.of())) {
            Handle.Process p = f.namespace().process();
            int nsid = p == null || veth.linkNetnsid() == null ? Tables.UNKNOWN : tables.nsidOf(p.pid());
            if (nsid != Tables.UNKNOWN && nsid == veth.linkNetnsid()) {
                return List.of(f);
            }
            boolean sameEngine =
                    !here.lab() || here.knownBy().equals(f.namespace().knownBy());
            if (nsid == Tables.UNKNOWN && sameEngine) {
                fit.add(f);
            }
        }
        if (fit.size() > 1) {
            fit = narrow(fit, f -> related(here, f.namespace()));
        }
        if (fit.size() > 1) {
            fit = narrow(fit, f -> mirrored(veth, f.link()));
        }
        return fit;
    }

    private static List<Far> narrow(List<Far> all, java.util.function.Predicate<Far> rule) {
        List<Far> some = new ArrayList<>();
        for (Far f : all) {
            if (rule.test(f)) {
                some.add(f);
            }
        }
        return some.isEmpty() ? all : some;
    }

    /// A network's own namespace, and that of a task on it and on the same host.
    private static boolean related(Namespace a, Namespace b) {
        boolean both =
                a.kind() == Kind.OVERLAY && b.kind() == Kind.TASK || a.kind() == Kind.TASK && b.kind() == Kind.OVERLAY;
        return both && a.network() == b.network() && a.host().equals(b.host());
    }

    /// What one end has sent the other has received.
    private static boolean mirrored(LinkMessage a, LinkMessage b) {
        LinkAttr.Stats64 x = a.find(LinkAttr.Stats64.class);
        LinkAttr.Stats64 y = b.find(LinkAttr.Stats64.class);
        return x != null
                && y != null
                && x.stats().txPackets() == y.stats().rxPackets()
                && x.stats().rxPackets() == y.stats().txPackets();
    }

    /// What people call a namespace.
    static String name(Namespace n) {
        return switch (n.kind()) {
            case TASK, CONTAINER, POD, LAB_HOST, NODE, HOST, OWN, NAMED, FILE -> n.name();
            case OVERLAY -> n.name().concat("@").concat(n.host());
            case PROCESS -> {
                Handle.Process p = n.process();
                yield p == null ? "netns:".concat(Long.toString(n.id().ino())) : p.command() + " (pid " + p.pid() + ")";
            }
            case LAB, LOAD_BALANCER, INGRESS -> n.kind().label().concat(" ").concat(n.name());
        };
    }

    static String name(Endpoint e) {
        return e.workload().kind() == Kind.TASK ? shortTask(e) : e.workload().name();
    }

    private static String shortTask(Endpoint e) {
        String name = e.workload().name();
        String service = e.workload().service();
        int dot = name.indexOf('.', service.length() + 1);
        return dot > 0 && name.startsWith(service) ? name.substring(0, dot) : name;
    }
}
