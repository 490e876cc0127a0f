package dev.sonde.core.table;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressHeader;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import dev.sonde.protocol.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What the files of `/proc/PID/net` tell every user of a namespace that he may not enter, in the form in which the
/// kernel's messages tell it to those who may. The files are written by the kernel; what does not look like its
/// lines is passed over.
///
/// Not in them: kinds, MACs, states and masters of links, to which link an address belongs (a route says it of
/// most), forwarding tables, rules.
final class ProcTables {
    private static final int RTF_UP = 1;
    private static final int RTF_REJECT = 0x200;
    private static final int RTF_ANYCAST = 0x100000;
    private static final long RTF_LOCAL = 0x80000000L;

    /// `ATF_PERM` of linux/if_arp.h
    private static final int ATF_PERM = 4;

    /// `ATF_COM`: the MAC is known. The file does not tell which of the states REACHABLE, STALE and DELAY it is.
    private static final int ATF_COM = 2;

    private static final int KNOWN = NeighbourState.REACHABLE | NeighbourState.STALE | NeighbourState.DELAY;

    private final Source source;
    private final int number;

    /// By name. An index that no file tells is negative.
    private final Map<String, Integer> indexes = new HashMap<>();

    ProcTables(Source source, int number) {
        this.source = source;
        this.number = number;
        for (String[] f : lines("igmp", 0)) {
            if (f.length >= 3 && f[2].equals(":")) {
                index(f[1], number(f[0], 10));
            }
        }
        for (String[] f : lines("if_inet6", 6)) {
            index(f[5], number(f[1], 16));
        }
        int unknown = 0;
        for (String[] f : lines("dev", 2)) {
            indexes.putIfAbsent(deviceName(f), --unknown);
        }
    }

    private void index(String name, long index) {
        if (index > 0) {
            indexes.put(name, (int) index);
        }
    }

    /// Whether the file was brought, and whole: 0, or why not.
    int errno() {
        FileEntry f = source.procNet(number, "dev");
        return f == null ? Errno.ENOENT : f.errno();
    }

