package dev.sonde.core.graph;

import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The word by which `sonde enter` finds a namespace: what people call it, as long as nothing else is called so.
public final class TargetWords {
    private static final String FOLDER = "/netns/";

    /// Whom each word may mean, in whichever way.
    private final Map<String, List<Namespace>> called = new HashMap<>();

    public TargetWords(Snapshot snapshot) {
        for (Namespace n : snapshot.namespaces()) {
            if (n.kind() == Kind.OVERLAY || n.kind() == Kind.LAB_HOST || n.kind() == Kind.NODE) {
                call(n.name(), n);
            }
            for (Handle h : n.handles()) {
                if (h instanceof Handle.File) {
                    call(file(h.path()), n);
                }
            }
            if (n.network() != null && n.kind() == Kind.OVERLAY) {
                call(n.network().id(), n);
            }
            if (n.workload() != null) {
                call(n.workload(), n);
            }
            n.tenants().forEach(w -> call(w, n));
        }
        for (Network network : snapshot.networks()) {
            Namespace n = snapshot.namespace(network);
            if (n != null && n.kind() != Kind.OVERLAY) {
                call(network.name(), n);
                call(network.id(), n);
            }
        }
    }

    private void call(String word, Namespace n) {
        List<Namespace> all = called.computeIfAbsent(word, w -> new ArrayList<>(1));
        if (all.isEmpty() || all.getLast() != n) {
            all.add(n);
        }
    }

    private void call(Workload w, Namespace n) {
        call(w.name(), n);
        call(w.container(), n);
        call(w.service(), n);
        call(w.serviceId(), n);
        call(w.task(), n);
        call(w.project() + "/" + w.service(), n);
        // A task is known by its name without its id too, a pod by its name without its namespace.
        for (int dot = w.name().indexOf('.'); dot > 0; dot = w.name().indexOf('.', dot + 1)) {
            call(w.name().substring(0, dot), n);
        }
        call(w.name().substring(w.name().lastIndexOf('/') + 1), n);
    }

    /// What a file in an engine's folder is called; else empty.
    private static String file(String path) {
        int at = path.lastIndexOf('/') - FOLDER.length() + 1;
        return at >= 0 && path.startsWith(FOLDER, at) ? path.substring(at + FOLDER.length()) : "";
    }

    /// `NAME`, `NAME@HOST`, `NAME@LAB` or `NAME@HOST.LAB`, the first that means this namespace alone; null: none does.
    public String of(Namespace n) {
        String name = name(n);
        if (!plain(name)) {
            return null;
        }
        List<Namespace> all = called.getOrDefault(name, List.of());
        if (all.size() == 1 && all.getFirst() == n) {
            return name;
        }
        List<String> hosts = n.lab() ? List.of(n.host(), n.realm(), n.host() + "." + n.realm()) : List.of(n.host());
        for (String host : hosts) {
            String word = name + "@" + host;
            boolean among = false;
            boolean only = !called.containsKey(word);
            for (Namespace other : all) {
                among |= other == n;
                only &= other == n || !on(other, host);
            }
            if (among && only) {
                return word;
            }
        }
        return null;
    }

    private static boolean on(Namespace n, String host) {
        boolean lab = n.lab() && (n.realm().equals(host) || host.equals(n.host() + "." + n.realm()));
        return lab || n.host().equals(host);
    }

    private static String name(Namespace n) {
        return switch (n.kind()) {
            case TASK -> n.workload() == null ? "" : DisplayNames.of(n.workload());
            case OVERLAY, CONTAINER, NAMED, LAB_HOST, NODE -> n.name();
            case LOAD_BALANCER, INGRESS -> file(n.path());
            default -> "";
        };
    }

    /// Whether nobody takes it for an option, a path, a kind, a process or one on a host.
    private static boolean plain(String name) {
        boolean digits = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            digits &= c >= '0' && c <= '9';
            if (c == '/' || c == ':' || c == '@') {
                return false;
            }
        }
        return !digits && name.charAt(0) != '-' && !name.equals("host");
    }
}
