package dev.sonde.core.check;

import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterTest;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.ipvs.VirtualServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A namespace in which a swarm's engine balances the requests to services: in each a rule marks packets to a service's
/// virtual address, or in that of the ingress network to its published ports, and IPVS sends packets with this mark to
/// the tasks. Engines that do without IPVS (moby#53125) tell a mark all the same ([#otherwise]).
public final class Balancer {
    /// How Docker forwards to tasks, if nobody says otherwise.
    private static final String MASQUERADE = "Masq";

    public final NamespaceTables in;
    public final Namespace here;
    public final Network network;
    private final Finding.Where where;
    private final Overlays all;
    private final Map<Long, VirtualServer> byMark = new HashMap<>();

    private Balancer(Overlays all, NamespaceTables in) {
        this.all = all;
        this.in = in;
        this.here = in.namespace();
        this.network = here.network();
        for (VirtualServer v : in.virtualServers()) {
            if (v.mark() != 0) {
                byMark.putIfAbsent(v.mark(), v);
            }
        }
        long vni = Link.UNKNOWN;
        for (Segment s : all.segments) {
            vni = s.network == network && s.here.host().equals(here.host()) ? s.vni() : vni;
        }
        where = new Finding.Where(network.name(), vni, here.host(), here.path());
    }

    /// Those of which the virtual servers were read, whole, where the kernel has IPVS.
    public static List<Balancer> of(Overlays all) {
        List<Balancer> some = new ArrayList<>(0);
        for (NamespaceTables in : all.all) {
            Namespace n = in.namespace();
            boolean balances = n.kind() == Kind.LOAD_BALANCER || n.kind() == Kind.INGRESS;
            boolean read = balances && expects(n.network()) && in.whole(Table.VIRTUAL_SERVERS);
            if (read && in.ipvs()) {
                some.add(new Balancer(all, in));
            }
        }
        return some;
    }

    /// Whether an engine says of this network that it balances requests to tasks.
    public static boolean expects(Network network) {
        for (Service s : network == null ? List.<Service>of() : network.services()) {
            if (expected(s)) {
                return true;
            }
        }
        return false;
    }

    private static boolean expected(Service s) {
        return s.mark() != 0 && s.vip() != null && s.vip().isV4() && !s.tasks().isEmpty();
    }

    /// The services that have to be balanced here.
    public List<Service> services() {
        List<Service> some = new ArrayList<>(network.services());
        some.removeIf(s -> !expected(s));
        return some;
    }

    /// What IPVS does with the packets of a service; null: nothing.
    public VirtualServer server(Service s) {
        return byMark.get(s.mark());
    }

    /// What IPVS does with those to one of its tasks; null: none get there.
    public static VirtualServer.Destination destination(VirtualServer v, IpAddress task) {
        for (VirtualServer.Destination d : v == null ? List.<VirtualServer.Destination>of() : v.destinations()) {
            if (d.address().equals(task)) {
                return d;
            }
        }
        return null;
    }

    /// Whether the engine seems to balance without IPVS: no service has a virtual server here, no rule marks
    /// packets for one, and a rule may translate its address. Of rules that could not be read nobody knows that.
    public boolean otherwise() {
        if (services().isEmpty()) {
            return false;
        }
        boolean known = in.whole(Table.FILTER);
        boolean translates = false;
        for (Service s : services()) {
            if (server(s) != null) {
                return false;
            }
            for (FilterRule r : known ? in.filterRules() : List.<FilterRule>of()) {
                if (r.effects().marks() && r.effects().mark() == s.mark()) {
                    return false;
                }
                translates |= r.effects().translates() && (takes(r, s, FilterRule.TCP) || takes(r, s, FilterRule.UDP));
            }
        }
        return !known || translates;
    }

    private static boolean takes(FilterRule r, Service s, int protocol) {
        return r.takes(new FilterPacket(Nft.IPV4, protocol, 0).between(null, s.vip()), NO_SETS) != Answer.NO;
    }

    /// Whether the rules that mark packets were read and understood, so that one can be missing.
    public boolean marksKnown() {
        boolean known = in.whole(Table.FILTER) && in.legacyFilter().isEmpty();
        for (FilterRule r : known ? in.filterRules() : List.<FilterRule>of()) {
            known &= !r.effects().marks() || r.effects().mark() >= 0;
        }
        return known;
    }

    /// Whether a rule marks packets to the service's virtual address.
    public boolean marked(Service s) {
        return marked(s, s.vip(), FilterRule.TCP, 0) || marked(s, s.vip(), FilterRule.UDP, 0);
    }

