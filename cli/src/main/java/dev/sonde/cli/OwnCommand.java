package dev.sonde.cli;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.HelpPage;
import dev.sonde.cli.option.Option;
import java.util.List;

/// A command whose arguments are sonde's own, not those of a real tool: its table reads them and makes the help.
public interface OwnCommand extends Command {
    CommandTable table();

    /// Carries it out; its exit status.
    int run(Context context, CommandLine line);

    @Override
    default int run(Context context, List<String> args) {
        CommandLine line = table().parse(args);
        if (line.has(Option.HELP)) {
            HelpPage.print(context.out(), line.table());
            return 0;
        }
        return run(context, line);
    }
}
