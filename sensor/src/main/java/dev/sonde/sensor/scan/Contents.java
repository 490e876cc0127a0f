package dev.sonde.sensor.scan;

import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;

/// Sends the tables of one namespace: links, addresses, and all others, as far as they are asked for.
public final class Contents {
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;
    private static final int RTM_GETLINK = 18;

    /// Where IFLA_EXT_MASK is in a request for links, and its bits.
    private static final int EXT_MASK = 36;

    private static final int RTEXT_FILTER_VF = 1;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETNEIGH = 30;
    private static final int RTM_GETRULE = 34;
    private static final int RTM_GETMDB = 86;
    private static final int RTM_GETNSID = 90;

    /// What makes it necessary to go into a namespace at all: the tables, and where its links lead.
    static final int INSIDE = ScanSet.READ | ScanBit.PEERS;

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final ProcNet procNet;
    private final Peers peers;
    private final FilterSets sets = new FilterSets();

    Contents(Kernel kernel, Frames frames, Netns netns, Peers peers) {
        this.kernel = kernel;
        this.frames = frames;
        this.netns = netns;
        this.procNet = new ProcNet(kernel, frames, netns);
        this.peers = peers;
    }

    /// Those that the bits name, of the namespace to which the socket `s` belongs.
    void send(int s, int number, int bits) {
        netns.limit().of(number == Origin.OWN);
        tables(s, number, bits);
        netns.limit().none();
    }

    private void tables(int s, int number, int bits) {
        if ((bits & (ScanBit.LINKS | ScanBit.PEERS)) != 0) {
            boolean alone = (bits & ScanBit.LINKS) == 0;
            netns.watch((bits & ScanBit.PEERS) != 0 ? peers : null, number, alone);
            if (alone || (bits & ScanBit.BRIEF) != 0) {
                netns.table(s, number, RTM_GETLINK, 0, EXT_MASK, RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS);
            } else {
                netns.table(s, number, RTM_GETLINK, 0);
            }
            netns.watch(null, 0, false);
        }
        if ((bits & ScanBit.ADDRESSES) != 0) {
            netns.table(s, number, RTM_GETADDR, 0);
        }
        if ((bits & ScanBit.TABLES) != 0) {
            netns.table(s, number, RTM_GETROUTE, AF_INET);
            netns.table(s, number, RTM_GETROUTE, AF_INET6);
            netns.table(s, number, RTM_GETRULE, AF_INET);
            netns.table(s, number, RTM_GETRULE, AF_INET6);
            netns.table(s, number, RTM_GETNEIGH, 0);
            netns.table(s, number, RTM_GETNEIGH, AF_BRIDGE);
            netns.table(s, number, RTM_GETMDB, AF_BRIDGE);
            netns.table(s, number, RTM_GETNSID, 0);
        }
        if ((bits & ScanBit.NEIGHBOURS) != 0 && (bits & ScanBit.TABLES) == 0) {
            netns.table(s, number, RTM_GETNEIGH, 0);
        }
        if ((bits & ScanBit.FURTHER) != 0) {
            ExtraTables.tables(netns, s, number);
            groups(s, number);
        }
    }

    /// What the files in a process's folder `net`, `way[0, length)`, tell everyone of its namespace.
    void visible(int number, byte[] way, int length) {
        procNet.of(number, way, length);
    }

    /// The multicast groups and the firewall of the namespace to which the socket belongs.
    private void groups(int s, int number) {
        int r = number == Origin.OWN && !netns.away() ? 0 : netns.enter(s);
        if (r < 0) {
            frames.begin(FrameKind.GAP, number, 64)
                    .string("setns")
                    .string("/proc/net")
                    .failed(-r)
                    .end();
        } else {
            procNet.all(number);
            filter(number);
        }
    }

    /// What the firewall of the namespace in which we are does.
    private void filter(int number) {
        int s = netns.socket(Netns.NETFILTER);
        if (s < 0) {
            frames.begin(FrameKind.GAP, number, 64)
                    .string("socket")
                    .string("NETLINK_NETFILTER")
                    .failed(-s)
                    .end();
            return;
        }
        netns.table(s, number, Netns.GETCHAIN, 0);
        netns.table(s, number, Netns.GETRULE, 0);
        sets.send(netns, s, number);
        sets.ipsets(kernel, netns, s, number);
        kernel.close(s);
    }

    /// FILE frames of one file of `/proc/net` of the namespace to which the socket belongs: 0 or -errno.
    int procNet(int s, int number, byte[] name, int at, int length) {
        int r = number == Origin.OWN && !netns.away() ? 0 : netns.enter(s);
        return r < 0 ? r : procNet.file(number, name, at, length);
    }
}
