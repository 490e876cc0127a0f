package dev.sonde.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What others put where a file is expected is not opened: a device does something when it is. A FIFO stands for it,
/// because it tells: whoever waits to write goes on once somebody opens it for reading.
@Tag("kernel")
class OpensNothingIT {
    @TempDir
    Path folder;

    /// A descriptor is a namespace's file when it is looked at, and leads to a FIFO when it is opened.
    @Test
    void aDescriptorThatChangesBetweenTwoLooks() throws Exception {
        Path fifo = folder.resolve("fifo");
        Sonde.run("mkfifo", fifo.toString());
        Process flip = new ProcessBuilder("python3", "src/test/python/flip.py", fifo.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = flip.inputReader(StandardCharsets.UTF_8);
                Writer in = flip.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            for (int i = 0; i < 40; i++) {
                assertThat(Sonde.sonde("collect", "-o", folder.resolve("c" + i).toString())
                                .status())
                        .isZero();
                in.write("\n");
                in.flush();
                assertThat(out.readLine()).as("the FIFO, after scan %d", i).isEqualTo("closed");
            }
        } finally {
            flip.destroyForcibly().waitFor();
        }
    }

    /// `/etc/hosts` of a target, which `ping` reads the names from, and `/etc/passwd`, in which `enter` looks for a
    /// shell. `then`: what is run, with the target as `$p`.
    private void isNotOpened(String file, String then) throws IOException {
        Path marker = folder.resolve("opened");
        String script = "mkfifo '" + folder + "/fifo' && exec 3<>/dev/null\n"
                + "(: > '" + folder + "/fifo' && : > '" + marker + "') & w=$!\n"
                + "unshare -n -m sh -c 'mount --make-rprivate / && mount --bind \"" + folder + "/fifo\" " + file
                + " && echo up > " + folder + "/up && exec sleep 60' & p=$!\n"
                + "for i in $(seq 100); do [ -s '" + folder + "/up' ] && break; sleep 0.02; done\n"
                + then + "\n"
                + "s=$?; sleep 0.1; kill $p $w; exit $s";
        Sonde.Result r = Sonde.run(List.of("sh", "-c", script), Map.of("SONDE", Sonde.BINARY.toString()));
        assertThat(Files.exists(marker)).as("opened: %s", r).isFalse();
        assertThat(r.err()).isNotEmpty();
    }

    @Test
    void aFifoInPlaceOfHosts() throws IOException {
        isNotOpened("/etc/hosts", "\"$SONDE\" ping -n pid:$p -c 1 -W 1 nobody");
    }

    @Test
    void aFifoInPlaceOfPasswd() throws IOException {
        isNotOpened("/etc/passwd", "env -u SHELL \"$SONDE\" nsenter -t $p -m -n </dev/null; echo done >&2");
    }

    /// A setuid program of root's that a user executes by the name of a daemon, with a command line of his, is not this
    /// host's engine: what he would have read by root is not.
    @Test
    void aSetuidProgramCalledAsADaemon() throws IOException {
        Path stream = folder.resolve("stream");
        String script = "mount --make-rprivate / && mount -t tmpfs none /mnt && cd /mnt"
                + " && cp $(command -v tail) tail && chmod 4755 tail && mkdir -p data/containers/a bin"
                + " && printf %s%s%s kept -by -root > secret && chmod 600 secret"
                + " && ln -s /mnt/secret data/containers/a/config.v2.json && ln -s /mnt/tail bin/dockerd\n"
                + "setpriv --reuid 1234 --regid 1234 --clear-groups bin/dockerd -qf /dev/null --"
                + " --data-root=/mnt/data 2>/dev/null & p=$!\n"
                + "for i in $(seq 100); do [ \"$(cat /proc/$p/comm)\" = dockerd ] && break; sleep 0.02; done\n"
                + "stat -c %u /proc/$p; \"$SONDE\" collect -o '" + stream + "'; s=$?; kill $p; exit $s";
        Sonde.Result r =
                Sonde.run(List.of("unshare", "-m", "bash", "-c", script), Map.of("SONDE", Sonde.BINARY.toString()));
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).as("it is a process of root's").isEqualTo("0\n");
        assertThat(Files.readString(stream, StandardCharsets.ISO_8859_1)).doesNotContain("kept-by-root");
    }

    /// Behind the root of a daemon a link leads to what the kernel tells root alone: it is not read.
    @Test
    void aLinkToWhatTheKernelTellsRootAlone() throws IOException {
        Path stream = folder.resolve("stream");
        String script = "unshare -n -m sh -c 'mount --make-rprivate / && mount -t tmpfs none /run"
                + " && mount -t tmpfs none /var/lib && mkdir -p /var/lib/docker/containers/a /var/lib/docker/containers/b"
                + " && ln -s /proc/kallsyms /var/lib/docker/containers/a/config.v2.json"
                + " && ln -s /sys/kernel/notes /var/lib/docker/containers/b/config.v2.json"
                + " && mkdir -p /var/lib/docker/containers/c && echo true > /var/lib/docker/containers/c/config.v2.json"
                + " && cp /bin/sleep /run/dockerd && exec /run/dockerd 60' & p=$!\n"
                + "for i in $(seq 100); do [ \"$(cat /proc/$p/comm)\" = dockerd ] && break; sleep 0.02; done\n"
                + "\"$SONDE\" collect -o '" + stream + "'; s=$?; kill $p; exit $s";
        Sonde.Result r = Sonde.run(List.of("bash", "-c", script), Map.of("SONDE", Sonde.BINARY.toString()));
        assertThat(r.status()).as("%s", r).isZero();
        String all = Files.readString(stream, StandardCharsets.ISO_8859_1);
        assertThat(all)
                .contains("/root/var/lib/docker/containers/c/config.v2.json")
                .contains("/root/var/lib/docker/containers/b/config.v2.json") // a gap
                .doesNotContain("startup_64", "GNU\0");
    }
}
