package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.TableLimit;

/// The transforms (XFRM: IPsec) of the namespace in which we are: FILE frames `xfrm/state`, `xfrm/policy` and their
/// like, which are no files. The content is what the kernel answers, **without its keys**.
///
/// | name | question |
/// |---|---|
/// | `xfrm/state` | a dump by XFRM_MSG_GETSA |
/// | `xfrm/policy` | a dump by XFRM_MSG_GETPOLICY |
/// | `xfrm/sadinfo` | XFRM_MSG_GETSADINFO: how many states there are |
/// | `xfrm/spdinfo` | XFRM_MSG_GETSPDINFO: how many policies |
/// | `xfrm/default` | XFRM_MSG_GETDEFAULT: what becomes of packets that no policy takes |
/// | `xfrm/keys` | as `xfrm/state`, **with keys**: for who may see them ([#keys]) |
///
/// Opening a socket of NETLINK_XFRM loads the module xfrm_user, if it is none of the kernel's own. So it is opened only
/// where `/proc/net/netlink` has the kernel's own socket of that protocol: without it nobody can have made a transform
/// by netlink, as Docker does.
final class Transforms {
    private static final int NETLINK_XFRM = 6;

    /// `XFRM_MSG_NEWSA`, `GETSA`, `NEWPOLICY`, `GETPOLICY` and their like of linux/xfrm.h
    private static final int NEWSA = 0x10;

    private static final int GETSA = 0x12;
    private static final int NEWPOLICY = 0x13;
    private static final int GETPOLICY = 0x15;
    private static final int NEWSADINFO = 0x22;
    private static final int GETSADINFO = 0x23;
    private static final int NEWSPDINFO = 0x24;
    private static final int GETSPDINFO = 0x25;
    private static final int GETDEFAULT = 0x28;

    private static final int NLMSG_HDRLEN = 16;
    private static final int NLA_HDRLEN = 4;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;

    private static final int REQUEST = 1;

    /// NLM_F_REQUEST and NLM_F_DUMP.
    private static final int DUMP = 0x301;

    private static final int MSG_TRUNC = 0x20;

    /// `sizeof(struct xfrm_usersa_info)`, `sizeof(struct xfrm_userpolicy_info)`
    private static final int STATE = 224;

    private static final int POLICY = 168;

    /// The `__u32` of flags in front of what is counted, and `sizeof(struct xfrm_userpolicy_default)`
    private static final int FLAGS = 4;

    private static final int DEFAULT = 3;

    /// `XFRMA_ALG_AUTH` and its like: `struct xfrm_algo` has its key from byte 68 on, `xfrm_algo_auth` and
    /// `xfrm_algo_aead` from 72.
    private static final int ALG_AUTH = 1;

    private static final int ALG_CRYPT = 2;
    private static final int ALG_COMP = 3;
    private static final int ALG_AEAD = 18;
    private static final int ALG_AUTH_TRUNC = 20;
    private static final int KEY = 68;
    private static final int KEY_LATER = 72;

    /// The highest attribute whose content is known to be no key (XFRMA_IPTFS_PKT_SIZE and its like are beyond).
    private static final int KNOWN = 35;

    /// `/proc/net/netlink` is looked at so far.
    private static final int MOST = 1 << 20;

    /// Datagrams of one dump, at most.
    private static final int DATAGRAMS = 1 << 16;

    private static final byte[] SOCKETS = Bytes.z(Bytes.of("/proc/thread-self/net/netlink"));
    private static final byte[] STATES = Bytes.of("xfrm/state");
    private static final byte[] POLICIES = Bytes.of("xfrm/policy");
    private static final byte[] STATE_COUNT = Bytes.of("xfrm/sadinfo");
    private static final byte[] POLICY_COUNT = Bytes.of("xfrm/spdinfo");
    private static final byte[] DEFAULTS = Bytes.of("xfrm/default");
    private static final byte[] KEYS = Bytes.of("xfrm/keys");
    private static final byte[][] NAMES = {STATES, POLICIES, STATE_COUNT, POLICY_COUNT, DEFAULTS, KEYS};

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final byte[] lines = new byte[4096];
    private final byte[] request = new byte[NLMSG_HDRLEN + FLAGS];
    private int sequence;

    Transforms(Kernel kernel, Frames frames, Netns netns) {
        this.kernel = kernel;
        this.frames = frames;
        this.netns = netns;
    }

