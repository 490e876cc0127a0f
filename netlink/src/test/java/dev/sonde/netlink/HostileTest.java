package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.netlink.link.LinkAttr;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, the outcome is records or [MalformedMessage]; records written and read again are the same.
@Tag("long")
class HostileTest {
    /// How many mutations.
    private static final long USUAL = Boolean.getBoolean("sonde.slow") ? 10_000_000 : 1_000_000;

    private static final long COUNT =
            Boolean.getBoolean("sonde.long") ? 100_000_000 : Long.getLong("sonde.fuzz", USUAL);

    private static final int[] EDGES = {0, 1, 3, 4, 5, 0x7fff, 0xffff};

    /// True where the bytes are messages.
    private static boolean survives(byte[] bytes) {
        return survives(bytes, true);
    }

    private static boolean survives(byte[] bytes, boolean andWrites) {
        try {
            for (Message message : NetlinkMessage.readAll(bytes)) {
                if (!andWrites) {
                    continue;
                }
                Message again = Golden.read(message.toBytes());
                if (!again.equals(message)) {
                    throw new AssertionError(message + " was written and read as " + again);
                }
            }
            return true;
        } catch (MalformedMessage e) {
            if (e.offset() < 0 || e.offset() > bytes.length) {
                throw new AssertionError(e.getMessage(), e);
            }
            return false;
        }
    }

    @Test
    void everyTruncation() {
        int malformed = 0;
        for (byte[] golden : Golden.all()) {
            for (int length = 1; length < golden.length; length++) {
                if (survives(Arrays.copyOf(golden, length))) {
                    throw new AssertionError("read though cut at " + length + ": " + ByteString.of(golden));
                }
                byte[] patched = Arrays.copyOf(golden, length);
                if (length >= NlHeader.SIZE) {
                    // the frame says the same: now the attributes are cut
                    patched[0] = (byte) length;
                    patched[1] = (byte) (length >> 8);
                    malformed += survives(patched) ? 0 : 1;
                }
            }
        }
        assertThat(malformed).isGreaterThan(1000);
    }

    @Test
    void everyLengthFieldAtItsEdges() {
        int tried = 0;
        for (byte[] golden : Golden.all()) {
            // every aligned place may hold a length: those of nests and next hops are among them
            for (int at = 0; at + 2 <= golden.length; at += 4) {
                int real = Wire.u16(golden, at);
                for (int edge : EDGES) {
                    survives(with(golden, at, edge));
                }
                survives(with(golden, at, real + 1));
                survives(with(golden, at, real - 1));
                tried += EDGES.length + 2;
            }
        }
        assertThat(tried).isGreaterThan(10_000);
    }

    private static byte[] with(byte[] golden, int at, int value) {
        byte[] bytes = golden.clone();
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        return bytes;
    }

    /// In pieces, on all processors; the pieces are seeded, so that a failure can be seen again. `-Dsonde.fuzz=N` for
    /// another number, `-Dsonde.slow=true` for ten times as many, `-Dsonde.long=true` for a hundred times.
    @Test
    void mutations() {
        long size = Math.min(COUNT, 100_000);
        List<byte[]> seeds = Golden.all();
        long read = LongStream.range(0, COUNT / size)
                .parallel()
                .map(piece -> mutations(piece, size, seeds))
                .sum();
        assertThat(read).isBetween(COUNT / 100, COUNT - COUNT / 100);
    }

    /// How many of them were messages.
    private static long mutations(long piece, long size, List<byte[]> seeds) {
        var random = new SplittableRandom(20_261_123 + piece);
        long read = 0;
        for (long i = 0; i < size; i++) {
            byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), random);
            try {
                read += survives(bytes, i % 16 == 0) ? 1 : 0; // writing is the dearer half
            } catch (RuntimeException | Error e) {
                throw new AssertionError("piece " + piece + ", input " + i + ": " + ByteString.of(bytes), e);
            }
        }
        return read;
    }

    /// What decoding takes is bounded by the size of what is decoded, whatever lengths and counts it claims: no more
    /// than this many bytes of memory for each of its own, and no longer than any other input of its size.
    @Test
    void memoryAndTimeAreBoundedByTheInput() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> seeds = Golden.all();
        seeds.forEach(seed -> survives(seed, false)); // what is loaded once is not the input's
        var random = new SplittableRandom(5);
        for (int i = 0; i < Math.min(COUNT, 200_000); i++) {
            byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), random);
            long bound = 4096 + 64L * bytes.length;
            long before = threads.getCurrentThreadAllocatedBytes();
            survives(bytes, false);
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            if (used > bound) {
                // a class that was not loaded before costs once
                before = threads.getCurrentThreadAllocatedBytes();
                survives(bytes, false);
                used = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(used).as(ByteString.of(bytes).toString()).isLessThanOrEqualTo(bound);
        }
        // Full of the smallest attributes there are: the most work that bytes can make. The thread's own time counts,
        // which is the same on a busy machine.
        long start = threads.getCurrentThreadCpuTime();
        for (int type : new int[] {Nlmsg.RTM_NEWLINK, Nlmsg.RTM_NEWROUTE, Nlmsg.RTM_NEWNEIGH}) {
            for (int attribute = 0; attribute < 70; attribute++) {
                survives(full(type, attribute), false);
            }
        }
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    /// A message of 64 KiB: empty attributes of one type.
    private static byte[] full(int type, int attribute) {
        int count = 16_000;
        var out = new Out().u32(32 + 4 * count).u16(type).u16(0).u64(0).bytes(new byte[16]);
        for (int i = 0; i < count; i++) {
            out.u16(4).u16(attribute);
        }
        return out.toArray();
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] bytes = seed.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at & ~3] = (byte) random.nextInt(24); // lengths lie there
                case 3 -> bytes[Math.min(at & ~3 | 2, bytes.length - 1)] = (byte) random.nextInt(70); // and types
                case 4 -> bytes[Math.min(16 + random.nextInt(4), bytes.length - 1)] = (byte) random.nextInt(30);
                default -> {
                    int length = random.nextInt(bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    @Test
    void nestsAreBounded() {
        byte[] link = link(20);
        assertThatThrownBy(() -> Golden.read(link))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("deep");
        assertThat(survives(link(3))).isTrue();
    }

    /// A link with alternative names within alternative names, as deep as this.
    private static byte[] link(int depth) {
        byte[] inner = {5, 0, 53, 0, 'x', 0, 0, 0};
        for (int i = 0; i < depth; i++) {
            var out = new Out().u16(inner.length + 4).u16(52).bytes(inner);
            inner = out.toArray();
        }
        return new Out()
                .u32(32 + inner.length)
                .u16(Nlmsg.RTM_NEWLINK)
                .u16(0)
                .u64(0)
                .bytes(new byte[16])
                .bytes(inner)
                .toArray();
    }

    @Test
    void theFaultIsNamed() {
        byte[] bytes = new Out()
                .u32(39)
                .u16(Nlmsg.RTM_NEWLINK)
                .u16(0)
                .u64(0)
                .bytes(new byte[16])
                .u16(7)
                .u16(4)
                .bytes(new byte[3])
                .toArray();
        assertThatThrownBy(() -> Golden.read(bytes))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("RTM_NEWLINK, byte 36: IFLA_MTU has 3 bytes, not 4");
        assertThat(LinkAttr.TABLE.row(4).name()).isEqualTo("IFLA_MTU");
    }
}
