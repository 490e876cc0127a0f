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

    /// As it stands; in single quotes; or, where a terminal would not show it as it is, `$'...'` byte by byte.
    private static void quote(StringBuilder b, String w) {
        boolean plain = !w.isEmpty();
        boolean ascii = true;
        for (int i = 0; i < w.length(); i++) {
            char c = w.charAt(i);
            plain &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
            ascii &= c >= 0x20 && c < 0x7f;
        }
        if (plain) {
            b.append(w);
        } else if (ascii) {
            b.append('\'').append(w.replace("'", "'\\''")).append('\'');
        } else {
            b.append("$'");
            for (byte x : RawText.encode(w)) {
                b.append("\\x").append(Character.forDigit(x >> 4 & 15, 16)).append(Character.forDigit(x & 15, 16));
            }
            b.append('\'');
        }
    }

    private Shell() {}
}
