package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Address;

/// Whether an interface has an address: the kernel's own table, asked by netlink.
final class DeviceAddress {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWADDR = 20;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    /// `struct nlmsghdr` and `struct ifaddrmsg`
    private static final int HEADER = 16;

    private static final int BODY = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    /// More datagrams than any host's addresses fill.
    private static final int DATAGRAMS = 1 << 12;

    /// Whether interface `index` has the `length` bytes at `address[at]` as an address of `family`. True, too, when
    /// the kernel does not say.
    static boolean has(Kernel kernel, int index, int family, byte[] address, int at, int length) {
        int s = kernel.socket(AF_NETLINK, SOCK_RAW, 0);
        if (s < 0) {
            return true;
        }
        byte[] toKernel = new byte[12]; // struct sockaddr_nl, port 0
        toKernel[0] = AF_NETLINK;
        byte[] deadline = new byte[16]; // struct timeval
        deadline[0] = 2;
        kernel.setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, deadline);
        byte[] request = new byte[HEADER + BODY];
        Bytes.put32(request, 0, request.length);
        Bytes.put16(request, 4, RTM_GETADDR);
        Bytes.put16(request, 6, NLM_F_REQUEST | NLM_F_DUMP);
        request[HEADER] = (byte) family;
        int r = kernel.connect(s, toKernel);
        if (r >= 0) {
            r = kernel.send(s, request, 0, request.length, 0);
        }
        byte[] b = new byte[1 << 16];
        int found = r < 0 ? 1 : MORE;
        for (int i = 0; i < DATAGRAMS && found == MORE; i++) {
            int n = kernel.recv(s, b, 0, 0);
            found = n <= 0 ? 1 : look(b, Math.min(n, b.length), index, address, at, length);
        }
        kernel.close(s);
        return found != 0;
    }

    /// The table goes on in the next datagram.
    private static final int MORE = 2;

    /// Looks through the messages of one datagram: 1 found, 0 there is no such address, or MORE.
    private static int look(byte[] b, int n, int index, byte[] address, int at, int length) {
        int p = 0;
        while (n - p >= HEADER) {
            int l = Bytes.i32(b, p);
            if (l < HEADER || l > n - p) {
                return 1;
            }
            int type = Bytes.u16(b, p + 4);
            if (type == NLMSG_DONE) {
                return 0;
            }
            if (type == NLMSG_ERROR) {
                return 1;
            }
            boolean here = type == RTM_NEWADDR && l >= HEADER + BODY && Bytes.i32(b, p + HEADER + 4) == index;
            if (here && attribute(b, p + HEADER + BODY, p + l, address, at, length)) {
                return 1;
            }
            p += (l + 3) & ~3;
        }
        return MORE;
    }

    /// Whether the attributes in `b[from, to)` hold the address: as IFA_LOCAL, or where there is none, as
    /// IFA_ADDRESS, which is the peer's otherwise.
    private static boolean attribute(byte[] b, int from, int to, byte[] address, int at, int length) {
        boolean local = false;
        boolean found = false;
        int p = from;
        while (to - p >= 4) {
            int l = Bytes.u16(b, p);
            int type = Bytes.u16(b, p + 2);
            if (l < 4 || l > to - p) {
                break;
            }
            if (l == 4 + length && (type == IFA_LOCAL || type == IFA_ADDRESS && !local)) {
                found = Address.same(b, p + 4, address, at, length);
                local |= type == IFA_LOCAL;
            }
            p += (l + 3) & ~3;
        }
        return found;
    }

    private DeviceAddress() {}
}
