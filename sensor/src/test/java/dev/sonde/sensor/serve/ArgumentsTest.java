package dev.sonde.sensor.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.RequestKind;
import dev.sonde.sensor.frames.Stream;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.FaultySys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Sys;
import dev.sonde.sensor.process.Privileges;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The files that a command line names: the analysis reads these, and no others.
class ArgumentsTest {
    private final FakeKernel fake = new FakeKernel("sonde", "ls", "--from", "/rec", "--from=/gone", "/etc/shadow");
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private int last;

    private void ask(int kind, byte[] payload) {
        byte[] header = new byte[Header.SIZE];
        Bytes.put32(header, 0, Header.SIZE + payload.length);
        Bytes.put16(header, 4, kind);
        last++;
        Bytes.put32(header, 16, last);
        requests.writeBytes(Bytes.join(header, payload));
    }

    private void read(int word, long position, int length) {
        byte[] payload = new byte[16];
        Bytes.put32(payload, 0, word);
        Bytes.put64(payload, 4, position);
        Bytes.put32(payload, 12, length);
        ask(RequestKind.ARGUMENT, payload);
    }

    private void look(int word, int from, int length) {
        byte[] payload = new byte[12];
        Bytes.put32(payload, 0, word);
        Bytes.put32(payload, 4, from);
        Bytes.put32(payload, 8, length);
        ask(RequestKind.LOOK, payload);
    }

    private List<String> answers(Sys sys) {
        fake.requests = requests.toByteArray();
        Kernel kernel = new Kernel(sys);
        new Serve(kernel, FakeKernel.ANALYSIS, fake.argv(), 0).run(Privileges.invoker(kernel));
        return Stream.of(fake.answers.toByteArray()).frames().stream()
                .filter(f -> f.kind() == FrameKind.REPLY)
                .map(f -> Bytes.i64(f.payload(), 0) + new String(f.payload(), 8, f.payload().length - 8))
                .toList();
    }

    @Test
    void theNamedFileIsReadPieceByPiece() {
        fake.file("/rec", Bytes.of("0123456789"));
        read(3, 0, 4);
        read(3, 4, 100);
        read(3, 10, 100);
        read(3, 1L << 40, 100);
        read(3, 2, 0);
        assertThat(answers(fake)).containsExactly("40123", "6456789", "0", "0", "0");
    }

    @Test
    void noOtherWordIsAFile() {
        fake.file("/rec", Bytes.of("x"));
        fake.file("/etc/shadow", Bytes.of("secret"));
        for (int word : new int[] {0, 1, 2, 5, 6, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            read(word, 0, 100);
        }
        read(4, 0, 100);
        read(3, -1, 100);
        read(3, 0, -1);
        ask(RequestKind.ARGUMENT, new byte[15]);
        String eperm = "-" + Errno.EPERM;
        String einval = "-" + Errno.EINVAL;
        assertThat(answers(fake))
                .containsExactly(
                        eperm,
                        eperm,
                        eperm,
                        eperm,
                        eperm,
                        eperm,
                        eperm,
                        eperm,
                        "-" + Errno.ENOENT,
                        einval,
                        einval,
                        einval);
    }

    @Test
    void whatCannotBeOpenedOrReadSaysWhy() {
        fake.file("/rec", Bytes.of("x"));
        read(3, 0, 100);
        assertThat(answers(FaultySys.always(fake, Nr.PREAD64, Errno.EIO))).containsExactly("-" + Errno.EIO);
    }

    @Test
    void onlyWordsOfTheCommandLineAreLookedAt() {
        fake.namespace("/rec", 4711);
        look(3, 0, 4);
        look(3, 0, 5);
        look(3, -1, 4);
        look(3, 1, Integer.MAX_VALUE);
        look(9, 0, 1);
        look(4, 7, 5);
        List<String> answers = answers(fake);
        assertThat(answers.getFirst()).startsWith("0").endsWith("/rec");
        String eperm = "-" + Errno.EPERM;
        assertThat(answers.subList(1, 6)).containsExactly(eperm, eperm, eperm, eperm, "-" + Errno.ENOENT);
    }
}
