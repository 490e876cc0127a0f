package dev.sonde.sensor.reader;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;

/// Has what may block read by a process that may be lost.
///
/// A file system of a container, or a server that is gone, may never answer: a page of a command line may lie
/// in FUSE, and so may the file behind a descriptor at the very moment when it is copied. Who waits for that
/// cannot always be ended, not even by SIGKILL. So a child of ours waits, which holds nothing but its end of a
/// socket pair; when it is silent for too long it is killed, and whether it ends is no concern of ours.
///
/// Where a process cannot fork (a JVM) the job is done here, without a deadline.
public final class Reader {
    /// The job was given up: it was silent for too long.
    public static final int LOST = -Errno.ETIMEDOUT;

    /// The job was given up: it was never silent for long, but there was no time left.
    public static final int LATE = -Errno.ETIME;

    /// The operation of a GAP frame: what did not answer in time.
    public static final String SILENT = "silent";

    /// The same: for what there was no time left.
    public static final String OVER = "late";

    /// One look at a silent child, in milliseconds, and how many of them one job is given.
    private static final int TICK = 50;

    private static final int SILENT_TICKS = 8;

    /// Looks at silent children that the jobs from one [#begin] on may cost: 1 s.
    private static final int ALL_TICKS = 20;

    /// Nanoseconds that all jobs of a scan may take, though they are never silent.
    private static final long SCAN = 20_000_000_000L;

    /// Nanoseconds of these for what others control, but processes: who answers slowly, though never too slowly, does
    /// not hold up the rest.
    private static final long OTHERS = 3_000_000_000L;

    private static final int CLOCK_MONOTONIC = 1;
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int WNOHANG = 1;

    /// Killed children that are remembered until they end; what was forgotten our own end takes away.
    private static final int MOST_KILLED = 64;

    /// The child's end of the socket pair.
    private static final int THEIRS = 3;

    /// Bytes of what a step is called.
    private static final int MOST_TOLD = 1024;

    private static final byte[] ROOT = {'/', 0};
    private static final byte[] SELF = Bytes.z(Bytes.of("/proc/self"));
    private static final byte[] PROC = Bytes.of("/proc/");
    private static final byte[] STAT = Bytes.of("/stat");
    private static final byte[] FD = Bytes.of("/fd/");

    private final Kernel kernel;
    private final Frames frames;
    private final Record record = new Record();
    private final byte[] packet = new byte[Outlet.PACKET];
    private final byte[] control = new byte[Outlet.CONTROL];
    private final byte[] header = new byte[56];
    private final byte[] pair = new byte[8];
    private final byte[] deadline = new byte[16];
    private final byte[] scratch = new byte[16];
    private final byte[] path = new byte[64];
    private final byte[] text = new byte[512];
    private final byte[] status = new byte[4];

    /// Looks at silent children that this scan has left.
    private int left = ALL_TICKS;

    private int child;

    /// The child's number as procfs counts, and the fd in which it keeps the folder that it reads; 0: not told
    /// yet.
    private int seen;

    private int folder;

    /// Children that were killed and have perhaps not ended.
    private final int[] killed = new int[MOST_KILLED];

    private int killedCount;

    /// When the time of the scan is over, by CLOCK_MONOTONIC; 0: no scan has begun.
    private long over;

    /// How much of [#OTHERS] is left, and whether what the child reads now is others'.
    private long leftForOthers = OTHERS;

    private boolean ofOthers = true;

    /// `frames`: to which the frames of jobs go; null: they write none.
    public Reader(Kernel kernel, Frames frames) {
        this.kernel = kernel;
        this.frames = frames;
        Bytes.put64(deadline, 8, TICK * 1000L);
    }

    /// A scan begins: its jobs have 20 s in all, 3 s of them for what others control.
    public void scan() {
        over = kernel.clock(CLOCK_MONOTONIC, scratch) + SCAN;
        leftForOthers = OTHERS;
    }

    /// What is read from here on has patience of its own: 1 s.
    public void begin() {
        left = ALL_TICKS;
    }

    /// Whether there is patience left. If not, only what cannot block is to be read.
    public boolean patient() {
        return left > 0;
    }

    /// The step that is done, in the child; the one from which on it is to do them, and, as the child told
    /// last, the one that it does and what that is.
    private int step;

    private int fromStep;
    private int toldStep;
    private final byte[] toldWhat = new byte[MOST_TOLD];
    private int toldLength;

    /// The report of the job in this process, if it has one of its own; else null.
    private Outlet outlet;

    private final Record stepRecord = new Record();

