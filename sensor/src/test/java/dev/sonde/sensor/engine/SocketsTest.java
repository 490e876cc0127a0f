package dev.sonde.sensor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.engine.FakeDaemons.Way;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Stream;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A daemon that misbehaves costs what all sockets together may cost, and the others nothing: by a clock that only
/// waiting moves.
@Timeout(60)
class SocketsTest {
    private static final long LIMIT = 2_000_000_000L;

    private final FakeDaemons daemons = new FakeDaemons();

    /// Asks these daemons; the FILE frames, each `WAY what was asked: errno`.
    private List<String> ask(Set<Way> ways) {
        Kernel kernel = new Kernel(daemons);
        Frames frames = new Frames(kernel, 1, false);
        frames.magic();
        Sockets sockets = new Sockets(kernel, frames);
        for (Way way : ways) {
            byte[] statx = new byte[256];
            Bytes.put64(statx, 0x20, 1 + way.ordinal());
            byte[] name = Bytes.of(way.name());
            sockets.add(daemons.way(way), statx, 0, Bytes.of("/"), name, name.length);
        }
        sockets.ask();
        frames.flush();
        List<String> ends = new ArrayList<>();
        for (Stream.Frame f : Stream.of(daemons.out.toByteArray()).frames()) {
            if (f.kind() == FrameKind.FILE && !f.goesOn()) {
                String path = new String(f.payload(), 4, Bytes.i32(f.payload(), 0), StandardCharsets.US_ASCII);
                ends.add(path.substring(1) + ": " + f.errno());
            }
        }
        assertThat(daemons.left()).as("descriptors that are left").isZero();
        return ends;
    }

    private static final List<String> WHOLE = List.of(
            "ANSWERS /containers/json?all=1: 0",
            "ANSWERS /networks: 0",
            "ANSWERS /nodes: 0",
            "ANSWERS /v4.0.0/libpod/pods/json: 0",
            "ANSWERS /info: 0",
            "ANSWERS /networks/docker_gwbridge: 0");

    @Test
    void oneThatAnswersIsNotWaitedFor() {
        assertThat(ask(EnumSet.of(Way.ANSWERS))).isEqualTo(WHOLE);
        assertThat(daemons.waited()).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWERS")
    void oneThatDoesNotCostsTheLimit(Way way) {
        List<String> ends = ask(EnumSet.of(Way.ANSWERS, way));
        assertThat(daemons.waited()).isEqualTo(LIMIT);
        assertThat(daemons.polls).allSatisfy(p -> assertThat(p.timeout()).isBetween(1L, LIMIT - p.waited()));
        assertThat(ends)
                .filteredOn(e -> e.startsWith(way.name()))
                .containsExactly(way + " /containers/json?all=1: " + Errno.ETIMEDOUT);
        assertThat(ends).filteredOn(e -> e.startsWith("ANSWERS")).isEqualTo(WHOLE);
    }

    @Test
    void allOfThemTogetherCostNoMore() {
        List<String> ends = ask(EnumSet.allOf(Way.class));
        assertThat(daemons.waited()).isEqualTo(LIMIT);
        assertThat(ends).hasSize(WHOLE.size() + Way.values().length - 1).containsAll(WHOLE);
    }
}
