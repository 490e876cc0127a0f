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

/// CRI-O, by the annotations of the bundles in its storage.
public final class CrioEngine implements Engine {
    private static final String CRIO = "io.kubernetes.cri-o.";

    private final int daemon;
    private final String name;
    private final Containers containers = new Containers();
    private final List<Network> networks;

    private CrioEngine(EngineFiles files, List<OciBundle> bundles, String host, List<Gap> gaps) {
        daemon = files.pid();
        name = "CRI-O's storage in " + files.root() + "/var/lib/containers";
        for (int pass = 0; pass < 2; pass++) {
            for (OciBundle b : bundles) {
                boolean sandbox = b.annotation(CRIO + "ContainerType").equals("sandbox");
                int pid = files.root().isEmpty() ? b.pid() : 0;
                if (sandbox && pass == 0) {
                    String pod = b.annotation(CRIO + "Namespace") + "/" + b.annotation(CRIO + "KubeName");
                    containers.add(new Workload(Kind.POD, pod, "", b.id(), host, pid), b.netns());
                } else if (!sandbox && pass == 1) {
                    containers.add(container(b, host, pid), b.netns());
                }
            }
        }
        networks = CniResults.networks(name, host, files, containers, gaps);
    }

    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        for (EngineFiles f : files) {
            List<OciBundle> bundles = new ArrayList<>();
            for (OciBundle b : OciBundle.storage(f, gaps)) {
                if (owns(b)) {
                    bundles.add(b);
                }
            }
            if (!bundles.isEmpty()) {
                all.add(new CrioEngine(f, bundles, source.hello().host(), gaps));
            }
        }
    }

    /// Podman writes some of the same annotations, but no pod's name.
    static boolean owns(OciBundle b) {
        return !b.annotation(CRIO + "KubeName").isEmpty()
                || b.annotation("io.container.manager").equals("cri-o");
    }

    private static Workload container(OciBundle b, String host, int pid) {
        String called = b.annotation("io.kubernetes.container.name");
        if (called.isEmpty()) {
            called = b.annotation(CRIO + "ContainerName");
        }
        String image = b.annotation(CRIO + "ImageName");
        return new Workload(Kind.CONTAINER, called.isEmpty() ? b.id() : called, "", b.id(), host, pid, image, "");
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
