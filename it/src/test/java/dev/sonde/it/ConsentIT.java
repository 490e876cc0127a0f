package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Live;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The question of `check --mend` cannot be written over: by a taken-over analysis ([Forger]) that leaves a writer in
/// another session, which no stop reaches. Before the sensor carried its output, that writer had the terminal as its
/// stdout, and replaced the command that was shown.
@Tag("kernel")
class ConsentIT {
    @TempDir
    Path folder;

    private static final String QUESTION = "mend: ip link set dev lo up\r\n  do it? [y/N] ";

    @Test
    void whileTheQuestionStandsNothingElseIsShown() throws IOException {
        Path binary = StandIn.of(folder, Forger.class, List.of(), Live.class, Requests.class, Errno.class);
        for (String answer : new String[] {"n", "y"}) {
            try (Terminal t =
                    new Terminal("unshare -n sh -c '\"" + binary + "\" check --mend; echo status $?; ip -o link'")) {
                String shown = t.until("do it? [y/N] ");
                assertThat(shown)
                        .contains("FORGED\r\n")
                        .contains("helper: ", ", terminal: none\r\n\\x1b[8mwho sees this")
                        .as("what it wrote is shown, and obeyed by no terminal")
                        .doesNotContain("\033")
                        .endsWith("\r\n" + QUESTION);
                assertThat(t.later(1500)).isEqualTo(shown);
                t.type(answer + "\n");
                String all = t.until("status ");
                assertThat(all).contains("answer: " + (answer.equals("y") ? "done" : "Operation canceled"));
                assertThat(t.until("lo: ")).isNotEmpty();
                assertThat(t.later(200)).contains(answer.equals("y") ? "<LOOPBACK,UP," : "<LOOPBACK> ");
            }
        }
    }

    /// What is granted for `--mend` is not with a recording or with help.
    @Test
    @Tag("slow")
    void whatCannotMendIsNotAsked() throws IOException {
        Path binary = StandIn.of(folder, Forger.class, List.of(), Live.class, Requests.class, Errno.class);
        for (String option : new String[] {"--from x", "--from=x", "--help", "--version"}) {
            StringBuilder all = new StringBuilder();
            try (Terminal t = new Terminal("unshare -n sh -c '\"" + binary + "\" check --mend " + option + "'")) {
                t.end(all);
            }
            assertThat(all).contains("answer: Operation not permitted").doesNotContain("do it?");
        }
    }
}
