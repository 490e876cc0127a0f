package dev.sonde.cli.completion;

import dev.sonde.cli.Topics;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Topic;
import dev.sonde.cli.option.Value;
import dev.sonde.core.check.run.Rules;
import dev.sonde.lab.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the scripts of all shells are made of.
final class Words {
    /// Those that parse by their own: commands without actions, and the actions.
    static List<CommandTable> tables(List<CommandTable> commands) {
        List<CommandTable> all = new ArrayList<>();
        for (CommandTable c : commands) {
            if (c.actions().isEmpty()) {
                all.add(c);
            }
            all.addAll(c.actions());
        }
        return all;
    }

    /// The names of those that follow real tools.
    static List<String> tools(List<CommandTable> commands) {
        return commands.stream()
                .filter(CommandTable::tool)
                .map(CommandTable::name)
                .toList();
    }

    /// `up` of `lab up`.
    static String action(CommandTable action) {
        return action.name().substring(action.name().indexOf(' ') + 1);
    }

    /// `--kind`, `-j`, `--json`: both forms of each.
    static List<String> options(CommandTable table) {
        List<String> all = new ArrayList<>();
        for (Option o : table.options()) {
            if (o.letter() != 0) {
                all.add("-" + o.letter());
            }
            if (!o.name().isEmpty()) {
                all.add("--" + o.name());
            }
        }
        return all;
    }

    /// The words that may stand there, where they are always the same; else none.
    static List<String> of(Value value, List<CommandTable> commands) {
        return switch (value.completes()) {
            case WORDS -> value.words();
            case FAULT -> Fault.ALL.stream().map(Fault::name).toList();
            case CODE -> Rules.ALL.stream().map(r -> r.code()).toList();
            case COMMAND ->
                Stream.concat(
                                commands.stream().map(CommandTable::name),
                                Topics.all().stream().map(Topic::name))
                        .toList();
            default -> List.of();
        };
    }

    private Words() {}
}
