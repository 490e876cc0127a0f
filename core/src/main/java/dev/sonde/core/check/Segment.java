package dev.sonde.core.check;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An overlay network's namespace on one host, its tables indexed once for all rules.
public final class Segment {
    /// Bytes of the outer headers of a VXLAN packet over IPv4: Ethernet 14, IP 20, UDP 8, VXLAN 8.
    public static final int OVERHEAD = 50;

    /// Over IPv6, whose header has 40.
    public static final int OVERHEAD_V6 = 70;

    public final Overlays overlays;
    public final NamespaceTables in;
    public final Namespace here;

    /// The engine's network, or null.
    public final Network network;

    /// The namespace of the host in which the tunnels have their sockets; null where it is not known.
    public final NamespaceTables host;

    /// The VXLAN devices by their index: one for each subnet of the network, as a rule one in all.
    public final Map<Integer, Link.Vxlan> tunnels = new LinkedHashMap<>();

    /// The first of them; null where there is none.
    public final Link.Vxlan vxlan;

    /// The bridges, likewise.
    public final List<Link.Bridge> bridges = new ArrayList<>();

    public final Link.Bridge bridge;

    /// The network's endpoints on other hosts, and on this one.
    public final List<Endpoint> remote = new ArrayList<>();

    public final List<Endpoint> local = new ArrayList<>();

    /// Rows `MAC dev vxlan0 dst VTEP self`, by MAC: the permanent one, if there are several.
    public final Map<LinkAddress, FdbEntry> forwarding = new HashMap<>();

    /// Permanent neighbours of the VXLAN device by their address.
    public final Map<IpAddress, Neighbour> neighbours = new HashMap<>();

    public final List<SegmentPort> ports = new ArrayList<>();
    private final Map<IpAddress, Endpoint> byIp = new HashMap<>();
    private final Map<IpAddress, Endpoint> remoteByIp = new HashMap<>();
    private final Map<LinkAddress, Endpoint> byMac = new HashMap<>();
    private Map<LinkAddress, Endpoint> byFrames;
    private boolean six;
    private Set<IpAddress> own;

    /// `compared`: whether its rows were read, so that they can be compared.
    Segment(Overlays overlays, NamespaceTables in, boolean compared) {
        this.overlays = overlays;
        this.in = in;
        this.here = in.namespace();
        this.network = here.network();
        for (Link l : in.links()) {
            if (l instanceof Link.Vxlan tunnel) {
                tunnels.put(l.index(), tunnel);
            } else if (l instanceof Link.Bridge one) {
                bridges.add(one);
            }
        }
        // A tunnel that was made in this very namespace has its socket here, whoever's host this is.
        boolean moved = tunnels.isEmpty();
        for (Link.Vxlan l : tunnels.values()) {
            moved |= l.linkNetnsid() != null;
        }
        host = moved ? overlays.graph.host(here) : null;
        vxlan = tunnels.isEmpty() ? null : tunnels.values().iterator().next();
        bridge = bridges.isEmpty() ? null : bridges.getFirst();
        for (Endpoint e : network == null ? List.<Endpoint>of() : network.endpoints()) {
            (isLocal(e) ? local : remote).add(e);
            if (e.ip() != null) {
                byIp.putIfAbsent(e.ip(), e);
                if (!isLocal(e)) {
                    remoteByIp.putIfAbsent(e.ip(), e);
                }
            }
            if (e.ip6() != null) {
                byIp.putIfAbsent(e.ip6(), e);
            }
            if (e.mac() != null) {
                byMac.putIfAbsent(e.mac(), e);
            }
        }
        if (vxlan != null && compared) {
            tables();
        }
        SegmentPorts.find(this);
    }

    private void tables() {
        for (FdbEntry row : in.fdb()) {
            if (row.hasMac() && row.self() && tunnels.containsKey(row.link()) && row.dst() != null) {
                FdbEntry other = forwarding.get(row.mac());
                if (other == null || !other.permanent()) {
                    forwarding.put(row.mac(), row);
                }
            }
        }
        for (Neighbour n : in.neighbours()) {
            if (n.permanent() && tunnels.containsKey(n.link()) && n.ip() != null) {
                neighbours.put(n.ip(), n);
                six |= !n.ip().isV4();
            }
        }
    }