    /// In a job of steps: whether the next step, which reads `what`, is to be done. `others`: what is read there is
    /// not this host's own.
    public boolean step(byte[] what, boolean others) {
        step++;
        if (step <= fromStep) {
            return false;
        }
        if (outlet != null) {
            frames.pass();
            stepRecord.begin(Record.STEP);
            stepRecord.number = step;
            stepRecord.flags = others ? 1 : 0;
            stepRecord.text(what, 0, Math.min(what.length, MOST_TOLD));
            outlet.take(stepRecord);
        }
        return true;
    }

    /// Whether the step that was not to be done is the one that was silent.
    public boolean gaveUp() {
        return step == fromStep;
    }

    /// Whether this is the process that reads, and no other has what it holds.
    public boolean apart() {
        return outlet != null;
    }

    /// Does a job of steps. A step that is silent is left out, and a GAP frame says so; `rest`: what is left
    /// out when there is no patience left.
    @Bounded("once for each child that is silent")
    public void steps(Job job, Report to, byte[] rest) {
        fromStep = 0;
        toldStep = 0;
        step = 0;
        int r = run(job, to, false);
        while (r == LOST && patient()) {
            frames.gap(SILENT, toldWhat, toldLength, Errno.ETIMEDOUT);
            fromStep = toldStep;
            step = 0;
            r = run(job, to, false);
        }
        if (r == LOST || r == LATE) {
            frames.gap(r == LOST ? SILENT : OVER, toldWhat, toldLength, -r);
        }
        if (r < 0) {
            gap(r, rest);
        }
        fromStep = 0;
    }

    /// The GAP frame of a job that ended with `r`: what it did not read.
    public void gap(int r, byte[] what) {
        frames.gap(r == LOST ? SILENT : r == LATE ? OVER : "read", what, -r);
    }

    /// Does the job and hands on what it reports: 0, or -errno. [#LOST], [#LATE]: it was given up, and what it had
    /// reported was handed on. `others`: what it reads, until a step says more, is not this host's own.
    public int run(Job job, Report to, boolean others) {
        ofOthers = others;
        int r = kernel.socketpair(AF_UNIX, SOCK_SEQPACKET, pair);
        int ours = Bytes.i32(pair, 0);
        int theirs = Bytes.i32(pair, 4);
        seen = 0;
        folder = 0;
        child = r < 0 ? r : kernel.sys().fork();
        if (child == 0) {
            inChild(job, theirs);
        }
        if (r == 0) {
            kernel.close(theirs);
        }
        if (child == -Errno.ENOSYS) {
            close(ours);
            job.run(to);
            return 0;
        }
        if (child < 0) {
            close(ours);
            return child;
        }
        kernel.setsockopt(ours, SOL_SOCKET, SO_RCVTIMEO, deadline);
        r = listen(ours, to);
        if (frames != null) {
            frames.unfinished();
        }
        kernel.close(ours);
        return end(r);
    }

    private void close(int fd) {
        if (fd > 0) {
            kernel.close(fd);
        }
    }

    /// Never returns.
    private void inChild(Job job, int theirs) {
        kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        // It keeps nothing: no namespace, no end of a pipe for which somebody waits. 0, 1 and 2 are of no use.
        int nothing = kernel.openz(Kernel.AT_FDCWD, ROOT, Kernel.O_PATH);
        int r = kernel.dup3(theirs, THEIRS, Kernel.O_CLOEXEC);
        if (theirs == THEIRS) {
            r = THEIRS;
        }
        for (int fd = 0; fd < THEIRS && r >= 0; fd++) {
            r = kernel.dup3(nothing, fd, Kernel.O_CLOEXEC);
        }
        if (r < 0 || kernel.closeFrom(THEIRS + 1) < 0) {
            kernel.sys().exit(1);
        }
        Outlet out = new Outlet(kernel, THEIRS);
        outlet = out;
        if (frames != null) {
            frames.into(new FramePieces(out));
        }
        job.run(out);
        if (frames != null) {
            frames.flush();
        }
        out.flush();
        kernel.sys().exit(0);
    }

    /// The record that says where the child is, from which [#stuck] knows what it waits for.
    public Record whereabouts(Record told, int fd) {
        told.begin(Record.BEGIN);
        int n = kernel.readlink(Kernel.AT_FDCWD, SELF, text);
        told.number = n < 0 ? 0 : (int) Bytes.decimal(text, 0, n, Integer.MAX_VALUE);
        told.a = fd;
        return told;
    }

