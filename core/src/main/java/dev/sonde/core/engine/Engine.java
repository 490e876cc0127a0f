package dev.sonde.core.engine;

import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Gives names to namespaces. Names only decorate: without any engine every namespace is still found.
public sealed interface Engine
        permits LabEngine,
                DockerEngine,
                PodmanEngine,
                ContainerdEngine,
                CrioEngine,
                KubeletEngine,
                CgroupEngine,
                FolderEngine {
    /// Those of which the stream tells first, before the sensor has read the rest.
    static Early early(Source source) {
        Map<LabEntry, LabEngine> labs = new IdentityHashMap<>(2);
        for (LabEntry entry : source.labs()) {
            if (entry.keeper() != 0) {
                try {
                    labs.put(entry, LabEngine.of(entry, source.hello().uid()));
                } catch (IOException e) {
                    // it is read once more, and becomes a gap
                }
            }
        }
        return new Early(labs);
    }

    /// What was made of labs that have come.
    record Early(Map<LabEntry, LabEngine> labs) {}

    /// Those that the stream tells of, the best informed first. What one could not say becomes a gap.
    static List<Engine> of(Source source, Early early, List<Gap> gaps) {
        List<Engine> all = new ArrayList<>();
        LabEngine.addTo(all, source, early.labs, gaps);
        List<EngineFiles> files = EngineFiles.of(source.files(), gaps);
        DockerContexts.tell(files.getFirst(), gaps);
        DockerEngine.addTo(all, files, source, gaps);
        PodmanEngine.addTo(all, files, source, gaps);
        ContainerdEngine.addTo(all, files, source, gaps);
        CrioEngine.addTo(all, files, source, gaps);
        KubeletEngine.addTo(all, files, source);
        all.sort(Comparator.comparing(e -> !e.id().host())); // what a user runs tells only of what nobody else does
        all.add(new CgroupEngine(source));
        all.add(new FolderEngine());
        return all;
    }

    /// Which it is.
    EngineId id();

    /// What it says of a namespace; null: nothing.
    Claim claim(DiscoveredNetns namespace);

    /// The networks that it knows.
    List<Network> networks();

    /// To which workload a process belongs, `container` being the id in its control group or null; null: to none
    /// that it knows.
    default Workload workload(ProcessEntry process, String container) {
        return null;
    }

    /// Its workloads in the namespace of its own daemon, as its files say: a daemon without root may have no
    /// control groups to tell them by.
    default List<Workload> guests(DiscoveredNetns namespace) {
        return List.of();
    }

    /// What it calls the host on which it works; empty where it does not say.
    default String node() {
        return "";
    }

    /// The nodes of the swarm in which it is, as far as it tells of them.
    default List<SwarmNode> nodes() {
        return List.of();
    }

    /// The process of its daemon in whose namespace it works; 0: in the host's.
    default int daemon() {
        return 0;
    }
}
