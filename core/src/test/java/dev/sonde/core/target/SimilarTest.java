package dev.sonde.core.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarTest {
    @Test
    void countsChanges() {
        assertThat(Similar.distance("", "")).isZero();
        assertThat(Similar.distance("abc", "abc")).isZero();
        assertThat(Similar.distance("abc", "acb")).isEqualTo(1);
        assertThat(Similar.distance("abc", "ab")).isEqualTo(1);
        assertThat(Similar.distance("", "abc")).isEqualTo(3);
        assertThat(Similar.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void nearestFirstAndFewOnly() {
        List<String> names = List.of("nsenter-test", "ingress", "web.1", "web.2", "web.3", "web.4", "wob.1");
        assertThat(Similar.to("nsenter-tset", names)).containsExactly("nsenter-test");
        assertThat(Similar.to("web.9", names)).containsExactly("web.1", "web.2", "web.3");
        assertThat(Similar.to("zzz", names)).isEmpty();
        assertThat(Similar.to("", List.of())).isEmpty();
    }
}
