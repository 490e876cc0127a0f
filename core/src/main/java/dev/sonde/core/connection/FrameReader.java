package dev.sonde.core.connection;

import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads the frames of a stream one after the other. Trusts no length.
public final class FrameReader {
    /// A payload is read in steps of this size, so that a length alone makes no large array.
    private static final int STEP = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private boolean begun;
    private long offset;

    public FrameReader(InputStream in) {
        this.in = in;
    }

    /// How many bytes were read.
    public long offset() {
        return offset;
    }

    /// The next frame, or null at the end of the stream.
    public Frame next() throws IOException {
        if (!begun) {
            begin();
        }
        byte[] h = new byte[Header.SIZE];
        int n = read(h, 0, Header.SIZE);
        if (n == 0) {
            return null;
        }
        if (n < Header.SIZE) {
            throw cutOff();
        }
        int length = i32(h, Header.LENGTH);
        if (length < Header.SIZE || length > Limits.FRAME) {
            throw new StreamException(
                    "the stream is damaged: at byte " + (offset - Header.SIZE) + ": a frame of "
                            + (length & 0xffffffffL) + " bytes",
                    "record it again: sonde collect -o FILE");
        }
        long time = i32(h, Header.TIME) & 0xffffffffL | (long) i32(h, Header.TIME + 4) << 32;
        byte[] payload = payload(length - Header.SIZE);
        return new Frame(
                u16(h, Header.KIND),
                u16(h, Header.FLAGS),
                i32(h, Header.ORIGIN),
                i32(h, Header.ERRNO),
                i32(h, Header.REQUEST),
                i32(h, Header.SOURCE),
                time,
                payload);
    }

    private void begin() throws IOException {
        byte[] m = new byte[Header.MAGIC_SIZE];
        int n = read(m, 0, m.length);
        for (int i = 0; i < Math.min(n, Header.MAGIC_VERSION); i++) {
            if (m[i] != (i < Header.MAGIC.length() ? Header.MAGIC.charAt(i) : 0)) {
                throw new StreamException("not a sonde recording", "make one: sonde collect -o FILE");
            }
        }
        if (n < m.length) {
            throw n == 0 ? new StreamException("the stream is empty", "make one: sonde collect -o FILE") : cutOff();
        }
        int version = u16(m, Header.MAGIC_VERSION);
        if (version != Header.VERSION) {
            throw new StreamException(
                    "the stream is of version " + version + ", this sonde reads version " + Header.VERSION,
                    "read it with the sonde that recorded it, or record it again: sonde collect -o FILE");
        }
        begun = true;
    }

    private byte[] payload(int length) throws IOException {
        byte[] p = new byte[Math.min(length, STEP)];
        int n = 0;
        while (n < length) {
            if (n == p.length) {
                p = Arrays.copyOf(p, (int) Math.min(length, 2L * p.length));
            }
            int r = read(p, n, p.length - n);
            n += r;
            if (n < p.length) {
                throw cutOff();
            }
        }
        return p;
    }

    /// Reads `length` bytes, fewer only at the end of the stream.
    private int read(byte[] b, int at, int length) throws IOException {
        int n = 0;
        while (n < length) {
            if (from == to) {
                if (length - n >= buffer.length) {
                    int r = in.read(b, at + n, length - n);
                    if (r < 0) {
                        break;
                    }
                    n += r;
                    continue;
                }
                from = 0;
                to = Math.max(0, in.read(buffer, 0, buffer.length));
                if (to == 0) {
                    break;
                }
            }
            int take = Math.min(length - n, to - from);
            System.arraycopy(buffer, from, b, at + n, take);
            from += take;
            n += take;
        }
        offset += n;
        return n;
    }

    StreamException cutOff() {
        return new StreamException(
                "the stream was cut off after " + offset + " bytes", "record it again: sonde collect -o FILE");
    }

    private static int u16(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    private static int i32(byte[] b, int at) {
        return u16(b, at) | u16(b, at + 2) << 16;
    }
}