    /// Adds an endpoint of another host of which the kernel tells there, and no engine here.
    void add(Endpoint e) {
        remote.add(e);
        byIp.putIfAbsent(e.ip(), e);
        remoteByIp.putIfAbsent(e.ip(), e);
        byMac.putIfAbsent(e.mac(), e);
        byFrames = null;
    }

    /// Whether an endpoint of the network is on this host.
    public boolean isLocal(Endpoint e) {
        return Graph.local(here, e);
    }

    public Endpoint endpoint(IpAddress ip) {
        return byIp.get(ip);
    }

    /// The endpoint of another host with this address, or null; one of this host may have been given it too.
    public Endpoint remoteEndpoint(IpAddress ip) {
        return remoteByIp.get(ip);
    }

    public Endpoint endpoint(LinkAddress mac) {
        return byMac.get(mac);
    }

    /// What the tunnel's forwarding table holds of a remote endpoint.
    public Forwarding forwarding(Endpoint e) {
        if (!e.complete()) {
            return Forwarding.NOT_JUDGED;
        }
        FdbEntry row = forwarding.get(macOf(e));
        if (row == null) {
            return whole() && tunnelUp(e) ? Forwarding.MISSING : Forwarding.NOT_JUDGED;
        }
        if (!e.vtep().equals(row.dst())) {
            boolean itself = own(row.dst());
            return !itself ? Forwarding.WRONG_VTEP : row.permanent() ? Forwarding.TO_ITSELF : Forwarding.NOT_JUDGED;
        }
        return row.permanent() ? Forwarding.PRESENT : Forwarding.LEARNED;
    }

    /// What the tunnel's neighbours hold of a remote endpoint's IPv4 or IPv6 address.
    public Resolution resolution(Endpoint e, IpAddress ip) {
        if (!e.complete() || !whole() || !tunnelUp(e)) {
            return Resolution.NOT_JUDGED;
        }
        Neighbour n = neighbours.get(ip);
        return n == null ? Resolution.MISSING : macOf(e).equals(n.mac()) ? Resolution.PRESENT : Resolution.WRONG_MAC;
    }

    /// Whether nothing is known of a remote endpoint: neither its neighbour nor its forwarding row is there.
    public boolean knowsNothing(Endpoint e) {
        return forwarding(e) == Forwarding.MISSING && resolution(e, e.ip()) == Resolution.MISSING;
    }

    /// Whether the tables are whole: of rows that were not read nobody can say that they are missing.
    public boolean whole() {
        return vxlan != null && read();
    }

    /// Whether all tables that are compared were read to their ends.
    private boolean read() {
        return in.whole(Table.LINKS) && in.whole(Table.ADDRESSES) && in.whole(Table.FDB) && in.whole(Table.NEIGHBOURS);
    }

    /// What rules compare with the engine's endpoints needs both: whole tables, and an engine that knows them.
    public List<Gap> gaps() {
        return vxlan == null && read()
                ? List.of(new Gap("the VXLAN device of " + here.name() + "@" + here.host(), "there is none", 0))
                : List.of();
    }

    /// Whether an engine tells of the endpoints of all hosts, not only of this one's.
    public boolean informed() {
        return network != null && network.wholeCluster();
    }

    int rows() {
        return vxlan == null ? 0 : in.fdb().size() + in.neighbours().size();
    }

    /// -1 where there is no tunnel.
    public long vni() {
        return vxlan == null ? Link.UNKNOWN : vxlan.vni();
    }

    /// The MTU of the network: that of its tunnel; 0 where there is none.
    public int mtu() {
        return vxlan == null ? 0 : vxlan.mtu();
    }

    /// Whether the engine encrypts what the tunnel carries: `docker network create --opt encrypted`.
    public boolean encrypted() {
        return network != null && network.encrypted();
    }

    /// Bytes of the outer headers of a tunnel to an endpoint.
    public int overhead(Endpoint to) {
        return to.vtep() == null || to.vtep().isV4() ? OVERHEAD : OVERHEAD_V6;
    }

    /// The port whose link in this namespace is `l`, or null: it is no veth.
    public SegmentPort port(Link l) {
        for (SegmentPort p : ports) {
            if (p.link().index() == l.index()) {
                return p;
            }
        }
        return null;
    }

