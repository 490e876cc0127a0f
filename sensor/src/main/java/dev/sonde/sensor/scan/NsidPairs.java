package dev.sonde.sensor.scan;

import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;

/// By which ids the namespaces that a scan meets first know each other: a recorded stream, which can ask nobody, tells
/// by them where the other end of a veth is.
///
/// Every pair is a question, so that there is a limit to how many are asked about. No id is assigned.
final class NsidPairs {
    private static final int MOST = 64;

    /// Where the kernel's answer has NETNSA_NSID: behind `struct nlmsghdr`, `struct rtgenmsg` and `struct nlattr`.
    private static final int NSID_AT = 24;

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final Peers peers;
    private final int[] numbers = new int[MOST];
    private final int[] sockets = new int[MOST];
    private final int[] fds = new int[MOST];
    private int count;

    NsidPairs(Kernel kernel, Frames frames, Netns netns, Peers peers) {
        this.kernel = kernel;
        this.frames = frames;
        this.netns = netns;
        this.peers = peers;
    }

    /// A scan begins.
    void begin() {
        count = 0;
    }

    /// The namespace with this number is one of them, unless there are enough.
    void keep(int number) {
        if (count < MOST) {
            numbers[count] = number;
            count++;
        }
    }

    /// Sends a NETLINK frame for each id that one of them has in another; all are held by their sockets.
    void send() {
        for (int i = 0; i < count; i++) {
            sockets[i] = peers.socket(numbers[i]);
            fds[i] = sockets[i] < 0 ? sockets[i] : netns.of(sockets[i]);
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < count; k++) {
                if (k != i && sockets[i] >= 0 && fds[k] >= 0) {
                    ask(i, k);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            if (fds[i] >= 0) {
                kernel.close(fds[i]);
            }
        }
    }

    /// Whether [#send] asked namespace `in` which id it has for `of`.
    boolean asked(int in, int of) {
        int i = place(in);
        int k = i < 0 ? -1 : place(of);
        return k >= 0 && sockets[i] >= 0 && fds[k] >= 0;
    }

    private int place(int number) {
        int i = count - 1;
        while (i >= 0 && numbers[i] != number) {
            i--;
        }
        return i;
    }

    /// The frame's request names the other by its number in the stream: a file descriptor means nothing there.
    private void ask(int in, int of) {
        int n = netns.nsid(sockets[in], fds[of]);
        peers.answered(numbers[in], numbers[of], n);
        if (n >= 0 && (n < NSID_AT + 4 || Bytes.i32(netns.answer(), NSID_AT) < 0)) {
            return; // it has none
        }
        byte[] question = netns.nsidQuestion(numbers[of]);
        frames.begin(FrameKind.NETLINK, numbers[in], question.length + 4 + Math.max(0, n));
        frames.string(question);
        if (n < 0) {
            frames.failed(-n);
        } else {
            frames.bytes(netns.answer(), 0, n);
        }
        frames.end();
    }
}
