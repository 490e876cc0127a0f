package dev.sonde.core.graph;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Edge;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Questions to a snapshot: how its namespaces hang together. Everything that shows or judges asks here, so that no
/// two answers differ. Links and addresses of all namespaces were read. Indexes are made when they are first
/// needed.
public final class Graph {
    private final Snapshot snapshot;

    /// In the order of the snapshot's namespaces.
    private final List<NamespaceTables> all = new ArrayList<>();

    private final Map<Workload, NamespaceTables> byWorkload = new HashMap<>();
    private Map<LinkAddress, List<LinkRef>> byMac;

    /// Veths whose other end is elsewhere, by `index : index of the other end`.
    private Map<Long, List<LinkRef>> byEnds;

    private Map<IpAddress, List<LinkRef>> byAddress;
    private Map<LinkAddress, Endpoint> endpoints;
    private final Map<Network, Map<LinkAddress, Endpoint>> endpointsOf = new IdentityHashMap<>();

    /// An endpoint and the network to which it belongs.
    private record Attachment(Network network, Endpoint endpoint) {}

    /// By the namespace in which the workload lives.
    private Map<NamespaceTables, List<Attachment>> attachments;

    private final Map<HostKey, NamespaceTables> hosts = new LinkedHashMap<>();

    /// A simulated host is known by its lab and its name. `lab`: null of a real one.
    private record HostKey(EngineId lab, String name) {
        static HostKey of(Namespace n) {
            return new HostKey(n.lab() ? n.engine() : null, n.host());
        }

        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof HostKey k && k.name.equals(name) && Objects.equals(k.lab, lab);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    public Graph(Snapshot snapshot) {
        this.snapshot = snapshot;
        for (Namespace n : snapshot.namespaces()) {
            NamespaceTables in = snapshot.tables(n);
            if (in != null) {
                all.add(in);
                if (n.workload() != null) {
                    byWorkload.put(n.workload(), in);
                }
                if (n.kind() == Kind.HOST || n.kind() == Kind.OWN || n.kind() == Kind.LAB_HOST) {
                    hosts.putIfAbsent(HostKey.of(n), in);
                }
            }
        }
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /// What was read of every namespace, in the snapshot's order.
    public List<NamespaceTables> all() {
        return all;
    }

    public NamespaceTables of(Namespace n) {
        return snapshot.tables(n);
    }

    /// The namespace in which a workload lives; null where that is not seen.
    public NamespaceTables of(Workload w) {
        return w == null ? null : byWorkload.get(w);
    }

    /// The namespaces of hosts, simulated ones too.
    public Collection<NamespaceTables> hosts() {
        return hosts.values();
    }

    /// The namespace of the host to which another one belongs: there its tunnels have their sockets. Null where it
    /// is not seen.
    public NamespaceTables host(Namespace of) {
        if (of.kind() == Kind.OVERLAY && of.network() == null && elsewhere(of)) {
            return null;
        }
        // Where its engine's daemon works; of labs, and where no engine tells, the host of this name.
        Namespace home =
                of.network() == null ? null : snapshot.homes().get(of.network().engine());
        NamespaceTables in = home == null ? null : of(home);
        return in == null ? hosts.get(HostKey.of(of)) : in;
    }

    /// Whether its files lie in another mount namespace only: whose network it is, and on which host, no engine says.
    private static boolean elsewhere(Namespace n) {
        boolean there = false;
        for (Handle h : n.handles()) {
            if (h instanceof Handle.File f && f.mountNamespace() == 0) {
                return false;
            }
            there |= h instanceof Handle.File;
        }
        return there;
    }

    /// The namespace of another host of the same lab, or of this name; null where it is not seen.
    public NamespaceTables host(String name, Namespace as) {
        return hosts.get(new HostKey(as.lab() ? as.engine() : null, name));
    }

    private void indexMacs() {
        byMac = new HashMap<>();
        for (NamespaceTables in : all) {
            for (Link l : in.links()) {
                if (l.mac() != null) {
                    byMac.computeIfAbsent(l.mac(), k -> new ArrayList<>(1)).add(new LinkRef(in, l));
                }
            }
        }
    }

    private void indexEnds() {
        byEnds = new HashMap<>();
        for (NamespaceTables in : all) {
            for (Link l : in.links()) {
                if (l instanceof Link.Veth && l.leavesNamespace()) {
                    byEnds.computeIfAbsent(key(l.index(), l.link()), k -> new ArrayList<>(1))
                            .add(new LinkRef(in, l));
                }
            }
        }
    }

    private static long key(int index, int other) {
        return (long) index << 32 | other & 0xffffffffL;
    }

    /// The links with this MAC, in all namespaces but `but`.
    public List<LinkRef> withMac(LinkAddress mac, Namespace but) {
        if (byMac == null) {
            indexMacs();
        }
        return others(byMac.getOrDefault(mac, List.of()), but);
    }

    /// The links with this address, in all namespaces but `but`.
    public List<LinkRef> withAddress(IpAddress ip, Namespace but) {
        if (byAddress == null) {
            byAddress = new HashMap<>();
            for (NamespaceTables in : all) {
                for (Address a : in.addresses()) {
                    Link l = a.address() == null ? null : in.link(a.link());
                    if (l != null) {
                        byAddress
                                .computeIfAbsent(a.address(), k -> new ArrayList<>(1))
                                .add(new LinkRef(in, l));
                    }
                }
            }
        }
        return others(byAddress.getOrDefault(ip, List.of()), but);
    }

    private static List<LinkRef> others(List<LinkRef> some, Namespace but) {
        List<LinkRef> rest = new ArrayList<>(some.size());
        for (LinkRef r : some) {
            if (r.namespace() != but) {
                rest.add(r);
            }
        }
        return rest;
    }

    /// Whether a link has an address.
    public static boolean holds(LinkRef ref, IpAddress ip) {
        for (Address a : ref.in().addresses(ref.index())) {
            if (ip.equals(a.address())) {
                return true;
            }
        }
        return false;
    }

    /// Whether an endpoint of a network is on the host of this namespace.
    public static boolean local(Namespace here, Endpoint e) {
        return e.host().equals(here.host());
    }

    /// The endpoint with this MAC, as an engine says; null: none has it. Two networks may use the same addresses:
    /// the one of `here` counts first.
    public Endpoint endpoint(LinkAddress mac, Namespace here) {
        if (here.network() != null) {
            Endpoint own = endpointsOf
                    .computeIfAbsent(here.network(), n -> byMac(List.of(n)))
                    .get(mac);
            if (own != null) {
                return own;
            }
        }
        if (endpoints == null) {
            endpoints = byMac(snapshot.networks());
        }
        return endpoints.get(mac);
    }

    private static Map<LinkAddress, Endpoint> byMac(List<Network> networks) {
        Map<LinkAddress, Endpoint> known = new HashMap<>();
        for (Network n : networks) {
            for (Endpoint e : n.endpoints()) {
                if (e.mac() != null) {
                    known.putIfAbsent(e.mac(), e);
                }
            }
        }
        return known;
    }

    /// The other host of a cluster that has this address, as an engine calls it; empty where none says.
    public String peer(IpAddress ip) {
        for (Network n : snapshot.networks()) {
            for (SwarmPeer p : n.peers()) {
                if (ip.equals(p.address()) && !p.host().equals(p.name())) {
                    return p.host();
                }
            }
        }
        return "";
    }

    /// The host with this tunnel address: as the network's engine knows it, else the one namespace of a host that
    /// has the address; empty where nobody knows.
    public String host(IpAddress vtep, Network of) {
        for (Endpoint e : of == null ? List.<Endpoint>of() : of.endpoints()) {
            if (vtep.equals(e.vtep()) && !e.host().isEmpty()) {
                return e.host();
            }
        }
        String found = "";
        for (LinkRef r : withAddress(vtep, null)) {
            Namespace n = r.namespace();
            if (n.ofHost() && !found.isEmpty() && !found.equals(n.name())) {
                return "";
            }
            found = n.ofHost() ? n.name() : found;
        }
        return found;
    }

    /// The namespace of a host that `here` knows by this id, as that of a VXLAN device's packets; null where the
    /// kernel does not tell which it is.
    public NamespaceTables host(NamespaceTables here, Integer nsid) {
        for (NamespaceTables in : nsid == null ? List.<NamespaceTables>of() : all) {
            boolean other = in != here && in.namespace().ofHost();
            if (other && nsid.equals(snapshot.nsid(here.namespace(), in.namespace()))) {
                return in;
            }
        }
        return null;
    }

    /// All edges: veth pairs once, ports of bridges and other masters, devices above others, and tunnels to the hosts
    /// to which their rows lead (where those were read).
    public List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        Set<LinkRef> paired = new HashSet<>();
        for (NamespaceTables in : all) {
            for (Link l : in.links()) {
                LinkRef ref = new LinkRef(in, l);
                Link master = l.master() == 0 ? null : in.link(l.master());
                if (master != null) {
                    edges.add(new Edge.BridgePort(ref, new LinkRef(in, master)));
                }
                if (l instanceof Link.Veth) {
                    FarEnd end = farEnd(ref);
                    if (end.proof() != null && !paired.contains(ref)) {
                        paired.add(end.only());
                        edges.add(new Edge.VethPair(ref, end.only(), end.proof()));
                    }
                } else {
                    lower(edges, ref);
                }
                for (IpAddress vtep : l instanceof Link.Vxlan ? Way.vteps(ref) : List.<IpAddress>of()) {
                    edges.add(
                            new Edge.Tunnel(ref, vtep, host(vtep, in.namespace().network())));
                }
            }
        }
        return edges;
    }

