package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Firewall;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A host's firewall drops what the hosts of a swarm tell each other of endpoints.
public record GossipFiltered() implements Rule.OfHost {
    @Override
    public String code() {
        return "S314";
    }

    @Override
    public String title() {
        return "the firewall drops swarm gossip (port 7946)";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The rules and policies of the host's firewall, read as for S313, are compared with port"
                        + " 7946, TCP and UDP, on each host with an overlay network that an engine knows. UDP packets"
                        + " have this port at both ends: a rule that accepts established connections lets them in.",
                "Known endpoints stay reachable. Notices about added and removed endpoints no longer"
                        + " arrive: rows will be missing or stale, and the other hosts consider this one dead.",
                "Somebody set up a firewall without Docker's ports: 4789/udp, 7946 (tcp and udp) and" + " 2377/tcp.",
                "`nft -a list ruleset` on the host: its counters grow. `docker network inspect NETWORK`"
                        + " on two hosts: the lists of peers differ.",
                "The command deletes the rule, or inserts one before it that accepts the port. This lasts"
                        + " until whoever made the rule makes it again: find out who.");
    }

    @Override
    public List<Need> needs() {
        return List.of(
                Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.TUNNEL_HOSTS, Table.FILTER, Table.ROUTES, Table.RULES));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Set<NamespaceTables> hosts = new LinkedHashSet<>();
        for (Segment s : all.segments) {
            if (s.network != null && s.host != null && s.informed()) {
                hosts.add(s.host);
            }
        }
        String[] loses = {
            " receives no swarm gossip from other hosts",
            " sends no swarm gossip to other hosts",
            " may lose swarm gossip"
        };
        for (NamespaceTables host : hosts) {
            new Firewall(all, host).report(this, "", Map.of(Firewall.GOSSIP, Firewall.TCP | Firewall.UDP), loses, out);
        }
    }
}
