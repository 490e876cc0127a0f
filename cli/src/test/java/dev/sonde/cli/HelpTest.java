package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Example;
import dev.sonde.cli.option.Option;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The help of every command, against its table.
class HelpTest {
    /// Those that the sensor carries out: it asks for `help NAME` where somebody types `NAME --help`.
    private static final Set<String> SENSORS = Set.of("demo", "collect", "enter");

    /// Every command, and every action of one.
    static List<CommandTable> tables() {
        List<CommandTable> all = new ArrayList<>();
        for (CommandTable t : Commands.all()) {
            all.add(t);
            all.addAll(t.actions());
        }
        return all;
    }

    static Stream<CommandTable> own() {
        return tables().stream().filter(t -> !t.tool());
    }

    private static String help(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> argv = new ArrayList<>(List.of("sonde"));
        argv.addAll(List.of(words));
        int status = Main.run(
                new ByteArrayInputStream(new TrainingStream(argv.toArray(new String[0])).bytes()),
                OutputStream.nullOutputStream(),
                out,
                err);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(status).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void tellsAllOfTheTable(CommandTable table) {
        String text = help(("help " + table.name()).split(" "));
        assertThat(text).startsWith("usage: sonde " + table.name()).contains("\nexamples:\n");
        assertThat(text.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        for (Option o : table.options()) {
            assertThat(text).containsPattern("\n  (-" + o.letter() + "|  )(, |  )?" + o.text() + "|\n  -" + o.letter());
            assertThat(o.help()).isNotBlank();
        }
        for (CommandTable action : table.actions()) {
            assertThat(text).contains("sonde " + action.name(), action.does());
        }
        assertThat(table.examples()).hasSizeGreaterThanOrEqualTo(2);
        for (Example e : table.examples()) {
            assertThat(text).contains("\n  " + e.line() + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("own")
    void bothWaysOfAsking(CommandTable table) {
        if (table.name().equals("demo") || table.name().equals("collect")) {
            return; // the analysis has no such command: BadInputIT asks the sensor
        }
        String text = help(("help " + table.name()).split(" "));
        assertThat(help((table.name() + " --help").split(" "))).isEqualTo(text);
        assertThat(help((table.name() + " -h").split(" "))).isEqualTo(text);
    }

    /// What is shown as an example is right: its own table takes it.
    @ParameterizedTest
    @MethodSource("own")
    void examplesAreRight(CommandTable table) {
        for (Example e : table.examples()) {
            List<String> words =
                    new ArrayList<>(List.of(e.line().split(" [|>] ")[0].split(" ")));
            while (!words.getFirst().equals("sonde")) {
                assertThat(words.removeFirst()).isIn("sudo", "ssh", "node2");
            }
            words.removeFirst();
            CommandTable of = Commands.all().stream()
                    .filter(t -> t.name().equals(words.getFirst()))
                    .findFirst()
                    .orElseThrow();
            CommandLine line = of.parse(words.subList(1, words.size()));
            assertThat(line.has(Option.HELP)).as(e.line()).isFalse();
            boolean beside = !table.actions().isEmpty()
                    || table.name().equals("collect")
                    || table.name().equals("help");
            assertThat(beside || line.table() == table).as(e.line()).isTrue();
        }
    }

    /// The sensor reads the options of `enter` by a table of its own.
    @Test
    void theSensorsOptionsOfEnter() throws IOException {
        String source = Files.readString(Path.of("../sensor/src/main/java/dev/sonde/sensor/enter/Enter.java"));
        Matcher m = Pattern.compile("new GetOpt.Option\\(\"([a-z-]+)\", ('(.)'|[A-Z_]+), GetOpt.NO\\)")
                .matcher(source);
        Set<String> sensors = new TreeSet<>();
        while (m.find()) {
            sensors.add(m.group(1) + " " + (m.group(3) == null ? "" : m.group(3)));
        }
        Set<String> ours = new TreeSet<>();
        for (CommandTable t : Commands.all()) {
            if (t.name().equals("enter")) {
                t.options().forEach(o -> ours.add(o.name() + " " + (o.letter() == 0 ? "" : o.letter())));
            }
        }
        assertThat(ours).isEqualTo(sensors).hasSize(18);
    }

    /// What is to be completed by words has them, and nothing else has.
    @ParameterizedTest
    @MethodSource("tables")
    void wordsAreThereWhereTheyAreSaidToBe(CommandTable table) {
        for (Option o : table.options()) {
            if (o.value() != null) {
                assertThat(o.value().words().isEmpty()).isEqualTo(o.value().completes() != Completes.WORDS);
            }
        }
    }

    /// A command that is carried out and has no help would be found by nobody.
    @Test
    void whatIsCarriedOutHasHelp() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/sonde/cli/Commands.java"));
        Set<String> found = new TreeSet<>();
        Pattern.compile("case \"([a-z]+)\"").matcher(source).results().forEach(m -> found.add(m.group(1)));
        assertThat(found).contains("ls", "help");
        Commands.all().forEach(t -> found.remove(t.name()));
        assertThat(found).as("in Commands.find, and not in Commands.all").isEmpty();
    }

    @Test
    void theReadmeHasEveryCommand() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String table = readme.substring(readme.indexOf("## Commands"), readme.indexOf("## Glossary"));
        for (CommandTable t : Commands.all()) {
            assertThat(table).as("section Commands of README.md").containsPattern("`(sonde )?" + t.name() + "[ `]");
        }
    }

    @Test
    void everyCommandIsThere() {
        assertThat(Commands.all().stream().filter(t -> !t.tool()).map(CommandTable::name))
                .containsAll(SENSORS)
                .contains("ls", "show", "who", "snapshot", "check", "inspect", "lab", "help");
    }
}
