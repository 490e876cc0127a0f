package dev.sonde.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Figures;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A scan leaves nothing: no process, descriptor, namespace, mount, file, link or id. See `leftovers.py`.
///
/// The world is a host of its own (pid, mount, network and IPC namespaces), in which namespaces are hidden in every
/// way. Some scans meet a file system that does not answer: who waits for that is left until it ends, and no longer.
@Tag("kernel")
@Tag("long")
class LeftoversIT {
    private static final int SCANS = Programme.LONG ? 1000 : 60;
    private static final int SILENT_EVERY = 10;
    private static final String PROGRAM =
            Path.of("src/test/python/leftovers.py").toAbsolutePath().toString();

    /// Empty folders, in which the checkout is still seen if it lies there.
    private static final String SETUP = """
            mount --make-rprivate / && mount -t proc none /proc && mount -t tmpfs none /run || exit
            mkdir /run/top && mount --rbind "$TOP" /run/top || exit
            for d in /tmp /var/tmp /dev/shm; do [ ! -d $d ] || mount -t tmpfs none $d || exit; done
            [ -e "$SONDE" ] || { mkdir -p "$TOP" && mount --rbind /run/top "$TOP"; } || exit
            umount -l /run/top && rmdir /run/top && ip link set lo up && exec "$@"
            """;

    /// The lines that the program printed.
    private static List<String> run(int scans, int every, String... commands) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "unshare",
                "-n",
                "-m",
                "-i",
                "-p",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                SETUP,
                "sh",
                "python3",
                PROGRAM,
                Integer.toString(scans),
                Integer.toString(every),
                "folder",
                "/run/user/1000/netns"));
        all.addAll(List.of(commands));
        ProcessBuilder builder = new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SONDE", Sonde.BINARY.toRealPath().toString());
        builder.environment()
                .put("TOP", Path.of("..").toAbsolutePath().normalize().toString());
        builder.environment().put("XDG_RUNTIME_DIR", "/run/xdg");
        Process process = builder.start();
        try {
            return process.inputReader(StandardCharsets.UTF_8).lines().toList();
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Stream<String> of(List<String> lines, String kind) {
        return lines.stream().filter(l -> l.startsWith(kind + " "));
    }

    @Test
    @Tag("slow")
    void nothingIsLeft() throws Exception {
        long start = System.nanoTime();
        List<String> lines = run(
                SCANS,
                SILENT_EVERY,
                "\"$SONDE\" ls -j",
                "\"$SONDE\" check; [ $? -le 1 ]",
                "\"$SONDE\" collect -o /tmp/stream 2>/dev/null; s=$?; rm /tmp/stream && exit $s",
                "\"$SONDE\" snapshot");
        assertThat(lines).as("the last line").last().isEqualTo("done " + SCANS);
        assertThat(of(lines, "scan"))
                .hasSize(SCANS)
                .allSatisfy(line -> assertThat(line.split(" ")[3])
                        .as("the status in: %s", line)
                        .isEqualTo("0"));
        assertThat(of(lines, "left")).isEmpty();
        assertThat(of(lines, "lost")).isEmpty();
        int silent = SCANS / SILENT_EVERY;
        assertThat(of(lines, "waits"))
                .as("scans that met the silent file system, and left a process that waits for it")
                .hasSize(silent);
        Figures.write(
                "what scans leave",
                SCANS + " scans, " + silent + " of them beside a file system that does not answer",
                "nothing left",
                start);
    }

    /// What is left is seen: something of each kind.
    @Test
    void whatIsLeftIsSeen() throws Exception {
        List<String> left = run(
                1,
                0,
                "setsid sleep 300 7<>/dev/null & ip netns add left; ip link add left-a type veth peer name left-b;"
                        + " touch /tmp/left; unshare -u sleep 301 & (sleep 0.01 & exec sleep 0) & sleep 0.2");
        assertThat(of(left, "scan")).hasSize(1);
        assertThat(left)
                .anyMatch(l -> l.matches("left 0 process [0-9]+ sleep"))
                .anyMatch(l -> l.matches("left 0 fd 7 of process [0-9]+: /dev/null"))
                .anyMatch(l -> l.startsWith("left 0 namespace uts:["))
                .anyMatch(l -> l.matches("left 0 mount of process 1: .* /run/netns/left .*"))
                .contains("left 0 file /run/netns/left", "left 0 file /tmp/left", "left 0 link  left-b@left-a");
    }
}
