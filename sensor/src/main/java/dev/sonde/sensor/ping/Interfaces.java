package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;

/// Names and numbers of interfaces.
final class Interfaces {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCGIFNAME = 0x8910;
    /// `IFNAMSIZ`
    private static final int NAME = 16;

    private final Kernel kernel;
    private final byte[] ifreq = new byte[40];

    Interfaces(Kernel kernel) {
        this.kernel = kernel;
    }

    /// `if_nametoindex(3)`: the number, or -errno.
    int index(byte[] name) {
        int s = kernel.socket(AF_INET, SOCK_DGRAM, 0);
        if (s < 0) {
            return s;
        }
        Bytes.clear(ifreq, 0, ifreq.length);
        Bytes.copy(name, 0, ifreq, 0, Math.min(name.length, NAME - 1));
        int r = kernel.ioctl(s, SIOCGIFINDEX, ifreq);
        kernel.close(s);
        return r < 0 ? r : Bytes.i32(ifreq, NAME);
    }

    /// Writes `%` and the name of an interface, or its number if it is gone. `fd`: any socket.
    void scope(Out to, int fd, int index) {
        Bytes.clear(ifreq, 0, ifreq.length);
        Bytes.put32(ifreq, NAME, index);
        int r = kernel.ioctl(fd, SIOCGIFNAME, ifreq);
        to.raw('%');
        if (r < 0) {
            to.p(index & 0xffffffffL);
            return;
        }
        int n = 0;
        while (n < NAME && ifreq[n] != 0) {
            n++;
        }
        to.safe(ifreq, 0, n);
    }
}
