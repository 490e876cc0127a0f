package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/// Builds streams as `docs/frames.md` describes them, frame by frame.
public final class Streams {
    public static final long DEV = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// The eight bytes at the beginning.
    public Streams magic(int version) {
        out.writeBytes(new byte[] {'S', 'O', 'N', 'D', 'E', 0, (byte) version, (byte) (version >> 8)});
        return this;
    }

    /// A payload that grows.
    public static final class Payload {
        private final ByteArrayOutputStream b = new ByteArrayOutputStream();

        public Payload u32(int... values) {
            for (int v : values) {
                b.writeBytes(new byte[] {(byte) v, (byte) (v >> 8), (byte) (v >> 16), (byte) (v >> 24)});
            }
            return this;
        }

        public Payload u64(long... values) {
            for (long v : values) {
                u32((int) v, (int) (v >> 32));
            }
            return this;
        }

        public Payload string(String s) {
            return string(RawText.encode(s));
        }

        public Payload string(byte[] s) {
            u32(s.length);
            b.writeBytes(s);
            return this;
        }

        public Payload raw(byte[] s) {
            b.writeBytes(s);
            return this;
        }

        public byte[] bytes() {
            return b.toByteArray();
        }
    }

    public static Payload payload() {
        return new Payload();
    }

    public Streams frame(int kind, int flags, int origin, int errno, int request, Payload payload) {
        return frame(kind, flags, origin, errno, request, 0, payload);
    }

    private Streams frame(int kind, int flags, int origin, int errno, int request, int source, Payload payload) {
        byte[] p = payload.bytes();
        Payload head = payload()
                .u32(Header.SIZE + p.length, kind | flags << 16, origin, errno, request, source)
                .u64(1_000);
        out.writeBytes(head.bytes());
        out.writeBytes(p);
        return this;
    }

    public Streams hello(String host, String... argv) {
        return hello(host, 0, 0, argv);
    }

    public Streams hello(String host, int terminals, int collecting, String... argv) {
        return hello(host, -1, terminals, collecting, argv);
    }

    /// `capabilities`: of the sensor.
    public Streams hello(String host, long capabilities, int terminals, int collecting, String... argv) {
        Payload p = payload().u32(100, 1000, 1000, 0).u64(capabilities, 1_700_000_000_000_000_000L);
        p.u32(terminals, 80, collecting)
                .string("6.1.0")
                .string(host)
                .string("0.1.0")
                .u32(argv.length);
        for (String a : argv) {
            p.string(a);
        }
        return frame(FrameKind.HELLO, 0, 0, 0, 0, p);
    }

    /// The number of a namespace, in the order in which they are met.
    private int number(long ino) {
        return ino == 0 ? 0 : numbers.computeIfAbsent(ino, i -> numbers.size() + 1);
    }

    private final Map<Long, Integer> numbers = new HashMap<>();

    public Streams namespace(int number, long ino, String path) {
        numbers.put(ino, number);
        return frame(
                FrameKind.NETNS,
                0,
                number,
                0,
                0,
                payload().u64(DEV, ino, ino * 7).string(path));
    }

    /// A namespace that belongs to a user namespace of this uid.
    public Streams owned(int number, long ino, String path, int uid) {
        numbers.put(ino, number);
        return frame(
                FrameKind.NETNS,
                0,
                number,
                0,
                0,
                payload().u64(DEV, ino, ino * 7).string(path).u32(uid));
    }

    public Streams process(int pid, long ino, String command, String cgroup) {
        return process(pid, 1, ino, command, cgroup);
    }

    public Streams process(int pid, int parent, long ino, String command, String cgroup) {
        String stat = pid + " (" + command + ") S " + parent + " 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 "
                + (pid * 10L) + " 0 0";
        Payload p = payload()
                .u32(pid, 0)
                .u64(DEV, ino, 1)
                .string(stat)
                .string(command + "\0")
                .string(cgroup);
        return frame(
                FrameKind.PROCESS, ino == 0 ? FrameFlag.FAILED : 0, number(ino), ino == 0 ? Errno.EACCES : 0, 0, p);
    }

    public Streams file(String path, long ino) {
        return frame(
                FrameKind.HANDLE,
                0,
                number(ino),
                0,
                0,
                payload().u32(1, 0).u64(DEV, ino, HandleEntry.NSFS).string(path).u64(0));
    }

