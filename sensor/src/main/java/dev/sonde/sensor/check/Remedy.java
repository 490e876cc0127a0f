package dev.sonde.sensor.check;

import dev.sonde.protocol.Limits;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// One change that mends: a netlink message of one of four narrow forms, and the command of iproute2 that it is.
///
/// A message with anything else in it is refused: nothing here makes or removes a link, an address or a route, or sets
/// a link down.
final class Remedy {
    /// Types of linux/rtnetlink.h.
    private static final int RTM_NEWLINK = 16;

    private static final int RTM_SETLINK = 19;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_DELNEIGH = 29;

    private static final int NLMSG_HDRLEN = 16;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_CREATE = 0x400;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;
    private static final int IFF_UP = 1;
    private static final int NTF_SELF = 2;
    private static final int NTF_MASTER = 4;
    private static final int NUD_NOARP = 0x40;
    private static final int NUD_PERMANENT = 0x80;

    /// `NDA_*` of linux/neighbour.h, `IFLA_*` and `IFLA_BRPORT_STATE` of linux/if_link.h.
    private static final int NDA_DST = 1;

    private static final int NDA_LLADDR = 2;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_PROTINFO = 12;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int IFLA_BRPORT_STATE = 1;
    private static final int BR_STATE_FORWARDING = 3;

    private static final long SIOCGIFNAME = 0x8910;
    private static final int IFNAMSIZ = 16;

    private final Kernel kernel;
    private final byte[] ifreq = new byte[40];

    private int type;
    private int family;
    private int index;
    private int flags;

    /// Where the attribute's value stands in the message; -1: there is none.
    private int mac;

    private int destination;
    private int mtu;
    private int master;
    private int state;
    private boolean up;

    /// A bridge's row that neither ages nor is its own: `static`.
    private boolean fixed;

