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

/// A host's firewall drops the packets of the tunnels.
public record VxlanFiltered() implements Rule.OfHost {
    @Override
    public String code() {
        return "S313";
    }

    @Override
    public String title() {
        return "the firewall drops VXLAN packets";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The VXLAN packets between this host and each other one are followed through the host's firewall"
                        + " (nf_tables, and the tables of older iptables): by port, address, link and connection,"
                        + " through jumps, sets (of ipset too) and maps, to the policy. No VXLAN packet belongs to an established"
                        + " connection: each flow inside the tunnel has a source port of its own, and what comes back"
                        + " is another connection. sonde does not understand limits, programs and"
                        + " ipsets of rare types: what it could not judge is named below the findings, and `sonde"
                        + " check --probe` tells whether the tunnels pass. Docker's own rules that keep encrypted"
                        + " networks from being reached in clear text are not reported.",
                "A rule or policy for incoming packets: nothing arrives from other hosts, or from those that the"
                        + " finding names. One for outgoing packets: nothing leaves. A rule with conditions that are"
                        + " not understood is a warning: it may drop some packets.",
                "Somebody set up a firewall without Docker's ports: 4789/udp, 7946 (tcp and udp) and" + " 2377/tcp.",
                "`nft -a list ruleset` on the host, or `iptables-legacy -nvL`: its counters grow.",
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
        Map<NamespaceTables, Map<Integer, Integer>> hosts = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            for (Link.Vxlan l : s.host == null ? List.<Link.Vxlan>of() : s.tunnels.values()) {
                if (l.udpPort() != 0) {
                    hosts.computeIfAbsent(s.host, h -> new TreeMap<>()).put(l.udpPort(), Firewall.UDP);
                }
            }
        }
        String[] loses = {" gets nothing from other hosts", " sends nothing to other hosts", " may lose VXLAN packets"};
        hosts.forEach((host, ports) ->
                new Firewall(all, host).report(this, AffectedEndpoints.of(all, host), ports, loses, out));
    }
}