    /// A handle of any type, to the namespace of this number; `errno` not 0: it does not lead there.
    public Streams way(int type, int number, int pid, long ino, String path, long detail, int errno) {
        return frame(
                FrameKind.HANDLE,
                errno == 0 ? 0 : FrameFlag.FAILED,
                number,
                errno,
                0,
                payload()
                        .u32(type, pid)
                        .u64(DEV, ino, HandleEntry.NSFS)
                        .string(path)
                        .u64(detail));
    }

    /// A namespace that could not be entered.
    public Streams denied(int number, long ino, String path, int errno) {
        numbers.put(ino, number);
        return frame(
                FrameKind.NETNS,
                FrameFlag.FAILED,
                number,
                errno,
                0,
                payload().u64(DEV, ino, ino * 7).string(path));
    }

    /// A process whose namespace was gone before it could be opened.
    public Streams ended(int pid, long ino, String command) {
        return frame(
                FrameKind.PROCESS,
                0,
                0,
                0,
                0,
                payload()
                        .u32(pid, 0)
                        .u64(DEV, ino, 1)
                        .string(pid + " (" + command + ") S 1")
                        .string("")
                        .string(""));
    }

    /// A file that is no namespace.
    public Streams leftOver(String path) {
        return frame(
                FrameKind.HANDLE,
                0,
                0,
                0,
                0,
                payload().u32(1, 0).u64(30, 77, 0x01021994).string(path).u64(0));
    }

    public Streams lab(String name, int keeper, String folder, byte[] document) {
        return frame(
                FrameKind.LAB,
                0,
                0,
                0,
                0,
                payload().string(name).u32(keeper).string(folder).raw(document));
    }

    /// A file of an engine, or what a socket answered.
    public Streams content(String path, byte[] content) {
        return content(path, 0, content);
    }

    public Streams content(String path, int flags, byte[] content) {
        return frame(FrameKind.FILE, flags, 0, 0, 0, payload().string(path).raw(content));
    }

    /// Where files come from: whose they are, and the mount namespace in which they lie.
    public Streams source(int number, int uid, long mounts, String root) {
        return frame(
                FrameKind.SOURCE,
                0,
                0,
                0,
                0,
                number,
                payload().u32(uid, 0).u64(mounts).string(root));
    }

    /// A file of this source.
    public Streams content(int source, String path, byte[] content) {
        return frame(FrameKind.FILE, 0, 0, 0, 0, source, payload().string(path).raw(content));
    }

    public Streams netlink(int origin, int flags, byte[] request, byte[] messages) {
        return frame(
                FrameKind.NETLINK,
                flags,
                origin,
                0,
                0,
                payload().string(request).raw(messages));
    }

    public Streams done() {
        return frame(FrameKind.DONE, 0, 0, 0, 0, payload().u32(0, 0, 0));
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public Recorded recorded() {
        return read(bytes());
    }

    public static Recorded read(byte[] stream) {
        try {
            return new Recorded(new ByteArrayInputStream(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A host with one of everything: 100 the host's namespace, 101 an `ip netns` name, 102 a container by its
    /// control group, 103 an overlay network's by Docker's file name, 104 a process's.
    public static Streams host(String name) {
        return new Streams()
                .magic(Header.VERSION)
                .hello(name, "sonde", "collect")
                .namespace(1, 4026532100L, "/proc/self/ns/net")
                .process(1, 4026532100L, "init", "0::/init.scope\n")
                .process(200, 4026532100L, "sshd", "0::/system.slice/ssh.service\n")
                .process(300, 4026532102L, "nginx", "0::/system.slice/docker-" + "ab12".repeat(16) + ".scope\n")
                .namespace(2, 4026532102L, "/proc/300/ns/net")
                .process(301, 4026532102L, "nginx", "0::/system.slice/docker-" + "ab12".repeat(16) + ".scope\n")
                .process(400, 4026532104L, "sleep", "0::/user.slice\n")
                .namespace(3, 4026532104L, "/proc/400/ns/net")
                .process(500, 0, "hidden", "")
                .file("/run/netns/blue", 4026532101L)
                .namespace(4, 4026532101L, "/run/netns/blue")
                .file("/run/docker/netns/1-9tp0f348do", 4026532103L)
                .namespace(5, 4026532103L, "/run/docker/netns/1-9tp0f348do")
                .leftOver("/run/docker/netns/8a9a59d0d9c2")
                .done();
    }
}
