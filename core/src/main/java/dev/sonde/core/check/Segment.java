package dev.sonde.core.check;

import dev.sonde.core.check.run.Checks;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An overlay network's namespace on one host, its tables indexed once for all rules.
public final class Segment {
    /// Bytes of the outer headers of a VXLAN packet over IPv4: Ethernet 14, IP 20, UDP 8, VXLAN 8.
    public static final int OVERHEAD = 50;

    /// Over IPv6, whose header has 40.
    public static final int OVERHEAD_V6 = 70;

    /// An endpoint with its addresses read: what an engine writes is not to be trusted. `mac`, `ip`, `ip6` and `vtep`
    /// are null where the engine does not tell them, or in no form that can be read.
    public record Peer(Endpoint endpoint, LinkAddress mac, IpAddress ip, IpAddress ip6, IpAddress vtep) {
        public static Peer of(Endpoint e) {
            LinkAddress mac;
            try {
                mac = LinkAddress.parse(e.mac());
            } catch (IllegalArgumentException x) {
                mac = null;
            }
            return new Peer(e, mac, address(e.ip()), six(address(e.ip6())), address(e.vtep()));
        }

        /// Whether it is known where its frames have to go.
        public boolean complete() {
            return mac != null && ip != null && ip.isV4() && vtep != null;
        }

        public String name() {
            return Segment.name(endpoint);
        }
    }

    public final Overlays inventory;
    public final NamespaceTables in;
    public final Namespace here;

    /// The engine's network, or null.
    public final Network network;

    /// The host's own namespace, or null.
    public final NamespaceTables host;

    /// The VXLAN devices by their index: one for each subnet of the network, as a rule one in all.
    public final Map<Integer, LinkMessage> tunnels = new LinkedHashMap<>();

    /// The first of them; null where there is none.
    public final LinkMessage vxlan;

    /// The bridges, likewise.
    public final List<LinkMessage> bridges = new ArrayList<>();

    public final LinkMessage bridge;

    /// The network's endpoints on other hosts, and on this one.
    public final List<Peer> remote = new ArrayList<>();

    public final List<Peer> local = new ArrayList<>();

    /// Rows `MAC dev vxlan0 dst VTEP self`, by MAC: the permanent one, if there are several.
    public final Map<LinkAddress, NeighbourMessage> forwarding = new HashMap<>();

    /// Permanent neighbours of the VXLAN device by their address.
    public final Map<IpAddress, NeighbourMessage> neighbours = new HashMap<>();

    /// MACs that the bridge knows behind its ports, with the index of the port.
    final Map<LinkAddress, Integer> stations = new HashMap<>();

    public final List<SegmentPort> ports = new ArrayList<>();
    final Map<Endpoint, SegmentPort> byEndpoint = new HashMap<>();
    private final Map<IpAddress, Peer> byIp = new HashMap<>();
    private final Map<IpAddress, Peer> remoteByIp = new HashMap<>();
    private final Map<LinkAddress, Peer> byMac = new HashMap<>();
    private Map<LinkAddress, Peer> byFrames;
    private boolean six;
    private Set<IpAddress> own;

    Segment(Overlays inventory, NamespaceTables in) {
        this.inventory = inventory;
        this.in = in;
        this.here = in.namespace();
        this.network = here.network();
        this.host = inventory.host(here);
        for (LinkMessage l : in.links()) {
            if (l.kind().equals("vxlan")) {
                tunnels.put(l.index(), l);
            } else if (l.kind().equals("bridge")) {
                bridges.add(l);
            }
        }
        vxlan = tunnels.isEmpty() ? null : tunnels.values().iterator().next();
        bridge = bridges.isEmpty() ? null : bridges.getFirst();
        if (network != null) {
            for (Endpoint e : network.endpoints()) {
                Peer p = Peer.of(e);
                (isLocal(p) ? local : remote).add(p);
                if (p.ip != null) {
                    byIp.putIfAbsent(p.ip, p);
                    if (!isLocal(p)) {
                        remoteByIp.putIfAbsent(p.ip, p);
                    }
                }
                if (p.ip6 != null) {
                    byIp.putIfAbsent(p.ip6, p);
                }
                if (p.mac != null) {
                    byMac.putIfAbsent(p.mac, p);
                }
            }
        }
        if (vxlan != null) {
            tables();
        }
        ports();
    }

