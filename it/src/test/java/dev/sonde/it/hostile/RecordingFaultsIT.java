package dev.sonde.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Figures;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording that could not be written whole: one line says so, nobody else may read what there is, and whoever reads
/// it is told that it was cut off.
@Tag("kernel")
@Tag("long")
class RecordingFaultsIT {

    @TempDir
    private Path folder;

    private final long start = System.nanoTime();

    private Sonde.Result shell(String script) {
        return Sonde.run(
                List.of("unshare", "-m", "-n", "sh", "-c", script),
                Map.of("SONDE", Sonde.BINARY.toString(), "FOLDER", folder.toString()));
    }

    /// What is said of a recording that does not end.
    private static void isToldAsCutOff(Path file, long bytes) {
        Sonde.Result r = Sonde.sonde("ls", "--from", file.toString());
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.out()).isEmpty();
        assertThat(r.err())
                .isEqualTo("sonde: " + file + ": the stream was cut off after " + bytes
                        + " bytes\n  record it again: sonde collect -o FILE\n");
    }

    private void isNobodyElses(Path file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void theFileSystemIsFull() throws IOException {
        Path file = folder.resolve("full");
        Sonde.Result r =
                shell("mount --make-rprivate / && mkdir /mnt/t 2>/dev/null; mount -t tmpfs -o size=16k none /mnt"
                        + " && \"$SONDE\" collect -o /mnt/r; s=$?; cp -p /mnt/r \"$FOLDER/full\"; exit $s");
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err())
                .startsWith("sonde: collect: cannot write the stream: No space left on device\n")
                .hasLineCount(2);
        isNobodyElses(file);
        isToldAsCutOff(file, 16384);
    }

    @Test
    void theFileMayNotGrow() throws IOException {
        Path file = folder.resolve("limited");
        Sonde.Result r = shell("ulimit -f 16; \"$SONDE\" collect -o \"$FOLDER/limited\"");
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err())
                .startsWith("sonde: collect: cannot write the stream: File too large\n")
                .hasLineCount(2);
        isNobodyElses(file);
        isToldAsCutOff(file, Files.size(file));
    }

    /// Wherever it ends, as a kill or a full disk leaves it.
    @Test
    void cutAnywhere() throws IOException {
        Path whole = folder.resolve("whole");
        assertThat(Sonde.sonde("collect", "-o", whole.toString()).status()).isZero();
        isNobodyElses(whole);
        byte[] all = Files.readAllBytes(whole);
        int cuts = Programme.LONG ? 500 : 12;
        Random random = new Random(14);
        for (int i = 0; i < cuts; i++) {
            int length = i == 0 ? all.length - 1 : 8 + random.nextInt(all.length - 8);
            Path cut = folder.resolve("cut" + i);
            Files.write(cut, Arrays.copyOf(all, length));
            isToldAsCutOff(cut, length);
            Files.delete(cut);
        }
        Figures.write("recordings cut off", cuts + " lengths", "each is told in a line", start);
    }
}
