package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// Hands an fd from a child to us: a child can go where we could not come back from, open a socket there, and give it
/// to us.
///
/// Its arrays are made once, because a scan comes here for each namespace of another user.
final class FdPassing {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MSG_DONTWAIT = 0x40;

    /// `struct cmsghdr` (length, level, type) and one fd, padded.
    private static final int CONTROL = 24;

    private final Kernel kernel;

    /// The two ends: ours, and the child's.
    private final byte[] pair = new byte[8];

    /// What sendmsg(2) and recvmsg(2) take.
    private final byte[] control = new byte[CONTROL];

    private final byte[] header = new byte[56];
    private final byte[] data = {1, 0, 0, 0};

    FdPassing(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Before the child is made: 0 or -errno.
    int begin() {
        return kernel.socketpair(AF_UNIX, SOCK_SEQPACKET, pair);
    }

    /// In the child: gives the fd; not negative, or -errno.
    int send(int fd) {
        Bytes.put64(control, 0, 20);
        Bytes.put32(control, 8, SOL_SOCKET);
        Bytes.put32(control, 12, SCM_RIGHTS);
        Bytes.put32(control, 16, fd);
        Bytes.clear(header, 0, header.length);
        Bytes.put64(header, 40, CONTROL);
        return (int) kernel.sys().message(Nr.SENDMSG, Bytes.i32(pair, 4), header, Bytes.NONE, data, 1, control, 0);
    }

    /// When the child has ended, with 0 or -errno: the fd that it gave, or -errno.
    int end(int result) {
        kernel.close(Bytes.i32(pair, 4));
        int fd = result == 0 ? receive(Bytes.i32(pair, 0)) : result;
        kernel.close(Bytes.i32(pair, 0));
        return fd;
    }

    private int receive(int from) {
        Bytes.clear(control, 0, CONTROL);
        Bytes.clear(header, 0, header.length);
        Bytes.put64(header, 40, CONTROL);
        int flags = MSG_CMSG_CLOEXEC | MSG_DONTWAIT;
        int r = (int) kernel.sys().message(Nr.RECVMSG, from, header, Bytes.NONE, data, 4, control, flags);
        if (r < 0) {
            return r;
        }
        return Bytes.i64(header, 40) >= 20 ? Bytes.i32(control, 16) : -Errno.EPROTO;
    }
}
