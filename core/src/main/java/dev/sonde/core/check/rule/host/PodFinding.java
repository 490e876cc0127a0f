package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.NodePeer;
import dev.sonde.core.check.NodeTunnel;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Route;
import java.util.ArrayList;
import java.util.List;

/// A finding about a [NodeTunnel], piece by piece.
final class PodFinding {
    private final Rule rule;
    private final NodeTunnel tunnel;
    private final NodePeer peer;
    private final List<Evidence> evidence = new ArrayList<>();
    private Severity severity;
    private String victim = "";
    private String headline = "";
    private String source;
    private String expected;
    private String found;
    private Remedy remedy;
    private List<String> see;

    /// `peer`: the node to which it leads, null: nothing is known of it. `route`: the one at fault, or null.
    PodFinding(Rule rule, NodeTunnel tunnel, NodePeer peer, Route route) {
        this.rule = rule;
        this.tunnel = tunnel;
        this.peer = peer;
        this.severity = rule.severity();
        this.source = peer == null ? Finding.NATURE : peer.source();
        if (route != null) {
            evidence.add(PodRoute.line(tunnel, route));
        }
        victim(peer != null ? peer.pods(route == null ? null : route.prefix()) : "the pods in " + prefix(route));
    }

    private static String prefix(Route r) {
        return r == null || r.prefix() == null ? "other nodes" : r.prefix().toString();
    }

    NodePeer peer() {
        return peer;
    }

    /// Who is not reached from here.
    PodFinding victim(String whom) {
        victim = whom;
        headline = tunnel.host().namespace().host() + " does not reach " + whom;
        return this;
    }

    PodFinding headline(String line, Severity how) {
        headline = line;
        severity = how;
        return this;
    }

    /// The list alone says it.
    PodFinding byTheList() {
        source = ClusterNodes.SOURCE;
        return this;
    }

    PodFinding expected(String what) {
        expected = what;
        return this;
    }

    PodFinding found(String what) {
        found = what;
        return this;
    }

    PodFinding evidence(List<Evidence> rows) {
        evidence.addAll(rows);
        return this;
    }

    PodFinding remedy(Remedy what) {
        remedy = what;
        return this;
    }

    PodFinding see(String... words) {
        see = Segment.inside(tunnel.host().namespace(), words);
        return this;
    }

    void to(Findings out) {
        Finding.Expected should = new Finding.Expected(expected, source);
        out.add(new Finding(rule, severity, headline, victim, tunnel.where(), should, found, evidence, remedy, see));
    }

    static Remedy anew(NamespaceTables host) {
        return new Remedy.Manual("start the pod of flannel or Calico on "
                + host.namespace().host() + " anew (kubectl delete pod): it writes the rows of all nodes");
    }
}
