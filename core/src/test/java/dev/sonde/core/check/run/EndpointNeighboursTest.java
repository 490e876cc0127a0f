package dev.sonde.core.check.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.table.NeighbourCount;
import org.junit.jupiter.api.Test;

/// The neighbours of endpoints are read while that takes a tenth of a second, as decision 0008 measured.
class EndpointNeighboursTest {
    @Test
    void thousandsOfEndpointsAreNotAskedWhereThousandsOfRowsAre() {
        assertThat(EndpointNeighbours.inTime(100, 40_000)).isTrue();
        assertThat(EndpointNeighbours.inTime(1_000, 4_000)).isTrue();
        assertThat(EndpointNeighbours.inTime(1_000, 4_001)).isFalse();
        assertThat(EndpointNeighbours.inTime(5_000, 5_000)).isFalse();
        assertThat(EndpointNeighbours.inTime(1 << 16, 1L << 31))
                .as("no overflow")
                .isFalse();
    }

    @Test
    void allAreAskedWhereTheKernelDoesNotTellHowManyRowsItHas() {
        assertThat(EndpointNeighbours.inTime(5_000, NeighbourCount.UNKNOWN)).isTrue();
    }
}
