package dev.sonde.sensor.text;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Buffered bytes to one fd, in a buffer made once.
///
/// Text given as a String is ASCII of our own. A failed write is remembered in [#error]: the rest is dropped, and
/// whoever ends the program asks for it.
public final class Out {
    private final Kernel kernel;
    private final int fd;
    private final byte[] buffer;
    private int n;
    private final byte[] digits = new byte[20];

    /// 0, or the errno of the first write that failed.
    private int error;

    public Out(Kernel kernel, int fd, int size) {
        this.kernel = kernel;
        this.fd = fd;
        this.buffer = new byte[size];
    }

    public int error() {
        return error;
    }

    public Out raw(int c) {
        if (n == buffer.length) {
            flush();
        }
        buffer[n] = (byte) c;
        n++;
        return this;
    }

    public Out p(String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            raw(s.charAt(i));
        }
        return this;
    }

    public Out p(byte[] b) {
        return p(b, 0, b.length);
    }

    public Out p(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            raw(b[at + i]);
        }
        return this;
    }

    /// A decimal number.
    public Out p(long v) {
        if (v == Long.MIN_VALUE) {
            return p("-9223372036854775808"); // has no positive
        }
        if (v < 0) {
            raw('-');
        }
        int end = Bytes.digits(digits, 0, Math.abs(v));
        return p(digits, 0, end);
    }

    /// Bytes that others chose, for a terminal: printable ASCII stays, all else and the backslash
    /// becomes `\xHH`.
    public Out safe(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            int c = b[at + i] & 0xff;
            if (c >= 0x20 && c < 0x7f && c != '\\') {
                raw(c);
            } else {
                raw('\\').raw('x').hex(c >> 4).hex(c);
            }
        }
        return this;
    }

    public Out safe(byte[] b) {
        return safe(b, 0, b.length);
    }

    /// What an error number means, as [Errno#text] has it.
    public Out errno(int errno) {
        String known = Errno.known(errno);
        return known.isEmpty() ? p("Unknown error ").p(errno) : p(known);
    }

    /// The low four bits as one digit.
    public Out hex(int v) {
        int d = v & 15;
        return raw(d < 10 ? '0' + d : 'a' + d - 10);
    }

    public void flush() {
        int at = 0;
        while (at < n && error == 0) {
            int r = kernel.write(fd, buffer, at, n - at);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0) {
                error = -r;
            } else {
                at += r;
            }
        }
        n = 0;
    }
}