    /// Whether a load balancer is behind a port.
    public boolean balancer(SegmentPort p) {
        Kind kind = p.inside() == null ? null : p.inside().namespace().kind();
        boolean said = p.endpoint() != null
                && p.endpoint().workload() != null
                && p.endpoint().workload().kind() == Kind.LOAD_BALANCER;
        return said || kind == Kind.LOAD_BALANCER || kind == Kind.INGRESS;
    }

    /// Whether the neighbour of a remote endpoint's IPv6 address has to be there. Docker writes none, and tells
    /// nobody such addresses; but where somebody writes them, all have to be there.
    public boolean needsSix(Endpoint p) {
        return p.complete() && p.ip6() != null && (six || here.lab());
    }

    /// The MAC by which a remote endpoint's frames go: the engine's, or, where that is only derived from the
    /// address, the one that was chosen for it and that its rows tell.
    public LinkAddress macOf(Endpoint p) {
        if (!derived(p)) {
            return p.mac();
        }
        LinkAddress seen = overlays.far.mac(this, p);
        if (seen != null || forwarding.containsKey(p.mac())) {
            return seen != null ? seen : p.mac();
        }
        Neighbour n = neighbours.get(p.ip());
        LinkAddress told = n == null ? onlyChosen(p) : n.mac();
        boolean chosen = told != null && told.length() == 6 && !byMac.containsKey(told);
        return chosen ? told : p.mac();
    }

    private static boolean derived(Endpoint p) {
        return p.mac() != null && p.ip() != null && p.mac().equals(DockerMac.of(p.ip()));
    }

    /// Whether the MAC of a remote endpoint that has no rows is a guess: Docker derives it from the address, unless
    /// somebody chose another, which nobody tells here. For a task nobody can.
    public boolean guessed(Endpoint p) {
        boolean task = p.workload() != null && p.workload().kind() == Kind.TASK;
        return !here.lab() && !task && derived(p) && overlays.far.mac(this, p) == null;
    }

    /// Of an endpoint that has no neighbour: the one MAC behind its tunnel address that is derived from none, if all
    /// others there have their rows. Null: it is not known.
    private LinkAddress onlyChosen(Endpoint p) {
        for (Endpoint other : remote) {
            boolean lacks = other != p
                    && p.vtep() != null
                    && p.vtep().equals(other.vtep())
                    && !(neighbours.containsKey(other.ip()) || forwarding.containsKey(other.mac()));
            if (lacks) {
                return null;
            }
        }
        LinkAddress only = null;
        for (FdbEntry row : forwarding.values()) {
            boolean candidate = row.permanent()
                    && row.dst().equals(p.vtep())
                    && !byMac.containsKey(row.mac())
                    && DockerMac.address(row.mac()) == null
                    && neighbours.values().stream().noneMatch(n -> row.mac().equals(n.mac()));
            if (candidate && only != null) {
                return null;
            }
            only = candidate ? row.mac() : only;
        }
        return only;
    }

    /// The remote endpoint whose frames go by this MAC, or null.
    public Endpoint remoteEndpoint(LinkAddress mac) {
        if (byFrames == null) {
            byFrames = new HashMap<>();
            for (Endpoint p : remote) {
                if (p.complete()) {
                    byFrames.putIfAbsent(macOf(p), p);
                } else if (p.mac() != null) {
                    byFrames.putIfAbsent(p.mac(), p);
                }
            }
        }
        return byFrames.get(mac);
    }

    /// Whether a remote endpoint of the network is on the host with this tunnel address.
    public boolean livesAt(IpAddress vtep) {
        for (Endpoint p : remote) {
            if (vtep.equals(p.vtep())) {
                return true;
            }
        }
        return false;
    }

    /// The tunnel addresses of other hosts: those to which rows lead, and those of endpoints as the engine says.
    public Set<IpAddress> vteps() {
        Set<IpAddress> some = new LinkedHashSet<>();
        for (FdbEntry row : forwarding.values()) {
            some.add(row.dst());
        }
        for (Endpoint p : remote) {
            some.add(p.vtep());
        }
        some.removeIf(a -> a == null || a.isUnspecified() || a.isMulticast() || own(a));
        return some;
    }

    /// Whether packets to this address come back to this host.
    public boolean own(IpAddress vtep) {
        if (own == null) {
            own = new HashSet<>();
            for (Endpoint p : local) {
                own.add(p.vtep());
            }
            if (host != null) {
                for (Address a : host.addresses()) {
                    own.add(a.address());
                }
            }
        }
        return own.contains(vtep);
    }

