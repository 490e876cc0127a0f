package dev.sonde.core.check;

import dev.sonde.core.model.Subnet;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import java.util.List;

/// The bridge of a network lacks the gateway's address.
record GatewayMissing() implements Rule.OfSegment {
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
    public Page page() {
        return new Page(
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
            String range = n.range();
            int slash = range.indexOf('/');
            boolean plain = slash > 0 && range.substring(slash + 1).matches("[0-9]{1,2}");
            int prefix = plain ? Integer.parseInt(range.substring(slash + 1)) : 32;
            LinkMessage of = s.bridge(gateway);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            "nobody is the gateway " + gateway + " of " + s.network.name() + " on " + s.here.host(),
                            s.network.name(),
                            s.where(),
                            s.expected(gateway + "/" + prefix + " dev " + Rows.name(of)),
                            "no such address",
                            List.of(Rows.flags(s.in, of)),
                            plain
                                    ? Remedy.safe(new Step.AddAddress(s.here, Step.Device.of(of), gateway, prefix))
                                    : new Remedy.Manual("add it, with the prefix length of its subnet"),
                            s.inside("ip", "addr", "show", "dev", Rows.name(of))),
                    s.in);
        }
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
