package dev.sonde.core.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the rules have found so far, and of what: a rule about consequences asks whether the cause is known already.
final class Findings {
    private final List<Finding> all = new ArrayList<>();
    private final Set<Object> explained = new HashSet<>();

    /// `causes`: what is explained by this: endpoints and addresses, namespaces.
    void add(Finding finding, Object... causes) {
        all.add(finding);
        explained.addAll(List.of(causes));
    }

    boolean explained(Object cause) {
        return !explained.isEmpty() && explained.contains(cause);
    }

    List<Finding> all() {
        return all;
    }
}
