package dev.sonde.core.check;

import java.util.List;

/// A veth of a network's namespace leads to no namespace that was found.
record DanglingVeth() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S303";
    }

    @Override
    public String title() {
        return "a veth leads nowhere";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public Page page() {
        return new Page(
                "The other end of each veth in a network's namespace has to be in a namespace that was found, and all"
                        + " namespaces have to have been read.",
                "None by itself. Something holds the namespace of an endpoint that is gone, and its MAC may stay in"
                        + " the forwarding table.",
                "A container that ended while something kept its namespace (a leaked mount, an open file), where no"
                        + " probe looks.",
                "`ip link` inside the network's namespace: NO-CARRIER, or an `@ifN` that no namespace has.",
                "The command removes the veth, and with it its other end. Look first who is behind it.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (!s.inventory.complete()) {
            return;
        }
        for (Port p : s.ports) {
            boolean elsewhere = p.link().linkNetnsid() != null;
            if (p.inside() != null
                    || !elsewhere
                    || !s.inventory.opposite(p.link()).isEmpty()) {
                continue;
            }
            out.add(
                    new Finding(
                            this,
                            severity(),
                            p.name() + " of " + s.where().network() + " on " + s.here.host() + " leads nowhere",
                            p.name(),
                            s.where(),
                            new Finding.Expected("a namespace with the other end", Finding.NATURE),
                            "none that was found has link " + p.link().link() + " with this other end",
                            List.of(Rows.flags(s.in, p.link())),
                            Remedy.unsafe(new Step.DeleteLink(s.here, Step.Device.of(p.link()))),
                            s.inside("ip", "link", "show", "dev", p.name())),
                    p.link());
        }
    }
}
