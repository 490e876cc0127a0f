package dev.sonde.core.model;

import java.util.List;

/// All that was understood of one host at one moment. `engines`: who gave names.
public record Snapshot(
        Host host,
        List<Namespace> namespaces,
        List<LeftOver> leftOvers,
        List<Network> networks,
        List<String> engines,
        List<Gap> gaps) {

    public Namespace namespace(long dev, long ino) {
        for (Namespace n : namespaces) {
            if (n.id().ino() == ino && n.id().dev() == dev) {
                return n;
            }
        }
        return null;
    }
}
