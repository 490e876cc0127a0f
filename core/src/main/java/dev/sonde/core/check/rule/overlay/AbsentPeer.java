package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.NetworkView;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.netlink.IpAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A host has endpoints of a network, and is not among those that tell each other of them.
public record AbsentPeer() implements Rule.OfNetwork {
    @Override
    public String code() {
        return "S116";
    }

    @Override
    public String title() {
        return "a host with endpoints is not among the network's peers";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The hosts of the endpoints that the engine reports are compared with its list of the"
                        + " network's peers (`docker network inspect`: Peers). If no endpoint's host is in the"
                        + " list, the hosts use other addresses for data, and nothing is reported.",
                "Known endpoints stay reachable. Notices about added and removed endpoints no longer"
                        + " arrive: rows will be missing or stale.",
                "Port 7946 (TCP and UDP) between the hosts is blocked, a host is gone, or it has just" + " joined.",
                "`docker network inspect NETWORK` on both hosts: the lists differ.",
                "Open port 7946, TCP and UDP, between the hosts. If a host has just joined or left, look"
                        + " again after a minute.");
    }

    @Override
    public void check(NetworkView n, Findings out) {
        Segment s = n.segments().getFirst();
        if (s.network == null) {
            return;
        }
        for (Map.Entry<String, String> e : absent(s.network, s.here.host()).entrySet()) {
            String host = e.getValue().isEmpty() ? e.getKey() : e.getValue();
            SwarmNode down = s.overlays.snapshot.down(s.network.engine(), Network.address(e.getKey()));
            Finding found = new Finding(
                    this,
                    severity(),
                    host + " has endpoints of " + s.network.name() + " and is not among its peers",
                    host,
                    s.where(),
                    s.expected(e.getKey() + " among the peers"),
                    "the peers are "
                            + peers(s.network).stream().map(IpAddress::toString).collect(Collectors.joining(", "))
                            + (down == null ? "" : "; the swarm's manager says that " + down.host() + " is down"),
                    List.of(),
                    new Remedy.Look(
                            List.of("nc", "-z", "-v", "-w", "2", e.getKey(), "7946"),
                            "open port 7946, TCP and UDP, between " + s.here.host() + " and " + host),
                    List.of("docker", "network", "inspect", s.network.name()));
            out.add(found, new Key(s.network.engine(), Network.address(e.getKey())));
        }
    }

    /// A host that is known to be no peer. What another rule would say of it is the same fault.
    public record Key(EngineId engine, IpAddress host) {}

    private static Set<IpAddress> peers(Network n) {
        Set<IpAddress> all = new LinkedHashSet<>();
        for (SwarmPeer p : n.peers()) {
            if (p.address() != null) {
                all.add(p.address());
            }
        }
        return all;
    }

    /// Addresses of hosts that have endpoints and are no peers, with the names of the hosts. Of those of `here` the
    /// engine tells the address at which it is a peer, whatever its tunnels use.
    static Map<String, String> absent(Network n, String here) {
        Set<IpAddress> peers = peers(n);
        Map<String, String> absent = new LinkedHashMap<>();
        boolean any = false;
        for (Endpoint e : n.endpoints()) {
            if (e.vtep() == null || e.host().equals(here)) {
                continue;
            }
            String vtep = e.vtep().toString();
            if (peers.contains(e.vtep())) {
                any = true;
            } else {
                absent.put(vtep, e.host().equals(vtep) ? "" : e.host());
            }
        }
        return any ? absent : Map.of();
    }
}
