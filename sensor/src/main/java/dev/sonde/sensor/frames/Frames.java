package dev.sonde.sensor.frames;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Waiting;

/// Writes the stream of `docs/frames.md`: header and payload, in one buffer made once.
///
/// A frame is begun, filled and ended; [#flush] sends what has gathered. Netlink replies are received straight
/// into the buffer. When nobody reads any more, [#error] is set and everything after is dropped.
public final class Frames {
    /// Room that a netlink datagram may need: the kernel never sends more at once. With less than 32 KiB
    /// it ends the dump in silence where a row does not fit.
    public static final int DATAGRAM = 1 << 16;

    private static final int SIZE = 1 << 19;

    /// The payload of the largest frame.
    public static final int LARGEST = SIZE - Header.SIZE;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;

    private final Kernel kernel;
    private final int fd;
    private final boolean socket;
    private final byte[] b = new byte[SIZE];
    private int start;
    private int gaps;
    private int n;
    private int error;
    private long time;
    private int request;

    /// The source of FILE frames from now on, and how many there were; 0: none.
    private int source;

    private int sources;

    /// Where frames go instead of [#fd]; null: to it.
    private FrameSink sink;

    /// Bytes that are still to come of a frame that comes in pieces.
    private int awaited;
    private final byte[] scratch = new byte[16];

    /// What waits until the reader has taken something; null: the kernel.
    private Waiting waiting;

    /// `socket`: whether `fd` is one, so that a reader that is gone gives an error and no signal.
    public Frames(Kernel kernel, int fd, boolean socket) {
        this.kernel = kernel;
        this.fd = fd;
        this.socket = socket;
    }

    /// From now on this waits where the reader is slow.
    public void waiting(Waiting waiting) {
        this.waiting = waiting;
    }

    /// 0, or the errno of the first write that failed.
    public int error() {
        return error;
    }

    /// The eight bytes at the beginning of a stream.
    public void magic() {
        text(Header.MAGIC);
        b[n] = 0;
        Bytes.put16(b, n + 1, Header.VERSION);
        n += 3;
    }

    /// The request that the frames from now on answer; 0 for none.
    public void answering(int id) {
        request = id;
    }

    /// Takes the time that the frames from now on carry.
    public void tick() {
        time = kernel.clock(1, scratch);
    }

    /// Begins a frame; at least `room` bytes of payload will fit.
    public Frames begin(int kind, int origin, int room) {
        if (SIZE - n < Header.SIZE + room) {
            flush();
        }
        start = n;
        gaps += kind == FrameKind.GAP ? 1 : 0;
        Bytes.clear(b, n, Header.SIZE);
        Bytes.put16(b, n + Header.KIND, kind);
        Bytes.put32(b, n + Header.ORIGIN, origin);
        Bytes.put32(b, n + Header.REQUEST, request);
        Bytes.put64(b, n + Header.TIME, time);
        if (kind == FrameKind.FILE) {
            Bytes.put32(b, n + Header.SOURCE, source);
        }
        n += Header.SIZE;
        return this;
    }

    /// FILE frames from now on come from this source: whose they are (of a socket, who answers there), the inode
    /// of the mount namespace in which they lie (0: ours), and the root before their paths. Its number.
    public int source(int uid, long mounts, byte[] root) {
        return source(uid, mounts, root, root.length);
    }

    /// The same: `root[0, length)`.
    public int source(int uid, long mounts, byte[] root, int length) {
        sources++;
        begin(FrameKind.SOURCE, 0, 32 + length);
        Bytes.put32(b, start + Header.SOURCE, sources);
        u32(uid).u32(0).u64(mounts).string(root, 0, length).end();
        source = sources;
        return source;
    }

    /// FILE frames from now on come from the source with this number; 0: from none that needs to be told.
    public void from(int number) {
        source = number;
    }

    /// How many GAP frames there were: what could not be read.
    public int gaps() {
        return gaps;
    }

    public Frames u32(int v) {
        Bytes.put32(b, n, v);
        n += 4;
        return this;
    }

    public Frames u64(long v) {
        Bytes.put64(b, n, v);
        n += 8;
        return this;
    }

    /// A string: length and bytes. What does not fit into the buffer is cut, and the frame marked.
    public Frames string(byte[] s, int at, int length) {
        int fits = Math.min(length, SIZE - n - 4);
        u32(fits);
        return bytes(s, at, fits).cutIf(fits < length);
    }

    public Frames string(byte[] s) {
        return string(s, 0, s.length);
    }

    public Frames string(String ascii) {
        u32(ascii.length());
        return text(ascii);
    }

    private Frames text(String ascii) {
        int length = ascii.length();
        for (int i = 0; i < length; i++) {
            b[n + i] = (byte) ascii.charAt(i);
        }
        n += length;
        return this;
    }

    /// Bytes as they are; the caller has asked for room.
    public Frames bytes(byte[] s, int at, int length) {
        Bytes.copy(s, at, b, n, length);
        n += length;
        return this;
    }

    /// A string that is the content of an open file, at most `limit` bytes of it; the frame is marked CUT when
    /// there is more, or when it cannot be read. `file` may be -errno: why it could not be opened. What is not
    /// there is empty. The fd is closed.
    public Frames file(int file, int limit) {
        int lengthAt = n;
        n += 4;
        int length = readFile(file, limit);
        if (length < 0 && length != -Errno.ENOENT && length != -Errno.ESRCH) {
            flag(FrameFlag.CUT);
        }
        Bytes.put32(b, lengthAt, Math.max(length, 0));
        return this;
    }

