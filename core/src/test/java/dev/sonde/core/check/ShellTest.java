package dev.sonde.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.RawText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is pasted is what was meant: a shell reads the same words again, whatever they hold.
class ShellTest {
    private static final List<String> HOSTILE = List.of(
            "",
            "vxlan0",
            "$(reboot)",
            "a'b",
            "'; rm -rf /; '",
            "`id`",
            "a b",
            "-x",
            "~root",
            "*",
            "a\nb",
            "\u001b[2J",
            "\u202egnp",
            "größe",
            "a\\",
            "!!",
            "\t");

    /// What a shell makes of the line: its words, each ended by a zero byte.
    private static List<String> words(String shell, String line) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(shell, "-c", "printf '%s\\0' " + line)
                .redirectErrorStream(true)
                .start();
        byte[] out = p.getInputStream().readAllBytes();
        assertThat(p.waitFor()).isZero();
        List<String> all = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == 0) {
                all.add(RawText.decode(out, from, i - from));
                from = i + 1;
            }
        }
        assertThat(from).isEqualTo(out.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh"})
    void aShellReadsTheSameWords(String shell) throws IOException, InterruptedException {
        assertThat(words(shell, Shell.line(HOSTILE))).isEqualTo(HOSTILE);
    }

    /// A file may be called so, and no interface.
    @Test
    void bashReadsALineEndToo() throws IOException, InterruptedException {
        List<String> ends = List.of("\n", "a\n", "a\n\n", "\na");
        assertThat(words("bash", Shell.line(ends))).isEqualTo(ends);
    }

    /// Interface names: up to 15 bytes of any value but zero, slash and blank.
    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh"})
    void andThoseOfAnyBytes(String shell) throws IOException, InterruptedException {
        Random random = new Random(7);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] name = new byte[1 + random.nextInt(15)];
            for (int k = 0; k < name.length; k++) {
                name[k] = (byte) (1 + random.nextInt(255));
                name[k] = name[k] == '\n' ? (byte) '!' : name[k]; // the kernel takes none
            }
            all.add(RawText.decode(name));
        }
        assertThat(words(shell, Shell.line(all))).isEqualTo(all);
    }

    /// Nothing that a terminal obeys is in the line.
    @Test
    void theLineIsPlain() {
        String line = Shell.line(HOSTILE);
        assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
