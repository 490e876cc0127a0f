package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whom a fault of a whole host concerns: the endpoints of it whose networks reach to other hosts.
public final class AffectedEndpoints {
    /// So many are named.
    private static final int MOST = 5;

    /// `; that concerns web.1, web.4 and 3 more on node1`; empty where there is none.
    public static String of(Overlays all, NamespaceTables host) {
        Set<String> names = new LinkedHashSet<>();
        for (Segment s : all.segments) {
            for (Endpoint p : s.host == host && !s.remote.isEmpty() ? s.local : List.<Endpoint>of()) {
                Workload w = p.workload();
                if (w != null && w.kind() != Kind.LOAD_BALANCER && w.kind() != Kind.INGRESS) {
                    names.add(Segment.name(p));
                }
            }
        }
        List<String> some = new ArrayList<>(names).subList(0, Math.min(MOST, names.size()));
        int others = names.size() - some.size();
        return names.isEmpty()
                ? ""
                : "; that concerns " + String.join(", ", some) + (others > 0 ? " and " + others + " more" : "") + " on "
                        + host.namespace().host();
    }

    private AffectedEndpoints() {}
}
