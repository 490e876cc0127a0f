package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Balancer;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.ipvs.VirtualServer;
import java.util.List;

/// A load balancer sends requests to an address that no task of the service has.
public record ForeignDestination() implements Rule.OfHost {
    @Override
    public String code() {
        return "S118";
    }

    @Override
    public String title() {
        return "a load balancer sends requests to what is no task of the service";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each destination of a service's virtual server must be the address of one of its tasks, as the engine"
                        + " tells them. One of weight 0 gets no requests and is passed over: the engine gives it to a"
                        + " task that is ending. Where the kernel has no IPVS nothing is compared.",
                "A part of the requests to the service is lost, or answered by something else: with one such"
                        + " destination beside two tasks, every third.",
                "A task ended while news of it were lost between the hosts (port 7946), or somebody wrote the row.",
                "`ipvsadm -Ln` in the load balancer's namespace, against `docker network inspect -v`.",
                "The command deletes the destination. Connections to it end.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.BALANCERS, Table.VIRTUAL_SERVERS));
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (Balancer b : Balancer.of(all)) {
            for (Service s : b.services()) {
                VirtualServer v = b.server(s);
                for (VirtualServer.Destination d :
                        v == null ? List.<VirtualServer.Destination>of() : v.destinations()) {
                    boolean its = s.tasks().stream().anyMatch(t -> t.ip().equals(d.address()));
                    if (!its && d.weight() > 0) {
                        foreign(b, s, d, out);
                    }
                }
            }
        }
    }

    private void foreign(Balancer b, Service s, VirtualServer.Destination d, Findings out) {
        out.add(new Finding(
                this,
                severity(),
                b.name() + " sends requests to " + s.name() + " to " + d.address() + ", which is none of its tasks",
                s.name() + " to " + d.address(),
                b.where(),
                b.expected("the " + s.tasks().size() + " tasks of " + s.name() + " alone"),
                d.address() + " with weight " + d.weight(),
                b.evidence(s, d),
                Remedy.unsafe(b.delete(s, d)),
                b.see(s)));
    }
}
