package dev.sonde.sensor.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.sensor.fuzz.Fuzz;
import dev.sonde.sensor.kernel.Sys;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole commands of the sensor on kernels that answer at random: wrong options, spoilt files of `/proc` and
/// `/etc/hosts`, netlink replies, requests of an analysis and packets that are no such, calls that fail. As a binary
/// and on a JVM it asks for, writes and sends the same, byte for byte; it ends, with a status, and never by a fault of
/// its own.
///
/// `-Dsonde.fuzz.commands=100000` tries more than the gate does, `-Dsonde.seed=7` begins with that seed.
@Tag("kernel")
@Tag("long")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class FuzzIT {
    private static final Path BINARY = Path.of(System.getProperty("sonde.target"), "sonde-fuzz");
    private static final boolean LONG = Boolean.getBoolean("sonde.long");
    private static final long USUAL = Boolean.getBoolean("sonde.slow") ? 8_000 : 2_000;
    private static final long COMMANDS = Long.getLong("sonde.fuzz.commands", LONG ? 200_000 : USUAL);
    private static final long FIRST = Math.max(0, Long.getLong("sonde.seed", 0));

    /// What the heap of the variant carries without a collector.
    private static final int AT_ONCE = 200;

    /// Exit statuses of a command; those of a program that it started are not among them, for it starts none.
    private static final int MOST = 255;

    @TempDir
    static Path folder;

    /// Outside there is nothing but an end: what gets there hangs.
    private static final Sys OUTSIDE =
            (Sys) Proxy.newProxyInstance(FuzzIT.class.getClassLoader(), new Class<?>[] {Sys.class}, (p, m, a) -> {
                throw new AssertionError("it hangs, or a child that there is not has ended");
            });

    @Test
    void theBinaryDoesWhatTheJvmDoes() throws Exception {
        StringBuilder calls = new StringBuilder();
        long most = 0;
        long succeeded = 0;
        for (long from = FIRST; from < FIRST + COMMANDS; from += AT_ONCE) {
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            Process binary = new ProcessBuilder(BINARY.toString(), Long.toString(from), Integer.toString(AT_ONCE))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            StringBuilder here = new StringBuilder();
            for (long seed = from; seed < from + AT_ONCE; seed++) {
                Fuzz fuzz = run(seed);
                here.append(seed).append(' ').append(fuzz.digest).append(' ').append(fuzz.status);
                here.append(' ').append(fuzz.calls).append('\n');
                assertThat(fuzz.status).as("status of seed " + seed).isBetween(0, MOST);
                most = Math.max(most, fuzz.calls);
                succeeded += fuzz.status == 0 ? 1 : 0;
            }
            assertThat(binary.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(Files.readString(err, StandardCharsets.ISO_8859_1))
                    .as("from seed " + from)
                    .isEmpty();
            assertThat(Files.readString(out)).as("from seed " + from).isEqualTo(here.toString());
            assertThat(binary.exitValue()).as("from seed " + from).isZero();
            calls.append(here);
        }
        // The kernels are not so wild that every command ends at its first call.
        assertThat(most).isGreaterThan(500);
        assertThat(succeeded).isGreaterThan(COMMANDS / 20);
        assertThat(calls).isNotEmpty();
    }

    private static Fuzz run(long seed) {
        try {
            return new Fuzz(seed, OUTSIDE);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
