package dev.sonde.core.check;

import dev.sonde.netlink.RawText;
import java.util.List;

/// Writes words so that a shell reads the same words: what is pasted is what was meant, whatever the names hold.
public final class Shell {
    private static final String PLAIN = "-_./:=@,+%";

    /// The words of a command, each quoted where it has to be.
    public static String line(List<String> words) {
        StringBuilder b = new StringBuilder(128);
        for (String w : words) {
            if (!b.isEmpty()) {
                b.append(' ');
            }
            quote(b, w);
        }
        return b.toString();
    }

    /// As it stands; in single quotes; or, where a terminal would not show it as it is, written by printf, which
    /// every shell understands.
    private static void quote(StringBuilder b, String w) {
        boolean plain = !w.isEmpty();
        boolean ascii = true;
        for (int i = 0; i < w.length(); i++) {
            char c = w.charAt(i);
            plain &= letter(c) || PLAIN.indexOf(c) >= 0;
            ascii &= c >= 0x20 && c < 0x7f;
        }
        if (plain) {
            b.append(w);
        } else if (ascii) {
            b.append('\'').append(w.replace("'", "'\\''")).append('\'');
        } else {
            printed(b, RawText.encode(w));
        }
    }

    /// `"$(printf 'a\033b')"`: in octal what is no letter, for no shell and no history looks at those. What stands
    /// in `$( )` loses its line ends: they stand behind it.
    private static void printed(StringBuilder b, byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '\n') {
            end--;
        }
        b.append("\"$(printf '");
        for (int i = 0; i < end; i++) {
            int x = bytes[i] & 0xff;
            if (letter((char) x) || x == '-' && i > 0 || x == '.' || x == '/') {
                b.append((char) x);
            } else {
                b.append('\\').append((char) ('0' + (x >> 6)));
                b.append((char) ('0' + (x >> 3 & 7))).append((char) ('0' + (x & 7)));
            }
        }
        b.append("')\"");
        for (int i = end; i < bytes.length; i++) {
            b.append("$'\\n'"); // a line end there is a thing of paths, and of bash
        }
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private Shell() {}
}
