package dev.sonde.sensor.scan;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sonde.sensor.kernel.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a container's kernel shows of its sets may be anything.
class FilterSetsTest {
    /// `NFT_MSG_NEWSET` of `table inet t`, set `ports`: `struct nlmsghdr`, `struct nfgenmsg`, NFTA_SET_TABLE,
    /// NFTA_SET_NAME.
    private static byte[] set(int length) {
        byte[] b = new byte[20 + 8 + 4 + length];
        Bytes.put32(b, 0, b.length);
        Bytes.put16(b, 4, 10 << 8 | 9);
        b[16] = 1;
        Bytes.put16(b, 20, 6);
        Bytes.put16(b, 22, 1);
        b[24] = 't';
        Bytes.put16(b, 28, 4 + length);
        Bytes.put16(b, 30, 2);
        for (int i = 0; i < length - 1; i++) {
            b[32 + i] = 'p';
        }
        return b;
    }

    /// Very many sets, names of any length, and mutations of all.
    @Test
    void takesAnything() {
        Random random = new Random(4789);
        FilterSets sets = new FilterSets();
        for (int i = 0; i < 200_000; i++) {
            byte[] b = set(1 + random.nextInt(i % 7 == 0 ? 12_000 : 300));
            for (int k = random.nextInt(4); k > 0; k--) {
                b[random.nextInt(Math.min(b.length, 40))] = (byte) random.nextInt();
            }
            assertThatCode(() -> sets.links(b, 0, b.length, 1)).doesNotThrowAnyException();
            if (i % 1000 == 0) {
                sets.clear();
            }
        }
    }
}
