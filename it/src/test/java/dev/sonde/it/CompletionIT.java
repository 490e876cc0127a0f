package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Commands;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Command lines as the real shells complete them, with namespaces of this host among the words.
@Tag("kernel")
class CompletionIT {
    /// What is typed, and what the line becomes: the same in each shell. Of the host, `quiet-one` and the others below
    /// are there.
    private static final Map<String, String> LINES = Map.of(
            "la", "lab",
            "lab br", "lab break",
            "lab break missing-f", "lab break missing-fdb",
            "ls --wi", "ls --wide",
            "ls --sort ten", "ls --sort tenants",
            "ls --kind contai", "ls --kind container",
            "completion na", "completion names",
            "enter quiet-o", "enter quiet-one",
            "ls quiet-o", "ls quiet-one",
            "ip -n quiet-o", "ip -n quiet-one");

    /// Names that a shell would carry out, or take for several words.
    private static final List<String> HOSTILE = List.of(
            "evil$(touch hacked)", "evil`touch hacked`", "evil;touch hacked", "evil two", "evil'one", "evil\\n");

    @TempDir
    static Path folder;

    @BeforeAll
    static void begin() throws IOException {
        for (String shell : List.of("bash", "zsh", "fish")) {
            Sonde.Result r = Sonde.sonde("completion", shell);
            assertThat(r.status()).as("%s", r).isZero();
            Files.writeString(folder.resolve(shell), r.out());
        }
        Files.createSymbolicLink(folder.resolve("sonde"), Sonde.BINARY);
        netns("add", "quiet-one");
        for (String name : HOSTILE) {
            netns("add", name);
        }
    }

    @AfterAll
    static void end() {
        for (String name : HOSTILE) {
            netns("del", name);
        }
        netns("del", "quiet-one");
    }

    private static void netns(String verb, String name) {
        Sonde.Result r = Sonde.run("ip", "netns", verb, name);
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// A shell in the folder, which finds our sonde; bash and zsh read the line from a terminal.
    private static Sonde.Result in(String shell, String... command) {
        List<String> all = new ArrayList<>(List.of("env", "-C", folder.toString(), "TERM=dumb"));
        all.add("PATH=" + folder + ":" + System.getenv("PATH"));
        all.add(shell);
        all.addAll(List.of(command));
        return Sonde.run(all.toArray(new String[0]));
    }

    private static void onATerminal(String shell, String start) {
        String path = "PATH=" + folder + ":$PATH";
        try (Terminal t = new Terminal("cd " + folder + " && env TERM=dumb " + path + " " + shell)) {
            t.type(start + "; echo $((6*7))ready\n");
            t.until("42ready");
            LINES.forEach((typed, line) -> {
                t.type("sonde " + typed + "\t");
                t.until("sonde " + line);
                t.type("\025"); // Ctrl-U: away with the line
            });
            t.type("sonde enter evil\t\t");
            t.until("evil");
            t.type("\025echo $((7*7))done\n");
            t.until("49done");
        }
        assertThat(folder.resolve("hacked")).doesNotExist();
    }

    @Test
    void inBash() {
        onATerminal("bash --norc", "source ./bash");
    }

    @Test
    void inZsh() {
        onATerminal("zsh -f", "autoload -U compinit; compinit -D -u; setopt nobeep; source ./zsh");
    }

    @Test
    void inFish() {
        LINES.forEach((typed, line) -> {
            Sonde.Result r = in("fish", "--no-config", "-c", "source ./fish; complete -C 'sonde " + typed + "'");
            assertThat(r.out().lines().map(l -> l.split("\t")[0]).toList())
                    .as("%s: %s", typed, r)
                    .containsExactly(line.substring(line.lastIndexOf(' ') + 1));
        });
        Sonde.Result r = in("fish", "--no-config", "-c", "source ./fish; complete -C 'sonde enter evil'");
        assertThat(new TreeSet<>(r.out().lines().toList())).isEqualTo(new TreeSet<>(HOSTILE));
        assertThat(folder.resolve("hacked")).doesNotExist();
    }

    /// A word each, which bash reads back as the name.
    @Test
    void hostileNamesAreWordsInBash() {
        String script =
                "source ./bash; COMP_LINE='sonde enter evil'; COMP_POINT=16; COMP_WORDS=(sonde enter evil); _sonde;"
                        + " for w in \"${COMPREPLY[@]}\"; do eval \"printf '%s\\n' $w\"; done";
        Sonde.Result r = in("bash", "--norc", "-c", script);
        assertThat(r.err()).isEmpty();
        assertThat(new TreeSet<>(r.out().lines().toList())).isEqualTo(new TreeSet<>(HOSTILE));
        assertThat(folder.resolve("hacked")).doesNotExist();
    }

    /// Every option of every command, as its table has it.
    @Test
    void everyOptionInBash() {
        StringBuilder script = new StringBuilder("source ./bash\n");
        List<CommandTable> tables = new ArrayList<>();
        for (CommandTable c : Commands.all()) {
            tables.addAll(c.actions());
            if (c.actions().isEmpty() && !c.tool()) {
                tables.add(c);
            }
        }
        for (CommandTable t : tables) {
            String line = "sonde " + t.name() + " -";
            script.append("COMP_LINE='").append(line).append("'; COMP_POINT=").append(line.length());
            script.append("; COMP_WORDS=(").append(line).append("); _sonde; echo \"${COMPREPLY[*]}\"\n");
        }
        Sonde.Result r = in("bash", "--norc", "-c", script.toString());
        List<String> lines = r.out().lines().toList();
        assertThat(lines).as("%s", r).hasSize(tables.size());
        for (int i = 0; i < tables.size(); i++) {
            Set<String> options = new TreeSet<>();
            for (Option o : tables.get(i).options()) {
                if (o.letter() != 0) {
                    options.add("-" + o.letter());
                }
                if (!o.name().isEmpty()) {
                    options.add("--" + o.name());
                }
            }
            assertThat(new TreeSet<>(List.of(lines.get(i).split(" "))))
                    .as(tables.get(i).name())
                    .isEqualTo(options);
        }
    }

    @Test
    void namesOfEachKind() {
        assertThat(Sonde.sonde("completion", "names", "target").out().lines()).contains("quiet-one");
        assertThat(Sonde.sonde("completion", "names", "host").out().lines()).isNotEmpty();
        Sonde.Result r = Sonde.sonde("completion", "names", "mac");
        assertThat(r.status()).isEqualTo(2);
        assertThat(r.err()).contains("mac");
    }
}