    /// How the forwarding row of a remote endpoint should look.
    public String forward(Endpoint p, LinkAddress mac) {
        return mac + " dev " + tunnel(p).name() + " dst " + p.vtep() + " self permanent";
    }

    /// The VXLAN device of the subnet in which an endpoint is.
    public Link.Vxlan tunnel(Endpoint p) {
        if (tunnels.size() > 1 && p.ip() != null) {
            Link of = bridge(p.ip());
            for (Link.Vxlan l : tunnels.values()) {
                if (of != null && l.master() == of.index()) {
                    return l;
                }
            }
        }
        return vxlan;
    }

    /// Whether the rows of a remote endpoint can be there: the kernel takes neighbours away from a device that is
    /// down.
    public boolean tunnelUp(Endpoint p) {
        return tunnel(p).up();
    }

    /// The bridge of the subnet in which an address is; the only one there is.
    public Link.Bridge bridge(IpAddress ip) {
        for (Link.Bridge l : bridges) {
            for (Address a : bridges.size() > 1 ? in.addresses() : List.<Address>of()) {
                boolean same = a.link() == l.index() && a.address() != null;
                if (same && a.address().sharesPrefix(ip, a.prefixLength())) {
                    return l;
                }
            }
        }
        return bridge;
    }

    /// The device of a row: its index.
    public Step.Device device(int link) {
        return Step.Device.of(tunnels.get(link));
    }

    public LinkRef ref(Link l) {
        return new LinkRef(in, l);
    }

    /// What people call an endpoint; of one whose workload is not known, its address.
    public static String name(Endpoint e) {
        return e.workload() == null ? String.valueOf(e.ip()) : DisplayNames.of(e);
    }

    /// What people call who is behind a port.
    public String name(SegmentPort p) {
        if (p.endpoint() != null) {
            return name(p.endpoint());
        }
        if (p.inside() == null) {
            return p.name();
        }
        Namespace n = p.inside().namespace();
        return n.kind() == Kind.LOAD_BALANCER || n.kind() == Kind.INGRESS
                ? n.kind().label() + " " + n.name()
                : n.name();
    }

    public Compared compared() {
        int strangers = 0;
        for (SegmentPort p : ports) {
            strangers += p.endpoint() == null && p.inside() != null ? 1 : 0;
        }
        return network == null
                ? new Compared(where(), here.id(), 0, strangers, rows())
                : new Compared(where(), network.id(), network.endpoints().size(), strangers, rows());
    }

    public Finding.Where where() {
        return where(here, in.links());
    }

    /// Of an overlay network's namespace with these links.
    public static Finding.Where where(Namespace overlay, List<Link> links) {
        long vni = Link.UNKNOWN;
        for (Link l : links) {
            vni = vni == Link.UNKNOWN && l instanceof Link.Vxlan v ? v.vni() : vni;
        }
        String network =
                overlay.network() == null ? overlay.name() : overlay.network().name();
        return new Finding.Where(network, vni, overlay.host(), overlay.path());
    }

    /// The same network and host, in the namespace of an endpoint.
    public Finding.Where where(NamespaceTables inside) {
        Finding.Where w = where();
        return new Finding.Where(
                w.network(), w.vni(), w.host(), inside.namespace().path());
    }

    /// What the network's engine says should be.
    public Finding.Expected expected(String what) {
        return new Finding.Expected(
                what, network == null ? Finding.NATURE : network.engine().label());
    }

    /// The words of a command inside this namespace.
    public List<String> inside(String... words) {
        return inside(here, words);
    }

    public static List<String> inside(Namespace n, String... words) {
        List<String> all = new ArrayList<>(2 + words.length);
        all.add("nsenter");
        all.add("--net=".concat(n.path()));
        all.addAll(List.of(words));
        return all;
    }

    public Evidence row(FdbEntry row) {
        return IprouteText.row(in, row);
    }

    public Evidence row(Neighbour n) {
        return IprouteText.neighbours(in, n);
    }

    /// The tunnels' counters of frames that they could not send, if there were any.
    public void dropped(List<Evidence> to) {
        for (Link.Vxlan l : tunnels.values()) {
            String line = IprouteText.dropped(l);
            if (line != null) {
                to.add(new Evidence(here.path(), "ip -s link show dev " + l.name(), line));
            }
        }
    }
}