    /// The words of each line that has at least so many.
    private List<String[]> lines(String file, int least) {
        List<String[]> all = new ArrayList<>();
        FileEntry f = source.procNet(number, file);
        if (f == null) {
            return all;
        }
        for (String line : RawText.decode(f.content(), 0, f.content().length).split("\n", -1)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= least) {
                all.add(words);
            }
        }
        return all;
    }

    private static long number(String s, int radix) {
        try {
            return Long.parseLong(s, radix);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// `eth0:` or `eth0:123`, when the number is long; a line of the head has a bar.
    private static String deviceName(String[] f) {
        int colon = f[0].lastIndexOf(':');
        return colon < 0 ? f[0] : f[0].substring(0, colon);
    }

    List<LinkMessage> links() {
        List<LinkMessage> all = new ArrayList<>();
        for (String[] f : lines("dev", 2)) {
            if (!f[0].contains(":") || f[0].contains("|")) {
                continue;
            }
            String name = deviceName(f);
            // 8 numbers received: bytes packets errs drop fifo frame compressed multicast; then 8 sent.
            int first = f[0].endsWith(":") ? 1 : 0;
            ByteBuffer stats = ByteBuffer.allocate(184).order(ByteOrder.LITTLE_ENDIAN);
            if (f.length >= first + 16) {
                int[] from = {1, 9, 0, 8, 2, 10, 3, 11};
                for (int i = 0; i < from.length; i++) {
                    String word = f[first + from[i]];
                    stats.putLong(8 * i, number(word.substring(word.lastIndexOf(':') + 1), 10));
                }
            }
            LinkStats64 counters = new LinkStats64(ByteString.of(stats.array()));
            all.add(new LinkMessage(
                    new NlHeader(Nlmsg.RTM_NEWLINK, 0),
                    new LinkHeader(0, 0, indexes.getOrDefault(name, 0), 0, 0),
                    LinkAttr.TABLE.of(new LinkAttr.Name(name), new LinkAttr.Stats64(counters))));
        }
        return all;
    }

    List<AddressMessage> addresses() {
        List<AddressMessage> all = new ArrayList<>();
        List<RouteMessage> routes = routes(false);
        for (IpAddress a : own()) {
            RouteMessage best = null;
            for (RouteMessage r : routes) {
                boolean longer = best == null
                        || r.header().destinationLength() > best.header().destinationLength();
                if (r.gateway() == null && r.destination() != null && within(a, r) && longer) {
                    best = r;
                }
            }
            boolean loopback = a.u8(0) == 127;
            int link = best != null ? best.outputInterface() : loopback ? indexes.getOrDefault("lo", 0) : 0;
            int prefix = best != null ? best.header().destinationLength() : loopback ? 8 : 32;
            int scope = loopback ? RouteScope.HOST : RouteScope.UNIVERSE;
            all.add(address(Nlmsg.AF_INET, a, prefix, scope, link));
        }
        for (String[] f : lines("if_inet6", 6)) {
            IpAddress a = hex(f[0]);
            if (a != null) {
                int scope = (int) number(f[3], 16);
                all.add(address(
                        Nlmsg.AF_INET6,
                        a,
                        (int) number(f[2], 16),
                        scope == 0x10 ? RouteScope.HOST : scope == 0x20 ? RouteScope.LINK : RouteScope.UNIVERSE,
                        indexes.getOrDefault(f[5], 0)));
            }
        }
        return all;
    }

    /// The IPv4 addresses of the namespace: `/32 host LOCAL` below `|-- ADDRESS` of `fib_trie`.
    private List<IpAddress> own() {
        List<IpAddress> all = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        String leaf = "";
        for (String[] f : lines("fib_trie", 2)) {
            if (f[0].equals("|--")) {
                leaf = f[1];
            } else if (f[0].equals("/32")
                    && f.length >= 3
                    && f[1].equals("host")
                    && f[2].equals("LOCAL")
                    && seen.add(leaf)) {
                IpAddress a = parse(leaf);
                if (a != null) {
                    all.add(a);
                }
            }
        }
        return all;
    }

    private static AddressMessage address(int family, IpAddress a, int prefix, int scope, int link) {
        return new AddressMessage(
                new NlHeader(Nlmsg.RTM_NEWADDR, 0),
                new AddressHeader(family, prefix, 0, scope, link),
                AddressAttr.TABLE.of(new AddressAttr.Address(a)));
    }

    private static boolean within(IpAddress a, RouteMessage r) {
        int length = r.header().destinationLength();
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((a.u8(bit / 8) & mask) != (r.destination().u8(bit / 8) & mask)) {
                return false;
            }
        }
        return true;
    }

    List<RouteMessage> routes(boolean v6) {
        return v6 ? routes6() : routes4();
    }

    /// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, addresses as numbers in the order of the
    /// machine.
    private List<RouteMessage> routes4() {
        List<RouteMessage> all = new ArrayList<>();
        for (String[] f : lines("route", 8)) {
            long to = number(f[1], 16);
            long gateway = number(f[2], 16);
            long flags = number(f[3], 16);
            long mask = number(f[7], 16);
            if (to < 0 || gateway < 0 || mask < 0 || (flags & RTF_UP) == 0 || (flags & RTF_REJECT) != 0) {
                continue;
            }
            all.add(route(
                    Nlmsg.AF_INET,
                    machine(to),
                    Long.bitCount(mask),
                    gateway == 0 ? null : machine(gateway),
                    f[0],
                    number(f[6], 10)));
        }
        return all;
    }

    /// `Destination Length Source Length Gateway Metric RefCnt Use Flags Iface`, all hexadecimal.
    private List<RouteMessage> routes6() {
        List<RouteMessage> all = new ArrayList<>();
        for (String[] f : lines("ipv6_route", 10)) {
            IpAddress to = hex(f[0]);
            IpAddress gateway = hex(f[4]);
            long flags = number(f[8], 16);
            boolean own = (flags & (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT)) != 0;
            if (to == null || gateway == null || own || to.u8(0) == 0xff) {
                continue;
            }
            boolean direct = true;
            for (int i = 0; i < gateway.length(); i++) {
                direct &= gateway.u8(i) == 0;
            }
            all.add(route(Nlmsg.AF_INET6, to, (int) number(f[1], 16), direct ? null : gateway, f[9], number(f[5], 16)));
        }
        return all;
    }

    private RouteMessage route(int family, IpAddress to, int length, IpAddress gateway, String link, long metric) {
        List<RouteAttr> attrs = new ArrayList<>();
        attrs.add(new RouteAttr.OutputInterface(indexes.getOrDefault(link, 0)));
        if (length > 0) {
            attrs.add(new RouteAttr.Destination(to));
        }
        if (gateway != null) {
            attrs.add(new RouteAttr.Gateway(gateway));
        }
        if (metric > 0) {
            attrs.add(new RouteAttr.Priority(metric));
        }
        int scope = gateway == null ? RouteScope.LINK : RouteScope.UNIVERSE;
        return new RouteMessage(
                new NlHeader(Nlmsg.RTM_NEWROUTE, 0),
                new RouteHeader(family, length, 0, 0, RouteTable.MAIN, 0, scope, RouteType.UNICAST, 0),
                RouteAttr.TABLE.of(attrs));
    }

    /// `IP address, HW type, Flags, HW address, Mask, Device` of IPv4 neighbours.
    List<NeighbourMessage> neighbours() {
        List<NeighbourMessage> all = new ArrayList<>();
        for (String[] f : lines("arp", 6)) {
            IpAddress ip = parse(f[0]);
            if (ip == null || !f[2].startsWith("0x")) {
                continue;
            }
            long flags = number(f[2].substring(2), 16);
            int state = (flags & ATF_PERM) != 0
                    ? NeighbourState.PERMANENT
                    : (flags & ATF_COM) != 0 ? KNOWN : NeighbourState.INCOMPLETE;
            List<NeighbourAttr> attrs = new ArrayList<>();
            attrs.add(new NeighbourAttr.Destination(ip));
            if (state != NeighbourState.INCOMPLETE && f[3].matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
                attrs.add(new NeighbourAttr.LinkLayer(LinkAddress.parse(f[3])));
            }
            all.add(new NeighbourMessage(
                    new NlHeader(Nlmsg.RTM_NEWNEIGH, 0),
                    new NeighbourHeader(Nlmsg.AF_INET, indexes.getOrDefault(f[5], 0), state, 0, 0),
                    NeighbourAttr.TABLE.of(attrs)));
        }
        return all;
    }

    private static IpAddress machine(long v) {
        return IpAddress.of((byte) v, (byte) (v >> 8), (byte) (v >> 16), (byte) (v >> 24));
    }

    private static IpAddress hex(String s) {
        if (!s.matches("[0-9a-f]{32}")) {
            return null;
        }
        byte[] b = new byte[16];
        for (int i = 0; i < 16; i++) {
            b[i] = (byte) Integer.parseInt(s, 2 * i, 2 * i + 2, 16);
        }
        return IpAddress.of(b);
    }

    private static IpAddress parse(String s) {
        try {
            return IpAddress.parse(s);
        } catch (IllegalArgumentException e) {
            return null; // a word of the head
        }
    }
}
