package dev.sonde.cli;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.HelpPage;
import dev.sonde.cli.option.ManPage;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Topic;
import dev.sonde.cli.option.Value;
import java.util.List;

/// `sonde --help`: the commands, one line each. `sonde help COMMAND`: all of one.
final class Help implements OwnCommand {
    private static final Option MAN = Option.flag("man", "as a page for man, in the language of man(7)");

    static final CommandTable TABLE = CommandTable.of("help", "a command with examples; a topic")
            .takes(
                    Operand.optional(Value.of("COMMAND|TOPIC", Completes.COMMAND)),
                    Operand.optional(Value.of("ACTION", Completes.NOTHING)))
            .options(MAN)
            .notes("TOPIC: targets, privileges, json or recordings.")
            .example("sonde help check", "the same as sonde check --help")
            .example("sonde help targets", "what may stand for TARGET")
            .example("sonde help lab break", "one of the actions of lab")
            .example("sonde help --man check | man -l -", "the page of the manual");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        String name = line.operand(0);
        Console out = context.out();
        if (name == null || name.equals("sonde")) {
            if (line.has(MAN)) {
                out.text(ManPage.overview(
                        Commands.all(), Topics.all(), context.live().hello().version()));
            } else {
                print(out);
            }
            return 0;
        }
        Topic topic = Topics.find(name);
        if (topic != null) {
            if (line.has(MAN)) {
                out.text(ManPage.of(topic, context.live().hello().version()));
            } else {
                HelpPage.print(out, topic);
            }
            return 0;
        }
        CommandTable table = null;
        for (CommandTable t : Commands.all()) {
            table = t.name().equals(name) ? t : table;
        }
        if (table == null) {
            throw Commands.unknown(name);
        }
        String action = line.operand(1);
        if (action != null && table.action(action) == null) {
            throw table.wrong(action + ": no such action");
        }
        if (line.has(MAN)) {
            out.text(ManPage.of(table, context.live().hello().version()));
        } else {
            HelpPage.print(out, action == null ? table : table.action(action));
        }
        return 0;
    }

    static void print(Console out) {
        out.text("usage: sonde COMMAND ...\n\n");
        List<TextTable.Column<CommandTable>> columns =
                List.of(TextTable.Column.of(Help::left), TextTable.Column.of(CommandTable::does));
        new TextTable<>(columns, Commands.all()).printRows(out, 2);
        out.text("\nsonde help COMMAND: its options, and examples. sonde help TOPIC: targets,\n");
        out.text("privileges, json, recordings.\n");
        out.text("TARGET: host, a path, pid:N, netns:INODE, or the name of a network, container,\n");
        out.text("task, service or pod. Every view takes --from FILE, once for each host.\n");
        out.text("sonde --version -v: the version, and how the part that reads is caged here.\n");
    }

    private static String left(CommandTable t) {
        String words = t.arguments();
        return words.isEmpty() ? t.name() : t.name().concat(" ").concat(words);
    }
}
