package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolExit;

/// The verbs behind an object.
final class Verbs {
    /// Verbs that show; every object knows them.
    private static final String[] SHOW = {"show", "lst", "list"};

    /// The verb that is meant: one of `changing`, of `reading`, or of [#SHOW]. What changes something is refused.
    static String verb(Arguments rest, String object, String[] changing, String... reading) {
        return verb(rest, object, "ip " + object + " help\".", changing, reading);
    }

    /// `help`: the end of what the real tool says of a verb that it does not know.
    static String verb(Arguments rest, String object, String help, String[] changing, String... reading) {
        if (!rest.more()) {
            return "show";
        }
        String word = rest.next();
        for (String verb : changing) {
            if (Options.matches(word, verb)) {
                throw new ToolExit(
                        2,
                        "sonde: ip " + object + " " + verb + ": read-only: changes are refused\n"
                                + "  sonde enter TARGET -- ip ... runs the real tool there");
            }
        }
        for (String verb : reading) {
            if (Options.matches(word, verb)) {
                return verb;
            }
        }
        for (String verb : SHOW) {
            if (Options.matches(word, verb)) {
                return "show";
            }
        }
        if (Options.matches(word, "help")) {
            throw Usage.of(object);
        }
        throw ToolExit.leaving(255, "Command \"" + word + "\" is unknown, try \"" + help);
    }

    private Verbs() {}
}
