package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.rule.overlay.AbsentPeer;
import dev.sonde.core.check.rule.overlay.StaleRow;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The swarm's manager has given up a node, and rows still lead to it.
public record DownNode() implements Rule.OfHost {
    /// Nanoseconds in which the nodes of a swarm surely tell each other that one of them is gone, or is back.
    private static final long MINUTE = 60_000_000_000L;

    /// So many endpoints are named, and so many rows shown.
    private static final int MOST = 3;

    @Override
    public String code() {
        return "S122";
    }

    @Override
    public String title() {
        return "a host sends to a node that its swarm has given up";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "On a manager of a swarm the engine tells the state of each node. To the address of one that has been"
                        + " down for a minute no row of vxlan0 that is older than 15 s may lead. Where a second node is"
                        + " at that address and is not down (a host that has left and joined again) nothing is said; nor"
                        + " with `--data-path-addr`, where tunnels end at addresses that the managers do not tell."
                        + " Workers are not told the state of nodes: ask on a manager.",
                "The manager starts the node's tasks elsewhere, and names and virtual addresses still lead to the old"
                        + " ones too. What cannot be reached there is lost: a part of the requests. What can be reached"
                        + " runs twice.",
                "Managers hear of a node on port 2377, the others on port 7946. The node reaches some of them, and"
                        + " not its manager: a firewall, or a way that is lost between two hosts. Or news of the node came"
                        + " back from a host that had not yet heard that it is gone.",
                "`docker node ls` on a manager: Down; `bridge fdb show dev vxlan0` in the network's namespace still has"
                        + " rows with the node's address.",
                "Ask whether the node answers. If it does, let it reach its managers (TCP port 2377); if not, mend the"
                        + " way to it, or end it: the rows go when no node hears of it any more.");
    }

    /// What leads to one node from one host.
    private static final class Rows {
        final Segment first;
        final Set<String> names = new LinkedHashSet<>();
        final List<Evidence> some = new ArrayList<>(MOST);
        int all;

        Rows(Segment first) {
            this.first = first;
        }
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<NamespaceTables, Map<SwarmNode, Rows>> found = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            if (s.host == null || s.network == null || !s.whole()) {
                continue;
            }
            Set<LinkAddress> stale = null;
            for (FdbEntry row : s.forwarding.values()) {
                SwarmNode node = row.permanent() && row.dst() != null ? down(all, s, row.dst()) : null;
                boolean known = node == null || out.explained(new AbsentPeer.Key(s.network.engine(), row.dst()));
                if (known || s.own(row.dst()) || young(s, row)) {
                    continue;
                }
                stale = stale == null ? StaleRow.macs(s) : stale;
                if (!stale.contains(row.mac())) {
                    add(
                            s,
                            row,
                            found.computeIfAbsent(s.host, k -> new LinkedHashMap<>())
                                    .computeIfAbsent(node, k -> new Rows(s)));
                }
            }
        }
        found.forEach((host, nodes) -> nodes.forEach((node, rows) -> out.add(finding(host, node, rows))));
    }

    private static void add(Segment s, FdbEntry row, Rows to) {
        to.all++;
        Endpoint e = s.remoteEndpoint(row.mac());
        if (e != null) {
            to.names.add(Segment.name(e));
        }
        if (to.some.size() < MOST) {
            to.some.add(s.row(row));
        }
    }

    private static SwarmNode down(Overlays all, Segment s, IpAddress address) {
        SwarmNode n = all.snapshot.down(s.network.engine(), address);
        if (n == null) {
            return null;
        }
        try {
            Instant changed = Instant.parse(n.changed());
            long now = all.snapshot.host().realtimeNanos();
            long then = Math.addExact(Math.multiplyExact(changed.getEpochSecond(), 1_000_000_000L), changed.getNano());
            return now - then >= MINUTE ? n : null;
        } catch (DateTimeParseException | ArithmeticException e) {
            return n; // that of the rows has to do
        }
    }

    /// Of a row that frames go by the neighbour tells better when it was written.
    private static boolean young(Segment s, FdbEntry row) {
        for (Neighbour n : s.neighbours.values()) {
            if (row.mac().equals(n.mac())) {
                return n.young();
            }
        }
        return row.young();
    }

    private Finding finding(NamespaceTables host, SwarmNode node, Rows rows) {
        Segment s = rows.first;
        String here = s.here.host();
        List<String> some = new ArrayList<>(rows.names);
        int others = some.size() - MOST;
        String names = String.join(", ", some.subList(0, Math.min(MOST, some.size())));
        return new Finding(
                this,
                severity(),
                here + " sends to " + node.host() + ", which is down, as the swarm's manager says",
                node.host(),
                new Finding.Where("", -1, here, host.namespace().path()),
                s.expected("no row to a node that is down"),
                (rows.all == 1 ? "1 row leads" : rows.all + " rows lead") + " to " + node.host() + " (" + node.address()
                        + ")"
                        + (names.isEmpty() ? "" : ": to " + names + (others > 0 ? " and " + others + " more" : "")),
                rows.some,
                new Remedy.Look(
                        Segment.inside(
                                host.namespace(),
                                "ping",
                                "-q",
                                "-c",
                                "3",
                                "-W",
                                "1",
                                node.address().toString()),
                        "if " + node.host()
                                + " answers, let it reach the swarm's managers (TCP port 2377); if not, mend"
                                + " the way from " + here + " to it, or end it"),
                List.of("docker", "node", "ls"));
    }
}
