package dev.sonde.core.engine;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Kubernetes, whatever runs its containers: kubelet names the folders of logs after pods and containers, and
/// control groups after pods' unique ids.
///
/// `/var/log/pods/NAMESPACE_POD_UID`, `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`; the control groups
/// `kubepods-besteffort-podUID.slice`, its `-` written as `_`, or `kubepods/besteffort/podUID`.
public final class KubeletEngine implements Engine {
    private static final int UID = 36;

    private final EngineId id;

    /// By unique id, and by container.
    private final Map<String, Workload> pods = new HashMap<>();

    private final Map<String, Workload> containers = new HashMap<>();

    private KubeletEngine(EngineFiles files, String host) {
        id = files.engine(EngineId.Kind.KUBELET, "/var/log");
        for (String file : files.names("/var/log/pods/")) {
            String[] parts = file.split("_", -1);
            if (parts.length == 3 && parts[2].length() >= UID - 4) {
                String pod = parts[0] + "/" + parts[1];
                pods.put(parts[2], new Workload(Kind.POD, pod, "", "", host, 0));
            }
        }
        for (String file : files.names("/var/log/containers/")) {
            int dash = file.lastIndexOf('-');
            String[] parts = file.substring(0, Math.max(dash, 0)).split("_", -1);
            String id = file.endsWith(".log") && dash > 0 ? file.substring(dash + 1, file.length() - 4) : "";
            if (parts.length == 3 && id.length() == 64) {
                containers.put(id, new Workload(Kind.CONTAINER, parts[2], "", id, host, 0));
            }
        }
    }

    static void addTo(List<Engine> all, List<EngineFiles> files, Source source) {
        for (EngineFiles f : files) {
            KubeletEngine k = new KubeletEngine(f, source.hello().host());
            if (!k.pods.isEmpty()) {
                all.add(k);
            }
        }
    }

    @Override
    public EngineId id() {
        return id;
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        ProcessEntry p = namespace.oldest();
        Workload pod = p == null ? null : pods.get(pod(p.cgroup()));
        return Claim.of(pod, List.of());
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return container == null ? null : containers.get(container);
    }

    /// The unique id of the pod in a `/proc/PID/cgroup`, or empty.
    static String pod(String cgroup) {
        for (int at = cgroup.indexOf("pod"); at >= 0; at = cgroup.indexOf("pod", at + 3)) {
            int end = at + 3;
            while (end < cgroup.length() && (Character.digit(cgroup.charAt(end), 16) >= 0 || dash(cgroup, end))) {
                end++;
            }
            boolean part = at > 0 && (cgroup.charAt(at - 1) == '/' || cgroup.charAt(at - 1) == '-');
            // Of a pod that kubelet has from a file the id is a hash, without any dash.
            if (part && (end - at - 3 == UID || end - at - 3 == UID - 4)) {
                return cgroup.substring(at + 3, end).replace('_', '-');
            }
        }
        return "";
    }

    private static boolean dash(String s, int at) {
        return s.charAt(at) == '-' || s.charAt(at) == '_';
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }
}
