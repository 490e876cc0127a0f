package dev.sonde.core.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the rules have found so far, and of what: a rule about consequences asks whether the cause is known
/// already.
public final class Findings {
    private final List<Finding> all = new ArrayList<>();
    private final Set<Object> explained = new HashSet<>();
    private final Set<Inconclusive> unjudged = new LinkedHashSet<>();
    private final Map<String, Set<String>> open = new LinkedHashMap<>();

    /// `causes`: what is explained by this: endpoints and addresses, namespaces.
    public void add(Finding finding, Object... causes) {
        all.add(finding);
        explained.addAll(List.of(causes));
    }

    /// What a rule could not judge, though it was read. `parts`: of the firewall of a host.
    void open(String host, Set<String> parts) {
        if (!parts.isEmpty()) {
            open.computeIfAbsent(host, k -> new LinkedHashSet<>()).addAll(parts);
        }
    }

    /// What a rule could not judge on a host, and why. Said once.
    public void unjudged(String host, String what, String why) {
        unjudged.add(new Inconclusive(host, what, why, true));
    }

    public List<Inconclusive> open() {
        List<Inconclusive> all = new ArrayList<>(unjudged);
        open.forEach((host, parts) -> all.add(
                new Inconclusive(host, "the firewall of " + host + ": " + String.join(", ", parts), WHY, true)));
        return all;
    }

    private static final String WHY = "sonde does not understand it; sonde check --probe tells whether tunnels pass";

    public boolean explained(Object cause) {
        return !explained.isEmpty() && explained.contains(cause);
    }

    public List<Finding> all() {
        return all;
    }
}
