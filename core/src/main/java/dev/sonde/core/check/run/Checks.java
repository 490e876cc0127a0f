package dev.sonde.core.check.run;

import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Compared;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.NodeTunnel;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.TargetCommands;
import dev.sonde.core.check.UsernsCommands;
import dev.sonde.core.connection.Source;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What all rules found on one host, and how much was compared.
///
/// `open`: what was read and could not be judged, and what was not read because it takes too long. `whole`: whether
/// all overlay networks could be read, and of their hosts and endpoints what rules look at.
public record Checks(
        List<Finding> findings, List<Inconclusive> open, List<Compared> compared, boolean whole, List<Gap> gaps) {
    /// Reads what the rules need, then judges it. `wanted`: the networks on hosts for which also that is read which
    /// takes long. `nodes`: those of a Kubernetes cluster. `progress`: is told what is being done.
    public static Checks of(
            Source source,
            Snapshot names,
            Predicate<Finding.Where> wanted,
            ClusterNodes nodes,
            Consumer<String> progress) {
        progress.accept("reading the tables");
        Reading reading = new Reading(new Inventory(source, names), wanted);
        reading.read(Rules.ALL);
        return judge(reading.snapshot(), nodes, reading.unread(), progress);
    }

    /// What the rules find in a snapshot. `unread`: what they needed, and was not read.
    public static Checks judge(
            Snapshot snapshot, ClusterNodes nodes, List<Inconclusive> unread, Consumer<String> progress) {
        Overlays overlays = new Overlays(new Graph(snapshot), nodes);
        Findings findings = new Findings();
        for (Rule r : Rules.ALL) {
            progress.accept("looking for " + r.code() + ": " + r.title()); // a title alone reads as if it were found
            apply(r, overlays, findings);
        }
        List<Gap> gaps = new ArrayList<>(snapshot.gaps());
        List<Compared> compared = new ArrayList<>();
        boolean whole = true;
        for (Segment s : overlays.segments) {
            compared.add(s.compared());
            boolean tunnel = s.vxlan != null || s.network == null || findings.explained(s.in);
            whole &= tunnel && s.in.gaps().isEmpty();
            if (!tunnel) {
                gaps.addAll(s.gaps());
            }
        }
        for (NodeTunnel t : NodeTunnel.of(overlays)) {
            compared.add(t.compared());
            whole &= t.whole();
        }
        whole &= overlays.read();
        gaps.addAll(overlays.gaps());
        TargetCommands commands = new TargetCommands(snapshot);
        List<Finding> all = findings.all().stream().map(commands::of).toList();
        if (!snapshot.host().privileged()) {
            all = all.stream().map(UsernsCommands::of).toList();
        }
        List<Inconclusive> open = new ArrayList<>(unread);
        open.addAll(findings.open());
        return new Checks(all, open, compared, whole, gaps);
    }

    /// What one rule finds. Those that look at pings find nothing here: [Probing].
    public static void apply(Rule rule, Overlays overlays, Findings out) {
        // No switch over types: it would be made anew at every start.
        if (rule instanceof Rule.OfSegment r) {
            overlays.segments.forEach(s -> r.check(s, out));
        } else if (rule instanceof Rule.OfNetwork r) {
            overlays.networks().forEach(n -> r.check(n, out));
        } else if (rule instanceof Rule.OfHost r) {
            r.check(overlays, out);
        }
    }
}
