package dev.sonde.sensor.kernel;

import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// The other end of the netlink sockets of a [FakeKernel]: answers with what belongs to the namespace in which a socket
/// was opened, and in the wrong ways that are asked of it.
public final class FakeNetlink {
    /// What was changed by netlink: namespace and type of the message.
    public final List<String> changes = new ArrayList<>();

    /// How often the row of a table is told, each time in a datagram of its own.
    public int rows = 1;

    /// How replies are spoilt: see [Reply].
    public Reply reply = Reply.RIGHT;

    /// Ways in which the other end of a netlink socket may answer.
    public enum Reply {
        RIGHT,
        /// Answers to an older question come first.
        STALE,
        /// Every dump is interrupted.
        INTERRUPTED,
        /// The first dump of each socket is interrupted.
        INTERRUPTED_ONCE,
        /// A length beyond the datagram.
        LONG,
        /// A length of zero.
        ZERO,
        /// A datagram of three bytes.
        SHORT,
        /// No bytes at all, for ever.
        EMPTY,
        /// Rows, and then nothing: no NLMSG_DONE, the deadline passes.
        ENDLESS,
        /// A datagram larger than any buffer: only its length is told.
        HUGE,
        /// NLMSG_ERROR with -EPERM.
        REFUSED,
        /// NLMSG_ERROR too short for its errno.
        CUT_ERROR,
        /// NLMSG_DONE with an errno.
        DONE_FAILED
    }

    /// Whether each namespace has an id for itself; others have none anywhere, but for the hidden one.
    public boolean knowsItself;

    private static final int RTM_GETNSID = 90;

    FakeNetlink() {}

    /// The datagrams that answer a request of `length` bytes, the `first` of its socket or not. `path`: that of an fd.
    List<byte[]> answer(byte[] request, int at, int length, long namespace, boolean first, IntFunction<String> path) {
        List<byte[]> replies = new ArrayList<>();
        int type = Bytes.u16(request, at + 4);
        int sequence = Bytes.i32(request, at + 8);
        boolean interrupted = reply == Reply.INTERRUPTED || reply == Reply.INTERRUPTED_ONCE && first;
        int flags = 2 | (interrupted ? 0x10 : 0);
        if (type == RTM_GETNSID && (Bytes.u16(request, at + 6) & 0x300) == 0) {
            boolean itself = path.apply(Bytes.i32(request, at + 24)).equals("net:[" + namespace + "]");
            replies.add(id(sequence, knowsItself && itself ? 1 : -1));
            return replies;
        }
        boolean targeted = type == 18 && length == 48 || type == 22 && length == 32;
        byte[] row = message(type - 2, flags, sequence, targeted ? 0 : namespace);
        if (type == 18 && namespace == 1002 && length == 40) {
            row = Bytes.join(row, link(flags, sequence));
        }
        if ((Bytes.u16(request, at + 6) & 4) != 0) { // NLM_F_ACK: a change
            changes.add(namespace + " " + type);
            long error = reply == Reply.REFUSED ? -Errno.EEXIST : 0;
            replies.add(message(2, 0, sequence, error));
            return replies;
        }
        switch (reply) {
            case STALE -> replies.add(message(type - 2, 2, sequence - 1, 4242));
            case LONG -> Bytes.put32(row, 0, 4096);
            case ZERO -> Bytes.put32(row, 0, 0);
            case SHORT -> row = new byte[] {1, 2, 3};
            case EMPTY -> row = new byte[0];
            case HUGE -> row = new byte[1 << 20];
            case REFUSED -> row = message(2, 0, sequence, -Errno.EPERM);
            case CUT_ERROR -> {
                row = Bytes.sub(message(2, 0, sequence, 0), 0, 16);
                Bytes.put32(row, 0, 16);
            }
            default -> {}
        }
        for (int i = 0; i < rows; i++) {
            replies.add(row);
        }
        if (reply != Reply.REFUSED && reply != Reply.CUT_ERROR && reply != Reply.ENDLESS) {
            long result = reply == Reply.DONE_FAILED ? -Errno.EMSGSIZE : 0;
            replies.add(message(3, flags, sequence, result));
        }
        return replies;
    }

    /// RTM_NEWNSID with NETNSA_NSID; -1: it has no id here.
    private static byte[] id(int sequence, int id) {
        byte[] m = new byte[28];
        Bytes.put32(m, 0, 28);
        Bytes.put16(m, 4, RTM_GETNSID - 2);
        Bytes.put32(m, 8, sequence);
        Bytes.put16(m, 20, 8);
        Bytes.put16(m, 22, 1);
        Bytes.put32(m, 24, id);
        return m;
    }

    /// RTM_NEWLINK of link 7, whose other end is 9 in the namespace that has the id 0 here.
    private static byte[] link(int flags, int sequence) {
        byte[] m = new byte[48];
        Bytes.put32(m, 0, 48);
        Bytes.put16(m, 4, 16);
        Bytes.put16(m, 6, flags);
        Bytes.put32(m, 8, sequence);
        Bytes.put32(m, 20, 7);
        Bytes.put16(m, 32, 8);
        Bytes.put16(m, 34, 5); // IFLA_LINK
        Bytes.put32(m, 36, 9);
        Bytes.put16(m, 40, 8);
        Bytes.put16(m, 42, 37); // IFLA_LINK_NETNSID
        return m;
    }

    /// A netlink message whose body begins with the number of the namespace that it is about.
    private static byte[] message(int type, int flags, int sequence, long body) {
        byte[] m = new byte[24];
        Bytes.put32(m, 0, 24);
        Bytes.put16(m, 4, type);
        Bytes.put16(m, 6, flags);
        Bytes.put32(m, 8, sequence);
        Bytes.put64(m, 16, body);
        return m;
    }
}
