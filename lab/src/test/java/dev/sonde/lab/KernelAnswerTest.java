package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KernelAnswerTest {
    /// RTM_NEWLINK of a `bridge` whose name is taken, second of its batch: EEXIST, without words.
    private static final byte[] PLAIN = HexFormat.of()
            .parseHex("4c00000002000000" + "0200000001000000" + "efffffff" + "3800000010000506" + "0200000000000000"
                    + "00".repeat(16) + "0800030062723000" + "100012000a0001006272696467650000");

    /// NLM_F_CAPPED | NLM_F_ACK_TLVS, EINVAL, the header only, and NLMSGERR_ATTR_MSG "Odd".
    private static final byte[] WORDS = HexFormat.of()
            .parseHex("2c00000002000003" + "0300000001000000" + "eaffffff" + "3800000010000506" + "0300000000000000"
                    + "080001004f646400");

    @Test
    void saysWhichMessageAndTheKernelsWords() {
        assertThat(KernelAnswer.place(PLAIN)).isEqualTo(2);
        assertThat(KernelAnswer.text(PLAIN)).isEmpty();
        assertThat(KernelAnswer.place(WORDS)).isEqualTo(3);
        assertThat(KernelAnswer.text(WORDS)).isEqualTo("Odd");
    }

    @Test
    void whatIsCutOrDamagedHasNoWords() {
        for (int n = 0; n < WORDS.length; n++) {
            assertThat(KernelAnswer.text(Arrays.copyOf(WORDS, n))).isEmpty();
        }
        for (int at = 0; at < WORDS.length; at++) {
            for (int v : new int[] {0, 1, 3, 4, 0x7f, 0x80, 0xff}) {
                byte[] b = WORDS.clone();
                b[at] = (byte) v;
                assertThat(KernelAnswer.text(b).length()).isLessThan(8);
            }
        }
    }
}
