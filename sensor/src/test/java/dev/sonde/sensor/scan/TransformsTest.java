package dev.sonde.sensor.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeSys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.netns.Netns;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The transforms of a namespace: where they are asked for, and that no key leaves the sensor.
class TransformsTest {
    private static final byte KEY = 0x6b;
    private static final String HEAD =
            "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n";
    private static final String LINE = " 00000000 0        0        0     2        0        12\n";

    /// A kernel that answers each request with what was put into it.
    private static final class Answers extends FakeSys {
        String netlink = HEAD + "0000000000000000 0   1201      " + LINE + "0000000000000000 6   0         " + LINE;
        int at;
        int sockets;
        int sequence;
        final Deque<byte[]> datagrams = new ArrayDeque<>();
        final List<Integer> asked = new ArrayList<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public long call(int nr, long a, long b, long c, long d, long e, long f) {
            if (nr == Nr.SOCKET) {
                assertThat(c).isEqualTo(6);
                sockets++;
                return 5;
            }
            return nr == Nr.CLOSE ? 0 : -Errno.ENOSYS;
        }

        @Override
        public long call(
                int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
            return switch (nr) {
                case Nr.OPENAT -> {
                    at = 0;
                    yield netlink == null ? -Errno.EACCES : 4;
                }
                case Nr.READ -> {
                    // in pieces that end within a line
                    byte[] n = Bytes.of(netlink.substring(at, Math.min(netlink.length(), at + 37)));
                    Bytes.copy(n, 0, x, xo, n.length);
                    at += n.length;
                    yield n.length;
                }
                case Nr.WRITE -> {
                    out.write(x, xo, (int) c);
                    yield c;
                }
                case Nr.SENDTO -> {
                    asked.add(Bytes.u16(x, xo + 4));
                    assertThat(Bytes.u16(x, xo + 6)).isEqualTo(0x301);
                    sequence = Bytes.i32(x, xo + 8);
                    yield c;
                }
                case Nr.RECVFROM -> {
                    byte[] m = datagrams.poll();
                    if (m == null) {
                        yield -Errno.EAGAIN;
                    }
                    for (int p = 0; p + 16 <= m.length && Bytes.i32(m, p) >= 16; p += Bytes.i32(m, p) + 3 & ~3) {
                        Bytes.put32(m, p + 8, sequence);
                    }
                    Bytes.copy(m, 0, x, xo, m.length);
                    yield m.length;
                }
                case Nr.SETSOCKOPT, Nr.CONNECT -> 0;
                default -> -Errno.ENOSYS;
            };
        }

        @Override
        public long message(int nr, int fd, byte[] header, byte[] name, byte[] b, int at, byte[] control, int flags) {
            return -Errno.ENOSYS;
        }
    }

    private final Answers sys = new Answers();
    private final Kernel kernel = new Kernel(sys);
    private final Frames frames = new Frames(kernel, 1, false);
    private final Transforms transforms = new Transforms(kernel, frames, new Netns(kernel, frames));

    /// Errno and flags of the last frame; the content of all.
    private String one(String name, ByteArrayOutputStream content) {
        byte[] b = Bytes.of(name);
        sys.out.reset();
        int r = transforms.one(3, b, 0, b.length);
        frames.flush();
        byte[] all = sys.out.toByteArray();
        String last = "";
        for (int at = 0; at < all.length; at += Bytes.i32(all, at + Header.LENGTH)) {
            int length = Bytes.i32(all, at + Header.LENGTH);
            int path = Bytes.i32(all, at + Header.SIZE);
            assertThat(new String(all, at + Header.SIZE + 4, path, StandardCharsets.US_ASCII))
                    .isEqualTo(name);
            int from = Header.SIZE + 4 + path;
            content.write(all, at + from, length - from);
            last = Bytes.i32(all, at + Header.ERRNO) + " " + Bytes.u16(all, at + Header.FLAGS);
        }
        return r + " " + last;
    }

    private String one(String name) {
        return one(name, new ByteArrayOutputStream());
    }

    private static String failed(int errno) {
        return -errno + " " + errno + " " + FrameFlag.FAILED;
    }

