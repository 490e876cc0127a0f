package dev.sonde.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How command lines are read; `FramesDocumentTest` holds the rows themselves against `docs/frames.md`.
class CommandRightsTest {
    private static byte[][] argv(String... words) {
        byte[][] argv = new byte[words.length + 1][];
        argv[0] = bytes("sonde");
        for (int i = 0; i < words.length; i++) {
            argv[i + 1] = bytes(words[i]);
        }
        return argv;
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private static int rights(String line) {
        return CommandRights.rights(argv(line.split(" ")));
    }

    private static int unasked(String line) {
        return CommandRights.unasked(argv(line.split(" ")));
    }

    @Test
    void aRightTakesItsOptionBeforeTwoDashes() {
        assertThat(rights("check web")).isEqualTo(Right.READ);
        assertThat(rights("check web --probe --mend")).isEqualTo(Right.READ | Right.PROBE | Right.MEND);
        assertThat(rights("check -- --mend")).isEqualTo(Right.READ);
        assertThat(rights("check --mend=no --men --mendd")).isEqualTo(Right.READ);
        assertThat(rights("ls --mend")).isEqualTo(Right.READ);
        assertThat(rights("ip -n check --mend")).isEqualTo(Right.READ);
        assertThat(CommandRights.has(argv("check", "--yes"), "--yes")).isTrue();
        assertThat(CommandRights.has(argv("check", "--", "--yes"), "--yes")).isFalse();
        assertThat(CommandRights.has(argv("--yes"), "--yes")).isFalse();
    }

    @Test
    void keysAreForThoseWhoAskForThem() {
        int keys = Right.READ | Right.KEYS;
        for (String line : new String[] {
            "ip xfrm state keys", "ip -s -n web xfrm state list src 10.0.0.1 keys", "ip x sa get proto esp keys"
        }) {
            assertThat(rights(line)).as(line).isEqualTo(keys);
        }
        for (String line : new String[] {
            "ip xfrm state",
            "ip xfrm keys",
            "ip xfrm policy keys",
            "ip link show keys",
            "ip keys xfrm state",
            "ip xfrm state key",
            "ip xfrm state nokeys",
            "bridge xfrm state keys",
            "enterr xfrm state keys",
            "ip"
        }) {
            assertThat(rights(line)).as(line).isEqualTo(Right.READ);
        }
        assertThat(rights("ip xfrm state keys --from f")).isZero();
    }

    @Test
    void wordsAreNotShortened() {
        for (String word : Arrays.asList("l", "lss", "LS", "chec", "ente", "--enter", "")) {
            assertThat(rights(word)).as(word).isEqualTo(Right.READ);
            assertThat(unasked(word)).as(word).isZero();
        }
        assertThat(CommandRights.rights(new byte[][] {bytes("enter")})).isEqualTo(Right.READ);
        assertThat(CommandRights.unasked(new byte[0][])).isZero();
    }

    @Test
    void nothingIsReadForARecordedStream() {
        assertThat(unasked("ls -j")).isEqualTo(CommandRights.LS);
        assertThat(unasked("ls --from f")).isZero();
        assertThat(unasked("ls --from=f")).isZero();
        assertThat(unasked("--from=f ls")).isZero();
        assertThat(unasked("show web --help")).isZero();
        assertThat(unasked("show --version")).isZero();
        assertThat(unasked("show --fro")).isEqualTo(CommandRights.SHOW);
    }

    @Test
    void aLabCommandMayDoWhatItIsCalled() {
        assertThat(rights("lab status")).isEqualTo(Right.READ);
        assertThat(rights("lab up plan.json")).isEqualTo(Right.READ | Right.LAB_UP);
        assertThat(rights("lab break missing-fdb")).isEqualTo(Right.READ | Right.LAB_JOIN);
        assertThat(rights("lab mend")).isEqualTo(Right.READ | Right.LAB_JOIN);
        assertThat(rights("lab down --all")).isEqualTo(Right.READ | Right.LAB_DOWN);
        // An action is the word behind the command; elsewhere it names something.
        assertThat(rights("lab status --name down")).isEqualTo(Right.READ);
        assertThat(rights("lab status up")).isEqualTo(Right.READ);
        assertThat(rights("lab --name x up")).isEqualTo(Right.READ);
        assertThat(rights("lab u")).isEqualTo(Right.READ);
        assertThat(rights("lab")).isEqualTo(Right.READ);
        assertThat(rights("ls up")).isEqualTo(Right.READ);
    }

    @Test
    void aRecordedStreamNeedsNothingAndHelpOnlyReads() {
        for (String from : new String[] {"--from f", "--from=f", "x --from f", "--from="}) {
            for (String command :
                    new String[] {"check --mend", "check --probe", "ls", "enter", "lab up", "ip", "help"}) {
                assertThat(rights(command + " " + from))
                        .as(command + " " + from)
                        .isZero();
            }
        }
        for (String help : new String[] {"--help", "-h", "--version"}) {
            for (String command :
                    new String[] {"check --mend", "check --probe", "enter", "lab up", "lab down", "ping"}) {
                assertThat(rights(command + " " + help))
                        .as(command + " " + help)
                        .isEqualTo(Right.READ);
            }
        }
        // Behind the options these are names, and other words are other words.
        assertThat(rights("check --mend -- --from")).isEqualTo(Right.READ | Right.MEND);
        assertThat(rights("check --mend -- --help")).isEqualTo(Right.READ | Right.MEND);
        assertThat(rights("check --mend --fromage")).isEqualTo(Right.READ | Right.MEND);
        assertThat(rights("check --mend --fro")).isEqualTo(Right.READ | Right.MEND);
    }

    @Test
    void objectsMayBeShortened() {
        int route = 26 << 8 | 2;
        assertThat(CommandRights.prefetched(bytes("ip"), bytes("r"), 0)).isEqualTo(route);
        assertThat(CommandRights.prefetched(bytes("ip"), bytes("route"), 0)).isEqualTo(route);
        assertThat(CommandRights.prefetched(bytes("ip"), bytes("route"), 10)).isEqualTo(26 << 8 | 10);
        assertThat(CommandRights.prefetched(bytes("ip"), bytes("neighbor"), 10)).isEqualTo(30 << 8);
        assertThat(CommandRights.prefetched(bytes("bridge"), bytes("f"), 2)).isEqualTo(30 << 8 | 7);
        for (String not : Arrays.asList("", "routes", "x", "rule", "fdb")) {
            assertThat(CommandRights.prefetched(bytes("ip"), bytes(not), 0))
                    .as(not)
                    .isZero();
        }
    }
}
