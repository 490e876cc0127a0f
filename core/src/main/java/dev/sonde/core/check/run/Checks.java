package dev.sonde.core.check.run;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.NetworkView;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.UsernsCommands;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What all rules found on one host, and how much was compared.
///
/// `open`: what was read and could not be judged. `whole`: whether all overlay networks could
/// be read.
public record Checks(
        List<Finding> findings, List<Inconclusive> open, List<Compared> compared, boolean whole, List<Gap> gaps) {
    /// An overlay network on one host. `network`: what it is on all hosts; `endpoints`: those that its engine tells of,
    /// on all hosts; `strangers`: those here of which it does not; `rows`: that were read here.
    public record Compared(Finding.Where at, Object network, int endpoints, int strangers, int rows) {}

    /// `wanted`: which networks on which hosts what takes long is done for. `progress`: is told what is being done.
    public static Checks of(
            Source source, Snapshot snapshot, Predicate<Finding.Where> wanted, Consumer<String> progress) {
        progress.accept("reading the tables");
        Overlays inventory = new Overlays(source, snapshot);
        Findings findings = new Findings();
        new EndpointNeighbours(source, inventory, wanted).ask(findings);
        for (Rule r : Rules.ALL) {
            progress.accept("looking for " + r.code() + ": " + r.title()); // a title alone reads as if it were found
            switch (r) {
                case Rule.OfSegment rule -> {
                    for (Segment s : inventory.segments) {
                        rule.check(s, findings);
                    }
                }
                case Rule.OfNetwork rule -> {
                    for (NetworkView n : inventory.networks()) {
                        rule.check(n, findings);
                    }
                }
                case Rule.OfHost rule -> rule.check(inventory, findings);
                default -> {} // they look at pings: Probing
            }
        }
        List<Gap> gaps = new ArrayList<>(snapshot.gaps());
        List<Compared> compared = new ArrayList<>();
        boolean whole = true;
        for (Segment s : inventory.segments) {
            compared.add(s.compared());
            boolean tunnel = s.vxlan != null || s.network == null || findings.explained(s.in);
            whole &= tunnel && s.in.tables().gaps().isEmpty();
            if (!tunnel) {
                gaps.addAll(s.gaps());
            }
        }
        gaps.addAll(inventory.gaps());
        List<Finding> all = findings.all();
        if (!snapshot.host().privileged()) {
            all = all.stream().map(UsernsCommands::of).toList();
        }
        return new Checks(all, findings.open(), compared, whole, gaps);
    }
}
