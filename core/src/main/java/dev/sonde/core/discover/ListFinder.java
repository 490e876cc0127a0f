package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.protocol.HandleType;

/// Namespaces that only the kernel's own list has.
final class ListFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.LISTED) {
                finds.at(h.number(), h.dev(), h.ino()).handle(new Handle.Listed(h.detail()));
            }
        }
    }
}
