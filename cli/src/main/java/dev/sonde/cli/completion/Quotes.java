package dev.sonde.cli.completion;

/// Words of ours as a shell reads them.
final class Quotes {
    /// For bash and zsh: as it stands, or between single quotes.
    static String shell(String word) {
        return plain(word) ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// For fish.
    static String fish(String word) {
        return plain(word) ? word : "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static boolean plain(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length() && plain; i++) {
            char c = word.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            plain = letter || c == '-' || c == '_' || c == '.';
        }
        return plain;
    }

    private Quotes() {}
}
