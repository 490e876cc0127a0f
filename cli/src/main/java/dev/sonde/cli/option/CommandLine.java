package dev.sonde.cli.option;

import dev.sonde.cli.Failure;
import dev.sonde.core.target.Similar;
import java.util.ArrayList;
import java.util.List;

/// The arguments of one of sonde's own commands, as its table reads them: like getopt_long(3), but that a name is not
/// shortened. Options and operands may be mixed, `--` ends the options.
public final class CommandLine {
    private final CommandTable table;
    private final List<Option> given = new ArrayList<>(4);

    /// The argument of each option of [#given]; null where it takes none.
    private final List<String> arguments = new ArrayList<>(4);

    private final List<String> operands = new ArrayList<>(2);

    private CommandLine(CommandTable table) {
        this.table = table;
    }

    /// Of a command with actions the first argument names one, whose table reads the others.
    static CommandLine parse(CommandTable table, List<String> args) {
        String first = args.isEmpty() ? "" : args.getFirst();
        if (table.actions().isEmpty() || first.startsWith("-")) {
            CommandLine line = new CommandLine(table);
            line.read(args);
            return line;
        }
        CommandTable action = table.action(first);
        if (action == null) {
            throw table.wrong(first.isEmpty() ? "missing action" : first + ": no such action");
        }
        return parse(action, args.subList(1, args.size()));
    }

