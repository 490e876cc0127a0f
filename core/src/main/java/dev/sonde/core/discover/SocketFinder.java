package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.protocol.HandleType;

/// Sockets that belong to another namespace than their process lives in.
final class SocketFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.SOCKET) {
                int fd = Integer.parseInt(
                        h.path(), h.path().lastIndexOf('/') + 1, h.path().length(), 10);
                Handle socket = new Handle.Socket(h.pid(), fd, h.detail(), finds.command(h.pid()));
                finds.at(h.number(), h.dev(), h.ino()).handle(socket);
            }
        }
    }
}
