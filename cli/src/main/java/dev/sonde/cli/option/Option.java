package dev.sonde.cli.option;

/// An option of one of sonde's own commands: `-j`, `--json`, or both.
///
/// Compared by identity: a command asks its [CommandLine] by the option that stands in its table. `letter`: 0 where
/// it has none. `name`: without the hyphens, empty where it has none. `value`: its argument, or null. `repeats`: it
/// may be given several times, and each counts.
public record Option(char letter, String name, Value value, boolean repeats, String help) {
    /// Those that many commands have.
    public static final Option HELP = flag('h', "help", "this text");

    public static final Option JSON = flag('j', "json", "as JSON (docs/json.md)");
    public static final Option FROM = new Option(
            '\0',
            "from",
            Value.FILE,
            true,
            "reads a recording of sonde collect instead of this host; repeat it for several hosts");

    public static Option flag(char letter, String name, String help) {
        return new Option(letter, name, null, false, help);
    }

    public static Option flag(String name, String help) {
        return flag('\0', name, help);
    }

    public static Option with(String name, Value value, String help) {
        return new Option('\0', name, value, false, help);
    }

    /// `--json`; `-o` where there is no long form.
    public String text() {
        return name.isEmpty() ? "-".concat(String.valueOf(letter)) : "--".concat(name);
    }

    /// `-j`, or `--kind KIND[,KIND]`.
    String usage() {
        String shortest = letter == '\0' ? text() : "-".concat(String.valueOf(letter));
        return value == null ? shortest : shortest.concat(" ").concat(value.usage());
    }

    /// `-j, --json`, or `    --kind KIND[,KIND]`.
    String heading() {
        StringBuilder b = new StringBuilder(32);
        b.append(letter == '\0' ? "  " : "-".concat(String.valueOf(letter)));
        b.append(name.isEmpty() ? "" : letter == '\0' ? "  " : ", ");
        b.append(name.isEmpty() ? "" : text());
        return value == null
                ? b.toString()
                : b.append(' ').append(value.usage()).toString();
    }
}
