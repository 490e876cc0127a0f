package dev.sonde.core.topology;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds whose a MAC, an IP address, a link or a name is, and the way to it.
public final class Whose {
    /// One answer. `namespace`: null where it lies on another host, which the engine alone tells of. `link`: empty
    /// where no link is known. `network`: the engine's, or empty. `way`: link by link, for people.
    public record Answer(
            String owner,
            Namespace namespace,
            String link,
            String mac,
            List<String> addresses,
            String network,
            String host,
            String way) {}

    /// A namespace and what is in it, read once.
    private record Inside(Namespace namespace, Tables tables, List<LinkMessage> links, Map<Integer, List<String>> ips) {
        LinkMessage link(int index) {
            for (LinkMessage l : links) {
                if (l.index() == index) {
                    return l;
                }
            }
            return null;
        }
    }

    private final Source source;
    private final Snapshot snapshot;
    private final String wanted;
    private final List<Inside> all = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    /// `wanted`: as typed; MACs and IPv6 addresses in any case, addresses with or without a prefix length.
    public Whose(Source source, Snapshot snapshot, String wanted) {
        this.source = source;
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
        for (Namespace n : snapshot.namespaces()) {
            if (n.errno() == 0) {
                all.add(read(n));
            }
        }
        for (Inside in : all) {
            boolean named = names(in.namespace());
            for (LinkMessage l : in.links()) {
                boolean own = Details.name(l).equals(wanted) || Owners.mac(l).equals(wanted);
                if (own || holds(in, l) || named && l.link() != 0 && l.linkNetnsid() != null) {
                    add(in, l);
                }
            }
            if (named && !answered(in.namespace())) {
                answers.add(new Answer(
                        Owners.name(in.namespace()),
                        in.namespace(),
                        "",
                        "",
                        List.of(),
                        network(in.namespace()),
                        in.namespace().host(),
                        ""));
            }
        }
        for (Network n : snapshot.networks()) {
            for (Endpoint e : n.endpoints()) {
                if (matches(e) && !here(e)) {
                    elsewhere(n, e);
                }
            }
        }
        if (answers.isEmpty()) {
            rows();
        }
        for (Inside in : all) {
            for (Gap g : in.tables().gaps()) {
                gaps.add(new Gap(g.what() + " of " + Owners.name(in.namespace()), g.why(), g.errno()));
            }
        }
        return answers;
    }

    private Inside read(Namespace n) {
        Tables tables = Tables.of(source, n);
        Map<Integer, List<String>> ips = new HashMap<>();
        for (AddressMessage a : tables.addresses()) {
            if (a.address() != null) {
                ips.computeIfAbsent(a.header().index(), k -> new ArrayList<>(1))
                        .add(a.address() + "/" + a.header().prefixLength());
            }
        }
        return new Inside(n, tables, tables.links(), ips);
    }

    private boolean holds(Inside in, LinkMessage l) {
        for (String ip : in.ips().getOrDefault(l.index(), List.of())) {
            if (ip.startsWith(wanted) && ip.charAt(wanted.length()) == '/') {
                return true;
            }
        }
        return false;
    }

