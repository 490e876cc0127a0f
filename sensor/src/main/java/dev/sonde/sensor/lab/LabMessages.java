package dev.sonde.sensor.lab;

import dev.sonde.sensor.kernel.Bytes;

/// The netlink messages that LAB_DO takes: those that a lab and its faults are made of, type by type and attribute by
/// attribute. What is not on these lists is refused, so nothing names a namespace but IFLA_NET_NS_FD, and that only by
/// an fd which this process holds of a namespace of the lab.
final class LabMessages {
    /// Types of linux/rtnetlink.h.
    static final int RTM_NEWLINK = 16;

    private static final int RTM_DELLINK = 17;
    private static final int RTM_SETLINK = 19;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_DELNEIGH = 29;

    private static final int NLMSG_HDRLEN = 16;
    private static final int NLA_HDRLEN = 4;
    private static final int NLA_F_NESTED = 0x8000;

    /// `NLM_F_REQUEST | NLM_F_ACK`; of what makes something also `REPLACE | EXCL | CREATE | APPEND`, whose bits mean
    /// other things (`NLM_F_BULK`) of what removes something.
    private static final int FLAGS = 1 | 4;

    private static final int NEW_FLAGS = FLAGS | 0x100 | 0x200 | 0x400 | 0x800;

    /// `struct ifinfomsg`, `struct ifaddrmsg`, `struct rtmsg` and `struct ndmsg`
    private static final int IFINFOMSG = 16;

    private static final int IFADDRMSG = 8;
    private static final int RTMSG = 12;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;

    /// Where attributes stand, which says what their numbers mean.
    private static final int LINK = 1;

    private static final int LINK_NAME = 2;
    private static final int PORT = 3;
    private static final int PEER = 4;
    private static final int LINKINFO = 5;
    private static final int BRIDGE = 6;
    private static final int VXLAN = 7;
    private static final int VETH = 8;
    private static final int AF_SPEC = 9;
    private static final int INET6 = 10;
    private static final int PROTINFO = 11;
    private static final int ADDRESS = 12;
    private static final int ROUTE = 13;
    private static final int NEIGHBOUR = 14;
    private static final int INET = 15;
    private static final int INET_CONF = 16;

    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_PROTINFO = 12;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IFLA_BRPORT_STATE = 1;
    private static final int IFLA_INET_CONF = 1;
    private static final int IPV4_DEVCONF_FORWARDING = 1;

    /// The fds of the lab's namespaces, and how many there are besides the first.
    private final int[] namespaces;

    private int count;

    /// Of the IFLA_LINKINFO that is being read: what IFLA_INFO_DATA means; 0: no kind was named.
    private int data;

    LabMessages(int[] namespaces) {
        this.namespaces = namespaces;
    }

    /// Whether `b[at, at + n)` is one message of these. `count`: as in [LabOps].
    boolean takes(byte[] b, int at, int n, int count) {
        this.count = count;
        if (at < 0 || n < NLMSG_HDRLEN + IFADDRMSG || n > b.length - at || Bytes.u32(b, at) != n) {
            return false;
        }
        int type = Bytes.u16(b, at + 4);
        boolean removes = (type & 3) == 1;
        if ((Bytes.u16(b, at + 6) & ~(removes ? FLAGS : NEW_FLAGS)) != 0) {
            return false;
        }
        int family = Bytes.u8(b, at + NLMSG_HDRLEN);
        return switch (type) {
            case RTM_NEWLINK -> family == AF_UNSPEC && body(b, at, n, IFINFOMSG, LINK);
            case RTM_DELLINK -> family == AF_UNSPEC && body(b, at, n, IFINFOMSG, LINK_NAME);
            case RTM_SETLINK -> family == AF_BRIDGE && body(b, at, n, IFINFOMSG, PORT);
            case RTM_NEWADDR, RTM_DELADDR -> body(b, at, n, IFADDRMSG, ADDRESS);
            case RTM_NEWROUTE, RTM_DELROUTE -> body(b, at, n, RTMSG, ROUTE);
            case RTM_NEWNEIGH, RTM_DELNEIGH -> body(b, at, n, RTMSG, NEIGHBOUR);
            default -> false;
        };
    }

    private boolean body(byte[] b, int at, int n, int struct, int level) {
        int from = NLMSG_HDRLEN + struct;
        return n >= from && attributes(b, at + from, at + n, level);
    }

