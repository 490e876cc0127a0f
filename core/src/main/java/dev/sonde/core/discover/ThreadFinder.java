package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.protocol.HandleType;

/// Threads that live in another namespace than their process.
final class ThreadFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.THREAD) {
                Handle thread = new Handle.Thread(h.pid(), (int) h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(thread);
            }
        }
    }
}
