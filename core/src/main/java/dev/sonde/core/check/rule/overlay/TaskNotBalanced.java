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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A load balancer gives a task of the service nothing to do.
public record TaskNotBalanced() implements Rule.OfHost {
    @Override
    public String code() {
        return "S119";
    }

    @Override
    public String title() {
        return "a task of a service gets no requests";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each task of a service that the engine tells must be a destination of the service's virtual server."
                        + " The engine gives a task that is ending the weight 0, on all hosts and for as long as its"
                        + " grace period lasts: so a weight of 0 is reported only if another load balancer that is seen"
                        + " sends requests to the same task; of one that is the only one to be seen nobody can say"
                        + " whether it should be. Where the kernel has no IPVS, or the engine seems to do"
                        + " without it (S117), nothing is compared.",
                "The other tasks get its requests too. If it is the only one, requests go nowhere.",
                "News of the task were lost between the hosts (port 7946), or somebody deleted the row or changed its"
                        + " weight.",
                "`ipvsadm -Ln` in the load balancer's namespace, against `docker network inspect -v`.",
                "The command adds the task, or gives it the weight that Docker gives to each. Affects nothing else.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.BALANCERS, Table.VIRTUAL_SERVERS, Table.FILTER));
    }

    @Override
    public void check(Overlays all, Findings out) {
        List<Balancer> balancers = new ArrayList<>(Balancer.of(all));
        balancers.removeIf(Balancer::otherwise); // S117 says so
        Set<String> busy = new HashSet<>();
        for (Balancer b : balancers) {
            for (Service s : b.services()) {
                for (Service.Task t : s.tasks()) {
                    VirtualServer.Destination d = Balancer.destination(b.server(s), t.ip());
                    if (d != null && d.weight() > 0) {
                        busy.add(t.name());
                    }
                }
            }
        }
        for (Balancer b : balancers) {
            for (Service s : b.services()) {
                for (Service.Task t : out.explained(new NotBalanced.Key(b, s)) ? List.<Service.Task>of() : s.tasks()) {
                    VirtualServer.Destination d = Balancer.destination(b.server(s), t.ip());
                    if (d == null || d.weight() == 0 && busy.contains(t.name())) {
                        idle(b, s, t, d, out);
                    }
                }
            }
        }
    }

    private void idle(Balancer b, Service s, Service.Task t, VirtualServer.Destination d, Findings out) {
        out.add(new Finding(
                this,
                severity(),
                b.name() + " sends no requests to " + t.name(),
                t.name(),
                b.where(),
                b.expected(t.ip() + ":0 with weight 1"),
                d == null ? "no such destination" : "weight 0",
                b.evidence(s, d),
                Remedy.safe(b.add(s, t.ip(), d != null)),
                b.see(s)));
    }
}
