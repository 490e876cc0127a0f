package dev.sonde.cli.check;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells faults from what an engine is just doing: while containers come and go its tables and the kernel's differ
/// for a moment. A fault is there at two looks.
final class TransientFilter {
    /// Longer than news of an endpoint take from one of Docker's hosts to another.
    private static final int MILLISECONDS = 500;

    /// What makes one finding the same at a second look.
    /// `file`: of what is in no network; a container of the same name may be another one.
    private record Key(Rule rule, String network, String host, String victim, String file) {
        static Key of(Finding f) {
            Finding.Where w = f.where();
            return new Key(
                    f.rule(), w.network(), w.host(), f.victim(), w.network().isEmpty() ? w.file() : "");
        }
    }

    /// Those that may be what an engine is doing: errors and warnings of real hosts. `simulated`: the hosts of
    /// labs.
    static List<Finding> moving(List<Finding> findings, Set<String> simulated) {
        List<Finding> some = new ArrayList<>();
        for (Finding f : findings) {
            if (f.severity() != Severity.INFO && !simulated.contains(f.where().host())) {
                some.add(f);
            }
        }
        return some;
    }

    /// Leaves away of the findings of a second look what was not found at the first.
    static void keep(List<Finding> findings, List<Finding> before, Set<String> simulated) {
        Set<Key> known = new HashSet<>();
        for (Finding f : before) {
            known.add(Key.of(f));
        }
        for (Finding f : moving(findings, simulated)) {
            if (!known.contains(Key.of(f))) {
                findings.remove(f);
            }
        }
    }

    static void pause() {
        try {
            Thread.sleep(MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TransientFilter() {}
}
