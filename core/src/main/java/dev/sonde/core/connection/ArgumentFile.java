package dev.sonde.core.connection;

import dev.sonde.protocol.RequestKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A file that the command line names, piece by piece from the sensor. While one piece is used the next is on its way.
final class ArgumentFile extends InputStream {
    /// Bytes that are asked for at once: as many as the sensor gives.
    private static final int PIECE = 1 << 18;

    private final Live live;
    private final int word;
    private long position;
    private byte[] piece;
    private int at;

    /// The request that was sent ahead; 0: none.
    private int ahead;

    /// `word`: its place on the command line. The first piece is read here: whether there is such a file is known then.
    ArgumentFile(Live live, int word) throws IOException {
        this.live = live;
        this.word = word;
        ask();
        take();
    }

    private void ask() {
        byte[] payload = new byte[16];
        RequestWriter.put32(payload, 0, word);
        RequestWriter.put64(payload, 4, position);
        RequestWriter.put32(payload, 12, PIECE);
        ahead = live.post(RequestKind.ARGUMENT, 0, payload);
    }

    private void take() throws IOException {
        Reply reply = live.take(ahead);
        ahead = 0;
        if (reply.failed()) {
            throw new FileRefused(reply.errno());
        }
        piece = reply.bytes();
        at = 0;
        position += piece.length;
        if (piece.length > 0) {
            ask();
        }
    }

    /// Whether there is another byte.
    private boolean more() throws IOException {
        if (at == piece.length && ahead != 0) {
            take();
        }
        return at < piece.length;
    }

    @Override
    public int read() throws IOException {
        return more() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, b.length);
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, b, from, n);
        at += n;
        return n;
    }

    /// What is on its way is taken, so that it is not mistaken for an answer to what is asked next.
    @Override
    public void close() {
        if (ahead != 0) {
            live.take(ahead);
            ahead = 0;
        }
        piece = new byte[0];
        at = 0;
    }
}
