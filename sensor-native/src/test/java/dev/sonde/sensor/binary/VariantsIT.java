package dev.sonde.sensor.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.kernel.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The variants of the binary do the same as the binary: with a heap of a few megabytes whose end is an abort, under
/// the sanitizers, and for aarch64. Each in a network namespace of its own.
@Tag("kernel")
@Timeout(300)
class VariantsIT {
    private static final Path TARGET = Path.of(System.getProperty("sonde.target"));

    @TempDir
    static Path folder;

    private record Result(int status, byte[] out, String err) {
        String text() {
            // Times differ, also in what is computed from them.
            return new String(out, StandardCharsets.ISO_8859_1).replaceAll("[0-9./]+ ?ms", "N ms");
        }
    }

    private static Result run(String shell, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", shell));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process p = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(p.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        return new Result(p.exitValue(), Files.readAllBytes(out), Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    /// A command line of sonde, by one of the variants; its words are separated by blanks.
    private static Result sonde(String variant, String line) throws IOException, InterruptedException {
        String emulator = variant.equals("sonde-aarch64") ? "qemu-aarch64-static " : "";
        return run("ip link set lo up; exec " + emulator + TARGET.resolve(variant) + " " + line);
    }

    /// Right and wrong command lines of everything that needs no analysis.
    private static final String[] LINES = {
        "--version",
        "collect --no-such-option",
        "collect -o /no/such/folder/file",
        "nsenter --help",
        "nsenter --version",
        "nsenter --net=/proc/self/ns/net echo a 'b c'",
        "nsenter --net=/proc/self/ns/net sh -c 'exit 7'",
        "nsenter --net=/proc/self/ns/net /no/such/program",
        "nsenter --net=/no/such/file true",
        "nsenter --net=/etc/passwd true",
        "nsenter -t 999999999 -n true",
        "nsenter --no-such-option",
        "ping -c 2 -i 0.01 127.0.0.1",
        "ping -c 1 -W 1 192.0.2.1",
        "ping -A -c 3 -a -3 -p a5f -Q 0x10 -m 5 -v -e 7 127.0.0.1",
        "ping -l 3 -c 3 -i 0.1 -R 127.0.0.1",
        "ping -c 1 -F 0x100000 ::1",
        "ping -i nan ::1",
        "ping -W 0x1p-3z -c 1 -B -C -d -L -r -U -S 9000 127.0.0.1",
        "ping",
        "ping -c x 127.0.0.1"
    };

    @ParameterizedTest
    @ValueSource(strings = {"sonde-abort", "sonde-sanitized"})
    void doesTheSame(String variant) throws Exception {
        for (String line : LINES) {
            Result expected = sonde("sonde", line);
            Result actual = sonde(variant, line);
            assertThat(expected.status).as(line).isNotEqualTo(70);
            assertThat(actual.err.replace(variant, "sonde"))
                    .as("%s: stderr", line)
                    .isEqualTo(expected.err);
            assertThat(actual.text()).as("%s: stdout", line).isEqualTo(expected.text());
            assertThat(actual.status).as("%s: status", line).isEqualTo(expected.status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sonde", "sonde-abort", "sonde-sanitized", "sonde-aarch64"})
    void collectsAWholeStream(String variant) throws Exception {
        Result result = sonde(variant, "collect");
        assertThat(result.err).isEmpty();
        assertThat(result.status).isZero();
        List<Integer> kinds = kinds(result.out);
        assertThat(kinds.getFirst()).isEqualTo(FrameKind.HELLO);
        assertThat(kinds.getLast()).isEqualTo(FrameKind.DONE);
        assertThat(kinds).contains(FrameKind.NETNS, FrameKind.PROCESS, FrameKind.NETLINK);
    }

    /// The kinds of the frames of a stream that must be whole.
    private static List<Integer> kinds(byte[] b) {
        assertThat(new String(b, 0, 6, StandardCharsets.ISO_8859_1)).isEqualTo("SONDE\0");
        List<Integer> kinds = new ArrayList<>();
        int at = 8;
        while (at < b.length) {
            int length = Bytes.i32(b, at);
            assertThat(length).isBetween(Header.SIZE, b.length - at);
            kinds.add(Bytes.u16(b, at + 4));
            at += length;
        }
        return kinds;
    }

    /// What the emulator of another machine's user mode can do: it translates system calls, and knows most.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "collect --no-such-option",
                "nsenter --net=/proc/self/ns/net true",
                "nsenter --net=/no/such/file true",
                "nsenter --help",
                "ping -c 2 -i 0.01 127.0.0.1"
            })
    void runsOnAarch64(String line) throws Exception {
        Result expected = sonde("sonde", line);
        Result actual = sonde("sonde-aarch64", line);
        assertThat(actual.err.replace("sonde-aarch64", "sonde")).isEqualTo(expected.err);
        assertThat(actual.text()).isEqualTo(expected.text());
        assertThat(actual.status).isEqualTo(expected.status);
    }

    @ParameterizedTest
    @CsvSource({
        "divide, division by zero",
        "stack, stack overflow",
        "address, bad address",
        "null, null where there must be something",
        "index, index out of range",
        "size, size of an array out of range",
        "heap, aborted"
    })
    void aFaultIsOneLineAndStatus70(String fault, String text) throws Exception {
        Result result = run("SONDE_FAULT=" + fault + " " + TARGET.resolve("sonde-abort") + " --version");
        assertThat(result.err).isEqualTo("sonde: internal error: " + text + "\n");
        assertThat(result.status).isEqualTo(70);
        assertThat(result.out).isEmpty();
    }

    /// A limit of the address space (ulimit -v, in KiB), from one that holds the program and little more.
    @ParameterizedTest
    @ValueSource(ints = {2000, 8000, 30000, 60000, 66000, 70000, 74000})
    void littleMemoryIsOneLineAndStatus70(int limit) throws Exception {
        Result result = run("ulimit -v " + limit + "; exec " + TARGET.resolve("sonde") + " --version");
        if (result.status == 0) {
            assertThat(result.text()).startsWith("sonde ");
            assertThat(limit).as("the heap alone is 65536 KiB").isGreaterThan(65536);
        } else {
            assertThat(result.status).isEqualTo(70);
            assertThat(result.err).isEqualTo("sonde: out of memory: is there a limit (ulimit -v)?\n");
        }
    }

    @Test
    void whatIsStartedInheritsTheCallersSignals() throws Exception {
        String show = "grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status";
        String expected = run("trap '' PIPE; exec " + show).text();
        String actual = run("trap '' PIPE; exec " + TARGET.resolve("sonde") + " nsenter --net=/proc/self/ns/net "
                        + show)
                .text();
        assertThat(actual).isEqualTo(expected).contains("SigIgn");
    }

    /// The sensor of the commands that need the analysis: the small heap and the sanitizers hold there as well.
    @ParameterizedTest
    @ValueSource(strings = {"sonde-abort", "sonde-sanitized"})
    void servesTheAnalysis(String variant) throws Exception {
        Path start = TARGET.resolve("sonde.analysis");
        assumeTrue(Files.exists(start), "./sonde has not been built: how the analysis starts is not written down");
        Files.copy(start, TARGET.resolve(variant + ".analysis"), StandardCopyOption.REPLACE_EXISTING);
        String[] lines = {"ls", "ip addr", "ip -j route", "bridge fdb show", "ip -n nowhere link", "show host"};
        for (String line : lines) {
            Result expected = bridged("sonde", line);
            Result actual = bridged(variant, line);
            assertThat(actual.status).as(line).isEqualTo(expected.status);
            assertThat(actual.err).as(line).doesNotContain("internal error", "Sanitizer", "runtime error");
            assertThat(still(actual, variant)).as(line).isEqualTo(still(expected, "sonde"));
            if (!line.contains("nowhere")) {
                assertThat(expected.text()).as(line).isNotEmpty();
            }
        }
    }

    /// In pid, mount and network namespaces of its own, with a bridge in them.
    private static Result bridged(String variant, String line) throws IOException, InterruptedException {
        return run("unshare -m -p -f --kill-child --mount-proc sh -c 'mount -t tmpfs none /run; ip link set lo up;"
                + " ip link add br0 address 02:00:00:00:00:01 type bridge; ip link set br0 addrgenmode none up;"
                + " ip addr add 192.0.2.1/24 dev br0; ip route add 198.51.100.0/24 via 192.0.2.2; exec "
                + TARGET.resolve(variant) + " " + line + "'");
    }

    /// Without what is another one each time: numbers of namespaces, packets, times, and the program's own name.
    private static String still(Result r, String variant) {
        return r.text()
                .replace(variant, "sonde")
                .replaceAll("[0-9]+(\\.[0-9]+)? s\\b", "N s")
                .replaceAll("\\s*[RT]X( [a-z]+)? [0-9]+( !)?", "")
                .replaceAll("\\b[0-9]{4,}\\b", "N");
    }

    /// A lab from its making to its end: the keeper, the hands that build, the processes of the tasks.
    @ParameterizedTest
    @ValueSource(strings = {"sonde-abort", "sonde-sanitized"})
    void keepsALab(String variant) throws Exception {
        Path start = TARGET.resolve("sonde.analysis");
        assumeTrue(Files.exists(start), "./sonde has not been built: how the analysis starts is not written down");
        Files.copy(start, TARGET.resolve(variant + ".analysis"), StandardCopyOption.REPLACE_EXISTING);
        String sonde = TARGET.resolve(variant).toString();
        Result result = run("set -e; unshare -m sh -e -c 'mount -t tmpfs none /run; s=" + sonde
                + "; trap \"$s lab down --name variants >/dev/null 2>&1 || :\" EXIT"
                + "; $s lab up --name variants; $s lab status --name variants; $s ls"
                + "; $s ping -n nsenter-l2-table-test.2 -c 1 10.0.1.3; $s lab down --name variants'");
        assertThat(result.err).doesNotContain("internal error", "Sanitizer", "runtime error");
        assertThat(result.status).as(result.err).isZero();
        assertThat(result.text()).contains("nsenter-l2-table-test.2", "1 received", "variants: removed");
    }
}