    /// The arguments without those options and their arguments, which are added to `values`.
    public static List<String> without(Option option, List<String> args, List<String> values) {
        List<String> rest = new ArrayList<>(args.size());
        String text = option.text();
        boolean options = true;
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            options = options && !a.equals("--");
            if (options && a.equals(text)) {
                if (i + 1 == args.size()) {
                    throw missing("", option);
                }
                values.add(args.get(++i));
            } else if (options && a.startsWith(text) && a.charAt(text.length()) == '=') {
                values.add(a.substring(text.length() + 1));
            } else {
                rest.add(a);
            }
        }
        return rest;
    }

    /// The table that read it: of `sonde lab up` that of `up`.
    public CommandTable table() {
        return table;
    }

    public boolean has(Option option) {
        return last(option) >= 0;
    }

    /// The argument of an option, the last one if it was given several times; null: it was not given.
    public String value(Option option) {
        int at = last(option);
        return at < 0 ? null : arguments.get(at);
    }

    /// The argument of an option that takes a number; `otherwise`, if it was not given.
    public int number(Option option, int otherwise) {
        String value = value(option);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /// All arguments of an option, lists taken apart.
    public List<String> values(Option option) {
        List<String> all = new ArrayList<>(2);
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) == option && option.value().list()) {
                all.addAll(List.of(arguments.get(i).split(",", -1)));
            } else if (given.get(i) == option) {
                all.add(arguments.get(i));
            }
        }
        return all;
    }

    public List<String> operands() {
        return operands;
    }

    /// The operand in this place, from 0 on; null: there are fewer.
    public String operand(int at) {
        return at < operands.size() ? operands.get(at) : null;
    }

    private int last(Option option) {
        for (int i = given.size() - 1; i >= 0; i--) {
            if (given.get(i) == option) { // not by its parts: see Option
                return i;
            }
        }
        return -1;
    }

    private void read(List<String> args) {
        boolean options = true;
        int i = 0;
        while (i < args.size()) {
            String a = args.get(i++);
            if (!options || !a.startsWith("-") || a.length() == 1) {
                operands.add(a);
                options = options && !program();
            } else if (a.equals("--")) {
                options = false;
            } else {
                i = a.startsWith("--") ? name(a, args, i) : letters(a, args, i);
                if (has(Option.HELP)) {
                    return;
                }
            }
        }
        count();
    }

    /// Whether the last operand was the name of a program: what follows are its arguments.
    private boolean program() {
        int n = operands.size();
        List<Operand> all = table.operands();
        return n == all.size() && all.get(n - 1).value().completes() == Completes.PROGRAM;
    }

    /// `--name`, `--name VALUE`, `--name=VALUE`; where to go on.
    private int name(String word, List<String> args, int next) {
        int equals = word.indexOf('=');
        String name = word.substring(2, equals < 0 ? word.length() : equals);
        for (Option o : table.options()) {
            if (o.name().equals(name) && !name.isEmpty()) {
                String value = equals < 0 ? null : word.substring(equals + 1);
                if (value != null && o.value() == null) {
                    throw table.wrong(o.text() + " takes no argument");
                }
                return add(o, value, args, next);
            }
        }
        throw unknown(equals < 0 ? word : word.substring(0, equals));
    }

    /// `-j`, `-jh`, `-o VALUE`, `-oVALUE`; where to go on.
    private int letters(String word, List<String> args, int next) {
        for (int i = 1; i < word.length(); i++) {
            Option option = null;
            for (Option o : table.options()) {
                option = o.letter() == word.charAt(i) ? o : option;
            }
            if (option == null) {
                throw unknown(word.length() == 2 ? word : word + ": -" + word.charAt(i));
            }
            if (option.value() != null) {
                return add(option, i + 1 < word.length() ? word.substring(i + 1) : null, args, next);
            }
            add(option, null, args, next);
        }
        return next;
    }

    private int add(Option option, String joined, List<String> args, int next) {
        String value = joined;
        int at = next;
        if (option.value() != null && value == null) {
            if (at == args.size()) {
                throw missing(table.name(), option);
            }
            value = args.get(at++);
        }
        given.add(option);
        arguments.add(value == null ? null : checked(option, value));
        return at;
    }

    /// The argument in full, if there is such a one.
    private String checked(Option option, String value) {
        Value of = option.value();
        if (of.most() > 0) {
            number(option, value);
        }
        if (of.words().isEmpty()) {
            return value;
        }
        if (!of.list()) {
            return word(option, value);
        }
        StringBuilder b = new StringBuilder(value.length());
        for (String part : value.split(",", -1)) {
            b.append(b.isEmpty() ? "" : ",").append(word(option, part));
        }
        return b.toString();
    }

    private void number(Option option, String value) {
        int most = option.value().most();
        int v = 0;
        for (int i = 0; i < value.length() && v <= most; i++) {
            char c = value.charAt(i);
            v = c >= '0' && c <= '9' ? v * 10 + c - '0' : most + 1;
        }
        if (v < 1 || v > most) {
            throw Failure.usage(
                    table.name() + ": " + option.text() + ": " + value + " is not a number from 1 to " + most,
                    tells(option));
        }
    }

    /// A word, or the only one that begins so.
    private String word(Option option, String value) {
        List<String> words = option.value().words();
        List<String> fit = new ArrayList<>(1);
        for (String w : words) {
            if (w.equals(value)) {
                return w;
            }
            if (!value.isEmpty() && w.startsWith(value)) {
                fit.add(w);
            }
        }
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        String at = table.name() + ": " + option.text() + ": ";
        if (fit.isEmpty()) {
            throw Failure.usage(
                    at + "unknown " + option.value().name() + " " + value, "one of: " + String.join(", ", words));
        }
        throw Failure.usage(at + value + " may mean several", "one of: " + String.join(", ", fit));
    }

    /// Whether there are as many operands as there should be.
    private void count() {
        int least = 0;
        long most = 0;
        for (Operand o : table.operands()) {
            least += o.least();
            most += o.most();
            if (operands.size() < least) {
                throw table.wrong("missing argument " + o.value().name());
            }
        }
        if (operands.size() > most) {
            throw table.wrong("unexpected argument " + operands.get((int) most));
        }
        if (!table.actions().isEmpty()) {
            throw table.wrong("missing action");
        }
    }

    private Failure unknown(String word) {
        List<String> names = new ArrayList<>();
        for (Option o : table.options()) {
            names.add(o.text());
        }
        List<String> near = word.startsWith("--") ? Similar.to(word, names) : List.of();
        String all = "all options: sonde " + table.name() + " --help";
        return Failure.usage(
                table.name() + ": unknown option " + word,
                near.isEmpty() ? all : "did you mean " + String.join(", ", near) + "? " + all);
    }

    /// `command`: its name, or empty.
    private static Failure missing(String command, Option option) {
        String what = option.text() + ": missing argument " + option.value().name();
        return Failure.usage(command.isEmpty() ? what : command + ": " + what, tells(option));
    }

    /// The line of the help.
    private static String tells(Option option) {
        return option.heading().strip() + "   " + option.help();
    }
}
