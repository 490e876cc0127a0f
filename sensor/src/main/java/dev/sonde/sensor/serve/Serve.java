package dev.sonde.sensor.serve;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.GetType;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.Right;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import dev.sonde.protocol.WayLayout;
import dev.sonde.sensor.check.Mend;
import dev.sonde.sensor.check.Probe;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.lab.Labs;
import dev.sonde.sensor.lab.Registry;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.process.Relay;
import dev.sonde.sensor.scan.ProcNet;
import dev.sonde.sensor.scan.Scan;

/// Sends the stream to the analysis, and answers its requests as far as the command line allows.
public final class Serve {
    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;
    private final int fd;
    private final byte[][] argv;
    private final int rights;
    private final Inbox inbox;
    private final byte[] b;
    private final Labs labs;

    /// What only `check --mend` and `check --probe` have; null.
    private final Mend mend;

    private final Probe probe;
    private Arguments arguments;
    private NetnsPath way;
    private byte[] destination4 = Bytes.NONE;
    private byte[] destination6 = Bytes.NONE;

    private int requests;
    private final byte[] question = new byte[Limits.REQUEST];

    /// `child`: the process of the analysis, or 0 where it shares ours.
    public Serve(Kernel kernel, int fd, byte[][] argv, int child) {
        this(kernel, fd, argv, child, null);
    }

    /// `relay`: what carries its words to our stdout and stderr; null: it has these itself.
    Serve(Kernel kernel, int fd, byte[][] argv, int child, Relay relay) {
        this.kernel = kernel;
        this.fd = fd;
        this.argv = argv;
        this.frames = new Frames(kernel, fd, true);
        this.scan = new Scan(kernel, frames, child);
        this.inbox = new Inbox(kernel, fd);
        this.b = inbox.b;
        frames.waiting(relay);
        inbox.waiting(relay);
        this.labs = new Labs(kernel);
        this.rights = CommandRights.rights(argv);
        boolean mends = (rights & Right.MEND) != 0;
        this.mend = mends ? new Mend(kernel, frames, scan, child, relay, !CommandRights.has(argv, "--yes")) : null;
        this.probe = (rights & Right.PROBE) != 0 ? new Probe(kernel, frames, scan) : null;
    }

    NetnsPath way() {
        return way;
    }

    /// The address of this family, 4 or 6, to which `ping` is to send where only the analysis knows the name; or empty.
    byte[] destination(int family) {
        return family == 4 ? destination4 : destination6;
    }

    /// Sends what the command certainly wants, then answers until the analysis is gone.
    @Bounded("Limits.REQUESTS requests; those of which there may be more allocate nothing")
    public void run(Privileges user) {
        Prefetch prefetch = new Prefetch(argv);
        int wants = CommandRights.unasked(argv) | prefetch.bits();
        arguments = new Arguments(kernel, user, argv);
        arguments.find();
        new Hello(kernel, frames).send(user, argv, wants);
        if (scan.begin() < 0) {
            frames.flush();
            return;
        }
        if (wants != 0) {
            scan.run(wants & ~ScanBit.PREFETCH);
        }
        if (prefetch.any()) {
            prefetch.send(kernel, frames, scan);
        }
        frames.flush();
        // Whoever waits for what could not be sent would wait for ever.
        int length = frames.error() != 0 ? 0 : inbox.receive();
        while (length > 0) {
            answer(length);
            length = labs.handedOver() || frames.error() != 0 ? 0 : inbox.receive();
        }
        labs.attend();
    }

