package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Network;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// Gives names to namespaces. Names only decorate: without any engine every namespace is still found.
public sealed interface Engine permits LabEngine, DockerEngine, FolderEngine, CgroupEngine {
    /// Those that the stream tells of, the best informed first. What one could not say becomes a gap.
    static List<Engine> of(Source source, List<Gap> gaps) {
        List<Engine> all = new ArrayList<>();
        LabEngine.addTo(all, source, gaps);
        DockerEngine.addTo(all, source, gaps);
        all.add(new CgroupEngine(source));
        all.add(new FolderEngine());
        return all;
    }

    /// What people call it.
    String name();

    /// What it says of a namespace; null: nothing.
    Claim claim(Found namespace);

    /// The networks that it knows.
    List<Network> networks();
}
