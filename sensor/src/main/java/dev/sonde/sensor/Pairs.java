package dev.sonde.sensor;

/// By which ids the namespaces that a scan meets first know each other: a recorded stream, which can ask nobody, tells
/// by them where the other end of a veth is.
///
/// Every pair is a question, so that there is a limit to how many are asked about. No id is assigned.
final class Pairs {
    private static final int MOST = 64;

    /// `SIOCGSKNS` of linux/sockios.h: the namespace to which a socket belongs.
    private static final long SIOCGSKNS = 0x894c;

    /// Where the kernel's answer has NETNSA_NSID: behind `struct nlmsghdr`, `struct rtgenmsg` and `struct nlattr`.
    private static final int NSID_AT = 24;

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final int[] numbers = new int[MOST];
    private final int[] sockets = new int[MOST];
    private final int[] fds = new int[MOST];
    private int count;

    Pairs(Kernel kernel, Frames frames, Netns netns) {
        this.kernel = kernel;
        this.frames = frames;
        this.netns = netns;
    }

    /// Takes over the socket of the namespace with this number, unless there are enough: whether it did.
    boolean keep(int number, int socket) {
        if (count == MOST) {
            return false;
        }
        numbers[count] = number;
        sockets[count] = socket;
        count++;
        return true;
    }

    /// Sends a NETLINK frame for each id that one of them has in another, and lets all go.
    void send() {
        for (int i = 0; i < count; i++) {
            fds[i] = kernel.ioctl(sockets[i], SIOCGSKNS, 0);
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < count; k++) {
                if (k != i && fds[k] >= 0) {
                    ask(i, k);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            kernel.close(sockets[i]);
            if (fds[i] >= 0) {
                kernel.close(fds[i]);
            }
        }
        count = 0;
    }

    /// The frame's request names the other by its number in the stream: a file descriptor means nothing there.
    private void ask(int in, int of) {
        int n = netns.nsid(sockets[in], fds[of]);
        if (n >= 0 && (n < NSID_AT + 4 || Bytes.i32(netns.answer(), NSID_AT) < 0)) {
            return; // it has none
        }
        byte[] question = netns.nsidQuestion(numbers[of]);
        frames.begin(Frames.NETLINK, numbers[in], question.length + 4 + Math.max(0, n));
        frames.string(question);
        if (n < 0) {
            frames.failed(-n);
        } else {
            frames.bytes(netns.answer(), 0, n);
        }
        frames.end();
    }
}
