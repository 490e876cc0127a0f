package dev.sonde.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandFilesTest {
    /// The names that a command line gives of files, as they stand in its words.
    private static String files(String line) {
        String[] words = line.split(" ");
        byte[][] argv = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            argv[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        int[] at = CommandFiles.of(argv);
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < at.length; i++) {
            b.append(at[i] == 0 ? "" : words[i].substring(at[i] - 1) + " ");
        }
        return b.toString().strip();
    }

    @ParameterizedTest
    @CsvSource({
        "sonde ls --from a, a",
        "sonde check --from a --from=b x, a b",
        "sonde ls --from --from, --from",
        "sonde check --nodes n --from a x, n a",
        "sonde check --nodes=n, n",
        "sonde check -- --nodes n, ''",
        "sonde ls --nodes n, ''",
        "sonde ls --from, ''",
        "sonde ls --from=, ''",
        "sonde enter x -- cat --from a, ''",
        "sonde ip -batch f, f",
        "sonde ip -j -b f, f",
        "sonde bridge --bat f --from r, f r",
        "sonde ip -bx f, ''",
        "sonde ip - f, ''",
        "sonde ifconfig -b f, ''",
        "sonde lab up plan.json, plan.json",
        "sonde lab up --name x plan.json, x plan.json",
        "sonde lab up -- -x, -x",
        "sonde lab down x, ''",
        "sonde lab, ''",
        "sonde, ''",
        "sonde --from a, ''",
    })
    void theWordsThatNameFiles(String line, String expected) {
        assertThat(files(line)).isEqualTo(expected);
    }
}
