package dev.sonde.core.check;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// What all rules found on one host, and how much was compared. `whole`: whether all of its overlay networks could be
/// read.
public record Checks(List<Finding> findings, int segments, int endpoints, int rows, boolean whole, List<Gap> gaps) {
    public static Checks of(Source source, Snapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>(snapshot.gaps());
        int endpoints = 0;
        int rows = 0;
        boolean whole = true;
        List<Segment> segments = Segment.of(source, snapshot);
        for (Segment s : segments) {
            for (Rule r : Rule.ALL) {
                r.check(s, findings::add);
            }
            endpoints += s.local.size() + s.remote.size();
            rows += s.rows;
            whole &= s.whole();
            gaps.addAll(s.gaps);
        }
        return new Checks(findings, segments.size(), endpoints, rows, whole, gaps);
    }
}
