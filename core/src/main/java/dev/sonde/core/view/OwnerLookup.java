package dev.sonde.core.view;

import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Segment;
import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.graph.Membership;
import dev.sonde.core.graph.Way;
import dev.sonde.core.inventory.Inventory;
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
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Table;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds whose a MAC, an IP address, a link or a name is, and the way to it.
public final class OwnerLookup {
    /// One answer. `namespace`: null where it lies on another host, which the engine alone tells of. `link`: empty
    /// where no link is known. `network`: the engine's, or empty. `way`: link by link, for people. `note`: why the
    /// owner is not known, or empty.
    public record Answer(
            String owner,
            Namespace namespace,
            String link,
            String mac,
            List<String> addresses,
            String network,
            String host,
            String way,
            String note) {
        Answer(
                String owner,
                Namespace namespace,
                String link,
                String mac,
                List<String> addresses,
                String network,
                String host,
                String way) {
            this(owner, namespace, link, mac, addresses, network, host, way, "");
        }
    }

    private final Graph graph;
    private final Snapshot snapshot;
    private final String wanted;
    private final LinkAddress mac;
    private final IpAddress ip;
    private final List<Answer> answers = new ArrayList<>();

    /// Of endpoints on other hosts, the MACs by which their frames go from here.
    private final Map<Endpoint, LinkAddress> macs = new IdentityHashMap<>();

    private final Map<NamespaceTables, Segment> segments = new IdentityHashMap<>();

    /// Those that were answered as tenants of a namespace.
    private final List<Workload> guests = new ArrayList<>(1);

