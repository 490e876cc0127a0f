package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The form of bbolt's files: what is in a sound one, and that no other does harm. Real ones, which Docker and
/// Podman wrote, are read by the tests of these engines.
class BoltFileTest {
    private static final int PAGE = 512;

    private final ByteBuffer file = ByteBuffer.allocate(8 * PAGE).order(ByteOrder.LITTLE_ENDIAN);

    /// Two meta pages, the second later; a branch with two leaves, in the second a bucket of its own page and one
    /// that stands in its value.
    private byte[] sound() {
        meta(0, 1, 4);
        meta(1, 2, 3);
        page(3, 1, 2);
        branch(3, 0, "a", 4);
        branch(3, 1, "m", 5);
        page(4, 2, 1);
        leaf(4 * PAGE, 0, 1, 0, "a", "first".getBytes(StandardCharsets.UTF_8));
        page(5, 2, 2);
        leaf(5 * PAGE, 0, 2, 1, "inner", bucket(6));
        ByteBuffer inline = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        inline.putShort(16 + 8, (short) 2).putShort(16 + 10, (short) 1);
        inline.putInt(32 + 4, 16).putInt(32 + 8, 1).putInt(32 + 12, 2);
        inline.put(48, (byte) 'k').put(49, (byte) 'v').put(50, (byte) 'w');
        leaf(5 * PAGE, 1, 2, 1, "small", inline.array());
        page(6, 2, 1);
        leaf(6 * PAGE, 0, 1, 0, "deep", new byte[] {1, 2, 3});
        return file.array();
    }

    private void meta(int page, int txid, int root) {
        int at = page * PAGE + 16;
        file.putShort(page * PAGE + 8, (short) 4);
        file.putInt(at, 0xed0cdaed).putInt(at + 4, 2).putInt(at + 8, PAGE);
        file.putLong(at + 16, root).putLong(at + 48, txid);
        long sum = 0xcbf29ce484222325L;
        for (int i = 0; i < 56; i++) {
            sum = (sum ^ file.get(at + i) & 0xff) * 0x100000001b3L;
        }
        file.putLong(at + 56, sum);
    }

    private void page(int page, int flags, int count) {
        file.putLong(page * PAGE, page).putShort(page * PAGE + 8, (short) flags);
        file.putShort(page * PAGE + 10, (short) count);
    }

    private void branch(int page, int i, String key, int child) {
        int element = page * PAGE + 16 + 16 * i;
        file.putInt(element, 256).putInt(element + 4, key.length()).putLong(element + 8, child);
    }

    private void leaf(int page, int i, int count, int flags, String key, byte[] value) {
        int element = page + 16 + 16 * i;
        int pos = 16 * (count - i) + 128 * i;
        file.putInt(element, flags).putInt(element + 4, pos);
        file.putInt(element + 8, key.length()).putInt(element + 12, value.length);
        file.put(element + pos, key.getBytes(StandardCharsets.UTF_8));
        file.put(element + pos + key.length(), value);
    }

    private static byte[] bucket(int root) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(root)
                .array();
    }

    @Test
    void readsBranchesBucketsAndSmallOnes() throws IOException {
        BoltFile.Bucket top = BoltFile.read(sound());
        assertThat(top.values()).containsOnlyKeys("a");
        assertThat(top.values().get("a")).asString(StandardCharsets.UTF_8).isEqualTo("first");
        assertThat(top.at("inner").values().get("deep")).containsExactly(1, 2, 3);
        assertThat(top.at("small").values().get("k")).containsExactly('v', 'w');
        assertThat(top.at("none").values()).isEmpty();
    }

    /// The later meta page was being written when the file was read: the one before it counts.
    @Test
    void aTornMetaPageDoesNotCount() throws IOException {
        byte[] b = sound();
        b[PAGE + 16 + 20] ^= 1;
        assertThat(BoltFile.read(b).buckets()).isEmpty();
        b[16 + 20] ^= 1;
        assertThatThrownBy(() -> BoltFile.read(b)).hasMessage("neither of its meta pages is whole");
    }

    @Test
    void aRingAndALeadOutAreErrors() {
        byte[] b = sound();
        branch(3, 0, "a", 3);
        assertThatThrownBy(() -> BoltFile.read(b)).isInstanceOf(IOException.class);
        branch(3, 0, "a", 8);
        assertThatThrownBy(() -> BoltFile.read(b)).hasMessage("it leads out of the file");
    }

    @Test
    void whatIsNoneIsAnError() {
        for (byte[] b : new byte[][] {{}, new byte[79], new byte[4096], "{}".getBytes(StandardCharsets.UTF_8)}) {
            assertThatThrownBy(() -> BoltFile.read(b)).isInstanceOf(IOException.class);
        }
    }

    /// An error or a tree, whatever is changed: no other exception, and an end.
    @Test
    void mutationsEndInAnErrorOrATree() {
        byte[] sound = sound().clone();
        Random random = new Random(20);
        int errors = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] b = sound.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                b[3 * PAGE + random.nextInt(b.length - 3 * PAGE)] = (byte) random.nextInt();
            }
            try {
                BoltFile.read(b);
            } catch (IOException e) {
                errors++;
            }
        }
        assertThat(errors).isPositive();
    }
}
