package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.List;

/// The row of a remote endpoint leads to a host on which it is not.
public record WrongVtep() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S102";
    }

    @Override
    public String title() {
        return "frames for a remote endpoint go to the wrong host";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The `dst` of a remote endpoint's forwarding row has to be the address at which its host takes VXLAN"
                        + " packets, as the engine names it (`Host IP` of a task).",
                "Every frame for the endpoint is sent to a host that does not have it, and is lost there.",
                "Rows that were left when a task moved, or when its address was given to another one.",
                "`bridge fdb show dev vxlan0` inside the network's namespace, against `docker network inspect -v`.",
                "The command puts the right host into the row. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Segment.Peer p : s.remote) {
            LinkAddress mac = p.complete() ? s.macOf(p) : null;
            NeighbourMessage row = mac == null ? null : s.forwarding.get(mac);
            if (row == null || row.destination().equals(p.vtep()) || s.own(row.destination())) {
                continue;
            }
            List<Evidence> evidence = new ArrayList<>(List.of(s.row(row)));
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.here.host() + " sends the frames for " + p.name() + " to the wrong host",
                            p.name(),
                            s.where(),
                            s.expected(s.forward(p, mac)),
                            "dst " + row.destination(),
                            evidence,
                            Remedy.safe(new Step.PutForwarding(s.here, Step.Device.of(s.tunnel(p)), mac, p.vtep())),
                            s.inside("bridge", "fdb", "show", "dev", IprouteText.name(s.tunnel(p)))),
                    p.endpoint());
        }
    }
}
