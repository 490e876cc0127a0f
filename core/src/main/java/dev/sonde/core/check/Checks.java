package dev.sonde.core.check;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What all rules found on one host, and how much was compared.
///
/// `open`: what was read and could not be judged. `networks`: overlay networks, each counted once on however many
/// hosts; `whole`: whether all of them could be read.
public record Checks(
        List<Finding> findings, List<Open> open, int networks, int endpoints, int rows, boolean whole, List<Gap> gaps) {
    /// `progress`: is told what is being done.
    public static Checks of(Source source, Snapshot snapshot, Consumer<String> progress) {
        progress.accept("reading the tables");
        Inventory inventory = new Inventory(source, snapshot);
        Findings findings = new Findings();
        for (Rule r : Rule.ALL) {
            progress.accept(r.title());
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
                case Rule.OfPairs _ -> {} // they look at pings: Probing
            }
        }
        List<Gap> gaps = new ArrayList<>(snapshot.gaps());
        Set<Object> networks = new HashSet<>();
        int rows = 0;
        boolean whole = true;
        for (Segment s : inventory.segments) {
            networks.add(s.network == null ? s.here.id() : s.network.id());
            rows += s.rows();
            boolean tunnel = s.vxlan != null || s.network == null || findings.explained(s.in);
            whole &= tunnel && s.in.tables().gaps().isEmpty();
            if (!tunnel) {
                gaps.addAll(s.gaps());
            }
        }
        gaps.addAll(inventory.gaps());
        return new Checks(findings.all(), findings.open(), networks.size(), inventory.endpoints(), rows, whole, gaps);
    }
}
