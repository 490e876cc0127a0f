package dev.sonde.sensor.frames;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Waiting;

/// Requests as they come from the analysis, whole, one at a time, in a buffer made once.
public final class Inbox {
    private final Kernel kernel;
    private final int fd;
    public final byte[] b = new byte[Limits.REQUEST];

    /// What waits until a request comes; null: the kernel.
    private Waiting waiting;

    public Inbox(Kernel kernel, int fd) {
        this.kernel = kernel;
        this.fd = fd;
    }

    /// From now on this waits for requests.
    public void waiting(Waiting waiting) {
        this.waiting = waiting;
    }

    /// Receives one whole request into [#b]; its length, or 0 when there are no more.
    public int receive() {
        if (!exactly(0, Header.SIZE)) {
            return 0;
        }
        int length = Bytes.i32(b, Header.LENGTH);
        if (length < Header.SIZE || length > Limits.REQUEST) {
            return 0;
        }
        return exactly(Header.SIZE, length - Header.SIZE) ? length : 0;
    }

    private boolean exactly(int at, int length) {
        int n = 0;
        while (n < length) {
            if (waiting != null) {
                waiting.readable(fd);
            }
            int r = kernel.read(fd, b, at + n, length - n);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r <= 0) {
                return false;
            }
            n += r;
        }
        return true;
    }

    public int kind() {
        return Bytes.u16(b, Header.KIND);
    }

    public int flags() {
        return Bytes.u16(b, Header.FLAGS);
    }

    public int origin() {
        return Bytes.i32(b, Header.ORIGIN);
    }

    public int id() {
        return Bytes.i32(b, Header.REQUEST);
    }

    /// Whether a string that is at most `limit` bytes long stands at `at` of a request of `length` bytes.
    public boolean string(int at, int length, int limit) {
        return at <= length - 4 && Bytes.u32(b, at) <= Math.min(limit, length - at - 4);
    }

    /// Whether a request of `length` bytes is, from `at` on, one string.
    public boolean whole(int at, int length) {
        return at <= length - 4 && Bytes.u32(b, at) == length - at - 4;
    }

    /// Where what follows the string at `at` begins; it has been checked by [#string].
    public int after(int at) {
        return at + 4 + Bytes.i32(b, at);
    }

    /// A copy of the string at `at`; it has been checked by [#string].
    public byte[] copy(int at) {
        return Bytes.sub(b, at + 4, Bytes.i32(b, at));
    }
}
