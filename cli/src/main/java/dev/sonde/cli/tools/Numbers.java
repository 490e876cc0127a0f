package dev.sonde.cli.tools;

/// Numbers of a command line, read as `strtoul` with base 0 reads them.
public final class Numbers {
    /// Decimal, `0x` hexadecimal or `0` octal, no sign, below 2^32; -1 for anything else.
    public static long unsigned(String s) {
        int radix = 10;
        int at = 0;
        if (s.startsWith("0x") || s.startsWith("0X")) {
            radix = 16;
            at = 2;
        } else if (s.length() > 1 && s.charAt(0) == '0') {
            radix = 8;
            at = 1;
        }
        if (at == s.length()) {
            return -1;
        }
        long v = 0;
        for (int i = at; i < s.length(); i++) {
            char c = s.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            v = v * radix + digit;
            if (v > 0xffff_ffffL) {
                return -1;
            }
        }
        return v;
    }

    private Numbers() {}
}
