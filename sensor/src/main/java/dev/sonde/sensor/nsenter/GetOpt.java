package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Out;

/// `getopt_long(3)` with `+`: stops at the first word that is no option. Long options may be abbreviated, optional
/// arguments must be attached; what is wrong is said in the C library's words.
public final class GetOpt {
    /// Kinds of argument: `no_argument`, `required_argument`, `optional_argument`.
    public static final int NO = 0;

    static final int REQUIRED = 1;
    static final int OPTIONAL = 2;

    /// No more options: [#index] is the first word that is none.
    public static final int END = -1;
    /// The option was wrong, which has been said.
    static final int BAD = '?';

    /// One option: `letter` is its short form, or a number above 255 when it has none.
    public record Option(String name, int letter, int argument) {}

    private final Option[] options;
    private final byte[][] argv;
    private final byte[] program;
    private final Out err;

    /// The next word.
    public int index;

    /// The argument of the option that [#next] gave; [#given] tells an empty one from none.
    byte[] argument = Bytes.NONE;

    boolean given;

    /// Where in `argv[index]` the next short option stands; 0: at a new word.
    private int at;

    public GetOpt(Option[] options, byte[][] argv, int index, byte[] program, Out err) {
        this.options = options;
        this.argv = argv;
        this.index = index;
        this.program = program;
        this.err = err;
    }

    /// The next option's letter, [#END] or [#BAD].
    public int next() {
        argument = Bytes.NONE;
        given = false;
        if (at == 0) {
            if (index >= argv.length) {
                return END;
            }
            byte[] word = argv[index];
            if (word.length < 2 || word[0] != '-') {
                return END;
            }
            if (word[1] == '-') {
                index++;
                return word.length == 2 ? END : longOption(word);
            }
            at = 1;
        }
        return shortOption();
    }

    private int shortOption() {
        byte[] word = argv[index];
        int letter = word[at] & 0xff;
        at++;
        boolean last = at == word.length;
        int found = -1;
        for (int i = 0; i < options.length; i++) {
            if (options[i].letter == letter) {
                found = i;
            }
        }
        int kind = found < 0 ? NO : options[found].argument;
        if (kind != NO && !last) {
            argument = Bytes.sub(word, at, word.length - at);
            given = true;
        }
        if (last || kind != NO) {
            index++;
            at = 0;
        }
        if (found < 0) {
            err.p(program).p(": invalid option -- '").raw(letter).p("'\n");
            return BAD;
        }
        if (kind == REQUIRED && !given) {
            if (index >= argv.length) {
                err.p(program)
                        .p(": option requires an argument -- '")
                        .raw(letter)
                        .p("'\n");
                return BAD;
            }
            argument = argv[index];
            given = true;
            index++;
        }
        return letter;
    }

    private int longOption(byte[] word) {
        int equals = Bytes.find(word, '=', 2);
        int end = equals < 0 ? word.length : equals;
        int found = -1;
        int candidates = 0;
        for (int i = 0; i < options.length; i++) {
            if (prefix(word, end, options[i].name)) {
                if (options[i].name.length() == end - 2) {
                    found = i;
                    candidates = 1;
                    break;
                }
                found = i;
                candidates++;
            }
        }
        if (candidates == 0) {
            err.p(program).p(": unrecognized option '").p(word).p("'\n");
            return BAD;
        }
        if (candidates > 1) {
            ambiguous(word, end);
            return BAD;
        }
        Option option = options[found];
        if (equals >= 0) {
            if (option.argument == NO) {
                err.p(program).p(": option '--").p(option.name).p("' doesn't allow an argument\n");
                return BAD;
            }
            argument = Bytes.sub(word, equals + 1, word.length - equals - 1);
            given = true;
        } else if (option.argument == REQUIRED) {
            if (index >= argv.length) {
                err.p(program).p(": option '--").p(option.name).p("' requires an argument\n");
                return BAD;
            }
            argument = argv[index];
            given = true;
            index++;
        }
        return option.letter;
    }

    private void ambiguous(byte[] word, int end) {
        err.p(program).p(": option '").p(word).p("' is ambiguous; possibilities:");
        for (int i = 0; i < options.length; i++) {
            if (prefix(word, end, options[i].name)) {
                err.p(" '--").p(options[i].name).raw('\'');
            }
        }
        err.raw('\n');
    }

    /// Whether `word[2, end)` is the beginning of `name`.
    private static boolean prefix(byte[] word, int end, String name) {
        int n = end - 2;
        if (n > name.length()) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (word[2 + i] != (byte) name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
