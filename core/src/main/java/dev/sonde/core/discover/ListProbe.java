package dev.sonde.core.discover;

import dev.sonde.core.model.Handle;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Namespaces that only the kernel's own list has.
final class ListProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleEntry.LISTED) {
                finds.at(h.number(), h.dev(), h.ino()).handle(new Handle.Listed(h.detail()));
            }
        }
    }
}
