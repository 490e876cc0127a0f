package dev.sonde.cli.tools;

/// The colours of `ip -c`, by what they mark: bold ones, as a dark background asks for.
public enum Colour {
    NONE("", ""),
    IFNAME("1;36", "36"),
    MAC("1;33", "33"),
    INET("1;35", "35"),
    INET6("1;94", "34"),
    UP("1;32", "32"),
    DOWN("1;31", "31");

    /// The numbers of ISO 6429 that select it, before a dark background and before a light one.
    private final String dark;

    private final String light;

    Colour(String dark, String light) {
        this.dark = dark;
        this.light = light;
    }

    String code(boolean onLight) {
        return onLight ? light : dark;
    }

    /// Whether the terminal says that its background is light: `COLORFGBG` ends with its number, and 0 to 6 and 8 are
    /// dark.
    static boolean lightBackground() {
        String said = System.getenv("COLORFGBG");
        int semicolon = said == null ? -1 : said.lastIndexOf(';');
        return semicolon >= 0 && !said.substring(semicolon + 1).matches("[0-68]");
    }
}
