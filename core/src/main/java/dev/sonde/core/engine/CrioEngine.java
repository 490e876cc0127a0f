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

/// CRI-O, by the annotations of the bundles in its storage.
public final class CrioEngine implements Engine {
    private static final String CRIO = "io.kubernetes.cri-o.";

    private final int daemon;
    private final EngineId id;
    private final Pods pods;

    private CrioEngine(EngineFiles files, String storage, List<OciBundle> bundles, String host, List<Gap> gaps) {
        daemon = files.pid();
        id = files.engine(EngineId.Kind.CRIO, storage);
        pods = new Pods(id, files, bundles, host, new Annotations(), gaps);
    }

    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        for (EngineFiles f : files) {
            OciBundle.storages(f, gaps).forEach((storage, bundles) -> {
                bundles.removeIf(b -> !owns(b));
                if (!bundles.isEmpty()) {
                    all.add(new CrioEngine(f, storage, bundles, source.hello().host(), gaps));
                }
            });
        }
    }

    /// Podman writes some of the same annotations, but no pod's name.
    static boolean owns(OciBundle b) {
        return !b.annotation(CRIO + "KubeName").isEmpty()
                || b.annotation("io.container.manager").equals("cri-o");
    }

    private record Annotations() implements Pods.Reading {
        @Override
        public String pod(OciBundle b) {
            boolean sandbox = b.annotation(CRIO + "ContainerType").equals("sandbox");
            return sandbox ? b.annotation(CRIO + "Namespace") + "/" + b.annotation(CRIO + "KubeName") : "";
        }

        @Override
        public Workload container(OciBundle b, String host, int pid) {
            String called = b.annotation("io.kubernetes.container.name");
            if (called.isEmpty()) {
                called = b.annotation(CRIO + "ContainerName");
            }
            String image = b.annotation(CRIO + "ImageName");
            return new Workload(Kind.CONTAINER, called.isEmpty() ? b.id() : called, "", b.id(), host, pid, image, "");
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
