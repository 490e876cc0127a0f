package dev.sonde.cli.tools;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// The words behind the object, read one after the other.
public final class Arguments {
    private final List<String> words;
    private int at;

    public Arguments(List<String> words, int from) {
        this.words = words;
        this.at = from;
    }

    public boolean more() {
        return at < words.size();
    }

    /// The word that is read next.
    public String peek() {
        return words.get(at);
    }

    public String next() {
        return words.get(at++);
    }

    /// The value of the word that was just read.
    public String value() {
        if (at == words.size()) {
            throw incomplete();
        }
        return next();
    }

    public static ToolExit incomplete() {
        return ToolExit.leaving(255, "Command line is not complete. Try option \"help\"");
    }

    public static ToolExit wrong(String what, String word) {
        return ToolExit.leaving(255, "Error: argument \"" + word + "\" is wrong: " + what);
    }

    public static ToolExit duplicate(String what, String word) {
        return ToolExit.leaving(255, "Error: duplicate \"" + what + "\": \"" + word + "\" is the second value.");
    }

    public static ToolExit garbage(String what, String word) {
        return ToolExit.leaving(255, "Error: either \"" + what + "\" is duplicate, or \"" + word + "\" is garbage.");
    }

    public static ToolExit noDevice(int status, String name) {
        return new ToolExit(status, "Cannot find device \"" + name + "\"");
    }

    public static ToolExit unknownCommand(String word, String help) {
        return ToolExit.leaving(255, "Command \"" + word + "\" is unknown, try \"" + help + "\".");
    }

    /// A prefix of a family, 0 for any.
    public static Prefix prefix(String word, int family) {
        Prefix p = Prefix.parse(word, family);
        if (p == null) {
            throw ToolExit.leaving(
                    1, "Error: " + expected(family) + " prefix is expected rather than \"" + word + "\".");
        }
        return p;
    }

    public static IpAddress address(String word, int family) {
        IpAddress a = Prefix.address(word, family);
        if (a == null) {
            throw ToolExit.leaving(
                    1, "Error: " + expected(family) + " address is expected rather than \"" + word + "\".");
        }
        return a;
    }

    private static String expected(int family) {
        return family == Options.ANY ? "any valid" : Options.familyName(family);
    }
}