    /// Takes records until there are no more: 0, or -errno.
    private int listen(int ours, Report to) {
        int silent = 0;
        long last = kernel.clock(CLOCK_MONOTONIC, scratch);
        while (true) {
            Bytes.clear(header, 0, header.length);
            Bytes.clear(control, 0, control.length);
            Bytes.put64(header, 40, control.length);
            int n = (int) kernel.sys()
                    .message(Nr.RECVMSG, ours, header, Bytes.NONE, packet, packet.length, control, MSG_CMSG_CLOEXEC);
            if (n == 0) {
                return 0;
            }
            long now = kernel.clock(CLOCK_MONOTONIC, scratch);
            leftForOthers -= ofOthers ? now - last : 0;
            last = now;
            if (n > 0) {
                silent = 0;
                if (!take(n, to)) {
                    return -Errno.EPROTO;
                }
            } else if (n == -Errno.EAGAIN) {
                if (waits()) {
                    silent++;
                    left--;
                }
                if (silent >= SILENT_TICKS || left <= 0) {
                    return LOST;
                }
            } else if (n != -Errno.EINTR) {
                return n;
            }
            if (over != 0 && now > over || ofOthers && leftForOthers <= 0) {
                return LATE;
            }
        }
    }

    /// Hands on the records of one packet; whether it was one.
    private boolean take(int n, Report to) {
        int fd = Bytes.i64(header, 40) >= 20 ? Bytes.i32(control, 16) : -1;
        int at = 0;
        while (at < n) {
            int length = record.read(packet, at, n);
            if (length == 0) {
                close(fd);
                return false;
            }
            at += length;
            if (at == n) {
                record.fd = fd;
            }
            if (record.kind == Record.FRAMES && frames != null) {
                frames.piece(record.bytes, record.at, record.first, (int) record.a, record.flags != 0);
            } else if (record.kind == Record.STEP) {
                toldStep = record.number;
                ofOthers = record.flags != 0;
                toldLength = Math.min(record.first, MOST_TOLD);
                Bytes.copy(record.bytes, record.at, toldWhat, 0, toldLength);
            } else if (record.kind == Record.BEGIN) {
                seen = record.number;
                folder = (int) record.a;
            } else {
                to.take(record);
            }
        }
        return true;
    }

    /// Whether the child waits for something: field 3 of `/proc/PID/stat`, behind the name in parentheses, is
    /// not `R`. One that only lacks a processor is not silent.
    @Opens("a file of procfs")
    private boolean waits() {
        int length = name(seen == 0 ? child : seen, STAT);
        path[length] = 0;
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_RDONLY);
        int n = fd < 0 ? fd : kernel.read(fd, text, 0, text.length);
        if (fd >= 0) {
            kernel.close(fd);
        }
        int at = n - 1;
        while (at > 0 && text[at] != ')') {
            at--;
        }
        return at <= 0 || at + 2 >= n || text[at + 2] != 'R';
    }

    /// `/proc/PID` and `then` in [#path]: its length.
    private int name(int pid, byte[] then) {
        Bytes.copy(PROC, 0, path, 0, PROC.length);
        int end = Bytes.digits(path, PROC.length, pid);
        Bytes.copy(then, 0, path, end, then.length);
        return end + then.length;
    }

    /// Whose folder `/proc/PID` the child was reading when it was given up; 0: not known.
    public int stuck() {
        return stuck;
    }

    private int stuck;

    private int whereIs() {
        if (seen == 0) {
            return 0;
        }
        int length = name(seen, FD);
        length = Bytes.digits(path, length, folder);
        path[length] = 0;
        int n = kernel.readlink(Kernel.AT_FDCWD, path, text);
        if (n <= PROC.length || !Bytes.at(text, 0, PROC)) {
            return 0;
        }
        int to = PROC.length;
        while (to < n && text[to] >= '0' && text[to] <= '9') {
            to++;
        }
        return (int) Math.max(0, Bytes.decimal(text, PROC.length, to, Integer.MAX_VALUE));
    }

    /// The job is over: its result.
    private int end(int result) {
        stuck = 0;
        if (result < 0) {
            stuck = whereIs();
            kernel.kill(child, SIGKILL);
            if (killedCount < killed.length) {
                killed[killedCount] = child;
                killedCount++;
            }
            reap();
            return result;
        }
        int r = kernel.reap(child);
        return r < 0 ? -Errno.EPROTO : 0;
    }

    /// Takes what has ended of the children that were killed. They are not waited for.
    public void reap() {
        int kept = 0;
        for (int i = 0; i < killedCount; i++) {
            if (kernel.wait(killed[i], status, WNOHANG) == 0) {
                killed[kept] = killed[i];
                kept++;
            }
        }
        killedCount = kept;
    }
}
