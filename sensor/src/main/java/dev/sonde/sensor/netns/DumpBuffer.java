package dev.sonde.sensor.netns;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Has the kernel make large buffers for the dumps of a socket.
///
/// `netlink_dump` (net/netlink/af_netlink.c) makes a buffer as large as the largest that the socket has received into,
/// and about a page before that. A row that does not fit an empty buffer ends the dump, as if it were the last, without
/// an error: a route with a hundred next hops, and all that stands behind it. So one message is received into a large
/// buffer before anything is asked: the answer to NLMSG_NOOP.
final class DumpBuffer {
    /// More the kernel never makes.
    private static final int LARGEST = 32_768;

    private static final int NLMSG_HDRLEN = 16;
    private static final int NLMSG_NOOP = 1;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;

    private final byte[] buffer = new byte[LARGEST];
    private final byte[] noop = new byte[NLMSG_HDRLEN];

    DumpBuffer() {
        Bytes.put32(noop, 0, NLMSG_HDRLEN);
        Bytes.put16(noop, 4, NLMSG_NOOP);
        Bytes.put16(noop, 6, NLM_F_REQUEST | NLM_F_ACK);
    }

    /// Whatever hinders it hinders the first question as well, which tells so. Its sequence number, 0, is that of no
    /// question.
    void enlarge(Kernel kernel, int socket) {
        if (kernel.send(socket, noop, 0, NLMSG_HDRLEN, 0) == NLMSG_HDRLEN) {
            kernel.recv(socket, buffer, 0, 0);
        }
    }
}
