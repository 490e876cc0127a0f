package dev.sonde.core.discover;

import dev.sonde.core.model.Handle;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Sockets that belong to another namespace than their process lives in.
final class SocketProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleEntry.SOCKET) {
                int fd = Integer.parseInt(
                        h.path(), h.path().lastIndexOf('/') + 1, h.path().length(), 10);
                Handle socket = new Handle.Socket(h.pid(), fd, h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(socket);
            }
        }
    }
}
