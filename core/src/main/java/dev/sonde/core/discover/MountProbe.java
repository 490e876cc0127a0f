package dev.sonde.core.discover;

import dev.sonde.core.model.Handle;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Bind mounts of namespaces, in our mount table and in those of other mount namespaces.
final class MountProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleEntry.MOUNT) {
                Found f = finds.at(h.number(), h.dev(), h.ino());
                Handle.File file = new Handle.File(h.path(), h.detail());
                f.file(file, file.isEngines());
                if (h.errno() != 0) {
                    f.blocked(h.errno());
                }
            }
        }
    }
}
