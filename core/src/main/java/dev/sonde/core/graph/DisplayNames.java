package dev.sonde.core.graph;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Workload;

/// What people call namespaces, endpoints and links.
public final class DisplayNames {
    /// Its MAC as text; empty where it has none of six bytes.
    public static String mac(Link link) {
        return link.mac() == null ? "" : link.mac().toString();
    }

    public static String of(Namespace n) {
        return switch (n.kind()) {
            case TASK -> n.workload() == null ? n.name() : task(n.workload());
            case CONTAINER, POD, LAB_HOST, NODE, HOST, OWN, NAMED, FILE -> n.name();
            // A network of a lab is on each of its hosts.
            case OVERLAY -> n.lab() ? n.name().concat("@").concat(n.host()) : n.name();
            case PROCESS -> {
                Handle.Process p = n.process();
                yield p == null ? "netns:".concat(Long.toString(n.id().ino())) : p.command() + " (pid " + p.pid() + ")";
            }
            case INGRESS -> "ingress sandbox";
            default -> n.kind().label().concat(" ").concat(n.name());
        };
    }

    /// The same, as it is called in the namespace `here`: what belongs to the same network needs no name of it.
    public static String of(Namespace n, Namespace here) {
        boolean one = n.kind() == Kind.LOAD_BALANCER && n.network() != null && n.network() == here.network();
        return one ? "the load balancer" : of(n);
    }

    public static String of(Endpoint e) {
        return e.workload() == null ? "" : of(e.workload());
    }

    public static String of(Workload w) {
        return w.kind() == Kind.TASK ? task(w) : w.name();
    }

    /// The first twelve letters of an id, as Docker prints it.
    public static String shortId(String id) {
        return id.substring(0, Math.min(12, id.length()));
    }

    /// A task's name without its id: `SERVICE.N`.
    private static String task(Workload w) {
        int dot = w.name().indexOf('.', w.service().length() + 1);
        return dot > 0 && w.name().startsWith(w.service()) ? w.name().substring(0, dot) : w.name();
    }

    private DisplayNames() {}
}