    private boolean names(Namespace n) {
        return n.name().equals(wanted) || Owners.name(n).equals(wanted) || n.workload() != null && names(n.workload());
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
                        && (names(e.workload()) || Owners.name(e).equals(wanted));
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

    private void add(Inside in, LinkMessage l) {
        Namespace n = in.namespace();
        answers.add(new Answer(
                Owners.name(n),
                n,
                Details.name(l),
                Owners.mac(l),
                in.ips().getOrDefault(l.index(), List.of()),
                network(n),
                n.host(),
                way(in, l)));
    }

    private static String network(Namespace n) {
        return n.network() == null ? "" : n.network().name();
    }

    /// `web.1 eth0 ⇄ veth3 of web@node1 → br0 → vxlan0 (VNI 4097) → 10.99.0.2`.
    private String way(Inside in, LinkMessage l) {
        StringBuilder b = new StringBuilder(96);
        b.append(Owners.name(in.namespace())).append(' ').append(Details.name(l));
        Inside at = in;
        LinkMessage port = l;
        if (l.kind().equals("veth") && l.linkNetnsid() != null) {
            List<Owners.Far> far = new Owners(source, snapshot, in.namespace()).peers(in.tables(), in.namespace(), l);
            if (far.size() != 1) {
                return b.append(far.isEmpty() ? " ⇄ a namespace that was not found" : " ⇄ one of several namespaces")
                        .toString();
            }
            at = inside(far.getFirst().namespace());
            port = far.getFirst().link();
            b.append(" ⇄ ").append(Details.name(port)).append(" of ").append(Owners.name(at.namespace()));
        }
        LinkMessage master = at.link(port.master());
        if (master != null) {
            b.append(" → ").append(Details.name(master));
            LinkMessage tunnel = port.kind().equals("vxlan") ? null : tunnel(at, master.index());
            if (tunnel != null) {
                tunnel(b, tunnel);
                String arrow = " → ";
                for (String vtep : vteps(at, tunnel.index())) {
                    b.append(arrow).append(vtep).append(host(at.namespace().network(), vtep));
                    arrow = ", ";
                }
            }
        }
        return b.toString();
    }

    private Inside inside(Namespace n) {
        for (Inside in : all) {
            if (in.namespace() == n) {
                return in;
            }
        }
        return read(n);
    }

    private static LinkMessage tunnel(Inside in, int bridge) {
        for (LinkMessage l : in.links()) {
            if (l.kind().equals("vxlan") && (l.master() == bridge || bridge == 0)) {
                return l;
            }
        }
        return null;
    }

    private static void tunnel(StringBuilder b, LinkMessage l) {
        VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
        b.append(" → ").append(Details.name(l));
        if (vni != null) {
            b.append(" (VNI ").append(vni.vni()).append(')');
        }
    }

    /// Where the tunnel's rows lead.
    private static List<String> vteps(Inside in, int tunnel) {
        List<String> some = new ArrayList<>(1);
        for (NeighbourMessage m : in.tables().fdb()) {
            if (m.header().ifindex() == tunnel && m.destination() != null) {
                String vtep = m.destination().toString();
                if (!some.contains(vtep)) {
                    some.add(vtep);
                }
            }
        }
        return some;
    }

    /// The host with this tunnel address, as the network's engine knows it; with a blank before it, or empty. Another
    /// network may have the same addresses elsewhere: it is not asked.
    private static String host(Network of, String vtep) {
        if (of == null) {
            return "";
        }
        for (Endpoint e : of.endpoints()) {
            if (e.vtep().equals(vtep) && !e.host().isEmpty()) {
                return " ".concat(e.host());
            }
        }
        return "";
    }

    /// An endpoint that the engine tells of and no namespace here holds: the way leads through the network's tunnel.
    private void elsewhere(Network n, Endpoint e) {
        String way = "";
        for (Inside in : all) {
            Namespace s = in.namespace();
            LinkMessage tunnel = s.kind() == Kind.OVERLAY && s.network() == n ? tunnel(in, 0) : null;
            if (tunnel != null && !Details.local(s, e)) {
                StringBuilder b = new StringBuilder(96).append(Owners.name(s));
                LinkMessage bridge = in.link(tunnel.master());
                b.append(bridge == null ? "" : " " + Details.name(bridge));
                tunnel(b, tunnel);
                b.append(e.vtep().isEmpty() ? "" : " → " + e.vtep());
                b.append(e.host().isEmpty() ? "" : " " + e.host());
                way = b.toString();
                break;
            }
        }
        String owner = e.workload() == null ? "" : Owners.name(e);
        answers.add(new Answer(owner, null, "", e.mac(), List.of(e.ipv4()), n.name(), e.host(), way));
    }

    /// Nobody's own: what the forwarding tables and neighbours say of it.
    private void rows() {
        for (Inside in : all) {
            List<NeighbourMessage> rows = new ArrayList<>(in.tables().fdb());
            rows.addAll(in.tables().neighbours());
            List<Integer> told = new ArrayList<>(1);
            for (NeighbourMessage m : rows) {
                String mac = m.linkAddress() == null ? "" : m.linkAddress().toString();
                String ip = m.destination() == null ? "" : m.destination().toString();
                int link = m.header().ifindex();
                if (!mac.equals(wanted) && !ip.equals(wanted) || told.contains(link)) {
                    continue;
                }
                told.add(link);
                LinkMessage l = in.link(link);
                String name = l == null ? "link " + link : Details.name(l);
                String way = Owners.name(in.namespace()) + " " + name + (ip.isEmpty() ? "" : " → " + ip);
                answers.add(new Answer(
                        "",
                        in.namespace(),
                        name,
                        mac,
                        ip.isEmpty() ? List.of() : List.of(ip),
                        network(in.namespace()),
                        in.namespace().host(),
                        way));
            }
        }
    }
}
