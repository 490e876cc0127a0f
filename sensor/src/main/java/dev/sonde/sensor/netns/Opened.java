package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Sockets of namespaces that requests have opened, so that one way is gone once only. Of more than there is room for
/// the one that was opened first is closed: whoever needs it again opens it again.
public final class Opened {
    /// A longer way is not remembered: then nothing can be mended there.
    private static final int LONGEST = 256;

    private final Kernel kernel;
    private final int[] numbers = new int[Limits.OPENED];
    private final int[] sockets = new int[Limits.OPENED];

    /// The ways, made once: a request comes here, and allocates nothing.
    private final byte[] paths = new byte[Limits.OPENED * LONGEST];

    private final int[] lengths = new int[Limits.OPENED];
    private int count;
    private int oldest;

    public Opened(Kernel kernel) {
        this.kernel = kernel;
    }

    /// The socket of the namespace with this number, or `-EBADF`.
    public int socket(int number) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return sockets[i];
            }
        }
        return -Errno.EBADF;
    }

    /// The path by which the namespace was opened; empty: it was not, or the path is too long.
    public byte[] path(int number) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return Bytes.sub(paths, i * LONGEST, lengths[i]);
            }
        }
        return Bytes.NONE;
    }

    /// By the path `b[at, at + length)`.
    public void add(int number, int socket, byte[] b, int at, int length) {
        int place = place(number);
        numbers[place] = number;
        sockets[place] = socket;
        lengths[place] = length > LONGEST ? 0 : length;
        Bytes.copy(b, at, paths, place * LONGEST, lengths[place]);
    }

    /// Where the namespace goes: its old place, a free one, or that of the oldest; what was there is closed.
    private int place(int number) {
        int place = count;
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                place = i;
            }
        }
        if (place == Limits.OPENED) {
            place = oldest;
            oldest = oldest + 1 & Limits.OPENED - 1;
        }
        if (place == count) {
            count++;
        } else {
            kernel.close(sockets[place]);
        }
        return place;
    }
}
