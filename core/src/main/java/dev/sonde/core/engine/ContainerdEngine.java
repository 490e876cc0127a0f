package dev.sonde.core.engine;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.List;

/// containerd, by the bundles that it keeps for its containers: those of Kubernetes (the annotations of its CRI
/// plugin tell pods), of nerdctl, of `ctr`.
public final class ContainerdEngine implements Engine {
    private static final String CRI = "io.kubernetes.cri.";

    private final int daemon;
    private final EngineId id;
    private final Pods pods;

    private ContainerdEngine(EngineFiles files, List<OciBundle> bundles, String host, List<Gap> gaps) {
        daemon = files.pid();
        id = files.engine(EngineId.Kind.CONTAINERD, "/run/containerd");
        pods = new Pods(id, files, bundles, host, new Annotations(), gaps);
    }

    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        for (EngineFiles f : files) {
            List<OciBundle> bundles = OciBundle.containerd(f, gaps);
            if (!bundles.isEmpty()) {
                all.add(new ContainerdEngine(f, bundles, source.hello().host(), gaps));
            }
        }
    }

    /// Those of containerd's CRI plugin, of nerdctl, of Compose.
    private record Annotations() implements Pods.Reading {
        @Override
        public String pod(OciBundle b) {
            boolean sandbox = b.annotation(CRI + "container-type").equals("sandbox");
            return sandbox ? b.annotation(CRI + "sandbox-namespace") + "/" + b.annotation(CRI + "sandbox-name") : "";
        }

        @Override
        public Workload container(OciBundle b, String host, int pid) {
            String called = b.annotation(CRI + "container-name");
            if (called.isEmpty()) {
                called = b.annotation("nerdctl/name");
            }
            String project = b.annotation("com.docker.compose.project");
            String service = project.isEmpty() ? "" : project + "/" + b.annotation("com.docker.compose.service");
            String image = b.annotation(CRI + "image-name");
            return new Workload(
                    Kind.CONTAINER, called.isEmpty() ? b.id() : called, service, b.id(), host, pid, image, project);
        }
    }

    @Override
    public EngineId id() {
        return id;
    }

    @Override
    public int daemon() {
        return daemon;
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        return pods.claim(namespace);
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return pods.workload(process, container);
    }

    @Override
    public List<Network> networks() {
        return pods.networks();
    }
}
