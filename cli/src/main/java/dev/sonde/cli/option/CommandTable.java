package dev.sonde.cli.option;

import dev.sonde.cli.Failure;
import java.util.ArrayList;
import java.util.List;

/// All that is to be known of one command's arguments, as data: what parses them, the usage, the help and the errors
/// come from here, and so may whatever else is made for a shell or a manual.
///
/// `name`: `ls`, or `lab up`. `does`: what it does, in half a sentence. `notes`: further lines of the help.
/// `actions`: what a command is made of that does nothing by itself, such as `lab`. `tool`: it follows a real tool
/// and reads its options as that does; they are not in this table.
public record CommandTable(
        String name,
        String does,
        List<Operand> operands,
        List<Option> options,
        List<String> notes,
        List<Example> examples,
        List<CommandTable> actions,
        boolean tool) {

    public static CommandTable of(String name, String does) {
        List<Option> help = List.of(Option.HELP);
        return new CommandTable(name, does, List.of(), help, List.of(), List.of(), List.of(), false);
    }

    /// One that follows a real tool; its `usage` is for people.
    public static CommandTable tool(String name, String usage, String does) {
        List<Operand> all = List.of(Operand.one(Value.of(usage, Completes.NOTHING)));
        return new CommandTable(name, does, all, List.of(), List.of(), List.of(), List.of(), true);
    }

    public CommandTable takes(Operand... all) {
        return new CommandTable(name, does, List.of(all), options, notes, examples, actions, tool);
    }

    /// Its options, to which `--help` is added.
    public CommandTable options(Option... all) {
        List<Option> list = new ArrayList<>(all.length + 1);
        for (Option o : all) {
            list.add(o);
        }
        list.add(Option.HELP);
        return new CommandTable(name, does, operands, list, notes, examples, actions, tool);
    }

    public CommandTable notes(String... lines) {
        return new CommandTable(name, does, operands, options, List.of(lines), examples, actions, tool);
    }

    public CommandTable example(String line, String what) {
        List<Example> list = new ArrayList<>(examples);
        list.add(new Example(line, what));
        return new CommandTable(name, does, operands, options, notes, list, actions, tool);
    }

    public CommandTable actions(CommandTable... all) {
        return new CommandTable(name, does, operands, options, notes, examples, List.of(all), tool);
    }

    /// The action of this name, or null.
    public CommandTable action(String word) {
        for (CommandTable a : actions) {
            if (a.name.length() == name.length() + 1 + word.length() && a.name.endsWith(" ".concat(word))) {
                return a;
            }
        }
        return null;
    }

    /// Reads the arguments; an error says what is wrong with them, and what there is.
    public CommandLine parse(List<String> args) {
        return CommandLine.parse(this, args);
    }

    /// The words behind the name, as the overview has them: `[NETWORK]...`, or the actions.
    public String arguments() {
        if (!actions.isEmpty()) {
            StringBuilder b = new StringBuilder(32);
            for (CommandTable a : actions) {
                b.append(b.isEmpty() ? "" : "|").append(a.name, name.length() + 1, a.name.length());
            }
            return b.toString();
        }
        StringBuilder b = new StringBuilder(32);
        for (Operand o : operands) {
            b.append(b.isEmpty() ? "" : " ").append(o.usage());
        }
        return b.toString();
    }

    /// The parts of the usage, none of which is broken: options, then operands.
    List<String> parts() {
        List<String> all = new ArrayList<>();
        for (Option o : options) {
            if (o != Option.HELP) {
                all.add("[".concat(o.usage()).concat(o.repeats() && !o.value().list() ? "]..." : "]"));
            }
        }
        for (Operand o : operands) {
            all.add(o.usage());
        }
        return all;
    }

    /// Wrong usage of this command: what is wrong, and the usage in one line.
    public Failure wrong(String what) {
        String words = arguments();
        String usage = "usage: sonde " + name + (options.size() > 1 ? " [OPTION]..." : "")
                + (words.isEmpty() ? "" : " " + words);
        return Failure.usage(name + ": " + what, usage + "   (all of it: sonde " + name + " --help)");
    }
}
