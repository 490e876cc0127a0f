package dev.sonde.core.model;

import java.util.List;
import java.util.Map;

/// All that was understood of one host at one moment. `engines`: who gave names. `homes`: by the name of each engine
/// the namespace in which its daemon works, and the bridges of its networks lie.
public record Snapshot(
        Host host,
        List<Namespace> namespaces,
        List<LeftOver> leftOvers,
        List<Network> networks,
        List<String> engines,
        Map<String, Namespace> homes,
        List<Gap> gaps) {

    /// The namespace in which the network's links lie: an overlay's own where it lives here, else that of its engine's
    /// daemon, or of its simulated host; null where none is known.
    public Namespace namespace(Network network) {
        for (Namespace n : namespaces) {
            boolean hosts = n.kind() == Kind.LAB_HOST
                    && n.host().equals(network.host())
                    && n.knownBy().equals(network.engine());
            if (hosts || n.kind() == Kind.OVERLAY && n.network() == network) {
                return n;
            }
        }
        return network.driver().equals("overlay") ? null : homes.get(network.engine());
    }

    /// The namespace of this number in its stream; where that is 0, the one that has this device and inode; or null.
    public Namespace namespace(int number, long dev, long ino) {
        Namespace found = null;
        for (Namespace n : namespaces) {
            if (number != 0 && n.number() == number) {
                return n;
            }
            if (n.id().ino() == ino && n.id().dev() == dev && (found == null || found.state() == State.GONE)) {
                found = n;
            }
        }
        return found;
    }
}
