package dev.sonde.core.discover;

import dev.sonde.core.stream.Source;
import java.util.List;

/// Finds namespaces in one place of what the sensor brought. A thing that vanished is a gap, not an exception.
sealed interface Probe
        permits NumberProbe,
                ProcessProbe,
                ThreadProbe,
                FolderProbe,
                MountProbe,
                DescriptorProbe,
                SocketProbe,
                PeerProbe,
                ListProbe,
                LabProbe,
                GapProbe {
    /// In this order: the first that finds a namespace decides where it stands, and the earlier handles are the
    /// better ways in. The gaps come last, when it is known what they hide.
    List<Probe> ALL = List.of(
            new NumberProbe(),
            new ProcessProbe(),
            new ThreadProbe(),
            new FolderProbe(),
            new MountProbe(),
            new DescriptorProbe(),
            new SocketProbe(),
            new PeerProbe(),
            new ListProbe(),
            new LabProbe(),
            new GapProbe());

    void look(Source source, Finds finds);
}
