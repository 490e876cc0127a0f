package dev.sonde.cli.check;

import dev.sonde.cli.Failure;
import dev.sonde.core.check.Finding;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which findings are wanted: those of the networks, hosts, workloads or files that were named; without a name all.
final class Scope {
    private final List<String> wanted;
    private final Set<String> known = new HashSet<>();

    Scope(List<String> wanted) {
        this.wanted = wanted;
    }

    /// What there is to be named on a host.
    void add(Snapshot snapshot) {
        if (wanted.isEmpty()) {
            return;
        }
        for (Namespace n : snapshot.namespaces()) {
            known.add(n.name());
            known.add(n.name() + "@" + n.host());
            known.add(n.host());
            known.add(n.path());
        }
        for (Network network : snapshot.networks()) {
            known.add(network.name());
            for (Endpoint e : network.endpoints()) {
                if (e.workload() != null) {
                    known.add(e.workload().name());
                }
            }
        }
    }

    /// Leaves those that are wanted. A name that nothing has is an error.
    void restrict(List<Finding> findings) {
        for (String w : wanted) {
            if (!known.contains(w)) {
                throw new Failure(
                        "check: " + w + ": no such network, host or workload", "sonde ls lists what there is");
            }
        }
        if (!wanted.isEmpty()) {
            findings.removeIf(f -> wanted.stream().noneMatch(w -> concerns(f, w)));
        }
    }

    private static boolean concerns(Finding f, String w) {
        Finding.Where at = f.where();
        return w.equals(at.network())
                || w.equals(at.network() + "@" + at.host())
                || w.equals(at.host())
                || w.equals(at.file())
                || w.equals(f.victim())
                || w.startsWith(f.victim() + ".");
    }
}
