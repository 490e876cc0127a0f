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

/// A host's packet filter drops what the hosts of a swarm tell each other of endpoints.
public record GossipFiltered() implements Rule.OfHost {
    private static final int GOSSIP = 7946;

    @Override
    public String code() {
        return "S314";
    }

    @Override
    public String title() {
        return "a packet filter drops the news of endpoints";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The rules and policies of the host's packet filter, read as for S313, against port 7946, TCP and UDP, of"
                        + " each host with an overlay network that an engine knows.",
                "Endpoints that are known stay reachable. News of others, and of their end, no longer come: rows get"
                        + " missing and stale, and the other hosts take this one for dead.",
                "A firewall that knows nothing of Docker's ports: 4789/udp, 7946 and 2377/tcp.",
                "`nft -a list ruleset` on the host: its counters grow. `docker network inspect NETWORK` on two hosts: the"
                        + " lists of peers differ.",
                "The command deletes the rule, or puts one before it that accepts the port, until whoever made it makes it"
                        + " again: find out who.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.TUNNEL_HOSTS, Table.FILTER));
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
            " hears no news of endpoints from other hosts",
            " tells other hosts no news of its endpoints",
            " may lose news of endpoints"
        };
        for (NamespaceTables host : hosts) {
            new Firewall(host).report(this, "", Map.of(GOSSIP, Firewall.TCP | Firewall.UDP), loses, out);
        }
    }
}