    private void tables() {
        for (NeighbourMessage m : in.fdb()) {
            LinkAddress mac = m.linkAddress();
            if (mac == null || mac.length() != 6) {
                continue;
            }
            if (!IprouteText.self(m)) {
                stations.put(mac, m.header().ifindex());
            } else if (tunnels.containsKey(m.header().ifindex()) && m.destination() != null) {
                NeighbourMessage other = forwarding.get(mac);
                if (other == null || !permanent(other)) {
                    forwarding.put(mac, m);
                }
            }
        }
        for (NeighbourMessage m : in.neighbours()) {
            if (permanent(m) && tunnels.containsKey(m.header().ifindex()) && m.destination() != null) {
                neighbours.put(m.destination(), m);
                six |= !m.destination().isV4();
            }
        }
    }

    public static boolean permanent(NeighbourMessage m) {
        return (m.header().state() & (NeighbourState.PERMANENT | NeighbourState.NOARP)) != 0;
    }

    /// Joins each veth with its other end: first those of endpoints, then what is left.
    private void ports() {
        Set<Integer> joined = new HashSet<>();
        for (Peer p : local) {
            NamespaceTables inside = inventory.of(p.endpoint.workload());
            LinkMessage far = inside == null ? null : farEnd(inside, p);
            LinkMessage port = far == null ? null : in.link(far.link());
            if (port != null && joined.add(port.index())) {
                SegmentPort all = new SegmentPort(port, inside, far, p.endpoint);
                ports.add(all);
                byEndpoint.put(p.endpoint, all);
            }
        }
        for (LinkMessage l : in.links()) {
            if (l.kind().equals("veth") && !joined.contains(l.index())) {
                ports.add(other(l));
            }
        }
    }

    /// The end of an endpoint's veth inside its workload: that with its MAC or its address; a fault may have changed
    /// either.
    private LinkMessage farEnd(NamespaceTables inside, Peer p) {
        LinkMessage byAddress = null;
        for (LinkMessage l : inside.links()) {
            LinkMessage port = l.kind().equals("veth") && l.linkNetnsid() != null ? in.link(l.link()) : null;
            if (port == null || port.link() != l.index() || !port.kind().equals("veth")) {
                continue;
            }
            if (p.mac != null && p.mac.equals(mac(l))) {
                return l;
            }
            if (p.ip != null && holds(inside, l, p.ip)) {
                byAddress = l;
            }
        }
        return byAddress;
    }

    /// A veth that is no known endpoint's: a load balancer's, one of an engine that does not answer, or a left-over.
    private SegmentPort other(LinkMessage l) {
        List<Overlays.Veth> fit = new ArrayList<>();
        for (Overlays.Veth v : inventory.opposite(l)) {
            Namespace n = v.in().namespace();
            boolean sameEngine = !here.lab() || here.knownBy().equals(n.knownBy());
            // An engine makes a veth in the host's namespace and moves its ends: one that is still there belongs to an
            // endpoint that is just being made.
            boolean moving = v.in() == host;
            boolean held = !n.path().isEmpty(); // else only links lead there: nobody uses it
            if (held && !moving && sameEngine && (network == null || n.network() == null || n.network() == network)) {
                fit.add(v);
            }
        }
        if (fit.size() > 1) {
            fit.removeIf(v -> !sharesSubnet(v));
        }
        if (fit.size() != 1) {
            return new SegmentPort(l, null, null, null);
        }
        Overlays.Veth v = fit.getFirst();
        Endpoint known = null;
        for (Peer p : local) {
            boolean its = p.mac != null && p.mac.equals(mac(v.link())) || p.ip != null && holds(v.in(), v.link(), p.ip);
            if (its && !byEndpoint.containsKey(p.endpoint)) {
                known = p.endpoint;
            }
        }
        SegmentPort port = new SegmentPort(l, v.in(), v.link(), known);
        if (known != null) {
            byEndpoint.put(known, port);
        }
        return port;
    }

    /// Whether a link elsewhere has an address of the bridge's own network.
    private boolean sharesSubnet(Overlays.Veth v) {
        for (AddressMessage a : in.addresses()) {
            LinkMessage of = in.link(a.header().index());
            if (of == null || !bridges.contains(of) || a.address() == null) {
                continue;
            }
            for (AddressMessage b : v.in().addresses()) {
                if (b.header().index() == v.link().index()
                        && b.address() != null
                        && a.address().sharesPrefix(b.address(), a.header().prefixLength())) {
                    return true;
                }
            }
        }
        return false;
    }

