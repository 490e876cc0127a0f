package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.jvm.FfmSys;
import dev.sonde.sensor.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JVM half can do no harm: a hostile one ([Captive]) is started by the sensor, as root and as under sudo, and
/// everything that it tries fails.
@Tag("kernel")
class HarmlessIT {
    @TempDir
    Path folder;

    @Test
    void asRootWithoutSudo() throws IOException {
        Sonde.Result result = captive(Map.of());
        assertThat(result.status()).as("%s", result).isZero();
        nothingWorked(result.out());
        assertThat(result.out()).contains("CapBnd: 0000000000000000");
    }

    @Test
    void asTheInvokingUserUnderSudo() throws IOException {
        Sonde.Result result = captive(Map.of("SUDO_UID", "65534", "SUDO_GID", "65534"));
        assertThat(result.status()).as("%s", result).isZero();
        nothingWorked(result.out());
        assertThat(result.out())
                .contains("CapBnd: 0000000000000000")
                .contains("Uid: 65534 65534 65534 65534")
                .contains("setuid 0 from another: Operation not permitted")
                .contains("kill 1: Operation not permitted");
        assertThat(result.out().lines().filter(l -> l.startsWith("Groups:"))).containsExactly("Groups:");
    }

    private static void nothingWorked(String out) {
        assertThat(out)
                .contains("CapInh: 0000000000000000")
                .contains("CapPrm: 0000000000000000")
                .contains("CapEff: 0000000000000000")
                .contains("CapAmb: 0000000000000000")
                .contains("NoNewPrivs: 1")
                .contains("open /proc/1/root/: Permission denied")
                .contains("setns own net: Operation not permitted")
                .contains("open /proc/1/ns/net: Permission denied")
                .contains("unshare net: Operation not permitted")
                .contains("newlink: Operation not permitted")
                .contains("packet socket: Operation not permitted")
                .contains("chroot: Operation not permitted")
                .contains("mount: Operation not permitted")
                .contains("inherited namespace fds:\n");
    }

    /// A copy of the binary with [Captive] beside it as its analysis.
    private Sonde.Result captive(Map<String, String> environment) throws IOException {
        Path binary = folder.resolve("sonde");
        Files.copy(Sonde.BINARY, binary, StandardCopyOption.COPY_ATTRIBUTES);
        // The other user must be able to read the classes: they are copied to where everyone may look.
        Path classes = folder.resolve("classes");
        for (Class<?> of : List.of(Captive.class, FfmSys.class, Kernel.class, Errno.class)) {
            copy(Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath()), classes);
        }
        Sonde.run("chmod", "-R", "a+rX", folder.toString());
        List<String> lines = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes.toString(),
                Captive.class.getName()));
        Files.write(folder.resolve("sonde.analysis"), lines);
        return Sonde.run(List.of(binary.toString(), "ls"), environment);
    }

    private static void copy(Path from, Path to) {
        Sonde.Result r = Files.isDirectory(from)
                ? Sonde.sh("mkdir -p '" + to + "' && cp -r '" + from + "'/. '" + to + "'")
                : Sonde.sh("mkdir -p '" + to + "' && cd '" + to + "' && '" + System.getProperty("java.home")
                        + "/bin/jar' xf '" + from + "'");
        assertThat(r.status()).as("%s", r).isZero();
    }
}
