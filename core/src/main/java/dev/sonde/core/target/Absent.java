package dev.sonde.core.target;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a word names that an engine knows, and that has no namespace here: a task on another host, a network that
/// lies nowhere here. To take something alike in its place would be wrong.
final class Absent {
    private static final int MOST = 8;

    /// Why `name` leads nowhere; null: no engine knows it either. `word`: as it was typed. `kind`: what stood before
    /// the name, or empty.
    static TargetException of(List<Snapshot> snapshots, String word, String kind, String name) {
        TargetException why = named(snapshots, word, kind, name);
        int at = name.lastIndexOf('@');
        return why != null || at <= 0 ? why : named(snapshots, word, kind, name.substring(0, at));
    }

    private static TargetException named(List<Snapshot> snapshots, String word, String kind, String name) {
        for (Snapshot s : snapshots) {
            Network n = network(s, name);
            if (n != null && (kind.isEmpty() || kind.equals("network"))) {
                return new TargetException(word + ": " + nowhere(n), "sonde inspect " + n.name() + " tells of it");
            }
        }
        Set<String> hosts = new LinkedHashSet<>(2);
        for (Snapshot s : snapshots) {
            for (Network n : s.networks()) {
                for (Endpoint e : n.endpoints()) {
                    if (elsewhere(e) && means(e.workload(), kind, name)) {
                        hosts.add(e.host());
                    }
                }
            }
        }
        if (!hosts.isEmpty()) {
            String where = String.join(", ", hosts.stream().limit(MOST).toList());
            return new TargetException(
                    word + ": it is not on this host, but on " + where,
                    "run the same there; here sonde who " + name + " tells the way to it");
        }
        return kind.isEmpty() || kind.equals("node") ? host(snapshots, word, name) : null;
    }

    /// Of another host of the swarm; null: it is none.
    private static TargetException host(List<Snapshot> snapshots, String word, String name) {
        SwarmNode node = node(snapshots, name);
        String host = node == null ? name : node.host();
        if (node == null && !peer(snapshots, name)) {
            return null;
        }
        boolean down = node != null && !node.state().isEmpty() && !node.state().equals("ready");
        return new TargetException(
                word + ": it is " + (host.equals(name) ? "" : host + ", ") + "another host of the swarm"
                        + (down ? ", which is " + node.state() : ""),
                "run sonde there" + (peer(snapshots, host) ? "; here sonde who " + host + " tells the way to it" : ""));
    }

    /// Whether a network is live on a host of this name that is not one of these.
    private static boolean peer(List<Snapshot> snapshots, String host) {
        for (Snapshot s : snapshots) {
            for (Network n : s.networks()) {
                for (SwarmPeer p : n.peers()) {
                    if (p.host().equals(host) && !s.host().name().equals(host)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Of tasks and containers on other hosts their engine does not tell the id of the container.
    private static boolean elsewhere(Endpoint e) {
        return e.workload() != null
                && e.workload().container().isEmpty()
                && !e.host().isEmpty();
    }

    private static boolean means(Workload w, String kind, String name) {
        boolean task = w.name().equals(name) || DisplayNames.of(w).equals(name) || Targets.begins(w.task(), name);
        return switch (kind) {
            case "" -> task || w.service().equals(name);
            case "task", "container" -> task;
            case "service" -> w.service().equals(name);
            default -> false;
        };
    }

    /// A node that is none of the engines that are seen.
    private static SwarmNode node(List<Snapshot> snapshots, String name) {
        SwarmNode found = null;
        for (Snapshot s : snapshots) {
            for (SwarmNode n : s.nodes()) {
                boolean called = n.id().equals(name) || n.host().equals(name);
                if (!n.self() && (called || found == null && Targets.begins(n.id(), name))) {
                    found = n;
                }
            }
        }
        return found;
    }

    private static Network network(Snapshot s, String name) {
        Network found = null;
        for (Network n : s.networks()) {
            boolean called = n.name().equals(name) || n.id().equals(name);
            if ((called || found == null && Targets.begins(n.id(), name)) && s.namespace(n) == null) {
                found = n;
            }
        }
        return found;
    }

    private static String nowhere(Network n) {
        // Docker makes an overlay network on a host with its first endpoint there. What the swarm has not made at all
        // has no driver either.
        if (n.overlay()) {
            String why = n.driver().isEmpty() ? "the swarm has given it nothing yet" : "no endpoint of it is here";
            return "the network has no namespace on this host: " + why;
        }
        return switch (n.driver()) {
            case "null" -> "the network is none: each container has a namespace of its own";
            case "" -> "the network has no namespace that is known here: its engine does not tell its driver";
            default ->
                "a network of driver " + n.driver() + " has no namespace of its own: its links are its containers'";
        };
    }

    private Absent() {}
}