    Remedy(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Reads the message `b[at, at + n)`: whether it is one of those that mend. The netlink flags are set to what its
    /// form needs.
    boolean read(byte[] b, int at, int n) {
        mac = -1;
        destination = -1;
        mtu = -1;
        master = -1;
        state = -1;
        up = false;
        if (at < 0 || n < NLMSG_HDRLEN + 12 || n > b.length - at || Bytes.u32(b, at) != n) {
            return false;
        }
        type = Bytes.u16(b, at + 4);
        family = Bytes.u8(b, at + 16);
        boolean neighbour = type == RTM_NEWNEIGH || type == RTM_DELNEIGH;
        boolean link = type == RTM_NEWLINK || type == RTM_SETLINK;
        int body = neighbour ? 12 : 16; // struct ndmsg, struct ifinfomsg
        if (!neighbour && !link || n < NLMSG_HDRLEN + body) {
            return false;
        }
        index = Bytes.i32(b, at + 20);
        if (index <= 0 || !(neighbour ? row(b, at) : flags(b, at))) {
            return false;
        }
        int p = at + NLMSG_HDRLEN + body;
        int end = at + n;
        while (end - p >= 4) {
            int l = Bytes.u16(b, p);
            if (l < 4 || l > end - p) {
                return false;
            }
            int a = Bytes.u16(b, p + 2);
            if (!(neighbour ? neighbourAttribute(b, a, p + 4, l - 4) : linkAttribute(b, a, p + 4, l - 4))) {
                return false;
            }
            p += Math.min(l + 3 & ~3, end - p);
        }
        if (p != end || !whole()) {
            return false;
        }
        int add = type == RTM_NEWNEIGH ? NLM_F_CREATE | NLM_F_REPLACE : 0;
        Bytes.put16(b, at + 6, NLM_F_REQUEST | NLM_F_ACK | add);
        return true;
    }

    /// `struct ndmsg`: family, index, state, flags, type.
    private boolean row(byte[] b, int at) {
        int nud = Bytes.u16(b, at + 24);
        flags = Bytes.u8(b, at + 26);
        fixed = nud == NUD_NOARP && family == AF_BRIDGE && flags == NTF_MASTER;
        boolean permanent = fixed || nud == NUD_PERMANENT || type == RTM_DELNEIGH && nud == 0;
        boolean known = family == AF_BRIDGE
                ? flags == NTF_SELF || flags == NTF_MASTER
                : (family == AF_INET || family == AF_INET6) && flags == 0;
        return permanent && known && b[at + 27] == 0 && b[at + 17] == 0 && b[at + 18] == 0 && b[at + 19] == 0;
    }

    /// `struct ifinfomsg`: family, type, index, flags and which of them change. A link may be set up, never down.
    private boolean flags(byte[] b, int at) {
        int value = Bytes.i32(b, at + 24);
        int change = Bytes.i32(b, at + 28);
        up = change == IFF_UP && value == IFF_UP;
        boolean none = change == 0 && value == 0;
        boolean right = type == RTM_NEWLINK ? family == AF_UNSPEC && (up || none) : family == AF_BRIDGE && none;
        return right && b[at + 17] == 0 && Bytes.u16(b, at + 18) == 0;
    }

    private boolean neighbourAttribute(byte[] b, int attribute, int at, int n) {
        if (attribute == NDA_LLADDR && n == 6 && mac < 0) {
            mac = at;
            return true;
        }
        boolean v4 = n == 4 && family != AF_INET6;
        boolean v6 = n == 16 && family != AF_INET;
        if (attribute == NDA_DST && destination < 0 && (v4 || v6)) {
            destination = at;
            destinationLength = n;
            return true;
        }
        return false;
    }

    private int destinationLength;

    private boolean linkAttribute(byte[] b, int attribute, int at, int n) {
        if (type == RTM_SETLINK) {
            boolean forwarding = n == 8 && Bytes.u16(b, at) == 5 && Bytes.u16(b, at + 2) == IFLA_BRPORT_STATE;
            if (attribute != (IFLA_PROTINFO | NLA_F_NESTED) || !forwarding || b[at + 4] != BR_STATE_FORWARDING) {
                return false;
            }
            boolean first = state < 0;
            state = BR_STATE_FORWARDING;
            return first;
        }
        int value = n == 4 ? Bytes.i32(b, at) : -1;
        if (attribute == IFLA_MTU && mtu < 0 && value >= Limits.MEND_LEAST_MTU && value <= Limits.MEND_MOST_MTU) {
            mtu = value;
            return true;
        }
        if (attribute == IFLA_MASTER && master < 0 && value > 0) {
            master = value;
            return true;
        }
        return false;
    }

    /// Whether what its form needs is there.
    private boolean whole() {
        if (type == RTM_NEWLINK) {
            return up || mtu >= 0 || master >= 0;
        }
        if (type == RTM_SETLINK) {
            return state >= 0;
        }
        if (family == AF_BRIDGE) {
            return mac >= 0;
        }
        return destination >= 0 && (mac >= 0 || type == RTM_DELNEIGH);
    }

    /// Writes the command; `s` is a socket of its namespace, `b` holds the message that was read.
    void print(Out out, int s, byte[] b) {
        if (type == RTM_SETLINK) {
            out.p("bridge link set dev ");
            name(out, s, index);
            out.p(" state ").p(state);
            return;
        }
        if (type == RTM_NEWLINK) {
            out.p("ip link set dev ");
            name(out, s, index);
            if (up) {
                out.p(" up");
            }
            if (mtu >= 0) {
                out.p(" mtu ").p(mtu);
            }
            if (master >= 0) {
                out.p(" master ");
                name(out, s, master);
            }
            return;
        }
        boolean bridge = family == AF_BRIDGE;
        out.p(bridge ? "bridge fdb " : "ip neigh ").p(type == RTM_DELNEIGH ? "del " : "replace ");
        if (bridge) {
            mac(out, b, mac);
        } else {
            address(out, b);
            if (mac >= 0) {
                out.p(" lladdr ");
                mac(out, b, mac);
            }
        }
        out.p(" dev ");
        name(out, s, index);
        if (bridge && destination >= 0) {
            out.p(" dst ");
            address(out, b);
        }
        if (bridge) {
            out.p(flags == NTF_SELF ? " self" : " master");
        }
        if (type == RTM_NEWNEIGH) {
            out.p(fixed ? " static" : bridge ? " permanent" : " nud permanent");
        }
    }

    private void address(Out out, byte[] b) {
        if (destinationLength == 4) {
            Address.print4(out, b, destination);
        } else {
            Address.print6(out, b, destination);
        }
    }

    private static void mac(Out out, byte[] b, int at) {
        for (int i = 0; i < 6; i++) {
            if (i > 0) {
                out.raw(':');
            }
            int x = b[at + i];
            out.hex(x >> 4).hex(x);
        }
    }

    /// The name of a link as the kernel has it now, or its number where it has none.
    private void name(Out out, int s, int number) {
        Bytes.clear(ifreq, 0, ifreq.length);
        Bytes.put32(ifreq, IFNAMSIZ, number);
        int length = 0;
        if (kernel.ioctl(s, SIOCGIFNAME, ifreq) >= 0) {
            while (length < IFNAMSIZ && ifreq[length] != 0) {
                length++;
            }
        }
        if (length == 0) {
            out.p("link number ").p(number);
        } else {
            out.safe(ifreq, 0, length);
        }
    }
}