    public static boolean holds(NamespaceTables in, LinkMessage l, IpAddress ip) {
        for (AddressMessage a : in.addresses()) {
            if (a.header().index() == l.index() && ip.equals(a.address())) {
                return true;
            }
        }
        return false;
    }

    public static LinkAddress mac(LinkMessage l) {
        LinkAttr.Address a = l.find(LinkAttr.Address.class);
        return a == null ? null : a.address();
    }

    /// Whether an endpoint of the network is on this host.
    public boolean isLocal(Peer p) {
        return p.endpoint.host().equals(here.host());
    }

    public Peer peer(IpAddress ip) {
        return byIp.get(ip);
    }

    /// The endpoint of another host with this address, or null; one of this host may have been given it too.
    public Peer remotePeer(IpAddress ip) {
        return remoteByIp.get(ip);
    }

    public Peer peer(LinkAddress mac) {
        return byMac.get(mac);
    }

    /// Whether the tables are whole: of rows that were not read nobody can say that they are missing.
    public boolean whole() {
        return vxlan != null && in.tables().gaps().isEmpty();
    }

    /// What rules compare with the engine's endpoints needs both: whole tables, and an engine that knows them.
    public List<Gap> gaps() {
        return vxlan == null && in.tables().gaps().isEmpty()
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
        return vxlan == null ? -1 : vni(vxlan);
    }

    public static long vni(LinkMessage vxlan) {
        VxlanAttr.Vni vni = vxlan.data(VxlanAttr.Vni.class);
        return vni == null ? -1 : vni.vni();
    }

    Set<Long> vnis() {
        Set<Long> all = new HashSet<>();
        for (LinkMessage l : tunnels.values()) {
            all.add(vni(l));
        }
        return all;
    }

    /// The MTU of the network: that of its tunnel; 0 where there is none.
    public int mtu() {
        return vxlan == null ? 0 : SegmentPort.mtu(vxlan);
    }

    /// Whether the engine encrypts what the tunnel carries: `docker network create --opt encrypted`.
    public boolean encrypted() {
        return network != null
                && network.settings() != null
                && network.settings().options().containsKey("encrypted");
    }

    /// Bytes of the outer headers of a tunnel to an endpoint.
    public int overhead(Peer to) {
        return to.vtep == null || to.vtep.isV4() ? OVERHEAD : OVERHEAD_V6;
    }

