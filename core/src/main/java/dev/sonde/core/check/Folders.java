package dev.sonde.core.check;

import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What lies in an engine's folder of namespaces, and which engine's the folder is.
public final class Folders {
    private static final String DOCKER = "/run/docker/netns/";

    /// In the name of an engine that answers: `Docker 20.10.24 (unix:///run/docker.sock)`.
    private static final String SOCKET = "(unix://";

    /// The name of the engine of each folder, `/run/docker/netns/` for instance, that told its networks.
    private final Map<String, String> engines = new HashMap<>();

    private final Snapshot snapshot;

    Folders(Snapshot snapshot) {
        this.snapshot = snapshot;
        Set<String> told = new HashSet<>();
        for (Network n : snapshot.networks()) {
            if (tellsAll(n.engine())) {
                told.add(n.engine());
            }
        }
        for (Namespace n : snapshot.namespaces()) {
            if (told.contains(n.knownBy())) {
                for (Handle h : n.handles()) {
                    if (h instanceof Handle.File) {
                        engines.putIfAbsent(folder(h.path()), n.knownBy());
                    }
                }
            }
        }
        for (String engine : told) {
            int at = engine.indexOf(SOCKET);
            int end = engine.indexOf("/run/docker.sock)");
            if (at >= 0 && end > at) {
                engines.putIfAbsent(engine.substring(at + SOCKET.length(), end) + DOCKER, engine);
            }
        }
    }

    /// Whether an engine tells of all its networks: a lab, and one that answers at its socket. The state on disk tells
    /// of those only in which a container runs.
    static boolean tellsAll(String engine) {
        return engine.startsWith("lab ") || engine.contains(SOCKET);
    }

    public static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /// The engine to whose folder a file belongs, or null: none that told its networks.
    public String engine(String file) {
        return engines.get(folder(file));
    }

    /// What a namespace file is called as one of an overlay network: `1-9tp0f348do`; null for others.
    public static String overlayFile(Namespace n) {
        for (Handle h : n.handles()) {
            String file = h instanceof Handle.File ? h.path().substring(h.path().lastIndexOf('/') + 1) : "";
            int dash = file.indexOf('-');
            boolean digits = dash > 0 && file.substring(0, dash).chars().allMatch(c -> c >= '0' && c <= '9');
            if (n.kind() == Kind.OVERLAY && digits) {
                return h.path();
            }
        }
        return null;
    }

    /// The network of this engine to which such a file belongs, or null: it has none.
    public Network network(String engine, String file) {
        String id = file.substring(file.indexOf('-', file.lastIndexOf('/')) + 1);
        for (Network n : snapshot.networks()) {
            if (n.engine().equals(engine) && !id.isEmpty() && n.id().startsWith(id)) {
                return n;
            }
        }
        return null;
    }
}
