package dev.sonde.core.check;

import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is behind the veths of an overlay network's namespace.
final class SegmentPorts {
    /// Joins each veth with its other end, and with the endpoint that is there: first those of endpoints, in the
    /// order of the engine, then what is left: a load balancer's, one of an engine that does not answer, a
    /// left-over.
    static void find(Segment s) {
        Map<Endpoint, SegmentPort> known = new HashMap<>();
        List<LinkRef> others = new ArrayList<>();
        Map<LinkRef, LinkRef> ends = new HashMap<>();
        Graph graph = s.overlays.graph;
        for (Link l : s.in.links()) {
            LinkRef ref = l instanceof Link.Veth ? new LinkRef(s.in, l) : null;
            LinkRef far = ref == null ? null : graph.farEnd(ref).only();
            Endpoint e = far == null ? null : graph.endpoint(s.in, far);
            if (e != null && !known.containsKey(e)) {
                known.put(e, new SegmentPort(l, far.in(), far.link(), e));
            } else if (ref != null) {
                others.add(ref);
                ends.put(ref, far);
            }
        }
        for (Endpoint e : s.local) {
            SegmentPort port = known.get(e);
            if (port != null) {
                s.ports.add(port);
            }
        }
        for (LinkRef ref : others) {
            LinkRef far = ends.get(ref);
            Endpoint e = far == null ? null : elsewhere(s, far, known);
            SegmentPort port =
                    new SegmentPort(ref.link(), far == null ? null : far.in(), far == null ? null : far.link(), e);
            s.ports.add(port);
            if (e != null) {
                known.put(e, port);
            }
        }
    }

    /// The endpoint of this host whose MAC or address a link has, though its workload is not seen in that
    /// namespace; null: none that has no port yet.
    private static Endpoint elsewhere(Segment s, LinkRef far, Map<Endpoint, SegmentPort> taken) {
        Endpoint found = null;
        for (Endpoint e : s.local) {
            boolean its =
                    e.mac() != null && e.mac().equals(far.link().mac()) || e.ip() != null && Graph.holds(far, e.ip());
            found = its && !taken.containsKey(e) ? e : found;
        }
        return found;
    }

    private SegmentPorts() {}
}