    private OwnerLookup(Graph graph, String wanted) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
        this.wanted = wanted;
        this.mac = mac(wanted);
        this.ip = Network.address(wanted);
    }

    /// Engines do not tell the MACs of endpoints elsewhere: one that is made of an address may be another's in truth.
    private void judged() {
        for (Segment s : new Overlays(graph).segments) {
            segments.put(s.in, s);
            for (Endpoint e : s.vxlan == null ? List.<Endpoint>of() : s.remote) {
                if (e.complete()) {
                    macs.put(e, s.macOf(e));
                }
            }
        }
    }

    private LinkAddress macOf(Endpoint e) {
        return macs.getOrDefault(e, e.mac());
    }

    private static LinkAddress mac(String text) {
        try {
            LinkAddress a = LinkAddress.parse(text);
            return a.length() == 6 ? a : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// All answers, and what could not be read, so that one may be missing.
    public record Result(List<Answer> answers, List<Gap> gaps) {}

    /// What may stand before a name, as it does before a target.
    private static final List<String> KINDS = List.of(
            "container:", "network:", "service:", "task:", "pod:", "load-balancer:", "ingress:", "lab:", "node:");

    /// What is looked for: MACs and IPv6 addresses may be typed in any case, addresses with a prefix length.
    private static String plain(String typed) {
        for (String kind : KINDS) {
            if (typed.startsWith(kind)) {
                return typed.substring(kind.length());
            }
        }
        int slash = typed.indexOf('/');
        boolean prefix = slash > 0 && Network.address(typed.substring(0, slash)) != null;
        String plain = prefix ? typed.substring(0, slash) : typed;
        return plain.indexOf(':') >= 0 ? plain.toLowerCase(Locale.ROOT) : plain;
    }

    /// Reads what is needed, and answers. `typed`: MACs and IPv6 addresses in any case, addresses with or without a
    /// prefix length, names with or without their kind.
    public static Result of(Inventory inventory, String typed) {
        String wanted = plain(typed);
        inventory.readAll(EnumSet.of(Table.LINKS, Table.ADDRESSES));
        List<Namespace> overlays = new ArrayList<>();
        for (Namespace n : inventory.names().namespaces()) {
            if (n.kind() == Kind.OVERLAY && n.readable()) {
                overlays.add(n);
            }
        }
        inventory.read(EnumSet.of(Table.FDB, Table.NEIGHBOURS), overlays);
        OwnerLookup first = new OwnerLookup(new Graph(inventory.snapshot()), wanted);
        inventory.readIds(first.matching());
        OwnerLookup lookup = new OwnerLookup(new Graph(inventory.snapshot()), wanted);
        lookup.judged();
        lookup.owners();
        if (lookup.answers.isEmpty()) {
            inventory.readAll(EnumSet.of(Table.FDB, Table.NEIGHBOURS));
            lookup = new OwnerLookup(new Graph(inventory.snapshot()), wanted);
            lookup.judged();
            lookup.rows();
        }
        List<Gap> gaps = new ArrayList<>();
        for (NamespaceTables in : lookup.graph.all()) {
            for (Gap g : in.gaps()) {
                gaps.add(g.of(DisplayNames.of(in.namespace())));
            }
        }
        return new Result(lookup.answers, gaps);
    }

    /// The namespaces with a link that is an answer.
    private Set<Namespace> matching() {
        Set<Namespace> some = Collections.newSetFromMap(new IdentityHashMap<>());
        for (NamespaceTables in : graph.all()) {
            for (Link l : in.links()) {
                if (matches(in, l, names(in.namespace()))) {
                    some.add(in.namespace());
                }
            }
        }
        return some;
    }

    private boolean matches(NamespaceTables in, Link l, boolean named) {
        boolean own = l.name().equals(wanted) || mac != null && mac.equals(l.mac());
        return own || ip != null && Graph.holds(new LinkRef(in, l), ip) || named && l.leavesNamespace();
    }

    private void owners() {
        services();
        for (NamespaceTables in : graph.all()) {
            Namespace n = in.namespace();
            boolean named = names(n);
            for (Link l : in.links()) {
                if (matches(in, l, named)) {
                    add(new LinkRef(in, l));
                }
            }
            if (named && !answered(n)) {
                answers.add(new Answer(owner(n), n, "", "", List.of(), network(n), n.host(), ""));
            }
        }
        tenants();
        for (Network n : snapshot.networks()) {
            for (Endpoint e : n.endpoints()) {
                if (matches(e) && !here(e) && !guests.contains(e.workload())) {
                    elsewhere(n, e);
                }
            }
        }
        hosts();
    }

    /// A service's virtual address: the network's load balancers hold it, on each host one.
    private void services() {
        for (Network n : snapshot.networks()) {
            for (Service s : n.services()) {
                if (ip == null || !ip.equals(s.vip())) {
                    continue;
                }
                List<String> balancers = new ArrayList<>();
                for (Endpoint e : n.endpoints()) {
                    Workload w = e.workload();
                    if (w != null && w.kind() == Kind.LOAD_BALANCER) {
                        balancers.add(
                                (e.ip() == null ? "?" : e.ip()) + (e.host().isEmpty() ? "" : " on " + e.host()));
                    }
                }
                String some = balancers.size() == 1 ? "served by the load balancer " : "served by the load balancers ";
                String way = balancers.isEmpty() ? "" : some + String.join(", ", balancers);
                String owner = "virtual address of service ".concat(s.name());
                answers.add(new Answer(owner, null, "", "", List.of(ip.toString()), n.name(), "", way));
            }
        }
    }

    /// Who lives in a namespace that is named after another, or in the host's: it has no link of its own.
    private void tenants() {
        for (Namespace n : snapshot.namespaces()) {
            for (Workload w : n.tenants()) {
                if (names(w) && !answered(n)) {
                    guests.add(w);
                    String way = "in the namespace of ".concat(DisplayNames.of(n));
                    answers.add(new Answer(DisplayNames.of(w), n, "", "", List.of(), network(n), n.host(), way));
                }
            }
        }
    }

    private boolean names(Namespace n) {
        if (n.kind() == Kind.LOAD_BALANCER && wanted.equals("lb-".concat(n.name()))) {
            return true; // as Docker lists it among the containers of its network
        }
        return n.name().equals(wanted)
                || DisplayNames.of(n).equals(wanted)
                || wanted.equals(n.name() + "@" + n.host())
                || n.workload() != null && names(n.workload());
    }

    /// An id counts from its first twelve letters on, as `docker ps` shows it.
    private boolean names(Workload w) {
        return w.name().equals(wanted)
                || !w.service().isEmpty() && w.service().equals(wanted)
                || wanted.length() >= 12
                        && (w.container().startsWith(wanted)
                                || w.task().startsWith(wanted)
                                || w.serviceId().startsWith(wanted));
    }

    private boolean matches(Endpoint e) {
        return mac != null && mac.equals(macOf(e))
                || ip != null && ip.equals(e.ip())
                || e.workload() != null
                        && (names(e.workload()) || DisplayNames.of(e).equals(wanted));
    }

    private boolean answered(Namespace n) {
        for (Answer a : answers) {
            if (a.namespace() == n) {
                return true;
            }
        }
        return false;
    }

    /// Whether a link that was found already has the endpoint's MAC.
    private boolean here(Endpoint e) {
        String its = macOf(e) == null ? "" : macOf(e).toString();
        for (Answer a : answers) {
            if (a.namespace() != null && a.mac().equals(its)) {
                return true;
            }
        }
        return false;
    }

    private void add(LinkRef ref) {
        Namespace n = ref.namespace();
        Network its = Membership.network(snapshot, ref);
        List<String> addresses = new ArrayList<>(2);
        for (Address a : ref.in().addresses(ref.index())) {
            if (a.address() != null) {
                addresses.add(a.prefix().toString());
            }
        }
        answers.add(new Answer(
                owner(n),
                n,
                ref.name(),
                DisplayNames.mac(ref.link()),
                addresses,
                its == null ? "" : its.name(),
                n.host(),
                WayText.of(graph, Way.of(graph, ref))));
    }

    /// Of a load balancer the network, and of a virtual address that it holds the service.
    private String owner(Namespace n) {
        if (n.kind() != Kind.LOAD_BALANCER) {
            return DisplayNames.of(n);
        }
        String owner = "load balancer of network ".concat(n.name());
        for (Service s : n.network() == null ? List.<Service>of() : n.network().services()) {
            owner += ip != null && ip.equals(s.vip()) ? ", for service " + s.name() : "";
        }
        return owner;
    }

    private static String network(Namespace n) {
        return n.network() == null ? "" : n.network().name();
    }

    /// A tunnel of a network, the last of those that are seen; null: none is.
    private LinkRef tunnel(Network n) {
        LinkRef tunnel = null;
        for (NamespaceTables in : graph.all()) {
            boolean its =
                    in.namespace().kind() == Kind.OVERLAY && in.namespace().network() == n;
            LinkRef one = its ? Way.tunnel(in, 0) : null;
            tunnel = one == null ? tunnel : one;
        }
        return tunnel;
    }

    /// An endpoint that the engine tells of and no namespace here holds: the way leads through the network's
    /// tunnel.
    private void elsewhere(Network n, Endpoint e) {
        String way = "";
        String vtep = e.vtep() == null ? "" : e.vtep().toString();
        for (NamespaceTables in : graph.all()) {
            Namespace s = in.namespace();
            LinkRef tunnel = s.kind() == Kind.OVERLAY && s.network() == n ? Way.tunnel(in, 0) : null;
            if (tunnel != null && !Graph.local(s, e)) {
                String host = e.host().equals(vtep) ? "" : " ".concat(e.host());
                way = DisplayNames.of(s)
                        + WayText.through(tunnel, vtep.concat(host).strip());
                break;
            }
        }
        List<String> addresses = e.ipv4() == null ? List.of() : List.of(e.ipv4().toString());
        String own = macOf(e) == null ? "" : macOf(e).toString();
        boolean balancer = e.workload() != null && e.workload().kind() == Kind.LOAD_BALANCER;
        String owner = balancer ? "load balancer of network ".concat(n.name()) : DisplayNames.of(e);
        answers.add(new Answer(owner, null, "", own, addresses, n.name(), e.host(), way));
    }

    /// A host of the cluster, by its name or by the address at which it takes VXLAN packets.
    private void hosts() {
        for (Network n : snapshot.networks()) {
            for (SwarmPeer p : n.peers()) {
                if (!p.host().equals(wanted) && (ip == null || !ip.equals(p.address()))) {
                    continue;
                }
                boolean named = !p.host().equals(p.name()) || p.address() == null;
                String host = named ? p.host() : graph.host(p.address(), n);
                if (host.equals(snapshot.host().name())) {
                    continue; // this one: its links were found
                }
                String address = p.address() == null ? "" : p.address().toString();
                LinkRef tunnel = tunnel(n);
                String to = host.isEmpty() ? address : address + " " + host;
                String way = tunnel == null ? "" : DisplayNames.of(tunnel.namespace()) + WayText.through(tunnel, to);
                String owner = host.isEmpty() ? address : host;
                answers.add(new Answer(owner, null, "", "", List.of(address), n.name(), "", way));
            }
        }
    }

    /// Nobody's own: what the forwarding tables and neighbours say of it.
    private void rows() {
        for (NamespaceTables in : graph.all()) {
            UnknownRemotes unknown = new UnknownRemotes(graph, in, segments.get(in));
            List<Integer> told = new ArrayList<>(1);
            for (FdbEntry row : in.fdb()) {
                boolean asked = mac != null && mac.equals(row.mac()) || ip != null && ip.equals(row.dst());
                if (asked && !told.contains(row.link())) {
                    told.add(row.link());
                    row(in, unknown, row.link(), row.mac(), row.dst());
                }
            }
            for (Neighbour n : in.neighbours()) {
                boolean asked = mac != null && mac.equals(n.mac()) || ip != null && ip.equals(n.ip());
                if (asked && !told.contains(n.link())) {
                    told.add(n.link());
                    row(in, unknown, n.link(), n.mac(), n.ip());
                }
            }
        }
    }

    private void row(NamespaceTables in, UnknownRemotes unknown, int link, LinkAddress rowMac, IpAddress rowIp) {
        Link l = in.link(link);
        IpAddress vtep = l instanceof Link.Vxlan ? vtep(in, link, rowMac) : null;
        IpAddress at = vtep != null && vtep.equals(rowIp) && rowMac != null ? DockerMac.address(rowMac) : rowIp;
        String way = DisplayNames.of(in.namespace());
        if (vtep == null) {
            way += " " + in.linkName(link) + (rowIp == null ? "" : " → " + rowIp);
        } else {
            way += WayText.through(
                    new LinkRef(in, l),
                    vtep + WayText.host(graph, in.namespace().network(), vtep));
        }
        Namespace n = in.namespace();
        String owner = unknown.owner(rowMac, vtep);
        String note = owner.isEmpty() && !unknown.why(rowMac, vtep).isEmpty() ? unknown.note() : "";
        List<String> addresses = at == null ? List.of() : List.of(at.toString());
        String own = rowMac == null ? "" : rowMac.toString();
        answers.add(new Answer(owner, n, in.linkName(link), own, addresses, network(n), n.host(), way, note));
    }

    /// Where the tunnel sends what is for this MAC, or null.
    private static IpAddress vtep(NamespaceTables in, int link, LinkAddress mac) {
        for (FdbEntry row : in.fdb()) {
            if (row.link() == link
                    && row.dst() != null
                    && row.mac() != null
                    && row.mac().equals(mac)) {
                return row.dst();
            }
        }
        return null;
    }
}
