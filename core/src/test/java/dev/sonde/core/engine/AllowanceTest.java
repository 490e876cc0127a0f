package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.SourceEntry;
import dev.sonde.core.model.Gap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final byte[] COSTLY = "[{},{},{},{}]".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    private final List<Gap> gaps = new ArrayList<>();
    private final Allowance allowance = new Allowance(gaps);

    private boolean takes(int uid, String root) {
        return allowance.takes(new FileEntry("/x", COSTLY, new SourceEntry(uid, root.isEmpty() ? 0 : 7, root), 0));
    }

    @Test
    void oneUserHasAShare() {
        assertThat(takes(1001, "")).isTrue();
        assertThat(takes(1001, "")).isFalse();
        assertThat(takes(1001, "")).isFalse();
        assertThat(gaps).containsExactly(new Gap("further files of user 1001", "too many for one scan", 7));
        assertThat(takes(1002, "")).isTrue();
        assertThat(takes(0, "/proc/7/root")).isTrue();
        assertThat(takes(0, "/proc/7/root")).isFalse();
        assertThat(gaps.getLast().what()).isEqualTo("further files of user 0 behind /proc/7/root");
    }

    @Test
    void allOthersHaveOneTogether() {
        int taken = 0;
        for (int uid = 1; uid < 40; uid++) {
            taken += takes(uid, "") ? 1 : 0;
        }
        assertThat(taken).isEqualTo(6);
    }

    @Test
    void rootOfThisHostHasWhatItWants() {
        for (int i = 0; i < 100; i++) {
            assertThat(takes(0, "")).isTrue();
        }
        assertThat(gaps).isEmpty();
    }
}
