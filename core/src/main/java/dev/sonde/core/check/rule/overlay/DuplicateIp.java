package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.DockerCommands;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.NetworkView;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import java.util.List;

/// Two endpoints of one network have the same IP address.
public record DuplicateIp() implements Rule.OfNetwork {
    @Override
    public String code() {
        return "S109";
    }

    @Override
    public String title() {
        return "two endpoints of one network have the same IP address";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The addresses of all links behind the ports of one network, on all its hosts that are"
                        + " seen, are compared with each other; so are the endpoints that the engine reports."
                        + " Virtual addresses of services, which every load balancer has, are left out.",
                "Both answer ARP: frames reach sometimes one, sometimes the other.",
                "Somebody added the address by hand, or the engine assigned it twice (to a task and a"
                        + " load balancer).",
                "`ip addr` in both; `arping` from a third endpoint prints two MACs.",
                "If the engine says who owns the address, the command removes it from the other one. If"
                        + " the engine itself assigned it twice, the command makes the engine assign another one:"
                        + " to a container of this host, or to the tasks of a service, which all restart (run it on"
                        + " a swarm manager).");
    }

    @Override
    public void check(NetworkView n, Findings out) {
        for (List<NetworkView.Holder> all : n.byIp()) {
            NetworkView.Holder right = all.getFirst();
            for (NetworkView.Holder h : all) {
                right = h.rightfulIp() ? h : right;
            }
            for (NetworkView.Holder h : all) {
                if (h != right && h.port().inside() != right.port().inside()) {
                    report(n, right, h, out);
                }
            }
        }
        for (List<Endpoint> twice : n.sameIp()) {
            Segment s = n.segments().getFirst();
            String first = Segment.name(twice.get(0));
            String second = Segment.name(twice.get(1));
            out.add(
                    new Finding(
                            this,
                            severity(),
                            first + " and " + second + " were assigned the same address "
                                    + twice.get(0).ip(),
                            first,
                            s.where(),
                            s.expected("each address once"),
                            twice.get(0).ipv4() + " twice",
                            List.of(),
                            anew(s, twice),
                            s.inside("ip", "neigh", "show")),
                    twice.get(0));
        }
    }

    /// Has the engine give another address to one of two: to a container of this host, which loses this network for
    /// a moment; else to the tasks of a service, all of which begin anew.
    private static Remedy anew(Segment s, List<Endpoint> twice) {
        EngineId engine = s.network.engine();
        String network = s.network.name();
        List<String> service = null;
        for (Endpoint p : twice) {
            Workload w = p.workload();
            if (w == null || w.name().startsWith("-") || w.service().startsWith("-")) {
                continue;
            }
            List<String> leave = DockerCommands.of(engine, "network", "disconnect", network, w.name());
            if (w.kind() == Kind.CONTAINER && s.isLocal(p) && leave != null) {
                return Remedy.unsafe(
                        new Step.OfEngine(leave),
                        new Step.OfEngine(DockerCommands.of(engine, "network", "connect", network, w.name())));
            }
            if (w.kind() == Kind.TASK && !w.service().isEmpty()) {
                service = DockerCommands.of(engine, "service", "update", "--force", w.service());
            }
        }
        return service != null
                ? Remedy.unsafe(new Step.OfEngine(service))
                : new Remedy.Manual("recreate one of the two: docker service update --force, or docker network"
                        + " disconnect and connect on its host");
    }

    private void report(NetworkView n, NetworkView.Holder right, NetworkView.Holder wrong, Findings out) {
        IpAddress ip = wrong.ip();
        String victim = right.name();
        Segment s = wrong.segment();
        Step.DeleteAddress step = new Step.DeleteAddress(
                wrong.port().inside().namespace(), Step.Device.of(wrong.port().far()), ip, wrong.prefix());
        out.add(
                new Finding(
                        this,
                        severity(),
                        wrong.name() + " also has the address of " + victim + ": " + ip,
                        victim,
                        s.where(wrong.port().inside()),
                        right.rightfulIp()
                                ? s.expected(ip + " at " + victim + " alone")
                                : new Finding.Expected("each address once", Finding.NATURE),
                        ip + " at " + wrong.name() + " too",
                        List.of(
                                IprouteText.address(
                                        right.port().inside(), right.port().far(), ip, right.prefix()),
                                IprouteText.address(
                                        wrong.port().inside(), wrong.port().far(), ip, wrong.prefix())),
                        right.rightfulIp() && !wrong.rightfulIp() ? Remedy.safe(step) : Remedy.unsafe(step),
                        Segment.inside(wrong.port().inside().namespace(), "ip", "addr", "show")),
                right.port().inside(),
                wrong.port().inside());
    }
}
