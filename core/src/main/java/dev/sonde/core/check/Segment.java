package dev.sonde.core.check;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An overlay network's namespace on one host, its tables indexed once for all rules.
final class Segment {
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_SELF = 2;

    final Namespace here;
    final LinkMessage vxlan;
    final LinkMessage bridge;
    final List<Gap> gaps;

    /// The network's endpoints on other hosts, and on this one.
    final List<Endpoint> remote = new ArrayList<>();

    final List<Endpoint> local = new ArrayList<>();

    /// Rows `MAC dev vxlan0 dst VTEP self`, by MAC.
    final Map<Long, IpAddress> forwarding = new HashMap<>();

    /// Permanent neighbours of the VXLAN device: MAC by IPv4 address.
    final Map<Long, Long> neighbours = new HashMap<>();

    /// The bridge's side of the veth of each local endpoint, by MAC.
    final Map<Long, LinkMessage> ports = new HashMap<>();

    int rows;

    private Segment(Source source, Snapshot snapshot, Namespace here) {
        this.here = here;
        Tables tables = Tables.of(source, here);
        Map<Integer, LinkMessage> links = new HashMap<>();
        LinkMessage tunnel = null;
        LinkMessage switched = null;
        for (LinkMessage l : tables.links()) {
            links.put(l.index(), l);
            tunnel = tunnel == null && l.kind().equals("vxlan") ? l : tunnel;
            switched = switched == null && l.kind().equals("bridge") ? l : switched;
        }
        vxlan = tunnel;
        bridge = switched;
        for (Endpoint e : here.network().endpoints()) {
            (e.host().equals(here.host()) ? local : remote).add(e);
        }
        if (vxlan != null) {
            tables(tables);
        }
        gaps = new ArrayList<>(tables.gaps());
        if (vxlan == null && gaps.isEmpty()) {
            gaps.add(new Gap("the VXLAN device of " + here.name() + "@" + here.host(), "there is none", 0));
        }
        for (Endpoint e : local) {
            LinkMessage port = links.get(portOf(source, snapshot, e));
            if (port != null) {
                ports.put(mac(e), port);
            }
        }
    }

    private void tables(Tables tables) {
        for (NeighbourMessage m : tables.fdb()) {
            rows++;
            boolean self = (m.header().flags() & NTF_SELF) != 0 && m.header().ifindex() == vxlan.index();
            if (self && m.destination() != null) {
                forwarding.put(number(m.linkAddress()), m.destination());
            }
        }
        for (NeighbourMessage m : tables.neighbours()) {
            rows++;
            boolean kept =
                    (m.header().state() & NUD_PERMANENT) != 0 && m.header().ifindex() == vxlan.index();
            if (kept && m.destination() != null && m.destination().isV4()) {
                neighbours.put(number(m.destination()), number(m.linkAddress()));
            }
        }
    }

    /// The index, in the network's namespace, of the other end of the endpoint's veth; 0: it is not seen.
    private static int portOf(Source source, Snapshot snapshot, Endpoint e) {
        long mac = mac(e);
        for (Namespace n : snapshot.namespaces()) {
            if (n.errno() != 0 || n.workload() == null || !n.workload().equals(e.workload())) {
                continue;
            }
            for (LinkMessage l : Tables.of(source, n).links()) {
                LinkAttr.Address a = l.find(LinkAttr.Address.class);
                if (l.kind().equals("veth") && a != null && mac >= 0 && number(a.address()) == mac) {
                    return l.link();
                }
            }
        }
        return 0;
    }

    /// Those of one host; a namespace that could not be entered has none, which its gap tells.
    static List<Segment> of(Source source, Snapshot snapshot) {
        List<Segment> all = new ArrayList<>();
        for (Namespace n : snapshot.namespaces()) {
            if (n.kind() == Kind.OVERLAY && n.network() != null && n.errno() == 0) {
                all.add(new Segment(source, snapshot, n));
            }
        }
        return all;
    }

    /// Whether the tables are whole: of rows that were not read nobody can say that they are missing.
    boolean whole() {
        return vxlan != null && gaps.isEmpty();
    }

    /// The six bytes as a number; -1: it is no MAC address.
    static long number(LinkAddress a) {
        return a == null || a.length() != 6 ? -1 : number(a.toArray());
    }

    static long number(IpAddress a) {
        return number(a.toArray());
    }

    private static long number(byte[] bytes) {
        long v = 0;
        for (byte b : bytes) {
            v = v << 8 | b & 0xff;
        }
        return v;
    }

    /// What an engine writes is not to be trusted: -1 where it is no MAC address.
    static long mac(Endpoint e) {
        try {
            return number(LinkAddress.parse(e.mac()));
        } catch (IllegalArgumentException x) {
            return -1;
        }
    }

    /// Its IPv4 address, or -1.
    static long ip(Endpoint e) {
        IpAddress a = address(e.ip());
        return a == null || !a.isV4() ? -1 : number(a);
    }

    static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException x) {
            return null;
        }
    }

    /// Whether it is known where the endpoint's frames have to go.
    static boolean known(Endpoint e) {
        return mac(e) >= 0 && ip(e) >= 0 && address(e.vtep()) != null;
    }

    /// The name of a link, or its number where it has none.
    static String name(LinkMessage l) {
        return l.name() == null ? "link " + l.index() : l.name();
    }

    /// A task without its id: `SERVICE.N`.
    static String name(Endpoint e) {
        String name = e.workload().name();
        String service = e.workload().service();
        int dot = name.indexOf('.', service.length() + 1);
        return dot > 0 && !service.isEmpty() && name.startsWith(service) ? name.substring(0, dot) : name;
    }

    /// A finding about an endpoint, mended by a command inside this namespace.
    Finding finding(Rule rule, Endpoint e, String headline, String expected, String found, String... command) {
        List<String> mend = new ArrayList<>(2 + command.length);
        mend.add("nsenter");
        mend.add("--net=" + here.path());
        mend.addAll(List.of(command));
        return new Finding(
                rule, headline, name(e), here.network().name(), here.host(), here.path(), expected, found, mend);
    }

    /// The command that puts the forwarding row of a remote endpoint right.
    String[] forward(Endpoint e) {
        String dev = name(vxlan);
        return new String[] {"bridge", "fdb", "replace", e.mac(), "dev", dev, "dst", e.vtep(), "self", "permanent"};
    }
}
