package dev.sonde.core.table;

import dev.sonde.core.connection.Dump;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/// Whether the kernel ended a dump of all routes in silence. A row that fits no buffer of `netlink_dump` (32 KiB) ends
/// it there, with NLMSG_DONE and no error, and all that is behind that row is missing.
///
/// The kernel tells the tables in the order of the lowest byte of their numbers, so that `local` (255) comes last: each
/// address that is up has a row there. A dump without one is suspicious, and only then the kernel is asked more: for
/// that table alone. If it has rows, and once more is missing from a dump of all, then that dump ends early.
public final class SilentEnd {
    /// What is said then.
    public static final String WORDS =
            "the kernel ended early: one route is larger than what it can send, and those behind it are missing";

    /// `rtm_table` of `struct rtmsg`, behind the `struct nlmsghdr`: rtm_family, rtm_dst_len, rtm_src_len, rtm_tos, and
    /// it.
    private static final int RTM_TABLE = 16 + 4;

    private SilentEnd() {}

    /// Whether a dump of all routes, complete as the kernel says, has none of `local`.
    public static boolean suspicious(Dump all) {
        return all.complete() && all.understood() == null && !tellsOfLocal(all);
    }

    /// Whether it was so: asked of the kernel, which has not changed meanwhile. A recorded stream holds no answer: then
    /// it is not known.
    public static boolean confirmed(Function<byte[], Dump> kernel, int family) {
        return (family == Nlmsg.AF_INET || family == Nlmsg.AF_INET6)
                && hasLocal(kernel.apply(asked(family, 0, RouteTable.LOCAL)))
                && suspicious(kernel.apply(asked(family, 0, 0)))
                && hasLocal(kernel.apply(asked(family, RouteTable.LOCAL, RouteTable.LOCAL)));
    }

    /// The rows of one table, 0 for all: the attribute counts. Two forms of one question are two questions for sonde,
    /// which keeps the answer to each.
    private static byte[] asked(int family, int header, long table) {
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_GETROUTE, Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_DUMP),
                        new RouteHeader(family, 0, 0, 0, header, 0, 0, 0, 0),
                        RouteAttr.TABLE.of(new RouteAttr.Table(table)))
                .toBytes();
    }

    private static boolean hasLocal(Dump dump) {
        return dump.complete() && tellsOfLocal(dump);
    }

    /// From the end, where they are.
    private static boolean tellsOfLocal(Dump dump) {
        for (int i = dump.pieces().size() - 1; i >= 0; i--) {
            Dump.Piece piece = dump.pieces().get(i);
            ByteBuffer b = ByteBuffer.wrap(piece.bytes()).order(ByteOrder.nativeOrder());
            int at = piece.from();
            while (at + RTM_TABLE < b.limit()) {
                int length = b.getInt(at);
                if (length < 16 || length > b.limit() - at) {
                    break; // who reads the rows says so
                }
                if (b.getShort(at + 4) == Nlmsg.RTM_NEWROUTE && (b.get(at + RTM_TABLE) & 0xff) == RouteTable.LOCAL) {
                    return true;
                }
                at += length + 3 & ~3;
            }
        }
        return false;
    }
}