    private void lower(List<Edge> edges, LinkRef upper) {
        Link l = upper.link();
        if (l.link() == 0 || l.link() == l.index() && l.linkNetnsid() == null) {
            return;
        }
        NamespaceTables below = l.linkNetnsid() == null ? upper.in() : host(upper.in(), l.linkNetnsid());
        Link lower = below == null ? null : below.link(l.link());
        if (lower != null) {
            edges.add(new Edge.LowerDevice(upper, new LinkRef(below, lower)));
        }
    }

    /// What is at the other end of a veth: the links that fit. `proof`: which of them it is, and how that is known;
    /// null: of several nobody knows which.
    public record FarEnd(List<LinkRef> fit, Edge.Proof proof) {
        private static final FarEnd NONE = new FarEnd(List.of(), null);

        /// The one link that it is, or null.
        public LinkRef only() {
            return fit.size() == 1 ? fit.getFirst() : null;
        }

        /// Whether it rests on more than that nothing else fits.
        public boolean proven() {
            return proof == Edge.Proof.KERNEL || proof == Edge.Proof.ENGINE;
        }
    }

    /// The links elsewhere that may be the other end of this veth: their indexes fit.
    public List<LinkRef> opposite(LinkRef veth) {
        if (byEnds == null) {
            indexEnds();
        }
        return byEnds.getOrDefault(key(veth.link().link(), veth.index()), List.of());
    }

