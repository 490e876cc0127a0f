package dev.sonde.core.discover;

import dev.sonde.core.model.Handle;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Threads that live in another namespace than their process.
final class ThreadProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleEntry.THREAD) {
                Handle thread = new Handle.Thread(h.pid(), (int) h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(thread);
            }
        }
    }
}
