package dev.sonde.core.check;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// What all rules found on one host, and how much was compared.
public record Checks(List<Finding> findings, int segments, int endpoints, int rows, List<Gap> gaps) {
    public static Checks of(Source source, Snapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>(snapshot.gaps());
        int endpoints = 0;
        int rows = 0;
        List<Segment> segments = Segment.of(source, snapshot);
        for (Segment s : segments) {
            for (Rule r : Rule.ALL) {
                r.check(s, findings::add);
            }
            endpoints += s.local.size() + s.remote.size();
            rows += s.rows;
            gaps.addAll(s.gaps);
        }
        return new Checks(findings, segments.size(), endpoints, rows, gaps);
    }
}
