package dev.sonde.core.engine;

import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import java.util.List;

/// What the names of namespace files tell when no engine answers: `ip netns` names, and the forms of Docker's.
public final class FolderEngine implements Engine {
    private static final EngineId ENGINE = EngineId.nobody(EngineId.Kind.FILES);

    private static final String IP_NETNS = "/run/netns/";
    private static final String DOCKER = "/docker/netns/";

    @Override
    public EngineId id() {
        return ENGINE;
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        Claim best = null;
        for (String path : namespace.files()) {
            Claim c = claim(path);
            if (best == null || c.kind().compareTo(best.kind()) < 0) {
                best = c;
            }
        }
        return best;
    }

    private static Claim claim(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith(IP_NETNS)) {
            return Claim.of(Kind.NAMED, file);
        }
        if (path.contains(DOCKER)) {
            return docker(file);
        }
        return Claim.of(Kind.FILE, path);
    }

    /// `<epoch>-<10 of the network's id>` an overlay network's own, `lb_<9>` its load balancer, `ingress_sbox` the
    /// ingress, 12 hex digits a container's sandbox (not of its id).
    static Claim docker(String file) {
        int dash = file.indexOf('-');
        if (dash > 0 && digits(file, dash) && file.length() > dash + 1) {
            return Claim.of(Kind.OVERLAY, file.substring(dash + 1));
        }
        if (file.startsWith("lb_")) {
            return Claim.of(Kind.LOAD_BALANCER, file.substring(3));
        }
        if (file.equals("ingress_sbox")) {
            return Claim.of(Kind.INGRESS, "ingress");
        }
        if (file.length() == 12 && CgroupEngine.hex(file, 0, 12)) {
            return Claim.of(Kind.CONTAINER, "sandbox " + file);
        }
        return Claim.of(Kind.FILE, file);
    }

    private static boolean digits(String s, int end) {
        for (int i = 0; i < end; i++) {
            if (s.charAt(i) < '0' || s.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }
}
