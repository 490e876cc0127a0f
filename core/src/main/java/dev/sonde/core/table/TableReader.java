package dev.sonde.core.table;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.FibRule;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.core.model.Transforms;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedFile;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.ipvs.VirtualServer;
import dev.sonde.netlink.ipvs.VirtualServers;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.mdb.MdbMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.nsid.NsidMessage;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.rule.RuleMessage;
import dev.sonde.netlink.socket.UdpSocket;
import dev.sonde.netlink.socket.UdpSockets;
import dev.sonde.netlink.xfrm.Xfrm;
import dev.sonde.netlink.xfrm.XfrmPolicy;
import dev.sonde.netlink.xfrm.XfrmState;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The tables of one namespace, read. What is missing of them is told in [#gaps], never left out in silence.
public final class TableReader {
    /// What every namespace is asked.
    private static final byte[] LINKS = Requests.links();

    private static final byte[] BRIEF_LINKS = Requests.briefLinks();
    private static final byte[] ADDRESSES = Requests.addresses(Nlmsg.AF_UNSPEC);

    private final Source source;
    private final int number;
    private final List<Gap> gaps = new ArrayList<>(0);

    /// What everyone may read, where we may not enter; else null.
    private final ProcTables files;

    /// `number`: of the namespace in the source.
    public TableReader(Source source, int number) {
        this(source, number, null);
    }

    private TableReader(Source source, int number, ProcTables files) {
        this.source = source;
        this.number = number;
        this.files = files;
    }

    /// The namespace's tables, which the sensor opens if it has not yet.
    public static TableReader of(Source source, Namespace n) {
        int number = n.number();
        if (n.unseen()) {
            return new TableReader(source, number, new ProcTables(source, number));
        }
        if (number == 0) {
            number = source.open(n.id().dev(), n.id().ino(), n.path());
        }
        return new TableReader(source, number);
    }

    /// What could not be read so far.
    public List<Gap> gaps() {
        return gaps;
    }

    /// How many links there are; -1: they could not be read.
    public int countLinks() {
        if (files != null) {
            return files.errno() == 0 ? files.links().size() : -1;
        }
        List<?> all = rows(linksRequest(), Nlmsg.RTM_NEWLINK, Table.LINKS, m -> m);
        return all.isEmpty() && !gaps.isEmpty() ? -1 : all.size();
    }

    /// The links; with counters where those were collected, or nothing was.
    public List<Link> links() {
        if (files != null) {
            return model(linkMessages(), ModelRows::link);
        }
        List<Link> all = rows(linksRequest(), Nlmsg.RTM_NEWLINK, Table.LINKS, LINK);
        return all.isEmpty() && outside() ? model(linksOfAddresses(), ModelRows::link) : all;
    }

    /// The links with their counters, read for these if need be.
    public List<Link> countedLinks() {
        return files != null
                ? links()
                : rows(LINKS, Nlmsg.RTM_NEWLINK, Table.COUNTERS, m -> ModelRows.link(LinkMessage.read(m)));
    }

    /// One link with its counters; null: it is not there any more, or could not be read. Only that one is asked
    /// for, where not all were read anyway.
    public Link countedLink(int index) {
        boolean all = files != null || number > 0 && source.known(number, LINKS) != null;
        List<Link> some = all
                ? countedLinks()
                : rows(
                        Requests.getLink(index),
                        Nlmsg.RTM_NEWLINK,
                        Table.COUNTERS,
                        m -> ModelRows.link(LinkMessage.read(m)));
        for (Link l : some) {
            if (l.index() == index) {
                return l;
            }
        }
        return null;
    }

    public List<LinkMessage> linkMessages() {
        if (files != null) {
            partly(Table.LINKS);
            return files.links();
        }
        List<LinkMessage> all = rows(linksRequest(), Nlmsg.RTM_NEWLINK, Table.LINKS, LinkMessage::read);
        return all.isEmpty() && outside() ? linksOfAddresses() : all;
    }

    /// Links without counters are enough where nobody asked for more.
    private byte[] linksRequest() {
        boolean brief = number > 0 && source.known(number, LINKS) == null && source.known(number, BRIEF_LINKS) != null;
        return brief ? BRIEF_LINKS : LINKS;
    }

    /// Whether only a link leads there: it is read from outside, by the id that it has in another namespace.
    private boolean outside() {
        NamespaceEntry entry = number > 0 ? source.namespace(number) : null;
        return entry != null && entry.ino() == 0 && entry.cookie() == 0;
    }

    /// What addresses tell of their links: indexes and, of IPv4, names.
    private List<LinkMessage> linksOfAddresses() {
        Map<Integer, String> names = new TreeMap<>();
        for (Address a : addresses()) {
            if (a.label() != null) {
                names.put(a.link(), a.label().replaceFirst(":.*", ""));
            } else {
                names.putIfAbsent(a.link(), "index " + a.link());
            }
        }
        List<LinkMessage> all = new ArrayList<>();
        names.forEach((index, name) -> all.add(new LinkMessage(
                new NlHeader(Nlmsg.RTM_NEWLINK, 0),
                new LinkHeader(0, 0, index, 0, 0),
                LinkAttr.TABLE.of(new LinkAttr.Name(name)))));
        return all;
    }

    private static final String UNLISTED =
            "only those with an address: to list all would have the kernel give an id to the namespace that asks";

    public List<Address> addresses() {
        return files != null
                ? model(addressMessages(), ModelRows::address)
                : rows(ADDRESSES, Nlmsg.RTM_NEWADDR, Table.ADDRESSES, ADDRESS);
    }

    public List<AddressMessage> addressMessages() {
        if (files != null) {
            partly(Table.ADDRESSES);
            return files.addresses();
        }
        return rows(ADDRESSES, Nlmsg.RTM_NEWADDR, Table.ADDRESSES, AddressMessage::read);
    }

    /// The addresses by which others reach it, as `10.0.1.4/24`: neither loopback nor IPv6 link-local.
    public OuterAddresses outerAddresses(int most) {
        List<String> first = new ArrayList<>(1);
        int more = 0;
        for (Address a : addresses()) {
            IpAddress ip = a.address();
            if (ip != null && (a.scope() < RouteScope.LINK || a.scope() == RouteScope.LINK && ip.isV4())) {
                if (first.size() < most) {
                    first.add(a.prefix().toString());
                } else {
                    more++;
                }
            }
        }
        return new OuterAddresses(first, more);
    }

    /// The first of them, and how many there are besides.
    public record OuterAddresses(List<String> first, int more) {}

    public List<Neighbour> neighbours() {
        return files != null
                ? model(neighbourMessages(), ModelRows::neighbour)
                : rows(
                        Requests.neighbours(Nlmsg.AF_UNSPEC),
                        Nlmsg.RTM_NEWNEIGH,
                        Table.NEIGHBOURS,
                        m -> ModelRows.neighbour(NeighbourMessage.read(m)));
    }

    public List<NeighbourMessage> neighbourMessages() {
        if (files != null) {
            partly(Table.NEIGHBOURS);
            return files.neighbours();
        }
        return rows(Requests.neighbours(Nlmsg.AF_UNSPEC), Nlmsg.RTM_NEWNEIGH, Table.NEIGHBOURS, NeighbourMessage::read);
    }

    public List<FdbEntry> fdb() {
        return rows(Requests.forwarding(), Nlmsg.RTM_NEWNEIGH, Table.FDB, m -> ModelRows.fdb(NeighbourMessage.read(m)));
    }

    public List<NeighbourMessage> fdbMessages() {
        return rows(Requests.forwarding(), Nlmsg.RTM_NEWNEIGH, Table.FDB, NeighbourMessage::read);
    }

    /// Of IPv4, then of IPv6.
    public List<Route> routes() {
        List<Route> all = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            all.addAll(
                    files != null
                            ? model(routeMessages(v6), ModelRows::route)
                            : rows(
                                    Requests.routes(v6 ? Nlmsg.AF_INET6 : Nlmsg.AF_INET),
                                    Nlmsg.RTM_NEWROUTE,
                                    Table.ROUTES,
                                    m -> ModelRows.route(RouteMessage.read(m))));
        }
        return all;
    }

    public List<RouteMessage> routeMessages(boolean v6) {
        if (files != null) {
            partly(Table.ROUTES);
            return files.routes(v6);
        }
        return rows(
                Requests.routes(v6 ? Nlmsg.AF_INET6 : Nlmsg.AF_INET),
                Nlmsg.RTM_NEWROUTE,
                Table.ROUTES,
                RouteMessage::read);
    }

    /// Of IPv4, then of IPv6.
    public List<FibRule> rules() {
        List<FibRule> all = new ArrayList<>(model(ruleMessages(false), ModelRows::rule));
        all.addAll(model(ruleMessages(true), ModelRows::rule));
        return all;
    }

    public List<RuleMessage> ruleMessages(boolean v6) {
        return rows(
                Requests.rules(v6 ? Nlmsg.AF_INET6 : Nlmsg.AF_INET), Nlmsg.RTM_NEWRULE, Table.RULES, RuleMessage::read);
    }

    /// The multicast groups of every bridge, with their ports.
    public List<MdbMessage> multicastGroups() {
        return rows(Requests.multicastGroups(), Nlmsg.RTM_GETMDB, Table.MULTICAST_GROUPS, MdbMessage::read);
    }

    private static <M, R> List<R> model(List<M> messages, Function<M, R> form) {
        List<R> all = new ArrayList<>(messages.size());
        for (M m : messages) {
            all.add(form.apply(m));
        }
        return all;
    }

    /// The form in which very many links are kept, and have been understood while the sensor reads on.
    private static final DecodedDump.Form<Link> LINK = m -> ModelRows.link(LinkMessage.read(m));

    private static final DecodedDump.Form<Address> ADDRESS = m -> ModelRows.address(AddressMessage.read(m));

    /// The chains of the firewall; none where the kernel has no such filter.
    public List<FilterChain> filterChains() {
        return filter(Requests.filterChains(), FilterChain.TYPE, FilterChain::read);
    }

    /// Its rules.
    public List<FilterRule> filterRules() {
        return filter(Requests.filterRules(), FilterRule.TYPE, FilterRule::read);
    }

    private <T> List<T> filter(byte[] request, int type, DecodedDump.Form<T> form) {
        int errno = number < 0 ? 0 : source.dump(number, request).errno();
        boolean none = errno == Errno.EINVAL || errno == Errno.EPROTONOSUPPORT || errno == Errno.EOPNOTSUPP;
        return none ? List.of() : rows(request, type, Table.FILTER, form);
    }

    /// The virtual servers of IPVS; null: the kernel has no IPVS. The file has no lines where there are none.
    public List<VirtualServer> virtualServers() {
        boolean none = procNet("ip_vs").errno() == Errno.ENOENT;
        return none ? null : content("ip_vs", Table.VIRTUAL_SERVERS, f -> VirtualServers.read(f.text()));
    }

    /// The UDP sockets of IPv4, of whatever process; null: the recording is older than the question.
    public List<UdpSocket> udpSockets() {
        boolean older = procNet("udp").errno() == Errno.ENODATA;
        return older ? null : content("udp", Table.UDP_SOCKETS, f -> UdpSockets.read(f.text()));
    }

    /// States and policies of XFRM. Where nobody ever made one the sensor brings none.
    public Transforms transforms() {
        return new Transforms(
                procNet("xfrm/state").errno() != Errno.ENOENT,
                content("xfrm/state", Table.TRANSFORMS, f -> messages(f, Xfrm.XFRM_MSG_NEWSA, XfrmState::read)),
                content("xfrm/policy", Table.TRANSFORMS, f -> messages(f, Xfrm.XFRM_MSG_NEWPOLICY, XfrmPolicy::read)));
    }

    /// Makes rows of a file.
    private interface Rows<T> {
        List<T> of(FileEntry file) throws MalformedMessage, MalformedFile;
    }

    /// The rows of a file, as far as it is there; a gap where it could not be read or understood.
    private <T> List<T> content(String name, Table table, Rows<T> rows) {
        FileEntry file = procNet(name);
        if (file.errno() == Errno.ENOENT) {
            return List.of();
        }
        if (file.errno() != 0) {
            boolean older = file.errno() == Errno.ENODATA;
            gaps.add(new Gap(table, older ? "not in this recording" : Errno.text(file.errno()), file.errno()));
            return List.of();
        }
        try {
            return rows.of(file);
        } catch (MalformedMessage | MalformedFile e) {
            gaps.add(new Gap(table, e.getMessage(), Errno.EPROTO));
            return List.of();
        }
    }

    private static <T> List<T> messages(FileEntry f, int type, DecodedDump.Form<T> form) throws MalformedMessage {
        List<T> all = new ArrayList<>();
        for (NetlinkMessage m : NetlinkMessage.split(f.content())) {
            T row = m.type() == type ? form.read(m) : null;
            if (row != null) {
                all.add(row);
            }
        }
        return all;
    }

    /// A file of its `/proc/net`; where it could not be read, or was not recorded, its errno says so.
    public FileEntry procNet(String name) {
        FileEntry file = number < 0 ? null : source.procNet(number, name);
        return file == null ? new FileEntry(name, new byte[0], number < 0 ? -number : Errno.ENODATA) : file;
    }

    /// Its number in the source; negative: it could not be opened.
    public int number() {
        return number;
    }

    /// What [#nsidOf] gives when nobody can be asked.
    public static final int UNKNOWN = -2;

    /// The id by which this namespace knows another, which a file names; -1: it has none; [#UNKNOWN].
    public int nsidOf(Namespace other) {
        if (number <= 0) {
            return UNKNOWN;
        }
        byte[] answer = source.nsid(number, other.id().dev(), other.id().ino(), other.path());
        if (answer == null) {
            return UNKNOWN;
        }
        try {
            for (NetlinkMessage m : NetlinkMessage.split(answer)) {
                if (m.type() == Nlmsg.RTM_NEWNSID) {
                    return NsidMessage.read(m).nsid();
                }
            }
        } catch (MalformedMessage e) {
            damaged(Table.NAMESPACE_IDS, e);
        }
        return UNKNOWN;
    }

    /// Of this table more could be read with more rights.
    private void partly(Table table) {
        int errno = files.errno();
        gap(table, errno == 0 ? Errno.text(Errno.EACCES) + ": " + PARTLY : Errno.text(errno), Errno.EACCES);
    }

    private static final String PARTLY = "only what /proc/PID/net tells everyone";

    private <T> List<T> rows(byte[] request, int type, Table table, DecodedDump.Form<T> form) {
        Dump dump = files != null
                ? Dump.failed(Errno.EACCES)
                : number < 0 ? Dump.failed(-number) : source.dump(number, request);
        switch (dump.completeness()) {
            case COMPLETE -> {
                if (type == Nlmsg.RTM_NEWROUTE
                        && SilentEnd.suspicious(dump)
                        && SilentEnd.confirmed(r -> source.dump(number, r), request[NlHeader.SIZE])) {
                    gap(table, SilentEnd.WORDS, 0);
                }
            }
            case INTERRUPTED -> gap(table, "changed while they were read: some rows may be missing", 0);
            case CUT -> gap(table, "more than can be taken: the rest is missing", 0);
            case FAILED -> {
                // A kernel without bridges has no multicast groups.
                if (type == Nlmsg.RTM_NEWLINK && outside()) {
                    gap(table, UNLISTED, dump.errno());
                } else if (type != Nlmsg.RTM_GETMDB || dump.errno() != Errno.EOPNOTSUPP) {
                    gap(table, Errno.text(dump.errno()), dump.errno());
                }
            }
            case NOT_RECORDED ->
                gap(table, type == Nlmsg.RTM_NEWLINK && outside() ? UNLISTED : "not in the recorded stream", 0);
        }
        DecodedDump<T> all = understood(dump, type, form);
        if (all.fault() != null) {
            damaged(table, all.fault());
        }
        return all.rows();
    }

    /// What was understood while the sensor read on, each request in its one form; else now.
    @SuppressWarnings("unchecked")
    private static <T> DecodedDump<T> understood(Dump dump, int type, DecodedDump.Form<T> form) {
        return dump.understood() != null ? (DecodedDump<T>) dump.understood() : DecodedDump.of(dump, type, form);
    }

    /// Has the links and addresses of all namespaces understood as they come, for those who need them all.
    public static void ahead(Source source) {
        source.ahead(BRIEF_LINKS, d -> DecodedDump.of(d, Nlmsg.RTM_NEWLINK, m -> ModelRows.link(LinkMessage.brief(m))));
        addressesAhead(source);
    }

    /// The addresses alone.
    public static void addressesAhead(Source source) {
        source.ahead(
                ADDRESSES, d -> DecodedDump.of(d, Nlmsg.RTM_NEWADDR, m -> ModelRows.address(AddressMessage.brief(m))));
    }

    /// Whether a VXLAN device is among the links that have come of this namespace ([#ahead]). Nothing is asked for.
    public static boolean hasTunnel(Source source, int number) {
        Dump links = source.known(number, BRIEF_LINKS);
        if (links == null || !(links.understood() instanceof DecodedDump<?> all)) {
            return false;
        }
        for (Object link : all.rows()) {
            if (link instanceof Link.Vxlan) {
                return true;
            }
        }
        return false;
    }

    private void damaged(Table table, MalformedMessage e) {
        gap(table, e.getMessage(), 0);
    }

    private void gap(Table table, String why, int errno) {
        Gap gap = new Gap(table, why, errno);
        if (!gaps.contains(gap)) { // a table may be read more than once
            gaps.add(gap);
        }
    }
}
