package dev.sonde.cli.check;

import dev.sonde.cli.Failure;
import dev.sonde.core.check.Finding;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which findings are wanted: those of the networks, hosts, workloads, services or files that were named; without a
/// name all.
final class Scope {
    /// What was named, and the networks of each service that was.
    private final List<String> wanted;
    private final Set<String> known = new HashSet<>();

    /// All ways into a namespace, with the one that findings name.
    private final Map<String, String> files = new HashMap<>();

    /// The hosts of each network: what is wrong with a host concerns its networks.
    private final Set<String> hosts = new HashSet<>();

    /// The networks of each workload.
    private final Set<String> members = new HashSet<>();

    Scope(List<String> wanted) {
        this.wanted = new ArrayList<>(wanted);
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
            for (Handle h : n.handles()) {
                files.put(h.path(), n.path());
            }
            if (n.kind() == Kind.OVERLAY) {
                hosts.add(n.name() + "\0" + n.host());
            }
        }
        for (LeftOver l : snapshot.leftOvers()) {
            known.add(l.path());
        }
        for (Network network : snapshot.networks()) {
            known.add(network.name());
            for (Endpoint e : network.endpoints()) {
                if (e.workload() != null) {
                    known.add(e.workload().name());
                    members.add(e.workload().name() + "\0" + network.name());
                    service(e.workload().service(), network.name());
                }
            }
        }
    }

    /// A service's name means the networks that it is in.
    private void service(String name, String network) {
        if (!name.isEmpty() && wanted.contains(name)) {
            known.add(name);
            if (!wanted.contains(network)) {
                wanted.add(network);
            }
        }
    }

    /// Whether this very word was named.
    boolean names(String word) {
        return wanted.contains(word);
    }

    /// Leaves those that are wanted. A name that nothing has is an error.
    void restrict(List<Finding> findings) {
        for (String w : wanted) {
            if (!known.contains(w) && !files.containsKey(w)) {
                throw new Failure(
                        "check: " + w + ": no such network, host, task or service", "sonde ls lists what there is");
            }
        }
        if (!wanted.isEmpty()) {
            findings.removeIf(f -> wanted.stream().noneMatch(w -> concerns(f, w)));
        }
    }

    /// Whether a network on a host may be probed: it, its host, its file or one of its workloads was named.
    boolean wants(Finding.Where at) {
        boolean any = wanted.isEmpty();
        for (String w : wanted) {
            any |= w.equals(at.network())
                    || w.equals(at.network() + "@" + at.host())
                    || w.equals(at.host())
                    || w.equals(at.file())
                    || at.file().equals(files.get(w))
                    || members.contains(w + "\0" + at.network());
        }
        return any;
    }

    /// Whether what is wrong with a host concerns what was named.
    boolean touches(String host) {
        boolean any = wanted.isEmpty();
        for (String w : wanted) {
            any |= w.equals(host) || w.endsWith("@" + host) || hosts.contains(w + "\0" + host);
        }
        return any;
    }

    private boolean concerns(Finding f, String w) {
        Finding.Where at = f.where();
        int sign = w.lastIndexOf('@');
        String network = sign < 0 ? w : w.substring(0, sign);
        boolean here = sign < 0 || w.substring(sign + 1).equals(at.host());
        if (at.network().isEmpty() && here && hosts.contains(network + "\0" + at.host())) {
            return true;
        }
        return w.equals(at.network())
                || w.equals(at.network() + "@" + at.host())
                || w.equals(at.host())
                || w.equals(at.file())
                || at.file().equals(files.get(w))
                || w.equals(f.victim())
                || w.startsWith(f.victim() + ".");
    }
}
