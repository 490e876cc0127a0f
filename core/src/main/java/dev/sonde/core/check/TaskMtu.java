package dev.sonde.core.check;

import dev.sonde.core.discover.Interior;
import dev.sonde.netlink.link.LinkMessage;
import java.util.List;

/// An endpoint's veth has another MTU than its network.
record TaskMtu() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S308";
    }

    @Override
    public String title() {
        return "an endpoint has another MTU than its network";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public Page page() {
        return new Page(
                "The MTU of both ends of each endpoint's veth against that of the network's VXLAN device.",
                "With a larger one it sends packets that its network cannot carry: they are lost. With a smaller one"
                        + " (a warning, because TCP asks for it) the larger packets of others are lost on arrival.",
                "An MTU set inside the container, or on the veth by hand.",
                "`ip link` inside the container and inside the network's namespace.",
                "The command sets the network's MTU. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        int right = s.mtu();
        if (right == 0) {
            return;
        }
        for (Port p : s.ports) {
            if (p.far() == null) {
                continue;
            }
            if (Port.mtu(p.far()) != right) {
                report(s, p, p.inside(), p.far(), right, out);
            }
            if (Port.mtu(p.link()) != right) {
                report(s, p, s.in, p.link(), right, out);
            }
        }
    }

    private void report(Segment s, Port p, Interior in, LinkMessage l, int right, Findings out) {
        String victim = s.name(p);
        int mtu = Port.mtu(l);
        boolean large = mtu > right;
        out.add(
                new Finding(
                        this,
                        large && in != s.in || !large && in == s.in ? severity() : Severity.WARNING,
                        victim + (large ? " may send packets that are too large" : " takes no packets of full size"),
                        victim,
                        s.where(in),
                        new Finding.Expected(
                                Rows.name(l) + " mtu " + right + ", as " + Rows.name(s.vxlan) + " of the network has",
                                Finding.NATURE),
                        "mtu " + mtu,
                        List.of(Rows.flags(in, l), Rows.flags(s.in, s.vxlan)),
                        Remedy.safe(new Step.LinkMtu(in.namespace(), Step.Device.of(l), right)),
                        Segment.inside(in.namespace(), "ip", "link", "show", "dev", Rows.name(l))),
                p.link());
    }
}
