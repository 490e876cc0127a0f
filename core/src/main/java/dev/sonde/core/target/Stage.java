package dev.sonde.core.target;

import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.List;

/// The places where a name is looked for, one after the other: what of a namespace it may be.
enum Stage {
    HOST,
    INODE,
    NSID,
    NAMED,
    CONTAINER,
    NETWORK,
    TASK,
    SERVICE,
    POD,
    FILE,
    /// What an engine or a lab makes beside what people name.
    LAB,
    LOAD_BALANCER,
    INGRESS,
    /// This host, by the name that it has.
    HOST_NAME,
    /// The host whose engine is this node of a swarm.
    SWARM_NODE;

    /// What stands before a name that is looked for here alone; empty where there is no such word.
    String prefix() {
        return switch (this) {
            case CONTAINER -> "container:";
            case NETWORK -> "network:";
            case TASK -> "task:";
            case SERVICE -> "service:";
            case POD -> "pod:";
            case LAB -> "lab:";
            case LOAD_BALANCER -> "load-balancer:";
            case INGRESS -> "ingress:";
            case SWARM_NODE -> "node:";
            default -> "";
        };
    }

    /// Whether the namespace is called so. `prefix`: whether the beginning of an id is enough.
    boolean matches(Namespace n, String name, boolean prefix) {
        if (prefix) {
            return switch (this) {
                case CONTAINER -> workloads(n).stream().anyMatch(w -> Targets.begins(w.container(), name));
                case NETWORK -> n.kind() == Kind.OVERLAY && Targets.begins(networkId(n), name);
                case TASK -> workloads(n).stream().anyMatch(w -> Targets.begins(w.task(), name));
                case SERVICE -> workloads(n).stream().anyMatch(w -> Targets.begins(w.serviceId(), name));
                default -> false;
            };
        }
        return switch (this) {
            case HOST ->
                name.equals("host") && (n.kind() == Kind.HOST || n.kind() == Kind.OWN)
                        || (n.kind() == Kind.LAB_HOST || n.kind() == Kind.NODE)
                                && n.name().equals(name);
            case INODE -> number(name) > 0 && n.id().ino() == number(name);
            case NSID -> peer(n, name);
            case NAMED -> named(n, name);
            case CONTAINER ->
                workloads(n).stream()
                        .anyMatch(w -> w.kind() != Kind.POD && w.name().equals(name)
                                || w.container().equals(name));
            case NETWORK ->
                n.kind() == Kind.OVERLAY
                        && (n.name().equals(name) || networkId(n).equals(name));
            case TASK -> workloads(n).stream().anyMatch(w -> w.kind() == Kind.TASK && task(w, name));
            case SERVICE -> workloads(n).stream().anyMatch(w -> service(w, name));
            case POD -> workloads(n).stream().anyMatch(w -> pod(w, name));
            case FILE -> filed(n, name);
            case LAB -> n.kind() == Kind.LAB && n.name().equals(name);
            case LOAD_BALANCER -> n.kind() == Kind.LOAD_BALANCER && n.name().equals(name);
            case INGRESS -> n.kind() == Kind.INGRESS && n.name().equals(name);
            case HOST_NAME ->
                (n.kind() == Kind.HOST || n.kind() == Kind.OWN) && n.name().equals(name);
            case SWARM_NODE -> false; // the engine's home tells: Targets
        };
    }

    /// A swarm's service; of a Compose project `PROJECT/SERVICE` as well as `SERVICE`.
    private static boolean service(Workload w, String name) {
        boolean id = w.serviceId().equals(name) && !name.isEmpty();
        return id
                || w.service().equals(name)
                || !w.project().isEmpty() && w.service().equals(w.project() + "/" + name);
    }

    /// `NAMESPACE/NAME` as well as `NAME`.
    private static boolean pod(Workload w, String name) {
        return w.kind() == Kind.POD && (w.name().equals(name) || w.name().endsWith("/".concat(name)));
    }

    private static String networkId(Namespace n) {
        Network network = n.network();
        return network != null ? network.id() : n.name();
    }

    /// `SERVICE.N.ID` as well as `SERVICE.N` and `ID`.
    private static boolean task(Workload w, String name) {
        String whole = w.name();
        return whole.equals(name)
                || w.task().equals(name)
                || whole.startsWith(name)
                        && whole.charAt(name.length()) == '.'
                        && name.length() > w.service().length();
    }

    private static boolean named(Namespace n, String name) {
        for (Handle h : n.handles()) {
            if (h instanceof Handle.File && h.path().equals("/run/netns/".concat(name))) {
                return true;
            }
        }
        return false;
    }

    /// As a file in an engine's folder is called: `1-9tp0f348do`, `lb_9tp0f348d`, `ingress_sbox`.
    private static boolean filed(Namespace n, String name) {
        for (Handle h : n.handles()) {
            if (h instanceof Handle.File && h.path().endsWith("/netns/".concat(name))) {
                return true;
            }
        }
        return false;
    }

    /// `ID`, or `ID:INODE` where several namespaces know another by this id.
    private static boolean peer(Namespace n, String name) {
        for (Handle h : n.handles()) {
            if (h instanceof Handle.VethPeer p
                    && (name.equals(Integer.toString(p.nsid())) || name.equals(p.nsid() + ":" + p.netns()))) {
                return true;
            }
        }
        return false;
    }

    /// The workload after which it is named, and its tenants.
    private static List<Workload> workloads(Namespace n) {
        if (n.tenants().isEmpty()) {
            return n.workload() == null ? List.of() : List.of(n.workload());
        }
        List<Workload> all = new ArrayList<>(n.tenants());
        if (n.workload() != null) {
            all.addFirst(n.workload());
        }
        return all;
    }

    /// A decimal number that fits; else 0.
    static long number(String s) {
        if (s.isEmpty() || s.length() > 10) {
            return 0;
        }
        long v = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            v = 10 * v + c - '0';
        }
        return v;
    }
}
