package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sonde enter` at a terminal: what runs inside has one of its own and cannot reach the caller's; and whoever sits at
/// it notices nothing of that.
@Tag("kernel")
class EnterTerminalIT {
    @TempDir
    static Path folder;

    private static Process holder;
    private static String enter;
    private static String enterAll;
    private static Path typist;

    /// A process with namespaces of its own to enter, and the program that types.
    @BeforeAll
    static void up() throws IOException {
        holder = new ProcessBuilder(
                        "unshare",
                        "-n",
                        "-m",
                        "-u",
                        "-p",
                        "-f",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "echo up; exec sleep 600")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = holder.inputReader();
        assertThat(out.readLine()).isEqualTo("up");
        long pid = holder.children().findFirst().orElseThrow().pid();
        enter = "'" + Sonde.BINARY + "' enter " + pid + " -- ";
        enterAll = "'" + Sonde.BINARY + "' enter --all " + pid + " -- ";
        typist = folder.resolve("typist");
        Path source = folder.resolve("typist.c");
        try (InputStream in = EnterTerminalIT.class.getResourceAsStream("/terminal/typist.c")) {
            Files.copy(in, source);
        }
        Sonde.Result built = Sonde.run("gcc", "-O1", "-Wall", "-static", "-o", typist.toString(), source.toString());
        assertThat(built.status()).as("%s", built).isZero();
    }

    @AfterAll
    static void down() throws InterruptedException {
        holder.destroy();
        holder.waitFor(5, TimeUnit.SECONDS);
        holder.destroyForcibly();
    }

    /// Runs a line of a shell on a terminal, with nobody in front of it: what the terminal showed.
    private static String show(String line) {
        StringBuilder all = new StringBuilder();
        try (Terminal t = new Terminal(line)) {
            t.end(all);
        }
        return all.toString().replace("\r", "");
    }

    /// What is in the caller's terminal's queue afterwards, as a program there would read it.
    private static final String QUEUE =
            "; stty -icanon -echo min 0 time 3; echo \"queue=$(dd bs=100 count=1 2>/dev/null)\"";

    private static void typed(String shown, boolean harm) {
        assertThat(shown).contains("tried\n");
        if (harm) {
            assertThat(shown).contains("queue=HARM");
        } else {
            assertThat(shown).contains("queue=\n");
        }
    }

    /// The sixth is without any fd of the terminal: what is in its session could still open it.
    private static final List<String> REDIRECTIONS =
            List.of("", " | cat", " </dev/null", " 2>/dev/null", " </dev/null 2>/dev/null | cat", " 7<>/dev/tty 9>&1");

    @Test
    void nothingInsideTypesIntoTheCallersTerminal() {
        for (String options : List.of(enter, enterAll)) {
            for (String redirection : REDIRECTIONS) {
                String shown = show(options + typist + " HARM" + redirection + QUEUE);
                typed(shown, false);
            }
        }
    }

    /// Nothing that is opened gets the number of one that is closed.
    @Test
    @Tag("slow")
    void whatIsClosedStaysSo() {
        for (String closed : List.of(" <&- >&- 2>&-", " <&-", " >&- 2>&-", " 2>&-")) {
            String shown = show(enter + "sh -c 'sleep 0.3; exit 9'" + closed + "; echo status=$?");
            assertThat(shown).as(closed).endsWith("status=9\n");
        }
        Path recording = folder.resolve("closed.frames");
        show("'" + Sonde.BINARY + "' collect -o " + recording + " 2>&-");
        Sonde.Result r = Sonde.sonde("ls", "--from", recording.toString());
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// SIGTERM ends it also while what it shows is not read by anybody.
    @Test
    @Tag("slow")
    void endsWhereNobodyReads() throws IOException {
        Path pid = folder.resolve("pid");
        Path flood = folder.resolve("flood");
        Files.writeString(flood, "echo $$ >" + pid + "\nexec " + enter + "yes\n");
        String shown = show(
                "script -qefc 'sh " + flood + "' /dev/null </dev/null | sleep 4 &\n"
                        + "sleep 1; p=$(cat " + pid + "); kill -TERM $p\n"
                        + "for i in $(seq 20); do grep -q '^State:.[^Z]' /proc/$p/status 2>/dev/null || { echo ended; break; }; sleep 0.1; done; wait");
        assertThat(shown).contains("ended\n");
    }

    /// The same without: so the test is known to bite.
    @Test
    void withoutATerminalOfItsOwnItDoes() {
        typed(show(enter.replace(" -- ", " --no-pty -- ") + typist + " HARM" + QUEUE), true);
        typed(
                show(enter.replace(" -- ", " --no-pty -- ") + typist + " HARM </dev/null 2>/dev/null | cat" + QUEUE),
                true);
        typed(
                show(enter.replace(" enter ", " enter --pty ").replace(" -- ", " --no-pty -- ") + typist + " HARM"
                        + QUEUE),
                true);
        typed(
                show(enter.replace(" enter ", " enter --no-pty ").replace(" -- ", " --pty -- ") + typist + " HARM"
                        + QUEUE),
                false);
    }

    @Test
    void noFdLeadsToTheCallersTerminal() {
        for (String redirection : REDIRECTIONS) {
            String line = "outer=$(readlink /proc/$$/fd/0); echo outer=$outer; export outer; " + enter
                    + "sh -c 'for f in /proc/self/fd/*; do l=$(readlink $f); case $l in $outer|/dev/tty|/dev/ptmx) echo LEAK $f $l;;"
                    + " esac; done; cut -d\" \" -f7 /proc/self/stat; echo done'" + redirection + " 6<>/dev/tty";
            String shown = show(line);
            assertThat(shown)
                    .as(redirection)
                    .contains("outer=/dev/pts/")
                    .contains("done\n")
                    .doesNotContain("LEAK");
        }
        // In a pid namespace the process that carries the bytes is not to be seen either.
        String shown = show(enterAll + "sh -c 'cat /proc/[0-9]*/comm; echo done'");
        assertThat(shown).contains("sleep\n", "done\n").doesNotContain("sonde");
    }

    /// As an ordinary user, in a user namespace of his: the kernel would let the same user look.
    @Test
    void theProcessOutsideCannotBeLookedInto() {
        String script = "unshare -U -r -n sleep 20 & P=$!; sleep 0.5; " + Sonde.everyonesBinary()
                + " enter $P -- sh -c \"ls /proc/\\$PPID/fd/ >/dev/null 2>&1 && echo SEEN; echo done\"; kill $P";
        String shown = show("setpriv --reuid 65534 --regid 65534 --clear-groups sh -c '" + script + "'");
        assertThat(shown).contains("done\n").doesNotContain("SEEN");
    }

    @Test
    void sizeAndItsChanges() {
        try (Terminal t = new Terminal(
                "stty rows 33 cols 77; tty; " + enter
                        + "sh -c 'stty size; trap \"stty size; exit 4\" WINCH; echo waits; while :; do sleep 0.05; done'; echo status $?")) {
            String shown = t.until("waits");
            assertThat(shown).contains("33 77\r\n");
            String tty = shown.substring(0, shown.indexOf('\r'));
            assertThat(Sonde.sh("stty -F " + tty + " rows 50 cols 132").status())
                    .isZero();
            assertThat(t.until("status 4")).contains("50 132\r\n");
        }
    }

    /// Raw outside, so the keys are the inner terminal's: it makes signals of them.
    @Test
    void keysAreForTheInside() {
        for (String how : List.of(enter, enterAll)) {
            try (Terminal t =
                    new Terminal(how + "sh -c 'trap \"echo GOT-INT\" INT; echo waits; while :; do sleep 0.05; done'"
                            + "; echo status $?; stty -a")) {
                t.until("waits");
                t.type("\u0003");
                t.until("GOT-INT");
                t.type("\u001a"); // nobody inside could let it go on: as with ssh
                t.type("\u001c");
                assertThat(t.until("-echoprt").replace("\r", ""))
                        .contains("status 131\n")
                        .contains(" icanon")
                        .contains("\nisig ");
            }
        }
    }

    @Test
    void endsAsTheProgramDoes() {
        for (String how : List.of(enter, enterAll)) {
            String shown = show("before=$(stty -g); " + how + "sh -c 'exit 7'; echo status $?; " + how
                    + "sh -c 'kill -9 $$'; echo status $?; " + how
                    + "/nonexistent/x; echo status $?; test \"$before\" = \"$(stty -g)\""
                    + " && echo as before");
            assertThat(shown).contains("status 7\n", "status 137\n", "status 127\n", "as before\n");
        }
    }

    /// The pid of the process that carries the bytes: the first `sonde` below this test that has this program below it.
    private static long relay(String marker) {
        for (int i = 0; i < 200; i++) {
            for (ProcessHandle p : ProcessHandle.current().descendants().toList()) {
                String[] arguments = p.info().arguments().orElse(new String[0]);
                if (arguments.length > 0
                        && arguments[0].equals("enter")
                        && List.of(arguments).toString().contains(marker)) {
                    return p.pid();
                }
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new AssertionError("no process with " + marker);
    }

    @Test
    void theTerminalIsAsBeforeWhateverEndsIt() {
        for (String signal : List.of("TERM", "HUP", "INT", "USR1", "QUIT", "ALRM")) {
            String script = "before=$(stty -g); " + enter + "sh -c 'echo waits " + signal
                    + "; exec sleep 50'; echo status $?; " + "test \"$before\" = \"$(stty -g)\" && echo as before";
            try (Terminal t = new Terminal(script)) {
                t.until("waits " + signal);
                Sonde.sh("kill -" + signal + " " + relay("waits " + signal));
                assertThat(t.until("as before")).as(signal).contains("status ");
            }
        }
    }

    /// Job control of the shell in front: stopped, in the background, brought back.
    @Test
    void stopsAndGoesOn() {
        try (Terminal t = new Terminal("PS1='> ' bash --norc --noprofile -i")) {
            t.until("> ");
            t.type("stty -g | sed s/^/A=/\n");
            String before = t.until(":0\r\n");
            t.type(enter + "sh -c 'echo waits in; while read x; do echo got $x; done; exit 6'\n");
            t.until("waits in\r\n");
            t.type("one\n");
            t.until("got one");
            Sonde.sh("kill -TSTP " + relay("waits in"));
            t.until("Stopped");
            t.type("stty -g | sed s/^/B=/\n");
            String stopped = t.until("B=");
            assertThat(stopped).contains("A=");
            t.type("fg\n");
            t.type("two\n");
            t.until("got two");
            Sonde.sh("kill -STOP " + relay("waits in"));
            t.until("Stopped");
            t.type("fg\n");
            t.type("three\n");
            t.until("got three");
            t.type("\u0004");
            t.later(500); // what is typed before the shell has the keyboard again is the program's
            t.type("echo status $?; stty -g | sed s/^/C=/\n");
            String all = t.until("C=");
            all = t.until(all.substring(all.indexOf("A=") + 2, all.indexOf('\r', all.indexOf("A="))));
            assertThat(all).contains("status 6");
            assertThat(before).contains("A=");
            t.type("exit\n");
        }
    }

    /// A shell inside has jobs of its own, also where it is not the first of its session.
    @Test
    @Tag("slow")
    void jobsInside() {
        for (String how : List.of(enter, enterAll)) {
            try (Terminal t = new Terminal(how + "bash --norc --noprofile -i; echo status $?; echo ended")) {
                t.type("PS1='in''side> '\n");
                t.until("inside> ");
                t.type("sleep 50\n");
                t.later(300);
                t.type("\u001a");
                t.until("Stopped");
                t.type("echo first $((6*7))\n");
                t.until("first 42");
                t.type("fg\n");
                t.later(300);
                t.type("\u0003");
                t.later(300);
                t.type("echo second $?\n");
                t.until("second 130");
                t.type("\u0003"); // at the prompt
                t.later(200);
                t.type("exit 5\n");
                String all = t.until("ended");
                assertThat(all).as(all).contains("status 5").doesNotContain("no job control", "cannot set terminal");
            }
        }
    }

    /// A file or a pipe holds what the program wrote, byte for byte.
    @Test
    void redirectedOutputIsRaw() throws IOException {
        Path file = folder.resolve("out");
        for (String how : List.of(enter, enterAll)) {
            String shown = show(how + "sh -c 'printf \"a\\nb\\n\"; echo shown >&2' >" + file + "; " + how
                    + "printf 'c\\nd\\n' | od -An -c");
            assertThat(Files.readAllBytes(file)).isEqualTo("a\nb\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(shown.replaceAll(" +", " ")).contains("shown\n").contains(" c \\n d \\n");
        }
    }

    /// `enter … | pager`: the keyboard is the pager's.
    @Test
    void inAPipelineTheKeyboardIsTheOthers() {
        try (Terminal t = new Terminal(
                enter + "sh -c 'sleep 1; echo from inside' | sh -c 'read x </dev/tty; echo \"got=$x\"; cat'")) {
            t.type("a key\n");
            assertThat(t.until("from inside")).contains("got=a key\r\n");
        }
    }

    /// Until the program asks for it.
    @Test
    void inAPipelineTheProgramGetsTheKeyboardWhenItAsks() {
        for (String how : List.of(enter, enterAll)) {
            try (Terminal t = new Terminal(
                    how + "sh -c 'echo asks >&2; read x; echo \"in=$x\"; exit 3' | cat; echo end; stty -a")) {
                t.until("asks");
                t.type("deep\n");
                assertThat(t.until("-echoprt").replace("\r", ""))
                        .contains("in=deep\n")
                        .contains(" icanon");
            }
            try (Terminal t = new Terminal(
                    "echo data | " + how + "sh -c 'cat; read k </dev/tty; echo \"key=$k\"; exit 3'; echo status $?")) {
                t.until("data");
                t.type("pressed\n");
                assertThat(t.until("status")).contains("key=pressed\r\n");
                assertThat(t.until("status 3")).isNotEmpty();
            }
        }
    }

    @Test
    void ctrlCInAPipeline() {
        for (String how : List.of(enter, enterAll)) {
            try (Terminal t = new Terminal(
                    "trap : INT; " + how + "sh -c 'trap \"echo inside-int >&2; exit 5\" INT; echo waits >&2;"
                            + " while :; do sleep 0.05; done' | cat; echo over")) {
                t.until("waits");
                t.type("\u0003");
                assertThat(t.until("over")).contains("inside-int");
            }
        }
    }

    @Test
    void muchOutputAndMuchInput() {
        int lines = 60_000;
        for (String how : List.of(enter, enterAll)) {
            String shown = show(how + "seq 1 " + lines);
            assertThat(shown.lines().count()).isEqualTo(lines);
            assertThat(shown).endsWith("\n" + lines + "\n");
            try (Terminal t = new Terminal(
                    how + "sh -c 'stty raw -echo; echo ready; n=$(head -c 300000 | wc -c); echo read $n'")) {
                t.until("ready");
                t.type("x".repeat(300_000));
                assertThat(t.until("read 300000")).isNotEmpty();
            }
            // Echoed while it is read: neither side waits for the other.
            try (Terminal t = new Terminal(
                    how + "sh -c 'stty raw echo; echo ready; head -c 200000 >/dev/null; echo; echo all read'")) {
                t.until("ready");
                t.type("y".repeat(200_000));
                t.until("all read");
            }
        }
    }

    @Test
    void endOfInput() {
        try (Terminal t = new Terminal(enter + "sh -c 'echo ready; exec cat'; echo status $?")) {
            t.until("ready");
            t.type("line\n\u0004");
            assertThat(t.until("status 0")).contains("line\r\nline\r\n");
        }
    }

    /// What holds the terminal inside, or lets it go, does not keep the command from ending when it does.
    @Test
    @Tag("slow")
    void whoElseHoldsTheTerminalIsNotWaitedFor() {
        for (String how : List.of(enter, enterAll)) {
            long start = System.nanoTime();
            assertThat(show(how + "sh -c 'trap \"\" HUP; sleep 4 & echo left'; echo status $?"))
                    .contains("left\n", "status 0\n");
            assertThat(show(how + "sh -c 'setsid sleep 4 & echo left'; echo status $?"))
                    .contains("left\n", "status 0\n");
            assertThat(show(how + "sh -c 'exec <&-; sleep 0.3; echo still'; echo status $?"))
                    .contains("still\n", "status 0\n");
            assertThat(show(how + "sh -c 'exec <&- >&- 2>&-; sleep 0.5; echo again >/dev/tty; exit 9'; echo status $?"))
                    .contains("again\n", "status 9\n");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(6);
        }
    }

    /// The caller's terminal goes away: the program hears of it as it would of its own.
    @Test
    void theTerminalGoesAway() throws InterruptedException {
        Terminal t = new Terminal(enter + "sh -c 'trap \"echo x >" + folder
                + "/hup; exit\" HUP; echo waits; while :; do sleep 0.05; done'");
        t.until("waits");
        t.close();
        for (int i = 0; i < 100 && !Files.exists(folder.resolve("hup")); i++) {
            Thread.sleep(50);
        }
        assertThat(folder.resolve("hup")).exists();
    }

    @Test
    void aSessionWithoutATerminalIsLeftAsItIs() {
        Sonde.Result r =
                Sonde.sh("setsid --wait " + enter + "sh -c 'cat /proc/self/stat | cut -d\" \" -f5-7; echo $$'");
        String[] lines = r.out().split("\n");
        assertThat(r.status()).as("%s", r).isZero();
        // The process group is that of the process which the shell started: nobody stands between.
        assertThat(lines[0].split(" ")[1]).as("its session").isEqualTo(lines[1]);
    }

    @Test
    void wherePtysCannotBeMade() {
        String shown = show("unshare -m sh -c 'mount -t tmpfs none /dev; ln -s /proc/self/fd/0 /dev/stdin; exec "
                + enter.replace("'", "\"") + " true'; echo status $?");
        assertThat(shown)
                .contains("sonde: enter: cannot make a terminal: No such file or directory\n"
                        + "  --no-pty does without: then what runs inside can type into yours\nstatus 1\n");
    }
}
