package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Forwarding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.netlink.LinkAddress;
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
                "The `dst` of a remote endpoint's FDB row must be the address at which its host receives"
                        + " VXLAN packets, as the engine reports it (`Host IP` of a task).",
                "Every frame for the endpoint goes to a host that does not have it, and is lost there.",
                "A row was left when a task moved, or when its address was assigned to another one.",
                "`bridge fdb show dev vxlan0` in the network's namespace, against `docker network inspect" + " -v`.",
                "The command writes the right VTEP into the row. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Endpoint e : s.remote) {
            if (s.forwarding(e) != Forwarding.WRONG_VTEP) {
                continue;
            }
            LinkAddress mac = s.macOf(e);
            FdbEntry row = s.forwarding.get(mac);
            String name = Segment.name(e);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.here.host() + " sends the frames for " + name + " to the wrong host",
                            name,
                            s.where(),
                            s.expected(s.forward(e, mac)),
                            "dst " + row.dst(),
                            List.of(s.row(row)),
                            Remedy.safe(new Step.PutForwarding(s.here, Step.Device.of(s.tunnel(e)), mac, e.vtep())),
                            s.inside("bridge", "fdb", "show", "dev", s.tunnel(e).name())),
                    e);
        }
    }
}
