package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.option.CommandTable;
import dev.sonde.protocol.Errno;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... argv) {
        return run(out, argv);
    }

    private int run(OutputStream stdout, String... argv) {
        return Main.run(
                new ByteArrayInputStream(new TrainingStream(argv).bytes()),
                OutputStream.nullOutputStream(),
                stdout,
                err,
                MainTest::open);
    }

    /// As the sensor would.
    static InputStream open(String name) throws IOException {
        try {
            return Files.newInputStream(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new IOException(Errno.text(Errno.ENOENT), e);
        }
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("sonde", "--help")).isZero();
        for (CommandTable t : Commands.all()) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("\n  " + t.name());
        }
        assertThat(err.size()).isZero();
    }

    @Test
    void everyHelpLineFits() {
        run("sonde", "--help");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        assertThat(run("sonde")).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err()).startsWith("usage: sonde COMMAND");
    }

    @Test
    void anUnknownCommandListsNearOnes() {
        assertThat(run("sonde", "inpsect")).isEqualTo(2);
        assertThat(err()).isEqualTo("sonde: inpsect: no such command\n  did you mean inspect?\n");
    }

    @Test
    void aHostileWordIsMadeHarmless() {
        assertThat(run("sonde", "\u001b[2J\n")).isEqualTo(2);
        assertThat(err()).isEqualTo("sonde: \\x1b[2J\\x0a: no such command\n  all commands: sonde --help\n");
    }

    @Test
    void whatIsNoStreamIsSaid() {
        int status = Main.run(
                new ByteArrayInputStream("hello, world".getBytes()), OutputStream.nullOutputStream(), out, err);
        assertThat(status).isEqualTo(1);
        assertThat(err()).startsWith("sonde: not a sonde recording\n  ");
    }

    @Test
    void filesThatCannotBeRead(@TempDir Path folder) throws IOException {
        String missing = folder.resolve("missing").toString();
        assertThat(run("sonde", "ls", "--from", missing)).isEqualTo(1);
        assertThat(err())
                .isEqualTo("sonde: cannot read " + missing
                        + ": No such file or directory\n  sonde collect -o FILE makes such a file\n");
        err.reset();
        Path cut = folder.resolve("cut");
        Files.write(cut, java.util.Arrays.copyOf(new TrainingStream("sonde", "collect").bytes(), 60));
        assertThat(run("sonde", "ls", "--from=" + cut)).isEqualTo(1);
        assertThat(err())
                .isEqualTo("sonde: " + cut
                        + ": the stream was cut off after 60 bytes\n  record it again: sonde collect -o FILE\n");
        err.reset();
        assertThat(run("sonde", "ls", "--from")).isEqualTo(2);
        assertThat(err()).startsWith("sonde: --from: missing argument FILE\n");
    }

    /// What a write to `/dev/full`, or to a pipe whose reader has gone, gives.
    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void aClosedPipeEndsItQuietly() {
        assertThat(run(failing("Broken pipe"), "sonde", "--help")).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void aFullDiskIsSaid() {
        assertThat(run(failing("No space left on device"), "sonde", "--help")).isEqualTo(1);
        assertThat(err()).isEqualTo("sonde: cannot write the result: No space left on device\n");
    }
}