    private static byte[] message(int type, int body, byte[]... attributes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] head = new byte[16 + body];
        Arrays.fill(head, 16, head.length, (byte) 1);
        all.writeBytes(head);
        for (byte[] a : attributes) {
            all.writeBytes(a);
        }
        byte[] b = all.toByteArray();
        Bytes.put32(b, 0, b.length);
        Bytes.put16(b, 4, type);
        Bytes.put16(b, 6, 2);
        return b;
    }

    /// An attribute whose content is `shown` bytes 1, and then a key.
    private static byte[] attribute(int type, int shown, int key) {
        byte[] b = new byte[4 + shown + key + 3 & ~3];
        Bytes.put16(b, 0, 4 + shown + key);
        Bytes.put16(b, 2, type);
        Arrays.fill(b, 4, 4 + shown, (byte) 1);
        Arrays.fill(b, 4 + shown, 4 + shown + key, KEY);
        return b;
    }

    private static byte[] done() {
        byte[] b = message(3, 4);
        Bytes.put32(b, 16, 0);
        return b;
    }

    @Test
    void noByteOfAKeyLeavesTheSensor() {
        byte[] state = message(
                0x10,
                224,
                attribute(1, 68, 20),
                attribute(2, 68, 33),
                attribute(3, 68, 1),
                attribute(18, 72, 36),
                attribute(20, 72, 64),
                attribute(0x8000 | 2, 68, 16), // NLA_F_NESTED changes nothing
                attribute(21, 8, 0),
                attribute(99, 0, 40)); // what later kernels have
        sys.datagrams.add(state.clone());
        sys.datagrams.add(state.clone());
        sys.datagrams.add(done());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(one("xfrm/state", content)).isEqualTo("0 0 0");
        byte[] b = content.toByteArray();
        assertThat(b).hasSize(2 * state.length).doesNotContain(KEY);
        int ones = 0;
        for (byte v : b) {
            ones += v == 1 ? 1 : 0;
        }
        assertThat(ones).isGreaterThanOrEqualTo(2 * (224 + 68 + 68 + 68 + 72 + 72 + 68 + 8));
        assertThat(sys.asked).containsExactly(0x12);
    }

    @Test
    void policiesCome() {
        sys.datagrams.add(message(0x13, 168, attribute(5, 64, 0)));
        sys.datagrams.add(done());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(one("xfrm/policy", content)).isEqualTo("0 0 0");
        assertThat(content.size()).isEqualTo(16 + 168 + 68);
        assertThat(sys.asked).containsExactly(0x15);
    }

    /// To open a socket would load the module.
    @Test
    void nothingIsAskedWhereTheKernelHasNoSocket() {
        for (String line : new String[] {
            "", "0000000000000000 6   77        ", "0000000000000000 16  0         ", "0000000000000000 60  0         "
        }) {
            sys.netlink = HEAD + (line.isEmpty() ? "" : line + LINE);
            assertThat(one("xfrm/state")).isEqualTo(failed(Errno.ENOENT));
        }
        sys.netlink = HEAD + "0000000000000000 6   0"; // no whole line
        assertThat(one("xfrm/policy")).isEqualTo(failed(Errno.ENOENT));
        sys.netlink = null;
        assertThat(one("xfrm/policy")).isEqualTo(failed(Errno.EACCES));
        transforms.all(3);
        assertThat(sys.sockets).isZero();
        assertThat(sys.asked).isEmpty();
    }

    /// What is not understood may be a key: it is not sent.
    @Test
    void whatDoesNotFitIsNotSent() {
        byte[] beyond = message(0x10, 224, attribute(2, 68, 16));
        Bytes.put16(beyond, 240, 500);
        byte[] tooShort = message(0x10, 100);
        Arrays.fill(tooShort, 16, tooShort.length, KEY);
        byte[] other = message(0x1a, 224, attribute(2, 68, 16));
        byte[] longer = message(0x10, 224, attribute(2, 68, 16));
        Bytes.put32(longer, 0, longer.length + 8);
        for (byte[] bad : new byte[][] {beyond, tooShort, other, longer, new byte[16], new byte[] {1, 2, 3}}) {
            sys.datagrams.clear();
            sys.datagrams.add(message(0x10, 224, attribute(2, 68, 16)));
            sys.datagrams.add(bad);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            String said = one("xfrm/state", content);
            assertThat(said).isNotEqualTo("0 0 0");
            assertThat(content.toByteArray()).hasSize(16 + 224 + 88).doesNotContain(KEY);
        }
    }

    @Test
    void theKernelsErrorIsTold() {
        byte[] error = message(2, 20);
        Bytes.put32(error, 16, -Errno.EPERM);
        sys.datagrams.add(error);
        assertThat(one("xfrm/state")).isEqualTo(failed(Errno.EPERM));
    }

    @Test
    void onlyTwoAreKnown() {
        for (String name : new String[] {"", "xfrm", "xfrm/", "xfrm/states", "xfrm/stat", "xfrm/policy2"}) {
            assertThat(Transforms.known(Bytes.of(name), 0, name.length())).isFalse();
        }
        assertThat(Transforms.known(Bytes.of("xfrm/state"), 0, 10)).isTrue();
        assertThat(Transforms.known(Bytes.of("xfrm/policy"), 0, 11)).isTrue();
    }
}