    /// The other end of a veth: of the links whose index and other end fit those that the kernel's ids of
    /// namespaces do not rule out. Where the kernel was not asked, what an engine says of a network's endpoints
    /// decides.
    public FarEnd farEnd(LinkRef veth) {
        Link l = veth.link();
        if (!(l instanceof Link.Veth) || l.link() == 0) {
            return FarEnd.NONE;
        }
        if (l.linkNetnsid() == null) {
            Link other = veth.in().link(l.link());
            return other == null ? FarEnd.NONE : new FarEnd(List.of(new LinkRef(veth.in(), other)), Edge.Proof.KERNEL);
        }
        List<LinkRef> left = new ArrayList<>(1);
        for (LinkRef r : opposite(veth)) {
            if (r.in() == veth.in()) {
                continue;
            }
            Integer there = snapshot.nsid(veth.namespace(), r.namespace());
            Integer back = snapshot.nsid(r.namespace(), veth.namespace());
            boolean fits = (there == null || there.equals(l.linkNetnsid()))
                    && (back == null || back.equals(r.link().linkNetnsid()));
            if (fits && (there != null || back != null)) {
                return new FarEnd(List.of(r), Edge.Proof.KERNEL);
            }
            if (fits) {
                left.add(r);
            }
        }
        return chosen(veth, left);
    }

