package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
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

/// A host sends the frames for an endpoint to itself.
public record SelfLoop() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S107";
    }

    @Override
    public String title() {
        return "a host sends frames for an endpoint to itself";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "No permanent row of vxlan0 may point to an address of the host itself: its own endpoints"
                        + " are behind the bridge, all others are on other hosts.",
                "Frames for a remote endpoint come back and are lost. Worse, they come back through"
                        + " vxlan0, and the bridge then learns that their sender, which is local, is behind vxlan0.",
                "A row was left when an endpoint moved here or its address was used again; or the engine"
                        + " took an address of this host for another host's.",
                "`bridge fdb show dev vxlan0` in the network's namespace, against `ip addr` of the host.",
                "For a remote endpoint the command writes the right VTEP into the row; otherwise it"
                        + " removes the row.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (FdbEntry row : s.forwarding.values()) {
            if (!row.permanent() || !s.own(row.dst())) {
                continue;
            }
            LinkAddress mac = row.mac();
            Endpoint remote = s.remoteEndpoint(mac);
            Endpoint at = remote != null ? remote : s.endpoint(mac);
            String victim = at == null ? mac.toString() : Segment.name(at);
            Step.Device dev = s.device(row.link());
            Step step = remote != null && remote.vtep() != null
                    ? new Step.PutForwarding(s.here, Step.Device.of(s.tunnel(remote)), mac, remote.vtep())
                    : new Step.DeleteForwarding(s.here, dev, mac, row.dst());
            out.add(
                    new Finding(
                            this,
                            at == null && s.network != null ? Severity.WARNING : severity(),
                            s.here.host() + " sends the frames for " + victim + " to itself",
                            victim,
                            s.where(),
                            s.expected(remote == null ? "no such row" : s.forward(remote, mac)),
                            "dst " + row.dst() + ", an address of " + s.here.host() + " itself",
                            List.of(s.row(row)),
                            remote != null ? Remedy.safe(step) : Remedy.unsafe(step),
                            s.inside("bridge", "fdb", "show", "dev", dev.name())),
                    at == null ? mac : at);
        }
    }
}