    /// Whether `b[at, at + length)` names one of them.
    static boolean known(byte[] b, int at, int length) {
        return name(b, at, length) != null;
    }

    /// Whether it names what has keys in it.
    static boolean keys(byte[] b, int at, int length) {
        return name(b, at, length) == KEYS;
    }

    /// Null: none of them.
    private static byte[] name(byte[] b, int at, int length) {
        for (byte[] name : NAMES) {
            if (is(name, b, at, length)) {
                return name;
            }
        }
        return null;
    }

    private static boolean is(byte[] name, byte[] b, int at, int length) {
        return length == name.length && Bytes.at(b, at, name);
    }

    /// FILE frames of the one that is [#known] by this name: 0 or -errno.
    int one(int number, byte[] b, int at, int length) {
        byte[] name = name(b, at, length);
        int used = used();
        int s = used < 0 ? used : used == 0 ? -Errno.ENOENT : netns.socket(NETLINK_XFRM);
        if (s < 0) {
            begin(number, name);
            frames.failed(-s).end();
            return s;
        }
        int r = send(s, number, name);
        kernel.close(s);
        return r;
    }

    /// States and policies.
    void all(int number) {
        int used = used();
        int s = used < 0 ? used : used == 0 ? -Errno.ENOENT : netns.socket(NETLINK_XFRM);
        if (s < 0) {
            begin(number, STATES);
            frames.failed(-s).end();
            begin(number, POLICIES);
            frames.failed(-s).end();
            return;
        }
        send(s, number, STATES);
        send(s, number, POLICIES);
        kernel.close(s);
    }

    /// Whether the kernel has a socket of NETLINK_XFRM in the namespace in which we are: 1 or 0; or -errno.
    ///
    /// A line of the file: `struct sock *`, protocol, port (0: the kernel's), and what does not matter here.
    @Opens("a file of procfs")
    private int used() {
        int fd = kernel.openz(Kernel.AT_FDCWD, SOCKETS, Kernel.O_RDONLY);
        if (fd < 0) {
            return fd;
        }
        int total = 0;
        int field = 0;
        int protocol = 0;
        int port = 0;
        boolean blank = true;
        boolean found = false;
        int n = more(fd);
        while (n > 0 && total < MOST && !found) {
            for (int i = 0; i < n; i++) {
                int c = lines[i];
                if (c == '\n') {
                    found |= field >= 3 && protocol == NETLINK_XFRM && port == 0;
                    field = 0;
                    protocol = 0;
                    port = 0;
                    blank = true;
                } else if (c == ' ') {
                    blank = true;
                } else {
                    field += blank ? 1 : 0;
                    blank = false;
                    boolean digit = c >= '0' && c <= '9';
                    // what is no number is none of ours
                    if (field == 2) {
                        protocol = digit && protocol < 1000 ? protocol * 10 + c - '0' : 1000;
                    } else if (field == 3) {
                        port |= digit && c == '0' ? 0 : 1;
                    }
                }
            }
            total += n;
            n = found ? 0 : more(fd);
        }
        kernel.close(fd);
        return n < 0 ? n : found ? 1 : 0;
    }

    private int more(int fd) {
        int n = kernel.read(fd, lines, 0, lines.length);
        while (n == -Errno.EINTR) {
            n = kernel.read(fd, lines, 0, lines.length);
        }
        return n;
    }

    /// Whether it is a table, which is dumped; else one message answers.
    private static boolean table(byte[] name) {
        return name == STATES || name == POLICIES || name == KEYS;
    }

    private static int question(byte[] name) {
        if (name == POLICIES) {
            return GETPOLICY;
        }
        if (name == STATE_COUNT) {
            return GETSADINFO;
        }
        if (name == POLICY_COUNT) {
            return GETSPDINFO;
        }
        return name == DEFAULTS ? GETDEFAULT : GETSA;
    }

    private static int answer(byte[] name) {
        if (name == POLICIES) {
            return NEWPOLICY;
        }
        if (name == STATE_COUNT) {
            return NEWSADINFO;
        }
        if (name == POLICY_COUNT) {
            return NEWSPDINFO;
        }
        return name == DEFAULTS ? GETDEFAULT : NEWSA;
    }

    /// How many bytes each answer has before its attributes.
    private static int body(byte[] name) {
        return name == POLICIES ? POLICY : table(name) ? STATE : name == DEFAULTS ? DEFAULT : FLAGS;
    }