    /// The port whose link in this namespace is `l`, or null: it is no veth.
    public SegmentPort port(LinkMessage l) {
        for (SegmentPort p : ports) {
            if (p.link() == l) {
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

    private static IpAddress six(IpAddress a) {
        return a == null || a.isV4() ? null : a;
    }

    /// Whether the neighbour of a remote endpoint's IPv6 address has to be there. Docker writes none, and tells nobody
    /// such addresses; but where somebody writes them, all have to be there.
    public boolean needsSix(Peer p) {
        return p.complete() && p.ip6 != null && (six || here.lab());
    }

    public static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException x) {
            return null;
        }
    }

    /// A task without its id: `SERVICE.N`.
    static String name(Endpoint e) {
        if (e.workload() == null) {
            return e.ip();
        }
        String name = e.workload().name();
        String service = e.workload().service();
        int dot = name.indexOf('.', service.length() + 1);
        boolean task = e.workload().kind() == Kind.TASK && !service.isEmpty();
        return task && dot > 0 && name.startsWith(service) ? name.substring(0, dot) : name;
    }

    /// The MAC by which a remote endpoint's frames go: the engine's, or, where that is only derived from the address,
    /// the one that was chosen for it and that its neighbour row tells.
    public LinkAddress macOf(Peer p) {
        NeighbourMessage n = neighbours.get(p.ip);
        LinkAddress told = n == null ? null : n.linkAddress();
        boolean chosen = told != null
                && told.length() == 6
                && !told.equals(p.mac)
                && !forwarding.containsKey(p.mac)
                && !byMac.containsKey(told)
                && p.mac.equals(derived(p.ip));
        return chosen ? told : p.mac;
    }

    /// The remote endpoint whose frames go by this MAC, or null.
    public Peer remotePeer(LinkAddress mac) {
        if (byFrames == null) {
            byFrames = new HashMap<>();
            for (Peer p : remote) {
                if (p.complete()) {
                    byFrames.putIfAbsent(macOf(p), p);
                } else if (p.mac != null) {
                    byFrames.putIfAbsent(p.mac, p);
                }
            }
        }
        return byFrames.get(mac);
    }

    /// Whether a remote endpoint of the network is on the host with this tunnel address.
    public boolean livesAt(IpAddress vtep) {
        for (Peer p : remote) {
            if (vtep.equals(p.vtep)) {
                return true;
            }
        }
        return false;
    }

    /// Docker makes a MAC of `02:42` and the IPv4 address.
    public static LinkAddress derived(IpAddress v4) {
        return LinkAddress.of(
                (byte) 0x02, (byte) 0x42, (byte) v4.u8(0), (byte) v4.u8(1), (byte) v4.u8(2), (byte) v4.u8(3));
    }

    /// The IPv4 address of which Docker made a MAC; null: it is made of none.
    public static IpAddress derivedFrom(LinkAddress mac) {
        byte[] b = mac.toArray();
        return b.length == 6 && b[0] == 0x02 && b[1] == 0x42 ? IpAddress.of(Arrays.copyOfRange(b, 2, 6)) : null;
    }

    /// Whether packets to this address come back to this host.
    public boolean own(IpAddress vtep) {
        if (own == null) {
            own = new HashSet<>();
            for (Peer p : local) {
                own.add(p.vtep);
            }
            if (host != null) {
                for (AddressMessage a : host.addresses()) {
                    own.add(a.address());
                }
            }
        }
        return own.contains(vtep);
    }

    /// How the forwarding row of a remote endpoint should look.
    public String forward(Peer p, LinkAddress mac) {
        return mac + " dev " + IprouteText.name(tunnel(p)) + " dst " + p.vtep + " self permanent";
    }

    /// The VXLAN device of the subnet in which an endpoint is.
    public LinkMessage tunnel(Peer p) {
        if (tunnels.size() > 1 && p.ip != null) {
            LinkMessage of = bridge(p.ip);
            for (LinkMessage l : tunnels.values()) {
                if (of != null && l.master() == of.index()) {
                    return l;
                }
            }
        }
        return vxlan;
    }

    /// Whether the rows of a remote endpoint can be there: the kernel takes neighbours away from a device that is down.
    public boolean tunnelUp(Peer p) {
        return SegmentPort.up(tunnel(p));
    }

    /// The bridge of the subnet in which an address is; the only one there is.
    LinkMessage bridge(IpAddress ip) {
        for (LinkMessage l : bridges) {
            for (AddressMessage a : bridges.size() > 1 ? in.addresses() : List.<AddressMessage>of()) {
                boolean same = a.header().index() == l.index() && a.address() != null;
                if (same && a.address().sharesPrefix(ip, a.header().prefixLength())) {
                    return l;
                }
            }
        }
        return bridge;
    }

    /// The device of a row.
    public Step.Device device(NeighbourMessage row) {
        return Step.Device.of(tunnels.get(row.header().ifindex()));
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

    public Checks.Compared compared() {
        int strangers = 0;
        for (SegmentPort p : ports) {
            strangers += p.endpoint() == null && p.inside() != null ? 1 : 0;
        }
        return network == null
                ? new Checks.Compared(where(), here.id(), 0, strangers, rows())
                : new Checks.Compared(where(), network.id(), network.endpoints().size(), strangers, rows());
    }

    public Finding.Where where() {
        return new Finding.Where(network == null ? here.name() : network.name(), vni(), here.host(), here.path());
    }

    /// The same network and host, in the namespace of an endpoint.
    public Finding.Where where(NamespaceTables inside) {
        Finding.Where w = where();
        return new Finding.Where(
                w.network(), w.vni(), w.host(), inside.namespace().path());
    }

    /// What the network's engine says should be.
    public Finding.Expected expected(String what) {
        return new Finding.Expected(what, network == null ? Finding.NATURE : network.engine());
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

    public Evidence row(NeighbourMessage m) {
        boolean bridges = m.header().family() == Nlmsg.AF_BRIDGE;
        return new Evidence(
                here.path(),
                bridges ? "bridge fdb show" : "ip neigh show",
                bridges ? IprouteText.forwarding(in, m) : IprouteText.neighbour(in, m));
    }

    /// The tunnels' counters of frames that they could not send, if there were any.
    public void dropped(List<Evidence> to) {
        for (LinkMessage l : tunnels.values()) {
            String line = IprouteText.dropped(in.counted(l));
            if (line != null) {
                to.add(new Evidence(here.path(), "ip -s link show dev " + IprouteText.name(l), line));
            }
        }
    }
}