    /// The content of an open file, or why it could not be opened, to the end of the frame: its length, or
    /// -errno with the frame marked. The fd is closed.
    public int content(int file, int limit) {
        int length = readFile(file, limit);
        if (length < 0) {
            failed(-length);
        }
        return length;
    }

    private int readFile(int f, int limit) {
        if (f < 0) {
            return f;
        }
        int length = 0;
        while (length < limit) {
            int r = kernel.read(f, b, n, limit - length);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0 && length == 0) {
                kernel.close(f);
                return r;
            }
            if (r < 0) {
                flag(FrameFlag.CUT);
            }
            if (r <= 0) {
                kernel.close(f);
                return length;
            }
            n += r;
            length += r;
        }
        if (kernel.read(f, scratch, 0, 1) != 0) {
            flag(FrameFlag.CUT);
        }
        kernel.close(f);
        return length;
    }

    /// Marks the frame that is being written.
    public Frames flag(int flags) {
        Bytes.put16(b, start + Header.FLAGS, Bytes.u16(b, start + Header.FLAGS) | flags);
        return this;
    }

    private Frames cutIf(boolean cut) {
        return cut ? flag(FrameFlag.CUT) : this;
    }

    public Frames failed(int errno) {
        Bytes.put32(b, start + Header.ERRNO, errno);
        return flag(FrameFlag.FAILED);
    }

    /// Patches a number that was not known when its place was written; `at` counts from the payload's beginning.
    public Frames patch64(int at, long v) {
        Bytes.put64(b, start + Header.SIZE + at, v);
        return this;
    }

    public void end() {
        Bytes.put32(b, start + Header.LENGTH, n - start);
    }

    /// Forgets the frame that is being written.
    public void cancel() {
        n = start;
    }

    /// How many bytes of payload are in the frame that is being written.
    public int payload() {
        return n - start - Header.SIZE;
    }

    /// Bytes that still fit.
    public int room() {
        return SIZE - n;
    }

    /// The buffer, for a system call that writes at [#at] and is followed by [#skip].
    public byte[] buffer() {
        return b;
    }

    public int at() {
        return n;
    }

    public void skip(int length) {
        n += length;
    }

    /// Gives `length` bytes at the end back.
    void drop(int length) {
        n -= length;
    }

    /// Something that could not be read, and why.
    public void gap(String operation, byte[] object, int errno) {
        gap(operation, object, object.length, errno);
    }

    /// The same: `object[0, length)`.
    public void gap(String operation, byte[] object, int length, int errno) {
        begin(FrameKind.GAP, 0, 64 + length)
                .string(operation)
                .string(object, 0, length)
                .failed(errno)
                .end();
    }

    /// The last frame of an answer.
    public void reply(long result) {
        begin(FrameKind.REPLY, 0, 8).u64(result).end();
        flush();
    }

    /// The same, with bytes that say more.
    public void reply(long result, byte[] more, int length) {
        begin(FrameKind.REPLY, 0, 8 + length).u64(result).bytes(more, 0, length).end();
        flush();
    }

    /// From now on frames go here, whole. What is in the buffer is forgotten: another process sends it.
    public void into(FrameSink other) {
        sink = other;
        n = 0;
        start = 0;
    }

    /// Hands on what has ended, where frames do not go straight to a reader.
    public void pass() {
        if (sink != null && n > 0) {
            flush();
        }
    }

    /// A piece of a frame that somebody else wrote, which is `total` bytes long; `begins`: its first.
    public void piece(byte[] s, int at, int length, int total, boolean begins) {
        if (begins) {
            unfinished();
            if (total < Header.SIZE || total > SIZE) {
                return;
            }
            if (SIZE - n < total) {
                flush();
            }
            start = n;
            awaited = total;
        }
        if (length <= 0 || length > awaited) {
            unfinished();
            return;
        }
        bytes(s, at, length);
        awaited -= length;
        if (awaited == 0) {
            gaps += Bytes.u16(b, start + Header.KIND) == FrameKind.GAP ? 1 : 0;
        }
    }

    /// No further piece comes: a frame that is not whole is forgotten.
    public void unfinished() {
        if (awaited > 0) {
            cancel();
            awaited = 0;
        }
    }

    private void sink() {
        int at = 0;
        while (n - at >= Header.SIZE) {
            int length = Bytes.i32(b, at + Header.LENGTH);
            sink.frame(b, at, length);
            at += Math.max(Header.SIZE, length);
        }
        n = 0;
        start = 0;
    }

    /// Sends all ended frames.
    public void flush() {
        if (sink != null) {
            sink();
            return;
        }
        int at = 0;
        int flags = waiting == null ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
        while (at < n && error == 0) {
            int r = socket ? kernel.send(fd, b, at, n - at, flags) : kernel.write(fd, b, at, n - at);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r == -Errno.EAGAIN && waiting != null) {
                waiting.writable(fd);
                continue;
            }
            if (r < 0) {
                error = -r;
            } else {
                at += r;
            }
        }
        n = 0;
        start = 0;
    }
}
