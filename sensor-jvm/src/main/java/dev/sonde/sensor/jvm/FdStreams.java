package dev.sonde.sensor.jvm;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/// Streams over a socket that was made by a system call, which the JDK knows no way to wrap.
final class FdStreams {
    private static final int MSG_NOSIGNAL = 0x4000;

    static InputStream in(Kernel kernel, int fd) {
        return new InputStream() {
            private final byte[] buffer = new byte[1 << 16];

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] b, int at, int length) throws IOException {
                Objects.checkFromIndexSize(at, length, b.length);
                if (length == 0) {
                    return 0;
                }
                int n = retried("read", () -> kernel.read(fd, buffer, 0, Math.min(length, buffer.length)));
                System.arraycopy(buffer, 0, b, at, n);
                return n == 0 ? -1 : n;
            }
        };
    }

    static OutputStream out(Kernel kernel, int fd) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int at, int length) throws IOException {
                Objects.checkFromIndexSize(at, length, b.length);
                byte[] rest = Bytes.sub(b, at, length);
                int sent = 0;
                while (sent < length) {
                    int from = sent;
                    sent += retried("send", () -> kernel.send(fd, rest, from, length - from, MSG_NOSIGNAL));
                }
            }
        };
    }

    private interface Call {
        int run();
    }

    private static int retried(String name, Call call) throws IOException {
        int r = call.run();
        while (r == -Errno.EINTR) {
            r = call.run();
        }
        if (r < 0) {
            throw new IOException(name + ": " + Errno.text(-r));
        }
        return r;
    }

    private FdStreams() {}
}
