package dev.sonde.cli;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.HelpPage;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Value;
import java.util.List;

/// `sonde --help`: the commands, one line each. `sonde help COMMAND`: all of one.
final class Help implements OwnCommand {
    static final CommandTable TABLE = CommandTable.of("help", "the options of a command, with examples")
            .takes(
                    Operand.optional(Value.of("COMMAND", Completes.COMMAND)),
                    Operand.optional(Value.of("ACTION", Completes.NOTHING)))
            .example("sonde help check", "the same as sonde check --help")
            .example("sonde help lab break", "one of the actions of lab");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        String name = line.operand(0);
        if (name == null) {
            print(context.out());
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
        HelpPage.print(context.out(), action == null ? table : table.action(action));
        return 0;
    }

    static void print(Console out) {
        out.text("usage: sonde COMMAND ...\n\n");
        List<TextTable.Column<CommandTable>> columns =
                List.of(TextTable.Column.of(Help::left), TextTable.Column.of(CommandTable::does));
        new TextTable<>(columns, Commands.all()).printRows(out, 2);
        out.text("\nsonde help COMMAND: its options, and examples.\n");
        out.text("TARGET: host, a path, pid:N, netns:INODE, or the name of a network, container,\n");
        out.text("task, service or pod. Every view takes --from FILE, once for each host.\n");
        out.text("sonde --version -v: the version, and how the part that reads is caged here.\n");
    }

    private static String left(CommandTable t) {
        String words = t.arguments();
        return words.isEmpty() ? t.name() : t.name().concat(" ").concat(words);
    }
}
