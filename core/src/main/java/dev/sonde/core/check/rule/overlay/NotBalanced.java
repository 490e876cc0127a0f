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
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.ipvs.VirtualServer;
import java.util.ArrayList;
import java.util.List;

/// A load balancer has nothing by which requests to a service would get to its tasks.
public record NotBalanced() implements Rule.OfHost {
    @Override
    public String code() {
        return "S117";
    }

    @Override
    public String title() {
        return "requests to a service's virtual address go nowhere";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "For each service with tasks and a virtual address the engine tells a mark (`LocalLBIndex`). In each"
                        + " namespace of a load balancer here (`lb_…`, and `ingress_sbox`) a rule of the table mangle has"
                        + " to set this mark for packets to the virtual address, and in `ingress_sbox` for those to each"
                        + " published port; and IPVS needs a virtual server `FWM MARK` with destinations. Where the"
                        + " kernel has no IPVS (no `/proc/net/ip_vs`), or the engine tells no mark because it balances"
                        + " in another way, nothing is expected. Where no service has a virtual server and no rule marks"
                        + " packets, but one translates addresses, the engine may do without IPVS: sonde says that it"
                        + " could not judge. Marks that a rule sets by something that sonde does not"
                        + " understand are not judged. Networks of Swarm alone have such addresses.",
                "Requests to the service by its name, or by its published port, get no answer on this host. Requests to"
                        + " the addresses of its tasks do.",
                "Somebody emptied the tables (`ipvsadm -C`, `iptables -F` in the namespace), or the engine could not"
                        + " write them: its log says `Failed to add firewall mark rule` or the like.",
                "`ipvsadm -Ln` and `iptables -t mangle -nvL` in the namespace, against `docker network inspect -v`.",
                "The command adds what is missing, as Docker writes it. Affects nothing else.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.BALANCERS, Table.VIRTUAL_SERVERS, Table.FILTER));
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (Balancer b : Balancer.of(all)) {
            if (b.otherwise()) {
                out.unjudged(
                        b.here.host(),
                        "how " + b.name() + " sends requests to tasks",
                        "there is no virtual server, and rules of nf_tables may do it in another way");
                continue;
            }
            boolean marks = b.marksKnown();
            for (Service s : b.services()) {
                judge(b, s, marks, out);
            }
            if (!marks) {
                out.unjudged(
                        b.here.host(),
                        "the rules that mark packets for " + b.name(),
                        "sonde does not understand one of them, or could not read them all");
            }
        }
    }

    /// `marks`: whether a rule that is not seen is missing.
    private void judge(Balancer b, Service s, boolean marks, Findings out) {
        List<Step> steps = new ArrayList<>();
        List<String> expected = new ArrayList<>(1);
        List<String> lacks = new ArrayList<>(1);
        VirtualServer v = b.server(s);
        boolean served = v != null && !v.destinations().isEmpty();
        if (!served) {
            server(b, s, v, steps);
            expected.add("FWM  " + s.mark() + " with " + s.tasks().size() + " of its tasks");
            lacks.add(v == null ? "no virtual server" : "a virtual server without destinations");
        }
        String to = marks ? unmarked(b, s, steps) : "";
        if (!to.isEmpty()) {
            expected.add("a rule that marks packets to " + to + " with " + s.mark());
            lacks.add("no rule that marks packets to " + to);
        }
        if (!lacks.isEmpty()) {
            Finding found = finding(
                    b,
                    s,
                    b.expected(String.join(", and ", expected)),
                    String.join(", and ", lacks),
                    new Remedy.Command(steps, true));
            if (served) {
                out.add(found);
            } else {
                out.add(found, new Key(b, s));
            }
        }
    }

    /// How the virtual server and its destinations come back.
    private static void server(Balancer b, Service s, VirtualServer v, List<Step> steps) {
        if (v == null) {
            steps.add(b.add(s));
        }
        for (Service.Task t : s.tasks()) {
            steps.add(b.add(s, t.ip(), false));
        }
    }

    /// To what no packet is marked, and how the rules come back.
    private static String unmarked(Balancer b, Service s, List<Step> steps) {
        List<String> what = new ArrayList<>();
        if (!b.marked(s)) {
            steps.add(b.mark(s));
            what.add(s.vip().toString());
        }
        for (int port : b.unmarkedPorts(s)) {
            steps.add(b.mark(s, port, b.protocol(port)));
            what.add("port " + port);
        }
        return String.join(", ", what);
    }

    private Finding finding(Balancer b, Service s, Finding.Expected expected, String found, Remedy remedy) {
        return new Finding(
                this,
                severity(),
                "requests to " + s.name() + " (" + s.vip() + ") go nowhere: in " + b.name() + " there is " + found,
                s.name(),
                b.where(),
                expected,
                found,
                b.evidence(s, null),
                remedy,
                b.see(s));
    }

    /// That a service is not balanced at all here explains that its tasks get no requests.
    record Key(String file, String service) {
        Key(Balancer b, Service s) {
            this(b.here.path(), s.name());
        }
    }
}
