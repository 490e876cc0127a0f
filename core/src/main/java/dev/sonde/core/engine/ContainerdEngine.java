package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import dev.sonde.core.stream.ProcessEntry;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// containerd, by the bundles that it keeps for its containers: those of Kubernetes (the annotations of its CRI plugin
/// tell pods), of nerdctl, of `ctr`.
public final class ContainerdEngine implements Engine {
    private static final String CRI = "io.kubernetes.cri.";

    private final int daemon;
    private final String name;
    private final Containers containers = new Containers();
    private final List<Network> networks;

    private ContainerdEngine(EngineFiles files, List<OciBundle> bundles, String host, List<Gap> gaps) {
        daemon = files.pid();
        name = "containerd's bundles in " + files.root() + "/run/containerd";
        List<OciBundle> inner = new ArrayList<>();
        for (OciBundle b : bundles) {
            if (b.annotation(CRI + "container-type").equals("sandbox")) {
                String pod = b.annotation(CRI + "sandbox-namespace") + "/" + b.annotation(CRI + "sandbox-name");
                int pid = files.root().isEmpty() ? b.pid() : 0;
                containers.add(new Workload(Kind.POD, pod, "", b.id(), host, pid), b.netns());
            } else {
                inner.add(b);
            }
        }
        for (OciBundle b : inner) {
            int pid = files.root().isEmpty() ? b.pid() : 0;
            containers.add(container(b, host, pid), b.netns());
        }
        networks = CniResults.networks(name, host, files, containers, gaps);
    }

    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        for (EngineFiles f : files) {
            List<OciBundle> bundles = OciBundle.containerd(f, gaps);
            if (!bundles.isEmpty()) {
                all.add(new ContainerdEngine(f, bundles, source.hello().host(), gaps));
            }
        }
    }

    private static Workload container(OciBundle b, String host, int pid) {
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

    @Override
    public String name() {
        return name;
    }

    @Override
    public int daemon() {
        return daemon;
    }

    @Override
    public Claim claim(Found namespace) {
        return Claim.of(containers.of(namespace), networks);
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return containers.of(process, container);
    }

    @Override
    public List<Network> networks() {
        return networks;
    }
}
