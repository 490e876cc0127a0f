package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.protocol.HandleType;

/// Bind mounts of namespaces, in our mount table and in those of other mount namespaces.
final class MountFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.MOUNT) {
                DiscoveredNetns f = finds.at(h.number(), h.dev(), h.ino());
                Handle.File file = new Handle.File(h.path(), h.detail());
                f.file(file, file.isEngines());
                if (h.errno() != 0) {
                    f.blocked(h.errno());
                }
            }
        }
    }
}
