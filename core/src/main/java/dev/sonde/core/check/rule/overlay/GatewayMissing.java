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
import dev.sonde.core.model.Subnet;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
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
        return "the bridge of a network lacks the gateway's address";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The bridge in the network's namespace has to have the gateway's address of its subnet, as the engine"
                        + " tells it.",
                "Endpoints reach each other without it. Nobody answers for the gateway, and nothing can be pinged from"
                        + " the network's own namespace.",
                "Somebody removed it, or the namespace was made only in part.",
                "`ip addr show dev br0` inside the network's namespace.",
                "The command adds it. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (s.network == null || s.bridge == null || s.vxlan == null || !s.in.addressesWhole()) {
            return;
        }
        for (Subnet n : s.network.subnets()) {
            IpAddress gateway = Segment.address(n.gateway());
            if (gateway == null || !gateway.isV4() || has(s, gateway)) {
                continue;
            }
            int prefix = prefix(s, n, gateway);
            List<LinkMessage> mayBe = bridges(s, gateway, prefix);
            if (mayBe.isEmpty()) {
                continue; // Docker makes a subnet on a host with the first endpoint of it
            }
            LinkMessage of = mayBe.getFirst();
            boolean plain = prefix > 0 && mayBe.size() == 1;
            out.add(
                    new Finding(
                            this,
                            severity(),
                            "nobody is the gateway " + gateway + " of " + s.network.name() + " on " + s.here.host(),
                            s.network.name(),
                            s.where(),
                            s.expected(gateway + (prefix > 0 ? "/" + prefix : "") + " dev " + IprouteText.name(of)),
                            "no such address",
                            List.of(IprouteText.flags(s.in, of)),
                            plain
                                    ? Remedy.safe(new Step.AddAddress(s.here, Step.Device.of(of), gateway, prefix))
                                    : new Remedy.Manual(
                                            "add it to the bridge of its subnet, with the prefix length of" + " that"),
                            s.inside("ip", "addr", "show", "dev", IprouteText.name(of))),
                    s.in);
        }
    }

    /// The length of a subnet's prefix: as the engine writes it, or as the address of an endpoint in it has it;
    /// 0: it is not known.
    private static int prefix(Segment s, Subnet n, IpAddress gateway) {
        List<String> told = new ArrayList<>(List.of(n.range()));
        for (Segment.Peer p : s.local) {
            told.add(p.endpoint().ipv4());
        }
        for (String t : told) {
            int slash = t.indexOf('/');
            IpAddress of = slash > 0 ? Segment.address(t.substring(0, slash)) : null;
            int length = of != null && t.substring(slash + 1).matches("[1-9][0-9]?")
                    ? Integer.parseInt(t.substring(slash + 1))
                    : 0;
            if (length > 0 && length <= 32 && of.isV4() && of.sharesPrefix(gateway, length)) {
                return length;
            }
        }
        return 0;
    }

    /// The bridges that may be the subnet's: those that have neither the gateway nor an endpoint of another
    /// one; the one with endpoints of it, where there is one.
    private static List<LinkMessage> bridges(Segment s, IpAddress gateway, int prefix) {
        List<LinkMessage> free = new ArrayList<>();
        for (LinkMessage l : s.bridges) {
            boolean others = false;
            for (Subnet n : s.network.subnets()) {
                IpAddress other = Segment.address(n.gateway());
                others |= other != null && other.isV4() && Segment.holds(s.in, l, other);
            }
            boolean its = false;
            for (SegmentPort p : s.ports) {
                IpAddress ip = p.endpoint() == null || p.link().master() != l.index()
                        ? null
                        : Segment.address(p.endpoint().ip());
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
        for (AddressMessage a : s.in.addresses()) {
            if (ip.equals(a.address())) {
                return true;
            }
        }
        return false;
    }
}
