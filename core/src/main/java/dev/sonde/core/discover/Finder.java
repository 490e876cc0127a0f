package dev.sonde.core.discover;

import dev.sonde.core.connection.Source;
import java.util.List;

/// Finds namespaces in one place of what the sensor brought. A thing that vanished is a gap, not an exception.
sealed interface Finder
        permits NumberFinder,
                ProcessFinder,
                ThreadFinder,
                FolderFinder,
                MountFinder,
                DescriptorFinder,
                SocketFinder,
                PeerFinder,
                ListFinder,
                LabFinder,
                GapFinder {
    /// In this order: the first that finds a namespace decides where it stands, and the earlier handles are the
    /// better ways in. The gaps come last, when it is known what they hide.
    List<Finder> ALL = List.of(
            new NumberFinder(),
            new ProcessFinder(),
            new ThreadFinder(),
            new FolderFinder(),
            new MountFinder(),
            new DescriptorFinder(),
            new SocketFinder(),
            new PeerFinder(),
            new ListFinder(),
            new LabFinder(),
            new GapFinder());

    void look(Source source, Discovery finds);
}
