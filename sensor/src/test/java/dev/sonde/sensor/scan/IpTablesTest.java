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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The tables of older iptables: which are asked for, and what comes of what the kernel says.
class IpTablesTest {
    /// `IPT_SO_GET_INFO`, and where `size` lies in its answer.
    private static final int GET_INFO = 64;

    private static final int SIZE = 80;

    /// A kernel that has one table, whose entries are all 7.
    private static final class Tables extends FakeSys {
        String names = "filter\n";
        int size = 100_000;
        int socket = 5;
        int busy;
        boolean read;
        final List<String> asked = new ArrayList<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public long call(int nr, long a, long b, long c, long d, long e, long f) {
            return nr == Nr.SOCKET ? socket : nr == Nr.CLOSE ? 0 : -Errno.ENOSYS;
        }

        @Override
        public long call(
                int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
            return switch (nr) {
                case Nr.OPENAT -> {
                    read = false;
                    yield names == null ? -Errno.EACCES : 4;
                }
                case Nr.READ -> {
                    byte[] n = Bytes.of(read ? "" : names);
                    Bytes.copy(n, 0, x, xo, n.length);
                    read = true;
                    yield n.length;
                }
                case Nr.WRITE -> {
                    out.write(x, xo, (int) c);
                    yield c;
                }
                case Nr.GETSOCKOPT -> option(x, xo, y, (int) b, (int) c);
                default -> -Errno.ENOSYS;
            };
        }

        @Override
        public long message(int nr, int fd, byte[] header, byte[] name, byte[] b, int at, byte[] control, int flags) {
            return -Errno.ENOSYS;
        }

        private long option(byte[] x, int xo, byte[] y, int level, int option) {
            int end = xo;
            while (x[end] != 0) {
                end++;
            }
            asked.add(level + " " + option + " " + new String(x, xo, end - xo, StandardCharsets.US_ASCII));
            if (option == GET_INFO) {
                assertThat(Bytes.i32(y, 0)).isEqualTo(84);
                Bytes.put32(x, xo + SIZE, size);
                return 0;
            }
            assertThat(Bytes.i32(y, 0)).isEqualTo(40 + size);
            if (busy > 0) {
                busy--;
                return -Errno.EAGAIN;
            }
            Arrays.fill(x, xo + 40, xo + 40 + size, (byte) 7);
            return 0;
        }
    }

    private final Tables sys = new Tables();
    private final Kernel kernel = new Kernel(sys);
    private final Frames frames = new Frames(kernel, 1, false);
    private final IpTables tables = new IpTables(kernel, frames, new Netns(kernel, frames).limit());

    /// Errno and flags of the last frame; the content of all.
    private String one(String name, ByteArrayOutputStream content) {
        byte[] b = Bytes.of(name);
        sys.out.reset();
        int r = tables.one(3, b, 0, b.length);
        frames.flush();
        byte[] all = sys.out.toByteArray();
        int at = 0;
        String last = "";
        while (at < all.length) {
            int length = Bytes.i32(all, at + Header.LENGTH);
            int path = Bytes.i32(all, at + Header.SIZE);
            assertThat(new String(all, at + Header.SIZE + 4, path, StandardCharsets.US_ASCII))
                    .isEqualTo(name);
            int from = Header.SIZE + 4 + path;
            content.write(all, at + from, length - from);
            int flags = Bytes.u16(all, at + Header.FLAGS);
            last = Bytes.i32(all, at + Header.ERRNO) + " " + flags;
            at += length;
            assertThat((flags & FrameFlag.MORE) != 0).isEqualTo(at < all.length);
        }
        return r + " " + last;
    }

    private String one(String name) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        String said = one(name, content);
        assertThat(content.size()).isZero();
        return said;
    }

    private static String failed(int errno) {
        return -errno + " " + errno + " " + FrameFlag.FAILED;
    }

    @Test
    void aTableComesWhole() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(one("ip6_tables/filter", content)).isEqualTo("0 0 0");
        assertThat(content.size()).isEqualTo(84 + 40 + sys.size);
        byte[] b = content.toByteArray();
        assertThat(Bytes.i32(b, SIZE)).isEqualTo(sys.size);
        assertThat(b[124]).isEqualTo((byte) 7);
        assertThat(b[b.length - 1]).isEqualTo((byte) 7);
        assertThat(sys.asked).containsExactly("41 64 filter", "41 65 filter");
    }

    /// To ask for one that is not there would make it.
    @Test
    void onlyWhatTheKernelNamesIsAskedFor() {
        assertThat(one("ip_tables/nat")).isEqualTo(failed(Errno.ENOENT));
        sys.names = "";
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.ENOENT));
        sys.names = "filter";
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.ENOENT)); // no whole line
        sys.names = null;
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.EACCES));
        assertThat(sys.asked).isEmpty();
        sys.names = "security\nx\nraw\nfilters\n";
        sys.size = 0;
        tables.all(3, false);
        assertThat(sys.asked).containsExactly("0 64 raw", "0 65 raw", "0 64 security", "0 65 security");
    }

    @Test
    void whatCannotBeReadIsSaid() {
        sys.size = -1;
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.EFBIG));
        sys.size = 1 << 19;
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.EFBIG));
        sys.size = 8;
        sys.busy = 5;
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.EAGAIN));
        sys.busy = 4;
        assertThat(one("ip_tables/filter", new ByteArrayOutputStream())).isEqualTo("0 0 0");
        sys.socket = -Errno.EPERM;
        assertThat(one("ip_tables/filter")).isEqualTo(failed(Errno.EPERM));
    }

    @Test
    void onlyFiveTablesAreKnown() {
        for (String name : new String[] {"raw", "mangle", "nat", "filter", "security"}) {
            assertThat(known("ip_tables/" + name)).isTrue();
            assertThat(known("ip6_tables/" + name)).isTrue();
        }
        for (String name :
                new String[] {"", "ip_tables", "ip_tables/", "ip_tables/x", "ip_tables/filter2", "arp/raw"}) {
            assertThat(known(name)).isFalse();
        }
    }

    private static boolean known(String name) {
        return IpTables.known(Bytes.of(name), 0, name.length());
    }
}
