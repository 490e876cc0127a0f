package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Commands;
import dev.sonde.cli.option.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad input: one line that says what failed and why, a second that says what to do, the right exit status, nothing
/// changed.
@Tag("kernel")
class BadInputIT {
    private static final String LAB = "badinput";

    @TempDir
    static Path folder;

    @BeforeAll
    static void up() {
        Sonde.Result up = Sonde.sonde("lab", "up", "--name", LAB);
        assertThat(up.status()).as("%s", up).isZero();
    }

    @AfterAll
    static void down() {
        Sonde.Result down = Sonde.sonde("lab", "down", "--name", LAB);
        assertThat(down.status()).as("%s", down).isZero();
    }

    /// Command line; exit status; what the first line of stderr says; what the second says.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    enter nsenter-tset -- true                  | 1 | nsenter-tset            | nsenter-test
                    ip -n nsenter-l2-table-test.7 link          | 255 | nsenter-l2-table-test.7 | nsenter-l2-table-test.
                    enter nsenter-test -- true                  | 1 | nsenter-test            | nsenter-test@badinput-host1
                    enter pid:999999999 -- true                 | 1 | 999999999               | ''
                    show /etc/passwd                            | 1 | /etc/passwd             | ''
                    ls --nonsense                               | 2 | --nonsense              | sonde ls --help
                    ls --handels                                | 2 | --handels               | did you mean --handles?
                    ls --kind nonsense                          | 2 | nonsense                | one of: host, own, lab,
                    ls --host nonsense                          | 1 | nonsense                | badinput-host1
                    ls nsenter-tset                             | 1 | nsenter-tset            | did you mean nsenter-test
                    who                                         | 2 | missing argument        | usage: sonde who
                    help nonsense                               | 2 | nonsense                | sonde --help
                    check nonsense                              | 1 | nonsense                | sonde ls
                    inspect no-such-network                     | 1 | no-such-network         | ''
                    frobnicate                                  | 2 | frobnicate              | ''
                    ls --from /nonexistent/stream               | 1 | /nonexistent/stream     | collect
                    lab up --name badinput                      | 1 | badinput                | lab down
                    lab up --name ../x                          | 2 | ../x                    | ''
                    collect --nonsense                          | 2 | --nonsense              | sonde collect
                    """)
    void twoLinesAndTheRightStatus(String line, int status, String first, String second) {
        Sonde.Result r = Sonde.sonde(line.split(" +"));
        assertThat(r.status()).as("%s", r).isEqualTo(status);
        assertThat(r.out()).isEmpty();
        String[] lines = r.err().split("\n");
        // What enter does itself it says as nsenter does.
        assertThat(lines[0]).matches("(sonde|nsenter): .*").contains(first);
        assertThat(lines.length).as("%s", r).isGreaterThanOrEqualTo(2);
        assertThat(String.join("\n", Arrays.copyOfRange(lines, 1, lines.length)))
                .contains(second);
        assertThat(r.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    static List<String> commands() {
        List<String> names = new ArrayList<>(List.of("lab up"));
        for (CommandTable t : Commands.all()) {
            if (!t.tool()) {
                names.add(t.name());
            }
        }
        return names;
    }

    static Stream<String> some() {
        return Programme.some(commands(), 4);
    }

    /// Asking for help is no bad input.
    @ParameterizedTest
    @MethodSource("some")
    void helpGoesToStdout(String command) {
        Sonde.Result r = Sonde.sonde((command + " --help").split(" "));
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("usage: sonde " + command).contains("\nexamples:\n");
        assertThat(r.err()).isEmpty();
        assertThat(Sonde.sonde((command + " -h").split(" ")).out()).isEqualTo(r.out());
        assertThat(Sonde.sonde(("help " + command).split(" ")).out()).isEqualTo(r.out());
    }

    @Test
    void helpOfAllGoesToStdout() {
        Sonde.Result r = Sonde.sonde("--help");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("usage: sonde COMMAND");
        assertThat(r.err()).isEmpty();
    }

    @Test
    void aStreamThatWasCutOff() throws IOException {
        byte[] whole = stream();
        for (int length : new int[] {0, 3, 8, 20, 39, 40, 200, whole.length / 2, whole.length - 1}) {
            Path file = Files.write(folder.resolve("cut" + length), Arrays.copyOf(whole, length));
            Sonde.Result r = Sonde.sonde("ls", "--from", file.toString());
            assertThat(r.status())
                    .as("%d of %d bytes: %s", length, whole.length, r)
                    .isEqualTo(1);
            assertThat(r.err()).startsWith("sonde: ").contains(file.toString()).doesNotContain("Exception");
        }
    }

    @Test
    void aStreamOfAnotherVersion() throws IOException {
        byte[] other = stream();
        other[6] = 9;
        Path file = Files.write(folder.resolve("version"), other);
        Sonde.Result r = Sonde.sonde("ls", "--from", file.toString());
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err().lines()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(r.err()).contains("version 9").contains("version 1");
    }

    @Test
    void noAnalysisBesideTheBinary() throws IOException {
        Path alone = folder.resolve("sonde");
        Files.copy(Sonde.BINARY, alone, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Sonde.Result r = Sonde.run(alone.toString(), "ls");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err()).startsWith("sonde: cannot start the analysis: ").contains("No such file");
        assertThat(r.err().lines()).hasSize(2);
    }

    @Test
    void noPermission() throws IOException {
        Path everyones = Sonde.forEveryone();
        try {
            Sonde.Result r = Sonde.run(DemoIT.asNobody("exec '" + everyones + "/sonde' enter pid:1 -- true"));
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.err().lines()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(r.err()).containsAnyOf("Permission denied", "Operation not permitted");
        } finally {
            Sonde.run("rm", "-rf", everyones.toString());
        }
    }

    /// A recording is its owner's: others are told so, and not to make one.
    @Test
    void aRecordingOfSomebodyElse() throws IOException {
        Path file = folder.resolve("owners");
        Sonde.Result collect = Sonde.sonde("collect", "-o", file.toString());
        assertThat(collect.err()).matches("sonde: collect: wrote .*/owners: [0-9]+ namespaces?, [0-9]+ KiB\n");
        Path everyones = Sonde.forEveryone();
        try {
            Path copy = everyones.resolve("owners");
            Sonde.run("cp", "-p", file.toString(), copy.toString());
            Sonde.Result r = Sonde.run(DemoIT.asNobody("exec '" + everyones + "/sonde' ls --from '" + copy + "'"));
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.err())
                    .isEqualTo("sonde: cannot read " + copy + ": Permission denied\n"
                            + "  user 65534 may not read it: as root, chown 65534 FILE\n");
        } finally {
            Sonde.run("rm", "-rf", everyones.toString());
        }
    }

    /// The reader goes away after one line: the writer ends, and says nothing.
    @ParameterizedTest
    @CsvSource({"ls", "ifconfig", "collect"})
    void aClosedPipe(String command) throws IOException {
        Path status = folder.resolve("status");
        Sonde.Result r = Sonde.sh("{ \"$SONDE\" " + command + "; echo $? >'" + status + "'; } | head -c 1 >/dev/null");
        assertThat(r.err()).isEmpty();
        // 141: as a shell reports a program that SIGPIPE ended; 0: all of it was in the pipe before the reader left.
        assertThat(Files.readString(status).strip()).isIn("0", "141");
    }

    @ParameterizedTest
    @CsvSource({"ls", "ip link", "collect", "lab status"})
    void aFullDisk(String command) {
        Sonde.Result r = Sonde.sh("\"$SONDE\" " + command + " >/dev/full");
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err()).contains("No space left on device");
    }

    private static byte[] stream() throws IOException {
        Path file = folder.resolve("stream");
        Files.deleteIfExists(file);
        Sonde.Result r = Sonde.sonde("collect", "-o", file.toString());
        assertThat(r.status()).as("%s", r).isZero();
        return Files.readAllBytes(file);
    }
}
