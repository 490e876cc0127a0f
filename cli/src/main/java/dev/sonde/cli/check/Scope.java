package dev.sonde.cli.check;

import dev.sonde.cli.Failure;
import dev.sonde.core.check.Finding;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import dev.sonde.core.target.TargetException;
import dev.sonde.core.target.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is wanted of a check: networks on hosts, whole hosts, and files; without a word on the command line all.
///
/// A word is a target as everywhere. A network means itself on every host that is seen, a workload the networks that
/// it is in, a host or a lab all its networks. What names nothing that is compared is an error: to say that no fault
/// was found there would be an all-clear for something that nobody looked at.
final class Scope {
    private final List<String> words;

    /// An overlay network on one host, as findings name it.
    private record NetworkOnHost(String network, String host) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof NetworkOnHost n && n.network.equals(network) && n.host.equals(host);
        }

        @Override
        public int hashCode() {
            return 31 * network.hashCode() + host.hashCode();
        }
    }

    private final Set<NetworkOnHost> networks = new HashSet<>();

    /// Of which everything is wanted.
    private final Set<String> hosts = new HashSet<>();

    private final Set<String> files = new HashSet<>();

    /// Words that mean something that is compared; of the others, why they do not.
    private final Set<String> known = new HashSet<>();

    private final Map<String, Failure> unknown = new HashMap<>();

    Scope(List<String> words) {
        this.words = List.copyOf(words);
    }

    /// What there is to be named on a host.
    void add(Source source, Snapshot snapshot) {
        for (String word : words) {
            try {
                if (file(snapshot, word) | host(snapshot, word) || target(source, snapshot, word)) {
                    known.add(word);
                }
            } catch (TargetException e) {
                unknown.putIfAbsent(word, new Failure("check: " + e.getMessage(), e.remedy()));
            } catch (Failure e) {
                unknown.putIfAbsent(word, e);
            }
        }
    }

    /// A way into a namespace, or a file that leads to none.
    private boolean file(Snapshot snapshot, String word) {
        boolean found = false;
        for (LeftOver l : snapshot.leftOvers()) {
            if (l.path().equals(word)) {
                found = files.add(word) || files.contains(word);
            }
        }
        for (Namespace n : word.indexOf('/') < 0 ? List.<Namespace>of() : snapshot.namespaces()) {
            for (Handle h : n.handles()) {
                if (h.path().equals(word) && compared(snapshot, n, word)) {
                    found = true;
                }
            }
        }
        return found;
    }

    /// A host by its name, a lab with all its hosts.
    private boolean host(Snapshot snapshot, String word) {
        boolean found = false;
        for (Namespace n : snapshot.namespaces()) {
            if (n.ofHost() && Targets.on(n, word)) {
                host(snapshot, n);
                found = true;
            }
        }
        return found;
    }

    private void host(Snapshot snapshot, Namespace host) {
        hosts.add(host.host());
        for (Namespace n : snapshot.namespaces()) {
            if (n.kind() == Kind.OVERLAY && n.host().equals(host.host())) {
                overlay(snapshot, n);
            }
        }
    }

    private boolean target(Source source, Snapshot snapshot, String word) {
        List<Namespace> named = Targets.among(source, snapshot, word);
        boolean found = false;
        Failure nothing = null;
        for (Namespace n : named) {
            try {
                found |= compared(snapshot, n, word);
            } catch (Failure e) {
                nothing = nothing == null ? e : nothing;
            }
        }
        if (!found && nothing != null) {
            throw nothing; // of several that are called so the others are compared
        }
        return found;
    }

    /// Takes what is compared of a namespace; whether anything is.
    private boolean compared(Snapshot snapshot, Namespace n, String word) {
        if (n.kind() == Kind.OVERLAY) {
            overlay(snapshot, n);
            files.add(n.path());
            return true;
        }
        if (n.ofHost()) {
            String bare = word.substring(word.indexOf(':') + 1);
            for (Network network : snapshot.networks()) {
                if (!network.overlay() && network.name().equals(bare)) {
                    throw new Failure(
                            "check: " + word + ": a network of driver " + network.driver(),
                            "check compares overlay networks only");
                }
            }
            host(snapshot, n);
            return true;
        }
        List<Workload> workloads = new ArrayList<>(n.tenants());
        if (n.workload() != null) {
            workloads.add(n.workload());
        }
        boolean found = false;
        for (Network network : snapshot.networks()) {
            boolean member = network == n.network();
            for (Endpoint e : network.endpoints()) {
                member |= e.workload() != null && workloads.contains(e.workload());
            }
            for (Namespace overlay : member ? snapshot.namespaces() : List.<Namespace>of()) {
                if (overlay.kind() == Kind.OVERLAY && overlay.network() == network) {
                    overlay(snapshot, overlay);
                    found = true;
                }
            }
        }
        if (!found) {
            throw new Failure(
                    "check: " + word + ": it is on no overlay network: there is nothing to compare",
                    "sonde show " + word + " shows what is there");
        }
        return true;
    }

    /// A network's namespace, and one of the same network that its engine does not know: the file's name begins with
    /// the network's id.
    private void overlay(Snapshot snapshot, Namespace n) {
        networks.add(at(n));
        for (Namespace other : snapshot.namespaces()) {
            boolean stray = other.kind() == Kind.OVERLAY && other.network() == null && n.network() != null;
            if (stray && n.network().id().startsWith(other.name())) {
                files.add(other.path());
            }
        }
    }

    private static NetworkOnHost at(Namespace overlay) {
        Network network = overlay.network();
        return new NetworkOnHost(network == null ? overlay.name() : network.name(), overlay.host());
    }

    /// Whether nothing was named: everything is wanted.
    boolean all() {
        return words.isEmpty();
    }

    /// Whether this very word was named.
    boolean names(String word) {
        return words.contains(word);
    }

    /// A word that names nothing on any host is an error.
    void resolved() {
        for (String word : words) {
            if (!known.contains(word)) {
                throw unknown.get(word);
            }
        }
    }

    /// Leaves those that are wanted.
    void restrict(List<Finding> findings) {
        findings.removeIf(f -> !wants(f.where())
                && !(f.where().network().isEmpty() && touches(f.where().host())));
    }

    /// Whether this place is wanted.
    boolean wants(Finding.Where at) {
        return words.isEmpty()
                || networks.contains(new NetworkOnHost(at.network(), at.host()))
                || hosts.contains(at.host())
                || files.contains(at.file());
    }

    /// Whether what is wrong with a host concerns what was named: it, or one of the networks there.
    boolean touches(String host) {
        boolean any = words.isEmpty() || hosts.contains(host);
        for (NetworkOnHost n : networks) {
            any |= n.host.equals(host);
        }
        return any;
    }
}