    private void answer(int length) {
        int kind = inbox.kind();
        frames.answering(inbox.id());
        frames.tick();
        if (!plain(kind)) {
            requests++;
        }
        if (requests > Limits.REQUESTS && !plain(kind)) {
            frames.reply(-Errno.E2BIG);
            return;
        }
        // What the command line names may be read whatever it may else.
        boolean named = kind == RequestKind.ARGUMENT || kind == RequestKind.LOOK;
        if ((rights & Right.READ) == 0 && !named) {
            frames.reply(-Errno.EPERM);
            return;
        }
        switch (kind) {
            case RequestKind.SCAN -> {
                if (length < Header.SIZE + 4) {
                    frames.reply(-Errno.EINVAL);
                } else {
                    scan.run(Bytes.i32(b, Header.SIZE) & ScanSet.SCAN);
                    frames.reply(0);
                }
            }
            case RequestKind.OPEN -> frames.reply(open(length));
            case RequestKind.READ -> frames.reply(tables(length));
            case RequestKind.GET -> frames.reply(get(length));
            case RequestKind.PROC_NET -> frames.reply(procNet(length));
            case RequestKind.NSID -> nsid(length);
            case RequestKind.BECOME -> become(length);
            case RequestKind.DESTINATION -> frames.reply(destination(length, Header.SIZE));
            case RequestKind.LOOK -> look(length, Header.SIZE);
            case RequestKind.ARGUMENT -> argument(length, Header.SIZE);
            case RequestKind.LAB_UP -> labUp(length);
            case RequestKind.LAB_DOWN -> frames.reply(labDown(length));
            case RequestKind.LAB_JOIN -> labJoin(length);
            case RequestKind.MEND -> mend(length);
            case RequestKind.PROBE -> probe(length);
            default -> frames.reply(-Errno.EPERM);
        }
        frames.answering(0);
    }

    /// Whether a request of this kind allocates nothing, so that there may be any number of them.
    private static boolean plain(int kind) {
        return kind == RequestKind.GET
                || kind == RequestKind.OPEN
                || kind == RequestKind.READ
                || kind == RequestKind.ARGUMENT
                || kind == RequestKind.NSID;
    }

    /// What the request names by its [WayLayout]: [#way] has read it.
    private long dev;

    private long ino;
    private long cookie;

    /// Where its path is in [#b].
    private int path;

    private int pathLength;

    /// Whether the message ends with the way that begins at `at`.
    private boolean way(int at, int length) {
        if (!inbox.whole(at + WayLayout.LENGTH, length)) {
            return false;
        }
        dev = Bytes.i64(b, at + WayLayout.DEV);
        ino = Bytes.i64(b, at + WayLayout.INO);
        cookie = Bytes.i64(b, at + WayLayout.COOKIE);
        path = at + WayLayout.PATH;
        pathLength = length - path;
        return true;
    }

    /// u64 dev, u64 ino, u64 cookie, string path.
    private int open(int length) {
        return way(Header.SIZE, length) ? scan.open(dev, ino, cookie, b, path, pathLength) : -Errno.EINVAL;
    }

    /// u32 bits, u64 dev, u64 ino, u64 cookie, string path.
    private int tables(int length) {
        if (!way(Header.SIZE + 4, length)) {
            return -Errno.EINVAL;
        }
        int bits = Bytes.i32(b, Header.SIZE) & ScanSet.READ;
        return scan.tables(bits, dev, ino, cookie, b, path, pathLength);
    }

    /// Origin; string request.
    private int get(int length) {
        int at = Header.SIZE;
        int origin = inbox.origin();
        if (length < at + 4 + 16 || !inbox.whole(at, length)) {
            return -Errno.EINVAL;
        }
        int q = at + 4;
        int n = length - q;
        int type = Bytes.u16(b, q + 4);
        if (Bytes.u32(b, q) != n || !GetType.reads(type, Bytes.u16(b, q + 6))) {
            return -Errno.EPERM;
        }
        boolean filter = GetType.filters(type);
        int s = filter ? scan.filterSocket(origin) : scan.socket(origin);
        if (s < 0) {
            return s;
        }
        Bytes.copy(b, q, question, 0, n);
        boolean streamed = (inbox.flags() & FrameFlag.STREAMED) != 0;
        int r = scan.netns().get(s, origin, question, n, streamed);
        if (filter) {
            kernel.close(s);
        }
        return r;
    }

    /// Origin; string name.
    private int procNet(int length) {
        int at = Header.SIZE;
        if (!inbox.whole(at, length)) {
            return -Errno.EINVAL;
        }
        int n = length - at - 4;
        if (!ProcNet.known(b, at + 4, n) || ProcNet.keys(b, at + 4, n) && (rights & Right.KEYS) == 0) {
            return -Errno.EPERM;
        }
        return scan.procNet(inbox.origin(), b, at + 4, n);
    }

