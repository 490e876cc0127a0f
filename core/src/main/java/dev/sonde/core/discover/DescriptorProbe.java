package dev.sonde.core.discover;

import dev.sonde.core.model.Handle;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Files of namespaces that processes have open.
final class DescriptorProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleEntry.FD) {
                Handle open = new Handle.Descriptor(h.pid(), (int) h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(open);
            }
        }
    }
}
