package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.engine.LabState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `check --mend` in a lab: what it does without a tool, whom it asks, and what it leaves alone.
@Tag("kernel")
class MendIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @AfterEach
    void mend() {
        Sonde.sonde("lab", "mend", "--name", lab.name());
    }

    private static void broken(String fault) {
        Sonde.Result r = Sonde.sonde("lab", "break", fault, "--name", lab.name());
        assertThat(r.status()).as("%s", r).isZero();
    }

    private static String network() {
        return "nsenter-test@" + lab.host(1) + " nsenter-test@" + lab.host(2);
    }

    private static Sonde.Result check(String options) {
        return Sonde.sh("exec \"$SONDE\" check " + network() + " " + options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing-fdb", "missing-peer", "veth-unplugged"})
    void mendsWithoutATool(String fault) {
        broken(fault);
        assertThat(check("").status()).isEqualTo(3);
        Sonde.Result r = Sonde.run(
                List.of("sh", "-c", "PATH=/nowhere exec \"$SONDE\" check " + network() + " --mend --yes"),
                Map.of("SONDE", Sonde.BINARY.toString()));
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).contains("\nmended [S1", "\nchecked again: no fault found; ");
        assertThat(check("").status()).isZero();
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(strings = {"wrong-vtep", "self-loop", "missing-neighbour", "veth-down"})
    void othersTooAreMendedWithoutATool(String fault) {
        mendsWithoutATool(fault);
    }

    /// The same frames, the same words, the same kernel: the sensor on a JVM mends too.
    @Test
    void theSensorOnAJvmDoesTheSame() {
        broken("missing-fdb");
        String jvm = Path.of(System.getProperty("java.home"), "bin/java")
                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("java.class.path") + "' dev.sonde.sensor.jvm.InProcess check " + network();
        Sonde.Result r = Sonde.sh(jvm + " --mend --yes");
        assertThat(r.out()).as("%s", r).contains("\nmended [S101] nsenter-l2-table-test.1: ");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(check("").status()).isZero();
    }

    @Test
    void asksAtTheTerminalAndObeysTheAnswer() {
        broken("missing-fdb");
        String command = "'" + Sonde.BINARY + "' check " + network() + " --mend";
        for (String answer : new String[] {"n", "", "yep", "y"}) {
            StringBuilder all = new StringBuilder();
            try (Terminal t = new Terminal(command)) {
                assertThat(t.until("do it? [y/N] "))
                        .contains("mend: nsenter --net=" + lab.segment(lab.host(1)) + " bridge fdb replace "
                                + lab.task(1).mac() + " dev vxlan0 dst ");
                t.type(answer + "\n");
                int status = t.end(all);
                assertThat(status).as("%s: %s", answer, all).isEqualTo(answer.equals("y") ? 0 : 3);
            }
            if (answer.equals("y")) {
                assertThat(all).contains("\nmended [S101] nsenter-l2-table-test.1", "checked again: no fault");
            } else {
                assertThat(all)
                        .contains("\nnot mended [S101] nsenter-l2-table-test.1")
                        .doesNotContain("checked again");
            }
        }
    }

    /// The sensor carries what the analysis prints, which looks as it did: colours on a terminal, bytes elsewhere.
    @Test
    @Tag("slow")
    void itsOutputLooksAsItDid() {
        broken("missing-fdb");
        String check = "'" + Sonde.BINARY + "' check " + network();
        for (String end :
                new String[] {"", " | cat", " 2>&1 | cat", " 2>/dev/null", " >/dev/null", " -j", " -j | cat"}) {
            StringBuilder plain = new StringBuilder();
            StringBuilder mend = new StringBuilder();
            // Nobody is asked about what is not safe; with --probe nothing else differs.
            try (Terminal t = new Terminal(check + end)) {
                t.end(plain);
            }
            try (Terminal t = new Terminal("setsid --wait sh -c \"" + check + " --mend" + end + "\"")) {
                t.end(mend);
            }
            assertThat(lines(mend, "not mended|nothing was mended|mended|sonde check --mend"))
                    .as(end)
                    .isEqualTo(lines(plain, "mended"));
        }
    }

    /// Without the lines that tell times, and those that match.
    private static List<String> lines(CharSequence shown, String but) {
        return shown.toString()
                .lines()
                .map(l -> l.replaceAll("in [0-9.]+ m?s|dropped [0-9]+|[0-9]+ rows|rows\": [0-9]+", "")
                        .replaceAll("\"seconds\": [0-9.]+", ""))
                .filter(l -> !java.util.regex.Pattern.compile(but).matcher(l).find())
                .toList();
    }

    /// What was typed, or what a terminal was made to answer, before the question stood there.
    @Test
    void whatCameBeforeTheQuestionIsNoAnswer() {
        broken("missing-fdb");
        StringBuilder all = new StringBuilder();
        try (Terminal t = new Terminal("'" + Sonde.BINARY + "' check " + network() + " --mend")) {
            t.type("y\ny\ny\n");
            t.until("do it? [y/N] ");
            t.type("n\n");
            assertThat(t.end(all)).as("%s", all).isEqualTo(3);
        }
        assertThat(all).contains("\nnot mended [S101]");
    }

    /// What removes or decides something is for people: it stays as it is, whatever is answered beforehand.
    @Test
    void whatIsNotSafeIsLeftAlone() {
        broken("leaked-vxlan");
        broken("stale-row");
        Sonde.Result r = check("--mend --yes");
        assertThat(r.status()).as("%s", r).isEqualTo(4);
        assertThat(r.out())
                .endsWith("\n2 findings are left to you: no safe remedy\n")
                .doesNotContain("\nmended", "checked again");
        assertThat(Lab.in(lab.file("host2"), "ip -o link show type vxlan")).contains("vx-0013e9-");
        assertThat(Lab.in(lab.segment(lab.host(1)), "bridge fdb show dev vxlan0"))
                .contains("02:42:0a:00:01:fa dst ");
        assertThat(check("--mend --yes -j").out()).contains("\"mended\": [],");
    }

    /// While the question stands the analysis is stopped: whoever gives up leaves nothing of it, and nothing is done.
    @Test
    void ctrlCAtTheQuestionEndsAll() throws Exception {
        broken("missing-fdb");
        StringBuilder all = new StringBuilder();
        List<ProcessHandle> analyses;
        try (Terminal t =
                new Terminal("env --default-signal=INT '" + Sonde.BINARY + "' check " + network() + " --mend")) {
            t.until("do it? [y/N] ");
            analyses = ProcessHandle.current()
                    .descendants()
                    .filter(p -> p.info().command().orElse("").endsWith("/java"))
                    .toList();
            t.type("\u0003");
            assertThat(t.end(all)).as("%s", all).isEqualTo(130);
        }
        assertThat(analyses).isNotEmpty();
        for (ProcessHandle p : analyses) {
            for (int i = 0; i < 200 && !Lab.ended(p.pid()); i++) {
                Thread.sleep(50);
            }
            assertThat(Lab.ended(p.pid())).isTrue();
        }
        assertThat(check("").status()).isEqualTo(3);
    }

    @Test
    void withoutATerminalNothingIsMended() {
        broken("missing-fdb");
        Sonde.Result r = Sonde.sh("echo y | setsid --wait \"$SONDE\" check " + network() + " --mend");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.err())
                .isEqualTo("sonde: check: nothing was mended: no terminal to ask on\n"
                        + "  sonde check --mend --yes mends without a question\n");
        assertThat(check("").status()).isEqualTo(3);
    }

    /// The sensor holds 64 sockets at a time, and closes the oldest: what lies in more namespaces is mended as well.
    @Test
    @Tag("slow")
    void mendsInMoreNamespacesThanAreHeld() {
        int networks = 70;
        try (Lab many = Lab.up("--networks", Integer.toString(networks), "--replicas", "1")) {
            StringBuilder down = new StringBuilder();
            for (LabState.Network n : many.state().networks()) {
                for (LabState.Segment s : n.segments()) {
                    if (s.host().equals(n.tasks().getFirst().host())) {
                        down.append("nsenter --net=")
                                .append(many.file(s.file()))
                                .append(" ip link set veth1 down; ");
                    }
                }
            }
            assertThat(Sonde.sh(down.toString()).status()).isZero();
            Sonde.Result r = Sonde.sonde("check", many.host(1), many.host(2), "--mend", "--yes");
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out().lines().filter(l -> l.startsWith("error[S104]"))).hasSize(networks);
            assertThat(r.out().lines().filter(l -> l.startsWith("mended [S104]")))
                    .hasSize(networks);
            assertThat(r.out()).contains("\nchecked again: no fault found; ");
        }
    }

    @Test
    void programsAreToldWhatWasDone() {
        broken("missing-peer");
        Sonde.Result r = check("--mend --yes -j");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out())
                .contains("\"findings\": []")
                .contains("\"mended\"", "\"result\": \"mended\"", "bridge fdb replace", "ip neigh replace");
    }

    @Test
    void wrongUsage() {
        assertThat(check("--yes").status()).isEqualTo(2);
        assertThat(check("--mend --from /dev/null").status()).isEqualTo(2);
        assertThat(check("--mend --from /dev/null").err())
                .startsWith("sonde: check: --mend: a recording cannot be mended\n");
    }
}