    /// Whether `b[p, end)` is a sequence of attributes, to its last byte, that may stand at this level. As the kernel
    /// walks it: each begins at a multiple of four bytes behind the one before.
    private boolean attributes(byte[] b, int p, int end, int level) {
        int q = p;
        while (q < end) {
            int length = end - q < NLA_HDRLEN ? 0 : Bytes.u16(b, q);
            if (length < NLA_HDRLEN || length > end - q) {
                return false;
            }
            if (!attribute(b, q, length, level)) {
                return false;
            }
            q += Math.min(length + 3 & ~3, end - q);
        }
        return true;
    }

    private boolean attribute(byte[] b, int q, int length, int level) {
        int type = Bytes.u16(b, q + 2);
        int from = q + NLA_HDRLEN;
        int to = q + length;
        int inner = nested(type & ~NLA_F_NESTED, level);
        if (inner != 0) {
            return inside(b, from, to, inner);
        }
        if (level == LINKINFO && type == IFLA_INFO_KIND) {
            return kind(b, from, to);
        }
        if ((level == LINK || level == PEER) && type == IFLA_NET_NS_FD) {
            return length == NLA_HDRLEN + 4 && ours(Bytes.i32(b, from));
        }
        return plain(type, level);
    }

    /// The level inside an attribute; 0: it holds a value.
    private int nested(int type, int level) {
        return switch (level) {
            case LINK -> type == IFLA_LINKINFO ? LINKINFO : type == IFLA_AF_SPEC ? AF_SPEC : 0;
            case LINKINFO -> type == IFLA_INFO_DATA ? data : 0;
            case VETH -> type == VETH_INFO_PEER ? PEER : 0;
            case AF_SPEC -> type == AF_INET6 ? INET6 : type == AF_INET ? INET : 0;
            case INET -> type == IFLA_INET_CONF ? INET_CONF : 0;
            case PORT -> type == IFLA_PROTINFO ? PROTINFO : 0;
            default -> 0;
        };
    }

    private boolean inside(byte[] b, int from, int to, int level) {
        if (level == LINKINFO) {
            data = 0;
        }
        // VETH_INFO_PEER is a struct ifinfomsg, then attributes.
        int first = level == PEER ? from + IFINFOMSG : from;
        return first <= to && attributes(b, first, to, level);
    }

    /// IFLA_INFO_KIND: it comes once, and before the data, whose meaning it is.
    private boolean kind(byte[] b, int from, int to) {
        if (data != 0) {
            return false;
        }
        int end = to > from && b[to - 1] == 0 ? to - 1 : to;
        data = is(b, from, end, "bridge")
                ? BRIDGE
                : is(b, from, end, "vxlan") ? VXLAN : is(b, from, end, "veth") ? VETH : 0;
        return data != 0;
    }

    private static boolean is(byte[] b, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (b[i] != word.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private boolean ours(int fd) {
        for (int i = 0; i <= count; i++) {
            if (namespaces[i] == fd) {
                return true;
            }
        }
        return false;
    }

    /// Whether an attribute that holds a value is on the list of its level.
    private static boolean plain(int type, int level) {
        return switch (level) {
            // IFLA_ADDRESS IFLA_IFNAME IFLA_MTU IFLA_MASTER
            case LINK -> type == 1 || type == IFLA_IFNAME || type == 4 || type == 10;
            case PEER -> type == 1 || type == IFLA_IFNAME || type == 4;
            case LINK_NAME -> type == IFLA_IFNAME;
            // IFLA_BR_FDB_FLUSH IFLA_BR_VLAN_DEFAULT_PVID IFLA_BR_FDB_MAX_LEARNED
            case BRIDGE -> type == 21 || type == 39 || type == 49;
            // IFLA_VXLAN_ID LINK LOCAL LEARNING, and PROXY L2MISS L3MISS PORT UDP_CSUM
            case VXLAN ->
                type == 1
                        || type == 3
                        || type == 4
                        || type == 7
                        || type == 11
                        || type == 13
                        || type == 14
                        || type == 15
                        || type == 18;
            case INET6 -> type == IFLA_INET6_ADDR_GEN_MODE;
            case INET_CONF -> type == IPV4_DEVCONF_FORWARDING;
            case PROTINFO -> type == IFLA_BRPORT_STATE;
            // IFA_ADDRESS IFA_LOCAL IFA_BROADCAST IFA_FLAGS
            case ADDRESS -> type == 1 || type == 2 || type == 4 || type == 8;
            // RTA_DST RTA_OIF RTA_GATEWAY
            case ROUTE -> type == 1 || type == 4 || type == 5;
            // NDA_DST NDA_LLADDR
            case NEIGHBOUR -> type == 1 || type == 2;
            default -> false;
        };
    }
}