    /// Origin; u64 dev, u64 ino, u64 cookie, string path.
    private void nsid(int length) {
        if (!way(Header.SIZE, length)) {
            frames.reply(-Errno.EINVAL);
            return;
        }
        int s = scan.socket(inbox.origin());
        if (s < 0) {
            frames.reply(s);
            return;
        }
        int fd = scan.file(dev, ino, cookie, b, path, pathLength);
        if (fd < 0) {
            frames.reply(fd);
            return;
        }
        int n = scan.netns().nsid(s, fd);
        kernel.close(fd);
        if (n < 0) {
            frames.reply(n);
        } else {
            frames.reply(0, scan.netns().answer(), n);
        }
    }

    /// u32 word, u32 where in it the path begins, u32 its length.
    private void look(int length, int at) {
        if (length != at + 12) {
            frames.reply(-Errno.EINVAL);
        } else {
            arguments.look(frames, Bytes.i32(b, at), Bytes.i32(b, at + 4), Bytes.i32(b, at + 8));
        }
    }

    /// u32 word, u64 position, u32 length.
    private void argument(int length, int at) {
        if (length != at + 16) {
            frames.reply(-Errno.EINVAL);
        } else {
            arguments.send(frames, Bytes.i32(b, at), Bytes.i64(b, at + 4), Bytes.i32(b, at + 12));
        }
    }

    private void mend(int length) {
        if (mend == null) {
            frames.reply(-Errno.EPERM);
        } else {
            mend.run(inbox, length);
        }
    }

    private void probe(int length) {
        if (probe == null) {
            frames.reply(-Errno.EPERM);
        } else {
            probe.run(inbox, length);
        }
    }

    /// u32 pid, u64 dev, u64 ino, u64 cookie, string path.
    private void become(int length) {
        if ((rights & Right.BECOME) == 0 || !way(Header.SIZE + 4, length)) {
            return;
        }
        if (way != null || pathLength > Limits.PATH) {
            return; // once only
        }
        way = new NetnsPath(Bytes.sub(b, path, pathLength), dev, ino, cookie, Bytes.i32(b, Header.SIZE));
    }

    /// string address, of 4 or 16 bytes.
    private int destination(int length, int at) {
        int size = length < at + 4 ? 0 : Bytes.i32(b, at);
        if ((rights & Right.BECOME) == 0) {
            return -Errno.EPERM;
        }
        if (size != 4 && size != 16 || length != at + 4 + size) {
            return -Errno.EINVAL;
        }
        byte[] address = Bytes.sub(b, at + 4, size);
        if (size == 4) {
            destination4 = address;
        } else {
            destination6 = address;
        }
        return 0;
    }

    /// string name. From the reply on the lab's keeper answers.
    private void labUp(int length) {
        int r = labName(length, Right.LAB_UP);
        if (r == 0) {
            r = labs.up(inbox.copy(Header.SIZE), fd);
        }
        byte[] step = labs.step();
        frames.reply(r, step, step.length);
        if (labs.handedOver()) {
            kernel.close(fd);
        }
    }

    /// string name.
    private int labDown(int length) {
        int r = labName(length, Right.LAB_DOWN);
        return r < 0 ? r : labs.down(inbox.copy(Header.SIZE));
    }

    /// string name. From the reply on a process inside the lab answers; it sends the reply itself.
    private void labJoin(int length) {
        int r = labName(length, Right.LAB_JOIN);
        if (r == 0) {
            r = labs.join(inbox.copy(Header.SIZE), fd, inbox.id());
        }
        if (r < 0) {
            frames.reply(r);
        } else {
            kernel.close(fd);
        }
    }

    /// Whether the request, for which this right is needed, is the name of a lab.
    private int labName(int length, int right) {
        if ((rights & right) == 0) {
            return -Errno.EPERM;
        }
        return Registry.named(inbox, length) ? 0 : -Errno.EINVAL;
    }
}
