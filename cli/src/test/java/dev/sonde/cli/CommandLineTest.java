package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a table reads, and what it says of a line that is wrong.
class CommandLineTest {
    private static final Option ALL = Option.flag('a', "all", "all of it");
    private static final Option KIND =
            new Option('k', "kind", Value.someOf("KIND", List.of("lab", "lab host", "overlay network")), true, "which");
    private static final Option COUNT = Option.with("count", Value.number("N", 9), "how many");
    private static final Option OUT = new Option('o', "", Value.FILE, false, "where to");
    private static final CommandTable VIEW = CommandTable.of("view", "a view")
            .takes(Operand.one(Value.TARGET), Operand.optional(Value.HOST))
            .options(ALL, KIND, COUNT, OUT);
    private static final CommandTable RUN = CommandTable.of("run", "runs")
            .takes(Operand.one(Value.TARGET), Operand.any(Value.of("PROGRAM", Completes.PROGRAM)))
            .options(ALL);
    private static final CommandTable GROUP = CommandTable.of("group", "several")
            .actions(CommandTable.of("group on", "on"), CommandTable.of("group off", "off"));

    private static CommandLine view(String... args) {
        return VIEW.parse(List.of(args));
    }

    @Test
    void optionsAndOperandsMixed() {
        CommandLine line = view("web.1", "-a", "--kind", "lab,over", "node1", "--kind=lab host", "--count", "3", "-of");
        assertThat(line.operands()).containsExactly("web.1", "node1");
        assertThat(line.operand(2)).isNull();
        assertThat(line.has(ALL)).isTrue();
        assertThat(line.has(Option.JSON)).isFalse();
        assertThat(line.values(KIND)).containsExactly("lab", "overlay network", "lab host");
        assertThat(line.number(COUNT, 1)).isEqualTo(3);
        assertThat(line.value(OUT)).isEqualTo("f");
        assertThat(view("x", "-ak", "lab").value(KIND)).isEqualTo("lab");
        assertThat(view("x").number(COUNT, 7)).isEqualTo(7);
    }

    @Test
    void nothingIsAnOptionBehindTwoHyphens() {
        assertThat(view("--", "-a", "--kind").operands()).containsExactly("-a", "--kind");
        assertThat(view("-").operands()).containsExactly("-");
    }

    @Test
    void theArgumentsOfAProgramAreItsOwn() {
        CommandLine line = RUN.parse(List.of("web.1", "-a", "ip", "-a", "--", "-j"));
        assertThat(line.operands()).containsExactly("web.1", "ip", "-a", "--", "-j");
        assertThat(RUN.parse(List.of("web.1", "--", "-x", "y")).operands()).containsExactly("web.1", "-x", "y");
    }

    @Test
    void anActionHasItsOwnTable() {
        assertThat(GROUP.parse(List.of("off")).table().name()).isEqualTo("group off");
        assertThat(GROUP.parse(List.of("--help")).table()).isSameAs(GROUP);
        assertThat(GROUP.parse(List.of("on", "-h")).has(Option.HELP)).isTrue();
    }

    /// Who asks for help is not told what else is wrong behind it.
    @Test
    void helpEndsTheReading() {
        assertThat(view("--help", "--nonsense").has(Option.HELP)).isTrue();
        assertThat(view("-h").has(Option.HELP)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            --nonsense      | view: unknown option --nonsense              | all options: sonde view --help
            --knd lab       | view: unknown option --knd                   | did you mean --kind? all options: sonde view --help
            -x              | view: unknown option -x                      | all options: sonde view --help
            -ax             | view: unknown option -ax: -x                 | all options: sonde view --help
            x --kind        | view: --kind: missing argument KIND          | -k, --kind KIND[,KIND]   which
            x -o            | view: -o: missing argument FILE              | -o FILE   where to
            x --kind=       | view: --kind: unknown KIND                   | one of: lab, lab host, overlay network
            x --kind vxlan  | view: --kind: unknown KIND vxlan             | one of: lab, lab host, overlay network
            x --kind la     | view: --kind: la may mean several            | one of: lab, lab host
            x --count 0     | view: --count: 0 is not a number from 1 to 9    | --count N   how many
            x --count 1x    | view: --count: 1x is not a number from 1 to 9   | --count N   how many
            x --count 99999999999 | view: --count: 99999999999 is not a number from 1 to 9 | --count N   how many
            x --all=yes     | view: --all takes no argument | usage: sonde view [OPTION]... TARGET [HOST]   (all of it: sonde view --help)
            -a              | view: missing argument TARGET | usage: sonde view [OPTION]... TARGET [HOST]   (all of it: sonde view --help)
            x y z           | view: unexpected argument z   | usage: sonde view [OPTION]... TARGET [HOST]   (all of it: sonde view --help)
            """)
    void oneLineWhatIsWrongAndOneWhatIsRight(String line, String message, String remedy) {
        Failure f = catchThrowableOfType(Failure.class, () -> view(line.split(" ")));
        assertThat(f.getMessage().strip()).isEqualTo(message);
        assertThat(f.remedy()).isEqualTo(remedy);
        assertThat(f.status()).isEqualTo(Failure.USAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''      | group: missing action
            up      | group: up: no such action
            on x    | group on: unexpected argument x
            -j      | group: unknown option -j
            """)
    void actionsThatThereAreNot(String line, String message) {
        List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" "));
        assertThat(catchThrowableOfType(Failure.class, () -> GROUP.parse(args))).hasMessage(message);
    }

    /// `--from` is taken out before a command, or a tool, reads the rest.
    @Test
    void fromIsTakenOut() {
        List<String> files = new ArrayList<>();
        List<String> args = List.of("--from", "a", "link", "--from=b", "--fromage", "--", "--from", "c");
        assertThat(CommandLine.without(Option.FROM, args, files))
                .containsExactly("link", "--fromage", "--", "--from", "c");
        assertThat(files).containsExactly("a", "b");
    }
}
