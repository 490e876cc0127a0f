package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.AffectedEndpoints;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Firewall;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A host's packet filter drops the packets of the tunnels.
public record VxlanFiltered() implements Rule.OfHost {
    @Override
    public String code() {
        return "S313";
    }

    @Override
    public String title() {
        return "a packet filter drops the packets of the tunnels";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The rules and policies of the host's packet filter (nf_tables, and iptables where it writes nf_tables)"
                        + " against the UDP port of the VXLAN devices. What depends on more than the port (sets, maps,"
                        + " addresses), and the tables of older iptables, is not understood: what could not be judged"
                        + " is named below the findings, and `sonde check --probe` tells whether tunnels pass. The rules"
                        + " by which Docker keeps encrypted networks from being reached in clear are no findings.",
                "With the rule in the way in, nothing of other hosts arrives; in the way out, nothing leaves. A rule"
                        + " with further conditions is a warning: it takes some packets only.",
                "A firewall that knows nothing of Docker's ports: 4789/udp, 7946 and 2377/tcp.",
                "`nft -a list ruleset` on the host: its counters grow.",
                "The command deletes the rule, or puts one before it that accepts the port, until whoever made it makes it"
                        + " again: find out who.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.TUNNEL_HOSTS, Table.FILTER));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<NamespaceTables, Map<Integer, Integer>> hosts = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            for (Link.Vxlan l : s.host == null ? List.<Link.Vxlan>of() : s.tunnels.values()) {
                if (l.udpPort() != 0) {
                    hosts.computeIfAbsent(s.host, h -> new TreeMap<>()).put(l.udpPort(), Firewall.UDP);
                }
            }
        }
        String[] loses = {
            " gets nothing from other hosts", " sends nothing to other hosts", " may lose packets of its tunnels"
        };
        hosts.forEach(
                (host, ports) -> new Firewall(host).report(this, AffectedEndpoints.of(all, host), ports, loses, out));
    }
}
