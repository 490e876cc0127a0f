package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.protocol.HandleType;

/// Files of namespaces that processes have open.
final class DescriptorFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.FD) {
                Handle open = new Handle.Descriptor(h.pid(), (int) h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(open);
            }
        }
    }
}
