package dev.sonde.core.engine;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.List;

/// The pods and containers of a runtime of Kubernetes, as its bundles tell: a sandbox is a pod, which goes before
/// the containers in its namespace. What containerd and CRI-O have in common; they differ in their annotations.
final class Pods {
    /// How one runtime writes what a bundle is.
    interface Reading {
        /// `NAMESPACE/NAME` of a pod's sandbox; empty: it is a container.
        String pod(OciBundle b);

        Workload container(OciBundle b, String host, int pid);
    }

    private final Containers containers = new Containers();
    private final List<Network> networks;

    Pods(EngineId engine, EngineFiles files, List<OciBundle> bundles, String host, Reading reading, List<Gap> gaps) {
        List<OciBundle> inner = new ArrayList<>();
        boolean here = files.root().isEmpty(); // else its pids are those of another pid namespace
        for (OciBundle b : bundles) {
            String pod = reading.pod(b);
            if (pod.isEmpty()) {
                inner.add(b);
            } else {
                containers.add(new Workload(Kind.POD, pod, "", b.id(), host, here ? b.pid() : 0), b.netns());
            }
        }
        for (OciBundle b : inner) {
            containers.add(reading.container(b, host, here ? b.pid() : 0), b.netns());
        }
        networks = NetworkDraft.networks(CniResults.drafts(engine, host, files, containers, gaps));
    }

    Claim claim(DiscoveredNetns namespace) {
        return Claim.of(containers.of(namespace), networks);
    }

    Workload workload(ProcessEntry process, String container) {
        return containers.of(process, container);
    }

    List<Network> networks() {
        return networks;
    }
}
