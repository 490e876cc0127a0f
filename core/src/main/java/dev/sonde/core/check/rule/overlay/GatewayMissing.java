package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The bridge of a network lacks the gateway's address.
public record GatewayMissing() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S113";
    }

    @Override
    public String title() {
        return "the network's bridge lacks the gateway address";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The bridge in the network's namespace must have the gateway address of its subnet, as"
                        + " the engine reports it.",
                "Endpoints reach each other without it. Nobody answers for the gateway, and nothing can"
                        + " be pinged from the network's own namespace.",
                "Somebody removed it, or the engine did not finish making the namespace.",
                "`ip addr show dev br0` in the network's namespace.",
                "The command adds it. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (s.network == null || s.bridge == null || s.vxlan == null || !s.in.whole(Table.ADDRESSES)) {
            return;
        }
        for (Subnet n : s.network.subnets()) {
            IpAddress gateway = n.gateway();
            if (gateway == null || !gateway.isV4() || has(s, gateway)) {
                continue;
            }
            int prefix = prefix(s, n, gateway);
            List<Link.Bridge> mayBe = bridges(s, gateway, prefix);
            if (mayBe.isEmpty()) {
                continue; // Docker makes a subnet on a host with the first endpoint of it
            }
            Link of = mayBe.getFirst();
            boolean plain = prefix > 0 && mayBe.size() == 1;
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.network.name() + " on " + s.here.host() + " lacks its gateway address " + gateway,
                            s.network.name(),
                            s.where(),
                            s.expected(gateway + (prefix > 0 ? "/" + prefix : "") + " dev " + of.name()),
                            "no such address",
                            List.of(IprouteText.flags(s.in, of)),
                            plain
                                    ? Remedy.safe(new Step.AddAddress(s.here, Step.Device.of(of), gateway, prefix))
                                    : new Remedy.Manual(
                                            "add it to the bridge of its subnet, with the prefix length of the subnet"),
                            s.inside("ip", "addr", "show", "dev", of.name())),
                    s.in);
        }
    }

    /// The length of a subnet's prefix: as the engine writes it, or as the address of an endpoint in it has it;
    /// 0: it is not known.
    private static int prefix(Segment s, Subnet n, IpAddress gateway) {
        List<Prefix> told = new ArrayList<>();
        told.add(n.range());
        for (Endpoint e : s.local) {
            told.add(e.ipv4());
        }
        for (Prefix p : told) {
            if (p != null && p.length() > 0 && p.address().isV4() && p.contains(gateway)) {
                return p.length();
            }
        }
        return 0;
    }

    /// The bridges that may be the subnet's: those that have neither the gateway nor an endpoint of another
    /// one; the one with endpoints of it, where there is one.
    private static List<Link.Bridge> bridges(Segment s, IpAddress gateway, int prefix) {
        List<Link.Bridge> free = new ArrayList<>();
        for (Link.Bridge l : s.bridges) {
            boolean others = false;
            for (Subnet n : s.network.subnets()) {
                IpAddress other = n.gateway();
                others |= other != null && other.isV4() && Graph.holds(s.ref(l), other);
            }
            boolean its = false;
            for (SegmentPort p : s.ports) {
                IpAddress ip = p.endpoint() == null || p.link().master() != l.index()
                        ? null
                        : p.endpoint().ip();
                boolean same = ip != null && ip.isV4() && prefix > 0 && ip.sharesPrefix(gateway, prefix);
                its |= same;
                others |= ip != null && ip.isV4() && prefix > 0 && !same;
            }
            if (its && !others) {
                return List.of(l);
            }
            if (!others) {
                free.add(l);
            }
        }
        return free;
    }

    private static boolean has(Segment s, IpAddress ip) {
        for (Address a : s.in.addresses()) {
            if (ip.equals(a.address())) {
                return true;
            }
        }
        return false;
    }
}
