package dev.sonde.sensor.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeSys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long a child may be silent, and how long it may take: by a clock that only waiting moves. With real children:
/// `SilentIT`.
@Timeout(60)
class ReaderTest {
    private static final long MS = 1_000_000;

    /// Nanoseconds after which a wait for a message ends: SO_RCVTIMEO.
    private static final long WAIT = 50 * MS;

    /// A child that says something every [#pace] nanoseconds, and meanwhile waits or computes; it never ends.
    private static final class EndlessChild extends FakeSys {
        private final Record record = new Record();
        private final long pace;
        private final char state;
        private final Consumer<Record> what;
        private long now = 7_000_000_000L;
        private long said = now;
        private boolean killed;

        EndlessChild(long pace, char state, Consumer<Record> what) {
            this.pace = pace;
            this.state = state;
            this.what = what;
        }

        @Override
        public int fork() {
            return 77;
        }

        @Override
        public long call(int nr, long a, long b, long c, long d, long e, long f) {
            killed = killed || nr == Nr.KILL && a == 77 && b == 9;
            return 0;
        }

        @Override
        public long call(
                int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
            if (nr == Nr.CLOCK_GETTIME) {
                Bytes.put64(x, 0, now / 1_000_000_000L);
                Bytes.put64(x, 8, now % 1_000_000_000L);
                return 0;
            }
            if (nr == Nr.READ) {
                byte[] stat = ("77 (sonde) " + state + " 1").getBytes(StandardCharsets.US_ASCII);
                Bytes.copy(stat, 0, x, xo, stat.length);
                return stat.length;
            }
            return nr == Nr.READLINKAT ? -Errno.ENOENT : 0;
        }

        @Override
        public long message(
                int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
            Bytes.put64(header, 40, 0);
            if (said + pace > now + WAIT) {
                now += WAIT;
                return -Errno.EAGAIN;
            }
            now = said + pace;
            said = now;
            record.begin(Record.OWN);
            what.accept(record);
            record.write(data, 0);
            return record.size();
        }
    }

    private static final Consumer<Record> SOMETHING = r -> r.number = 1;

    /// Milliseconds until the job was given up, with this result.
    private static long takes(EndlessChild child, boolean others, int result) {
        Reader reader = new Reader(new Kernel(child), null);
        reader.scan();
        long start = child.now;
        assertThat(reader.run(out -> {}, r -> {}, others)).isEqualTo(result);
        assertThat(child.killed).isTrue();
        return (child.now - start) / MS;
    }

    @Test
    void whoWaitsIsGivenUp() {
        assertThat(takes(new EndlessChild(Long.MAX_VALUE / 2, 'D', SOMETHING), false, Reader.LOST))
                .isEqualTo(400);
        assertThat(takes(new EndlessChild(70 * MS, 'S', SOMETHING), false, Reader.LOST))
                .as("never for long, but again and again")
                .isBetween(1_000L, 2_000L);
    }

    @Test
    void whoLacksAProcessorIsNotSilent() {
        assertThat(takes(new EndlessChild(70 * MS, 'R', SOMETHING), false, Reader.LATE))
                .isBetween(20_000L, 20_100L);
    }

    @Test
    void aWholeScanEnds() {
        assertThat(takes(new EndlessChild(MS, 'R', SOMETHING), false, Reader.LATE))
                .isBetween(20_000L, 20_100L);
    }

    @Test
    void allJobsOfAScanShareItsTime() {
        EndlessChild child = new EndlessChild(MS, 'R', SOMETHING);
        Reader reader = new Reader(new Kernel(child), null);
        reader.scan();
        reader.run(out -> {}, r -> {}, false);
        long start = child.now;
        assertThat(reader.run(out -> {}, r -> {}, false)).isEqualTo(Reader.LATE);
        assertThat((child.now - start) / MS).isLessThan(100);
        reader.scan();
        reader.run(out -> {}, r -> {}, false);
        assertThat((child.now - start) / MS).as("another scan").isGreaterThan(20_000);
    }

    /// It answers each question just before it would be given up.
    @Test
    void whatOthersControlDoesNotHoldUpAScan() {
        assertThat(takes(new EndlessChild(45 * MS, 'S', SOMETHING), true, Reader.LATE))
                .isBetween(3_000L, 3_100L);
        assertThat(takes(new EndlessChild(45 * MS, 'S', r -> step(r, 1)), false, Reader.LATE))
                .as("steps of others")
                .isBetween(3_000L, 3_100L);
        assertThat(takes(new EndlessChild(45 * MS, 'S', r -> step(r, 0)), true, Reader.LATE))
                .as("steps of this host")
                .isBetween(20_000L, 20_100L);
    }

    private static void step(Record r, int flags) {
        r.begin(Record.STEP);
        r.flags = flags;
    }
}
