package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Firewall;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// A worker of a swarm is cut off: it knows of managers, and hears of no node but itself.
public record NoPeers() implements Rule.OfHost {
    @Override
    public String code() {
        return "S319";
    }

    @Override
    public String title() {
        return "a worker hears of no other node of its swarm";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "All nodes of a swarm are peers of its ingress network, and a worker has a manager that is another node."
                        + " The peers that the engine of a worker tells (`docker network inspect ingress`: Peers) have to"
                        + " be more than the node itself. Of managers, and of swarms without an ingress network, nothing"
                        + " is compared.",
                "What the worker knew of containers and tasks on other hosts is gone: from here none of them can be"
                        + " reached, and `sonde check` has nothing to compare. Its own tasks go on; the manager lists the"
                        + " node as down, and starts others in their place.",
                "The way to the managers is lost (a switch, a route, a firewall, ports 2377/tcp and 7946, tcp and udp),"
                        + " their daemons do not run, or the node was taken out of the swarm while nobody could tell it.",
                "`docker network inspect -f '{{json .Peers}}' ingress`; `docker info` names the managers; on a manager"
                        + " `docker node ls`.",
                "The command that is printed asks whether a manager answers. If it does, look at port 7946 between the"
                        + " hosts; if not, mend the way to it. Docker brings the rest back by itself.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (Network n : all.snapshot.networks()) {
            boolean ingress = n.settings() != null && n.settings().ingress();
            Namespace home = all.snapshot.homes().get(n.engine());
            NamespaceTables host = home == null ? null : all.snapshot.tables(home);
            if (!ingress || n.peers().size() != 1 || host == null) {
                continue;
            }
            List<SwarmNode> managers = managers(all, n.engine());
            IpAddress alone = n.peers().getFirst().address();
            boolean manager = managers.stream().anyMatch(m -> m.address().equals(alone));
            boolean filtered = out.explained(new Firewall.Port(host, Firewall.GOSSIP));
            if (!managers.isEmpty() && !manager && !filtered) {
                out.add(finding(n, home, alone, managers));
            }
        }
    }

    /// Those of which a worker knows; none: the engine is a manager, or in no swarm.
    private static List<SwarmNode> managers(Overlays all, EngineId engine) {
        List<SwarmNode> some = new ArrayList<>();
        for (SwarmNode node : all.snapshot.nodes()) {
            if (!node.engine().equals(engine)) {
                continue;
            }
            if (!node.state().isEmpty()) {
                return List.of();
            }
            if (!node.self() && node.address() != null) {
                some.add(node);
            }
        }
        return some;
    }

    private Finding finding(Network n, Namespace home, IpAddress alone, List<SwarmNode> managers) {
        String first = managers.getFirst().address().toString();
        String more = managers.size() == 1 ? "" : " (or of " + (managers.size() - 1) + " others)";
        return new Finding(
                this,
                severity(),
                home.host() + " hears of no other node of its swarm: it reaches no endpoint of other hosts",
                home.host(),
                new Finding.Where(n.name(), -1, home.host(), home.path()),
                new Finding.Expected(
                        "a manager among the peers: this node is a worker",
                        n.engine().label()),
                "the only peer of " + n.name() + " is " + alone + ", the node itself",
                List.of(),
                new Remedy.Look(
                        Segment.inside(home, "nc", "-z", "-v", "-w", "2", first, "2377"),
                        "if the manager at " + first + more + " answers, open port 7946, TCP and UDP, between "
                                + home.host() + " and the others; if not, mend the way to it"),
                List.of("docker", "network", "inspect", n.name()));
    }
}
