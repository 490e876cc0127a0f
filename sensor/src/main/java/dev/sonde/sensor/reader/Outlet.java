package dev.sonde.sensor.reader;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// In the process that reads: sends records to the one that asked, several in one packet. An fd goes with the
/// last of its packet.
final class Outlet implements Report {
    /// Bytes of one packet.
    static final int PACKET = 1 << 15;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;

    /// `struct cmsghdr { size_t len; int level, type; }` and one fd, padded.
    static final int CONTROL = 24;

    private final Kernel kernel;
    private final int socket;
    private final byte[] packet = new byte[PACKET];
    private final byte[] control = new byte[CONTROL];
    private final byte[] header = new byte[56];
    private int n;

    Outlet(Kernel kernel, int socket) {
        this.kernel = kernel;
        this.socket = socket;
    }

    @Override
    public void take(Record record) {
        if (n + record.size() > packet.length) {
            flush(-1);
        }
        record.write(packet, n);
        n += record.size();
        if (record.fd >= 0) {
            flush(record.fd);
            kernel.close(record.fd);
        } else if (record.kind == Record.BEGIN || record.kind == Record.STEP) {
            flush(-1); // what is read now may never end
        }
    }

    void flush() {
        flush(-1);
    }

    private void flush(int fd) {
        if (n == 0) {
            return;
        }
        Bytes.clear(header, 0, header.length);
        byte[] with = Bytes.NONE;
        if (fd >= 0) {
            Bytes.put64(control, 0, 20);
            Bytes.put32(control, 8, SOL_SOCKET);
            Bytes.put32(control, 12, SCM_RIGHTS);
            Bytes.put32(control, 16, fd);
            Bytes.put64(header, 40, CONTROL);
            with = control;
        }
        int r = (int) kernel.sys().message(Nr.SENDMSG, socket, header, Bytes.NONE, packet, n, with, MSG_NOSIGNAL);
        if (r < 0) {
            kernel.sys().exit(1); // nobody listens any more
        }
        n = 0;
    }
}