    private FarEnd chosen(LinkRef veth, List<LinkRef> left) {
        boolean network = veth.namespace().kind() == Kind.OVERLAY;
        LinkRef byAddress = null;
        List<LinkRef> likely = new ArrayList<>(left.size());
        for (LinkRef r : left) {
            LinkRef inside = network ? r : veth;
            LinkRef port = network ? veth : r;
            if (port.namespace().kind() != Kind.OVERLAY) {
                likely.add(r);
                continue;
            }
            Endpoint e = endpoint(port.in(), inside);
            if (e != null && e.mac() != null && e.mac().equals(inside.link().mac())) {
                return new FarEnd(List.of(r), Edge.Proof.ENGINE);
            }
            byAddress = e == null ? byAddress : r;
            if (mayBeOf(port.namespace(), inside.namespace())) {
                likely.add(r);
            }
        }
        if (byAddress != null) {
            return new FarEnd(List.of(byAddress), Edge.Proof.ENGINE);
        }
        List<LinkRef> near = likely;
        if (likely.size() > 1 && network) {
            near = new ArrayList<>(likely);
            near.removeIf(r -> !sharesSubnet(veth.in(), r));
        }
        return near.size() == 1
                ? new FarEnd(near, likely.size() == 1 ? Edge.Proof.ONLY : Edge.Proof.SUBNET)
                : new FarEnd(likely, null);
    }

    /// Whether the end of a veth of an overlay network's namespace can be in another one, of which no engine says
    /// so.
    private boolean mayBeOf(Namespace overlay, Namespace inside) {
        boolean sameEngine = !overlay.lab() || overlay.engine().equals(inside.engine());
        // An engine makes a veth in the host's namespace and moves its ends: one that is still there belongs to an
        // endpoint that is just being made.
        NamespaceTables host = host(overlay);
        boolean moving = host != null && host.namespace() == inside;
        boolean held = !inside.path().isEmpty(); // else only links lead there: nobody uses it
        boolean sameNetwork =
                overlay.network() == null || inside.network() == null || inside.network() == overlay.network();
        return sameEngine && !moving && held && sameNetwork;
    }

    /// The endpoint of an overlay network in whose workload's namespace a link is, and whose MAC or address it has;
    /// null: none.
    public Endpoint endpoint(NamespaceTables overlay, LinkRef inside) {
        Endpoint found = null;
        for (Attachment a : overlay.namespace().network() == null ? List.<Attachment>of() : attachments(inside.in())) {
            Endpoint e = a.endpoint;
            if (a.network != overlay.namespace().network() || !local(overlay.namespace(), e)) {
                continue;
            }
            if (e.mac() != null && e.mac().equals(inside.link().mac())) {
                return e;
            }
            found = e.ip() != null && holds(inside, e.ip()) ? e : found;
        }
        return found;
    }

    private List<Attachment> attachments(NamespaceTables in) {
        if (attachments == null) {
            attachments = new IdentityHashMap<>();
            for (Network n : snapshot.networks()) {
                for (Endpoint e : n.endpoints()) {
                    NamespaceTables lives = of(e.workload());
                    if (lives != null) {
                        attachments
                                .computeIfAbsent(lives, k -> new ArrayList<>(1))
                                .add(new Attachment(n, e));
                    }
                }
            }
        }
        return attachments.getOrDefault(in, List.of());
    }

    /// Whether a link elsewhere has an address of the subnet of one of this namespace's bridges.
    private static boolean sharesSubnet(NamespaceTables network, LinkRef far) {
        for (Address a : network.addresses()) {
            if (a.address() == null || !(network.link(a.link()) instanceof Link.Bridge)) {
                continue;
            }
            for (Address b : far.in().addresses(far.index())) {
                if (b.address() != null && a.address().sharesPrefix(b.address(), a.prefixLength())) {
                    return true;
                }
            }
        }
        return false;
    }
}
