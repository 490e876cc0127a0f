package dev.sonde.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.discover.NeighbourCount;
import org.junit.jupiter.api.Test;

/// The neighbours of endpoints are read while that takes a tenth of a second, as decision 0008 measured.
class AskersTest {
    @Test
    void thousandsOfEndpointsAreNotAskedWhereThousandsOfRowsAre() {
        assertThat(Askers.inTime(100, 40_000)).isTrue();
        assertThat(Askers.inTime(1_000, 4_000)).isTrue();
        assertThat(Askers.inTime(1_000, 4_001)).isFalse();
        assertThat(Askers.inTime(5_000, 5_000)).isFalse();
        assertThat(Askers.inTime(1 << 16, 1L << 31)).as("no overflow").isFalse();
    }

    @Test
    void allAreAskedWhereTheKernelDoesNotTellHowManyRowsItHas() {
        assertThat(Askers.inTime(5_000, NeighbourCount.UNKNOWN)).isTrue();
    }
}
