package dev.sonde.cli.tools;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.RawText;
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

    /// The word that was read last is read again.
    public void back() {
        at--;
    }

    /// The word that was read last.
    public String last() {
        return words.get(at - 1);
    }

    /// The word behind the first that is `word`, of those that are still to be read; null: there is none.
    public String after(String word) {
        for (int i = at; i + 1 < words.size(); i++) {
            if (words.get(i).equals(word)) {
                return words.get(i + 1);
            }
        }
        return null;
    }

    /// A name that a link can have, or the tool's end. `IFNAMSIZ` is 16, its zero included.
    public static String interfaceName(String what, String word) {
        boolean valid = !word.isEmpty() && RawText.encode(word).length < 16;
        for (int i = 0; i < word.length() && valid; i++) {
            char c = word.charAt(i);
            valid = c != '/' && c != ' ' && (c < '\t' || c > '\r');
        }
        if (!valid) {
            throw wrong("\"" + what + "\" not a valid ifname", word);
        }
        return word;
    }

    public static ToolExit required(String what) {
        return ToolExit.leaving(255, "Error: argument \"" + what + "\" is required");
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
