package dev.sonde.cli.option;

/// What stands on the command line without a hyphen: at least `least` words, at most `most`.
public record Operand(Value value, int least, int most) {
    private static final int ANY = Integer.MAX_VALUE;

    public static Operand one(Value value) {
        return new Operand(value, 1, 1);
    }

    public static Operand optional(Value value) {
        return new Operand(value, 0, 1);
    }

    public static Operand any(Value value) {
        return new Operand(value, 0, ANY);
    }

    public static Operand some(Value value) {
        return new Operand(value, 1, ANY);
    }

    /// `TARGET`, `[TARGET]`, `[TARGET]...` or `TARGET...`; a program stands behind `--`.
    String usage() {
        String name = value.name();
        if (value.completes() == Completes.PROGRAM) {
            return "[-- ".concat(name).concat("...]");
        }
        return (least == 0 ? "[".concat(name).concat("]") : name).concat(most == ANY ? "..." : "");
    }
}