    private int send(int s, int number, byte[] name) {
        begin(number, name);
        sequence++;
        int length = table(name) ? NLMSG_HDRLEN : NLMSG_HDRLEN + FLAGS;
        Bytes.clear(request, 0, request.length);
        Bytes.put32(request, 0, length);
        Bytes.put16(request, 4, question(name));
        Bytes.put16(request, 6, table(name) ? DUMP : REQUEST);
        Bytes.put32(request, 8, sequence);
        if (name == STATE_COUNT || name == POLICY_COUNT) {
            Bytes.put32(request, NLMSG_HDRLEN, -1); // all that can be told
        }
        int r = kernel.send(s, request, 0, length, 0);
        TableLimit limit = netns.limit();
        int total = 0;
        int left = DATAGRAMS;
        end = r < 0;
        while (!end && left > 0) {
            left--;
            if (frames.room() < Frames.DATAGRAM) {
                frames.flag(FrameFlag.MORE).end();
                frames.flush();
                begin(number, name);
            }
            int at = frames.at();
            r = kernel.recv(s, frames.buffer(), at, MSG_TRUNC);
            if (r > frames.room()) {
                r = -Errno.EMSGSIZE;
            }
            if (r >= 0) {
                int kept = take(frames.buffer(), at, r, name);
                frames.skip(kept);
                total += kept;
                r = error == 0 ? 0 : -error;
                if (!end && r == 0 && limit.beyond(total)) {
                    frames.flag(FrameFlag.CUT);
                    end = true;
                }
            }
            end |= r < 0 && r != -Errno.EINTR;
        }
        limit.spend(total);
        if (!end) {
            r = -Errno.EPROTO;
        }
        if (r < 0) {
            frames.failed(-r);
        }
        frames.end();
        return r;
    }

    /// Whether the last message was seen; the errno that one told.
    private boolean end;

    private int error;

    /// Walks the messages of one datagram and clears what is a key: how many bytes of it are to be kept. What is not
    /// understood is not kept.
    private int take(byte[] b, int at, int n, byte[] name) {
        error = 0;
        int p = at;
        int stop = at + n;
        while (stop - p >= NLMSG_HDRLEN) {
            int l = Bytes.i32(b, p);
            int type = Bytes.u16(b, p + 4);
            if (l < NLMSG_HDRLEN || l > stop - p) {
                error = Errno.EPROTO;
                return p - at;
            }
            if (Bytes.i32(b, p + 8) != sequence) {
                return p - at; // an answer to a question that was given up
            }
            if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                int e = l < NLMSG_HDRLEN + 4 ? 0 : Bytes.i32(b, p + NLMSG_HDRLEN);
                error = e < 0 && e >= -4095 ? -e : type == NLMSG_ERROR ? Errno.EPROTO : 0;
                end = true;
                return p - at;
            }
            int body = body(name);
            if (type != answer(name)
                    || l < NLMSG_HDRLEN + body
                    || name != KEYS && !clear(b, p + NLMSG_HDRLEN + ((body + 3) & ~3), p + l)) {
                error = Errno.EPROTO;
                return p - at;
            }
            p = Math.min(p + ((l + 3) & ~3), stop);
            if (!table(name)) {
                end = true;
                return p - at;
            }
        }
        return p - at;
    }

    /// Makes every byte of a key zero, and every byte of an attribute that is not known: whether all were walked.
    private static boolean clear(byte[] b, int from, int stop) {
        int p = from;
        while (stop - p >= NLA_HDRLEN) {
            int l = Bytes.u16(b, p);
            int type = Bytes.u16(b, p + 2) & 0x3fff;
            if (l < NLA_HDRLEN || l > stop - p) {
                return false;
            }
            int shown = shown(type);
            if (l - NLA_HDRLEN > shown) {
                Bytes.clear(b, p + NLA_HDRLEN + shown, l - NLA_HDRLEN - shown);
            }
            p += (l + 3) & ~3;
        }
        return true;
    }

    /// How many bytes of the content of such an attribute are no key.
    private static int shown(int type) {
        return switch (type) {
            case ALG_AUTH, ALG_CRYPT, ALG_COMP -> KEY;
            case ALG_AEAD, ALG_AUTH_TRUNC -> KEY_LATER;
            default -> type > KNOWN ? 0 : Integer.MAX_VALUE;
        };
    }

    private void begin(int number, byte[] name) {
        frames.begin(FrameKind.FILE, number, Frames.DATAGRAM + 64);
        frames.string(name, 0, name.length);
    }
}