    /// The published ports of which no packet is marked: in the namespace of the ingress network alone.
    public List<Integer> unmarkedPorts(Service s) {
        TreeSet<Integer> ports = new TreeSet<>();
        for (String port : here.kind() == Kind.INGRESS ? s.ports() : List.<String>of()) {
            int at = port.indexOf("Publish: ");
            String digits = at < 0 ? "" : port.substring(at + 9).strip();
            if (digits.matches("[1-9][0-9]{0,4}")) {
                ports.add(Integer.parseInt(digits));
            }
        }
        // They come to an address of the namespace, which is none that a rule for a virtual one asks for.
        IpAddress own = IpAddress.parse("0.0.0.0");
        ports.removeIf(
                p -> marked(s, own, FilterRule.TCP, p) || marked(s, own, FilterRule.UDP, p) || marked(s, own, SCTP, p));
        return new ArrayList<>(ports);
    }

    private static final int SCTP = 132;

    /// The protocol of a published port, which the engine does not tell: a rule of the host sends its packets to the
    /// ingress. Where there is none, or are several, TCP.
    public String protocol(int port) {
        boolean udp = translated(FilterRule.UDP, port);
        boolean sctp = translated(SCTP, port);
        if (translated(FilterRule.TCP, port) || udp == sctp) {
            return "tcp";
        }
        return udp ? "udp" : "sctp";
    }

    private boolean translated(int protocol, int port) {
        FilterPacket p = new FilterPacket(Nft.IPV4, protocol, port);
        for (NamespaceTables host : all.all) {
            Namespace n = host.namespace();
            boolean its = n.ofHost() && n.host().equals(here.host());
            for (FilterRule r : its ? host.filterRules() : List.<FilterRule>of()) {
                if (r.effects().translates() && r.takes(p, NO_SETS) == Answer.YES) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final FilterTest.Sets NO_SETS = name -> null;

    private boolean marked(Service s, IpAddress to, int protocol, int port) {
        FilterPacket p = new FilterPacket(Nft.IPV4, protocol, port).between(null, to);
        for (FilterRule r : in.filterRules()) {
            boolean its = r.effects().marks() && r.effects().mark() == s.mark();
            if (its && r.takes(p, NO_SETS) != Answer.NO) {
                return true;
            }
        }
        return false;
    }

    /// How IPVS forwards here: what another service has.
    private String forward() {
        for (VirtualServer v : byMark.values()) {
            for (VirtualServer.Destination d : v.destinations()) {
                return d.forward();
            }
        }
        return MASQUERADE;
    }

    /// Adds the virtual server of a service.
    public Step add(Service s) {
        return step("ipvsadm -A -f " + s.mark() + " -s rr");
    }

    /// Adds a task to that of its service, or where it is there gives it a weight.
    public Step add(Service s, IpAddress task, boolean there) {
        String by = switch (forward()) {
            case "Route" -> "-g";
            case "Tunnel" -> "-i";
            default -> "-m";
        };
        return step("ipvsadm " + (there ? "-e" : "-a") + " -f " + s.mark() + " -r " + task + ":0 " + by + " -w 1");
    }

    public Step delete(Service s, VirtualServer.Destination d) {
        return step("ipvsadm -d -f " + s.mark() + " -r " + IpvsadmText.address(d));
    }

    /// Marks packets to the virtual address.
    public Step mark(Service s) {
        return step(iptables() + " -t mangle -A INPUT -d " + s.vip() + "/32 -j MARK --set-mark " + s.mark());
    }

    /// Marks packets to a published port.
    public Step mark(Service s, int port, String protocol) {
        return step(iptables() + " -t mangle -A PREROUTING -p " + protocol + " --dport " + port + " -j MARK --set-mark "
                + s.mark());
    }

    /// The tool by which the engine writes its rules here.
    private String iptables() {
        for (FilterRule r : in.filterRules()) {
            if (r.legacy()) {
                return "iptables-legacy";
            }
        }
        return "iptables";
    }

    private Step step(String words) {
        return new Step.Balance(here, List.of(words.split(" ")));
    }

    /// What is listed of a service, or of one of its destinations.
    public List<Evidence> evidence(Service s, VirtualServer.Destination d) {
        VirtualServer v = server(s);
        List<Evidence> all = new ArrayList<>(2);
        if (v != null) {
            all.add(new Evidence(here.path(), "ipvsadm -Ln -f " + s.mark(), IpvsadmText.of(v)));
        }
        if (d != null) {
            all.add(new Evidence(here.path(), "ipvsadm -Ln -f " + s.mark(), IpvsadmText.of(d)));
        }
        return all;
    }

    public Finding.Where where() {
        return where;
    }

    public Finding.Expected expected(String what) {
        return new Finding.Expected(what, network.engine().label());
    }

    public List<String> see(Service s) {
        return Segment.inside(here, "ipvsadm", "-Ln", "-f", Long.toString(s.mark()));
    }

    /// `the load balancer of web on node1`
    public String name() {
        return here.kind() == Kind.INGRESS
                ? "the ingress of " + here.host()
                : "the load balancer of " + network.name() + " on " + here.host();
    }
}
