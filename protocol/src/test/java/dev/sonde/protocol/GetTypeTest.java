package dev.sonde.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GetTypeTest {
    private static final int[] LIST = {
        18,
        22,
        26,
        30,
        34,
        66,
        82,
        86,
        90,
        94,
        106,
        114,
        118,
        122,
        10 << 8 | 4,
        10 << 8 | 7,
        10 << 8 | 10,
        10 << 8 | 13,
        6 << 8 | 7
    };

    /// What is not a flag of a question: NLM_F_CREATE, NLM_F_APPEND and all that has no name.
    private static final int NO_QUESTION = 0xffff & ~(1 | 4 | 0x300);

    @Test
    void ofAllTypesTheListAlone() {
        BitSet allowed = new BitSet();
        for (int type = 0; type < 1 << 16; type++) {
            for (int flags : new int[] {1, 5, 0x301, 0x305}) {
                if (GetType.reads(type, flags)) {
                    allowed.set(type);
                }
            }
        }
        assertThat(allowed.stream().toArray())
                .isEqualTo(IntStream.of(LIST).sorted().toArray());
        assertThat(allowed.get(78)).as("RTM_GETDCB sets").isFalse();
    }

    @Test
    void ofAllFlagsThoseOfAQuestion() {
        for (int type : LIST) {
            for (int flags = 0; flags < 1 << 16; flags++) {
                assertThat(GetType.reads(type, flags)).isEqualTo((flags & NO_QUESTION) == 0);
            }
        }
    }

    /// Of no other type, whatever its flags.
    @Test
    void noFlagMakesAnotherTypeAQuestion() {
        BitSet list = new BitSet();
        IntStream.of(LIST).forEach(list::set);
        for (int type = 0; type < 1 << 16; type++) {
            for (int bit = 0; bit < 16 && !list.get(type); bit++) {
                assertThat(GetType.reads(type, 1 << bit) || GetType.reads(type, 0x301 | 1 << bit))
                        .isFalse();
            }
        }
    }
}
