package dev.sonde.cli.option;

import java.util.List;

/// The argument of an option, or an operand: its name in the help, and what may stand there.
///
/// `words`: for [Completes#WORDS]; each may be shortened to a beginning that no other word has. `list`: several of
/// them, separated by commas. `most`: the greatest number, for a number from 1 on; else 0.
public record Value(String name, Completes completes, List<String> words, boolean list, int most) {
    public static final Value TARGET = of("TARGET", Completes.TARGET);
    public static final Value FILE = of("FILE", Completes.FILE);
    public static final Value HOST = of("HOST", Completes.HOST);
    public static final Value CODE = of("CODE", Completes.CODE);
    public static final Value LAB = of("NAME", Completes.LAB);

    public static Value of(String name, Completes completes) {
        return new Value(name, completes, List.of(), false, 0);
    }

    public static Value number(String name, int most) {
        return new Value(name, Completes.NOTHING, List.of(), false, most);
    }

    public static Value oneOf(String name, List<String> words) {
        return new Value(name, Completes.WORDS, words, false, 0);
    }

    public static Value someOf(String name, List<String> words) {
        return new Value(name, Completes.WORDS, words, true, 0);
    }

    /// As the usage has it: `KIND[,KIND]`.
    String usage() {
        return list ? name.concat("[,").concat(name).concat("]") : name;
    }
}
