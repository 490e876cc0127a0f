package dev.sonde.core.check;

import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What lies in an engine's folder of namespaces, and which engine's the folder is.
public final class Folders {
    private static final String DOCKER = "/run/docker/netns/";

    /// Where Docker listens, below the root of its mount namespace.
    private static final String SOCKET = "/run/docker.sock";

    /// The engine of each folder, `/run/docker/netns/` for instance, that told its networks.
    private final Map<String, EngineId> engines = new HashMap<>();

    private final Snapshot snapshot;

    Folders(Snapshot snapshot) {
        this.snapshot = snapshot;
        Set<EngineId> told = new LinkedHashSet<>();
        for (Network n : snapshot.networks()) {
            if (n.engine().tellsAll()) {
                told.add(n.engine());
            }
        }
        for (Namespace n : snapshot.namespaces()) {
            if (told.contains(n.engine())) {
                for (Handle h : n.handles()) {
                    if (h instanceof Handle.File) {
                        engines.putIfAbsent(folder(h.path()), n.engine());
                    }
                }
            }
        }
        for (EngineId engine : told) {
            if (engine.socket().endsWith(SOCKET)) {
                String root = engine.socket().substring(0, engine.socket().length() - SOCKET.length());
                engines.putIfAbsent(root + DOCKER, engine);
            }
        }
    }

    public static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /// The engine to whose folder a file belongs, or null: none that told its networks.
    public EngineId engine(String file) {
        return engines.get(folder(file));
    }

    /// What the host is called in whose folder a namespace lies: as its engine calls it.
    public String host(EngineId engine, Namespace n) {
        Namespace home = snapshot.homes().get(engine);
        return home == null ? n.host() : home.host();
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
    public Network network(EngineId engine, String file) {
        String id = file.substring(file.indexOf('-', file.lastIndexOf('/')) + 1);
        for (Network n : snapshot.networks()) {
            if (n.engine().equals(engine) && !id.isEmpty() && n.id().startsWith(id)) {
                return n;
            }
        }
        return null;
    }
}
