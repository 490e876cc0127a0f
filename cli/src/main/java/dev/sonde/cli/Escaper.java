package dev.sonde.cli;

/// Makes text that others wrote harmless before a terminal sees it.
///
/// What could move the cursor, change the terminal or the order of letters, or look like nothing at all, is shown
/// as `\x1b` (a byte) or `\u202e` (a character). All else stays as it is.
public final class Escaper {
    private static final String HEX = "0123456789abcdef";

    public static String escape(String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return escapeFrom(s, i);
            }
        }
        return s;
    }

    private static String escapeFrom(String s, int from) {
        StringBuilder b = new StringBuilder(s.length() + 16).append(s, 0, from);
        int length = s.length();
        int i = from;
        while (i < length) {
            int c = s.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80) {
                if (c < 0x20 || c == 0x7f) {
                    hex(b.append("\\x"), c, 2);
                } else {
                    b.append((char) c);
                }
            } else if (c < 0x10000 && isByte((char) c)) {
                hex(b.append("\\x"), c & 0xff, 2);
            } else if (visible(c)) {
                b.appendCodePoint(c);
            } else if (c < 0x10000) {
                hex(b.append("\\u"), c, 4);
            } else {
                hex(b.append("\\U"), c, 8);
            }
        }
        return b.toString();
    }

    /// Controls (C1 too), format characters (the bidirectional ones, zero width), separators of lines, surrogates,
    /// private and unassigned ones are not.
    private static boolean visible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void hex(StringBuilder b, int v, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            b.append(HEX.charAt(v >> shift & 15));
        }
    }

    /// How many columns of a terminal escaped text takes: wide letters take two, marks none.
    public static int width(String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            if (s.charAt(i) > 0x2ff) {
                return widthOfAny(s);
            }
        }
        return length;
    }

    private static int widthOfAny(String s) {
        int n = 0;
        for (int i = 0; i < s.length(); ) {
            int c = s.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
                continue;
            }
            n += wide(c) ? 2 : 1;
        }
        return n;
    }

    /// East Asian wide letters and emoji: the blocks that terminals draw in two columns.
    private static boolean wide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || c >= 0x2e80 && c <= 0xa4cf
                        || c >= 0xac00 && c <= 0xd7a3
                        || c >= 0xf900 && c <= 0xfaff
                        || c >= 0xfe30 && c <= 0xfe6f
                        || c >= 0xff00 && c <= 0xff60
                        || c >= 0xffe0 && c <= 0xffe6
                        || c >= 0x1f300 && c <= 0x1faff
                        || c >= 0x20000 && c <= 0x3fffd);
    }

    /// Whether a character stands for a byte that is no UTF-8: see [dev.sonde.netlink.RawText].
    static boolean isByte(char c) {
        return c >= 0xdc80 && c <= 0xdcff;
    }

    private Escaper() {}
}
