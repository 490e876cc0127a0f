package dev.sonde.core.graph;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    private final Topology topology;
    private final Snapshot snapshot;
    private final String wanted;
    private final List<Answer> answers = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    /// Those that were answered as tenants of a namespace.
    private final List<Workload> guests = new ArrayList<>(1);

    /// `wanted`: as typed; MACs and IPv6 addresses in any case, addresses with or without a prefix length.
    public OwnerLookup(Source source, Snapshot snapshot, String wanted) {
        this.topology = new Topology(source, snapshot);
        this.snapshot = snapshot;
        int slash = wanted.indexOf('/');
        String plain = slash > 0 ? wanted.substring(0, slash) : wanted;
        this.wanted = plain.indexOf(':') >= 0 ? plain.toLowerCase(Locale.ROOT) : plain;
    }

    /// What could not be read, so that an answer may be missing.
    public List<Gap> gaps() {
        return gaps;
    }

    public List<Answer> answers() {
        for (NamespaceTables in : topology.all()) {
            boolean named = names(in.namespace());
            for (LinkMessage l : in.tables().links()) { // not kept: there may be very many
                boolean own =
                        DisplayNames.of(l).equals(wanted) || DisplayNames.mac(l).equals(wanted);
                if (own || holds(in, l) || named && l.link() != 0 && l.linkNetnsid() != null) {
                    add(in, l);
                }
            }
            if (named && !answered(in.namespace())) {
                answers.add(new Answer(
                        DisplayNames.of(in.namespace()),
                        in.namespace(),
                        "",
                        "",
                        List.of(),
                        network(in.namespace()),
                        in.namespace().host(),
                        ""));
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
        if (answers.isEmpty()) {
            rows();
        }
        for (NamespaceTables in : topology.all()) {
            for (Gap g : in.tables().gaps()) {
                gaps.add(new Gap(g.what() + " of " + DisplayNames.of(in.namespace()), g.why(), g.errno()));
            }
        }
        return answers;
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

    private boolean holds(NamespaceTables in, LinkMessage l) {
        for (String ip : in.addresses(l.index())) {
            if (ip.startsWith(wanted) && ip.charAt(wanted.length()) == '/') {
                return true;
            }
        }
        return false;
    }

    private boolean names(Namespace n) {
        return n.name().equals(wanted)
                || DisplayNames.of(n).equals(wanted)
                || wanted.equals(n.name() + "@" + n.host())
                || n.workload() != null && names(n.workload());
    }

    /// A container's id counts from its first twelve digits on, as `docker ps` shows it.
    private boolean names(Workload w) {
        return w.name().equals(wanted)
                || !w.service().isEmpty() && w.service().equals(wanted)
                || wanted.length() >= 12 && w.container().startsWith(wanted);
    }

    private boolean matches(Endpoint e) {
        return e.mac().equals(wanted)
                || e.ip().equals(wanted)
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
        for (Answer a : answers) {
            if (a.namespace() != null && a.mac().equals(e.mac())) {
                return true;
            }
        }
        return false;
    }

    private void add(NamespaceTables in, LinkMessage l) {
        Namespace n = in.namespace();
        answers.add(new Answer(
                DisplayNames.of(n),
                n,
                DisplayNames.of(l),
                DisplayNames.mac(l),
                in.addresses(l.index()),
                network(n),
                n.host(),
                way(in, l)));
    }

    private static String network(Namespace n) {
        return n.network() == null ? "" : n.network().name();
    }

    /// `web.1 eth0 ⇄ veth3 of web@node1 → br0 → vxlan0 (VNI 4097) → 10.99.0.2`.
    private String way(NamespaceTables in, LinkMessage l) {
        StringBuilder b = new StringBuilder(96);
        b.append(DisplayNames.of(in.namespace())).append(' ').append(DisplayNames.of(l));
        NamespaceTables at = in;
        LinkMessage port = l;
        if (l.kind().equals("veth") && l.linkNetnsid() != null) {
            Topology.End end = topology.end(in, l);
            LinkIndexEntry one = end.only();
            LinkMessage other = one == null ? null : one.link();
            if (other == null) {
                int some = end.ports().size();
                return b.append(some == 0 ? " ⇄ a namespace that was not found" : " ⇄ one of " + some + " namespaces")
                        .toString();
            }
            at = one.in();
            port = other;
            b.append(end.proven() ? " ⇄ " : " ⇄ perhaps ").append(DisplayNames.of(port));
            b.append(" of ").append(DisplayNames.of(at.namespace()));
        }
        if (at == in && l.kind().equals("vxlan")) {
            b.setLength(0);
            return b.append(DisplayNames.of(in.namespace()))
                    .append(through(in, l))
                    .toString();
        }
        LinkMessage master = at.link(port.master());
        if (master != null) {
            LinkMessage tunnel = port.kind().equals("vxlan") ? null : tunnel(at, master.index());
            b.append(" → ")
                    .append(
                            tunnel == null
                                    ? DisplayNames.of(master)
                                    : through(at, tunnel).substring(1));
        }
        return b.toString();
    }

    /// ` br0 → vxlan0 (VNI 4097) → 10.99.0.2 node2`: from its bridge through a tunnel to all hosts.
    private String through(NamespaceTables in, LinkMessage tunnel) {
        List<String> hosts = new ArrayList<>(1);
        for (String vtep : vteps(in, tunnel.index())) {
            hosts.add(vtep.concat(host(in.namespace().network(), vtep)));
        }
        return through(in, tunnel, String.join(", ", hosts));
    }

    private static String through(NamespaceTables in, LinkMessage tunnel, String to) {
        StringBuilder b = new StringBuilder(64);
        LinkMessage bridge = in.link(tunnel.master());
        b.append(' ')
                .append(bridge == null ? "" : DisplayNames.of(bridge).concat(" → "))
                .append(DisplayNames.of(tunnel));
        VxlanAttr.Vni vni = tunnel.data(VxlanAttr.Vni.class);
        if (vni != null) {
            b.append(" (VNI ").append(vni.vni()).append(')');
        }
        return b.append(to.isEmpty() ? "" : " → ".concat(to)).toString();
    }

    private static LinkMessage tunnel(NamespaceTables in, int bridge) {
        for (LinkMessage l : in.links()) {
            if (l.kind().equals("vxlan") && (l.master() == bridge || bridge == 0)) {
                return l;
            }
        }
        return null;
    }

    /// Where the tunnel's rows lead.
    private static List<String> vteps(NamespaceTables in, int tunnel) {
        List<String> some = new ArrayList<>(1);
        for (NeighbourMessage m : in.fdb()) {
            if (m.header().ifindex() == tunnel && m.destination() != null) {
                String vtep = m.destination().toString();
                if (!some.contains(vtep)) {
                    some.add(vtep);
                }
            }
        }
        return some;
    }

    /// The host with this tunnel address, with a blank before it, or empty.
    private String host(Network of, String vtep) {
        String host = topology.host(vtep, of);
        return host.isEmpty() || host.equals(vtep) ? "" : " ".concat(host);
    }

    /// An endpoint that the engine tells of and no namespace here holds: the way leads through the network's tunnel.
    private void elsewhere(Network n, Endpoint e) {
        String way = "";
        for (NamespaceTables in : topology.all()) {
            Namespace s = in.namespace();
            LinkMessage tunnel = s.kind() == Kind.OVERLAY && s.network() == n ? tunnel(in, 0) : null;
            if (tunnel != null && !NamespaceViewBuilder.local(s, e)) {
                String host = e.host().equals(e.vtep()) ? "" : " ".concat(e.host());
                way = DisplayNames.of(s)
                        + through(in, tunnel, e.vtep().concat(host).strip());
                break;
            }
        }
        String owner = DisplayNames.of(e);
        List<String> addresses = e.ipv4().isEmpty() ? List.of() : List.of(e.ipv4());
        answers.add(new Answer(owner, null, "", e.mac(), addresses, n.name(), e.host(), way));
    }

    /// A host of the cluster, by its name or by the address at which it takes VXLAN packets.
    private void hosts() {
        for (Network n : snapshot.networks()) {
            for (SwarmPeer p : n.peers()) {
                if (!p.host().equals(wanted) && !p.address().equals(wanted)) {
                    continue;
                }
                String host = p.host().equals(p.name()) ? topology.host(p.address(), n) : p.host();
                if (host.equals(snapshot.host().name())) {
                    continue; // this one: its links were found
                }
                String way = "";
                for (NamespaceTables in : topology.all()) {
                    Namespace s = in.namespace();
                    LinkMessage tunnel = s.kind() == Kind.OVERLAY && s.network() == n ? tunnel(in, 0) : null;
                    String to = host.isEmpty() ? p.address() : p.address() + " " + host;
                    way = tunnel == null ? way : DisplayNames.of(s) + through(in, tunnel, to);
                }
                String owner = host.isEmpty() ? p.address() : host;
                answers.add(new Answer(owner, null, "", "", List.of(p.address()), n.name(), "", way));
            }
        }
    }

    /// Nobody's own: what the forwarding tables and neighbours say of it.
    private void rows() {
        for (NamespaceTables in : topology.all()) {
            UnknownRemotes strangers = new UnknownRemotes(topology, in);
            List<NeighbourMessage> rows = new ArrayList<>(in.fdb());
            rows.addAll(in.neighbours());
            List<Integer> told = new ArrayList<>(1);
            for (NeighbourMessage m : rows) {
                String mac = m.linkAddress() == null ? "" : m.linkAddress().toString();
                String ip = m.destination() == null ? "" : m.destination().toString();
                int link = m.header().ifindex();
                if (!mac.equals(wanted) && !ip.equals(wanted) || told.contains(link)) {
                    continue;
                }
                told.add(link);
                row(in, strangers, link, mac, ip);
            }
        }
    }

    private void row(NamespaceTables in, UnknownRemotes strangers, int link, String mac, String ip) {
        LinkMessage l = in.link(link);
        String name = l == null ? "link " + link : DisplayNames.of(l);
        String vtep = l != null && l.kind().equals("vxlan") ? vtep(in, link, mac) : "";
        String at = ip.equals(vtep) ? FdbView.derived(mac) : ip;
        String way = DisplayNames.of(in.namespace());
        if (vtep.isEmpty()) {
            way += " " + name + (ip.isEmpty() ? "" : " → " + ip);
        } else {
            way += through(in, l, vtep + host(in.namespace().network(), vtep));
        }
        Namespace n = in.namespace();
        String owner = strangers.owner(mac, vtep);
        String note = owner.isEmpty() && !strangers.why(mac, vtep).isEmpty() ? strangers.note() : "";
        List<String> addresses = at.isEmpty() ? List.of() : List.of(at);
        answers.add(new Answer(owner, n, name, mac, addresses, network(n), n.host(), way, note));
    }

    /// Where the tunnel sends what is for this MAC, or empty.
    private static String vtep(NamespaceTables in, int link, String mac) {
        for (NeighbourMessage m : in.fdb()) {
            boolean here = m.header().ifindex() == link && m.destination() != null && m.linkAddress() != null;
            if (here && m.linkAddress().toString().equals(mac)) {
                return m.destination().toString();
            }
        }
        return "";
    }
}
