package dev.sonde.sensor.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.RequestKind;
import dev.sonde.sensor.Main;
import dev.sonde.sensor.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The two halves in one JVM speak the same stream as two processes.
@Timeout(30)
class InProcessTest {
    /// An analysis that asks for a scan of nothing, and for what it may not have.
    public static final class Asking {
        static final List<Integer> KINDS = new ArrayList<>();
        static long refused;

        public static int run(InputStream frames, OutputStream requests) throws IOException {
            byte[] magic = frames.readNBytes(8);
            assertThat(new String(magic, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("SONDE");
            next(frames); // HELLO
            next(frames); // NETNS
            requests.write(request(RequestKind.SCAN, 1, new byte[4]));
            next(frames); // DONE
            next(frames); // REPLY
            requests.write(request(RequestKind.LAB_DOWN, 2, new byte[4]));
            refused = Bytes.i64(next(frames), 0);
            return 42;
        }

        private static byte[] request(int kind, int id, byte[] payload) {
            byte[] header = new byte[Header.SIZE];
            Bytes.put32(header, 0, Header.SIZE + payload.length);
            Bytes.put16(header, 4, kind);
            Bytes.put32(header, 16, id);
            return Bytes.join(header, payload);
        }

        private static byte[] next(InputStream frames) throws IOException {
            byte[] header = frames.readNBytes(Header.SIZE);
            KINDS.add(Bytes.u16(header, 4));
            return frames.readNBytes(Bytes.i32(header, 0) - Header.SIZE);
        }
    }

    /// An analysis that fails in a way of its own.
    public static final class Failing {
        public static int run(InputStream frames, OutputStream requests) {
            throw new IllegalStateException("on purpose");
        }
    }

    private static int run(Class<?> analysis, String... command) {
        byte[][] argv = new byte[command.length + 1][];
        argv[0] = Bytes.of("sonde");
        for (int i = 0; i < command.length; i++) {
            argv[i + 1] = Bytes.of(command[i]);
        }
        return new InProcess(new FfmSys(argv)).run(analysis.getName());
    }

    @Test
    void asksAndIsAnswered() {
        assertThat(run(Asking.class, "ip", "link")).isEqualTo(42);
        assertThat(Asking.KINDS)
                .containsExactly(FrameKind.HELLO, FrameKind.NETNS, FrameKind.DONE, FrameKind.REPLY, FrameKind.REPLY);
        assertThat(Asking.refused)
                .as("a reading command may not change anything")
                .isEqualTo(-1);
    }

    @Test
    void anAnalysisThatFailsIsAFaultOfOurs() {
        assertThat(run(Failing.class, "ip", "link")).isEqualTo(Main.INTERNAL);
    }

    @Test
    void aCommandOfTheSensorNeedsNoAnalysis() {
        assertThat(run(Failing.class, "collect", "--no-such-option")).isEqualTo(2);
    }
}
