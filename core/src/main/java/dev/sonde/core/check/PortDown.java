package dev.sonde.core.check;

import java.util.List;

/// The bridge's side of an endpoint's veth is down.
record PortDown() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S104";
    }

    @Override
    public String title() {
        return "the port of an endpoint is down";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public Page page() {
        return new Page(
                "Each endpoint of this host is behind a veth whose one end lies in the network's namespace. It has to"
                        + " be up.",
                "While it is down the endpoint reaches nobody, and nobody reaches it; inside, its interface says"
                        + " NO-CARRIER.",
                "Somebody set it down, or it was never set up.",
                "`ip link` inside the network's namespace: the veth lacks UP.",
                "The command sets it up. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Port p : s.ports) {
            if (p.up() || p.inside() == null) {
                continue;
            }
            String victim = s.name(p);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            victim + " is cut off: its port is down",
                            victim,
                            s.where(),
                            s.expected(p.name() + " up"),
                            p.name() + " down",
                            List.of(Rows.flags(s.in, p.link())),
                            Remedy.safe(new Step.LinkUp(s.here, Step.Device.of(p.link()))),
                            s.inside("ip", "link", "show", "dev", p.name())),
                    p.link(),
                    p.inside());
        }
    }
}
