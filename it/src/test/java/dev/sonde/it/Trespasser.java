package dev.sonde.it;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.netlink.MessageBuilder;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.RequestKind;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/// A hostile analysis of `lab break`: it joins the lab that its first argument names, and from there tries to reach the
/// host's network namespace. One line for each kind of attempt: how many were made, and how many the kernel or the
/// sensor carried out.
public final class Trespasser {
    private static final int ASK = Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_ACK;
    private static final int NEW = Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_ACK | Nlmsg.NLM_F_CREATE | Nlmsg.NLM_F_EXCL;
    private static final int LINK = 16;
    private static final int RTM_NEWNSID = 88;

    /// `IFLA_*` and `NETNSA_*`
    private static final int NAME = 3;

    private static final int LINKINFO = 18;
    private static final int NET_NS_PID = 19;
    private static final int NET_NS_FD = 28;
    private static final int LINK_NETNSID = 37;
    private static final int NEW_NETNSID = 45;
    private static final int TARGET_NETNSID = 46;
    private static final int NSID = 1;
    private static final int PID = 2;
    private static final int FD = 3;

    /// Numbers of file descriptors that are tried, and of ids.
    private static final int FDS = 64;

    /// The types that a lab is made of.
    private static final Set<Integer> TAKEN = Set.of(16, 17, 19, 20, 21, 24, 25, 28, 29);

    private static Live live;
    private static int made;

    /// What the attempts that failed were refused with.
    private static final Set<String> ERRORS = new TreeSet<>();

    public static void main(String[] args) throws InterruptedException {
        live = new Live(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.in));
        System.out.println(
                "join: " + text(live.ask(RequestKind.LAB_JOIN, 0, string(args[0].getBytes(StandardCharsets.UTF_8)))));
        if (args.length > 1) {
            System.out.println("waits");
            Thread.sleep(Long.parseLong(args[1]));
            return;
        }
        each("give the host an id by fd", fd -> doIt(nsid(fd, FD)));
        each("give the host an id by pid", pid -> doIt(nsid(pid, PID)));
        each("a link in the namespace of an id", id -> doIt(bridge(TARGET_NETNSID, id)));
        each("a link whose peer's namespace has an id", id -> doIt(bridge(LINK_NETNSID, id)));
        each("a link in a namespace that gets an id", id -> doIt(bridge(NEW_NETNSID, id)));
        each("a link in the namespace of a pid", pid -> doIt(bridge(NET_NS_PID, pid)));
        each("a link in the namespace of an fd", fd -> doIt(bridge(NET_NS_FD, fd)));
        each("the same, nested", fd -> doIt(bridge(NET_NS_FD | 0x8000, fd)));
        each("the same, in network order", fd -> doIt(bridge(NET_NS_FD | 0x4000, fd)));
        each("a peer in the namespace of an fd", fd -> doIt(veth(NET_NS_FD, fd)));
        each("a peer in the namespace of a pid", pid -> doIt(veth(NET_NS_PID, pid)));
        each("a peer in the namespace of an id", id -> doIt(veth(TARGET_NETNSID, id)));
        int done = 0;
        for (int type = 0; type < 4096; type++) {
            if (!TAKEN.contains(type)) {
                done += doIt(new MessageBuilder(type, ASK).header(0, LINK)) ? 1 : 0;
            }
        }
        System.out.println("other types: " + done + " done");
        byte[] flowtable = new MessageBuilder(0x0a16, ASK).header(2, 4).build(); // NFT_MSG_NEWFLOWTABLE
        System.out.println("another filter: " + text(live.ask(RequestKind.LAB_FILTER, 0, string(flowtable))));
        System.out.println("a lab of another name: " + text(live.ask(RequestKind.LAB_UP, 0, string(new byte[] {'x'}))));
        System.out.println("refused with: " + ERRORS);
    }

    private interface Attempt {
        boolean at(int number);
    }

    private static void each(String what, Attempt attempt) {
        int done = 0;
        for (int number = 0; number < FDS; number++) {
            done += attempt.at(number) ? 1 : 0;
        }
        System.out.println(what + ": " + done + " done");
    }

    private static boolean doIt(MessageBuilder message) {
        Reply reply = live.ask(RequestKind.LAB_DO, 0, string(message.build()));
        if (reply.failed()) {
            ERRORS.add(Errno.text(reply.errno()));
        }
        return !reply.failed();
    }

    private static MessageBuilder nsid(int number, int attribute) {
        MessageBuilder m = new MessageBuilder(RTM_NEWNSID, ASK).header(0, 4);
        return m.u32(attribute, number).u32(NSID, number);
    }

    private static MessageBuilder link() {
        made++;
        return new MessageBuilder(Nlmsg.RTM_NEWLINK, NEW).header(0, LINK).string(NAME, "trespass" + made);
    }

    private static MessageBuilder bridge(int attribute, int number) {
        return link().u32(attribute, number).nest(LINKINFO).string(1, "bridge").end();
    }

    private static MessageBuilder veth(int attribute, int number) {
        MessageBuilder peer =
                link().nest(LINKINFO).string(1, "veth").nest(2).attribute(1).header(0, LINK);
        return peer.string(NAME, "trespeer" + made)
                .u32(attribute, number)
                .end()
                .end()
                .end();
    }

    private static byte[] string(byte[] s) {
        byte[] b = new byte[4 + s.length];
        for (int i = 0; i < 4; i++) {
            b[i] = (byte) (s.length >> 8 * i);
        }
        System.arraycopy(s, 0, b, 4, s.length);
        return b;
    }

    private static String text(Reply reply) {
        return reply.failed() ? Errno.text(reply.errno()) : "done";
    }

    private Trespasser() {}
}
