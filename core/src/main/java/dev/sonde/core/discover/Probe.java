package dev.sonde.core.discover;

import dev.sonde.core.stream.Source;
import java.util.List;

/// Finds namespaces in one place of what the sensor brought. A thing that vanished is a gap, not an exception.
sealed interface Probe permits NumberProbe, ProcessProbe, FolderProbe, LabProbe, GapProbe {
    /// In this order: the first that finds a namespace decides where it stands.
    List<Probe> ALL = List.of(new NumberProbe(), new ProcessProbe(), new FolderProbe(), new LabProbe(), new GapProbe());

    void look(Source source, Finds finds);
}
