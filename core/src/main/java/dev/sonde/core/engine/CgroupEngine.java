package dev.sonde.core.engine;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.List;

/// Container ids from the control groups of processes: what the kernel alone knows of containers, and the last
/// resort when no engine answers.
public final class CgroupEngine implements Engine {
    private static final EngineId ENGINE = EngineId.nobody(EngineId.Kind.CGROUPS);

    private static final int ID = 64;

    /// What container runtimes put before the id in the name of a systemd scope.
    private static final String[] PREFIXES = {"docker-", "cri-containerd-", "crio-", "libpod-", "nerdctl-"};

    /// The container in which we run ourselves, which is none of those that we look for; or null.
    private final String own;

    CgroupEngine(Source source) {
        String first = null;
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == 1) {
                first = container(p.cgroup());
            }
        }
        own = first;
    }

    @Override
    public EngineId id() {
        return ENGINE;
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        ProcessEntry p = namespace.oldest();
        if (p == null) {
            return null;
        }
        String id = container(p.cgroup());
        if (id == null || id.equals(own)) {
            return null;
        }
        Workload workload = new Workload(Kind.CONTAINER, id.substring(0, 12), "", id, "", p.pid());
        return new Claim(Kind.CONTAINER, workload.name(), null, null, workload);
    }

    /// The id of the container in a `/proc/PID/cgroup`, or null: `docker-ID.scope` and its like (systemd), or a
    /// folder that is an id below one of `docker`, `kubepods`, `libpod_parent` (cgroupfs).
    public static String container(String cgroup) {
        int at = 0;
        while (at < cgroup.length()) {
            int end = cgroup.indexOf('\n', at);
            if (end < 0) {
                end = cgroup.length();
            }
            String id = line(cgroup, at, end);
            if (id != null) {
                return id;
            }
            at = end + 1;
        }
        return null;
    }

    /// One line, `ID:CONTROLLERS:/PATH`. The innermost container is the last in the path.
    private static String line(String s, int at, int end) {
        int segmentEnd = end;
        while (segmentEnd > at) {
            int slash = s.lastIndexOf('/', segmentEnd - 1);
            if (slash < at) {
                return null;
            }
            String id = segment(s, slash + 1, segmentEnd, s.substring(at, slash));
            if (id != null) {
                return id;
            }
            segmentEnd = slash;
        }
        return null;
    }

    private static String segment(String s, int at, int end, String above) {
        if (s.startsWith(".scope", end - 6) && end - 6 > at) {
            for (String prefix : PREFIXES) {
                int id = at + prefix.length();
                if (s.startsWith(prefix, at) && end - 6 - id == ID && hex(s, id, end - 6)) {
                    return s.substring(id, end - 6);
                }
            }
            return null;
        }
        boolean engine = above.endsWith("/docker") || above.contains("/kubepods") || above.contains("/libpod_parent");
        int libpod = at + "libpod-".length(); // Podman without systemd
        if (s.startsWith("libpod-", at) && end - libpod == ID && hex(s, libpod, end)) {
            return s.substring(libpod, end);
        }
        return engine && end - at == ID && hex(s, at, end) ? s.substring(at, end) : null;
    }

    /// The last part of a path that is an id, wherever it lies, or null: for engines that know the id, whatever
    /// their containers' control groups are put below.
    static String anywhere(String cgroup) {
        String found = null;
        for (int at = cgroup.indexOf('/'); at >= 0; at = cgroup.indexOf('/', at + 1)) {
            int end = at + 1 + ID;
            boolean ends = end == cgroup.length()
                    || end < cgroup.length() && (cgroup.charAt(end) == '/' || cgroup.charAt(end) == '\n');
            if (ends && hex(cgroup, at + 1, end)) {
                found = cgroup.substring(at + 1, end);
            }
        }
        return found;
    }

    /// The path of the outermost control group that is named after a container, or null.
    static String outermost(String cgroup) {
        for (int at = cgroup.indexOf('/'); at >= 0; at = cgroup.indexOf('/', at + 1)) {
            int end = at + 1;
            while (end < cgroup.length() && cgroup.charAt(end) != '/' && cgroup.charAt(end) != '\n') {
                end++;
            }
            int line = cgroup.lastIndexOf('\n', at) + 1;
            if (segment(cgroup, at + 1, end, cgroup.substring(line, at)) != null) {
                return cgroup.substring(cgroup.indexOf('/', line), end);
            }
        }
        return null;
    }

    /// The id of the container after which the outermost such control group is named; empty: there is none.
    static String outermostId(String cgroup) {
        String path = outermost(cgroup);
        String id = path == null ? null : container(path);
        return id == null ? "" : id;
    }

    static boolean hex(String s, int at, int end) {
        for (int i = at; i < end; i++) {
            char c = s.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
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
