package dev.sonde.cli.tools;

/// Shell patterns, as `fnmatch` matches them: `*`, `?`, `[a-z]`, `[!x]`, and a backslash before what is meant as it
/// stands.
public final class Glob {
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = t;
                continue;
            }
            int next = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Where the pattern goes on when its part at `p` takes `c`; -1 when it does not.
    private static int one(String pattern, int p, char c) {
        char k = pattern.charAt(p);
        if (k == '?') {
            return p + 1;
        }
        if (k == '\\' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        int end = k == '[' ? pattern.indexOf(']', p + 2) : -1;
        if (end < 0) {
            return k == c ? p + 1 : -1;
        }
        int i = p + 1;
        boolean not = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
        i += not ? 1 : 0;
        boolean in = false;
        while (i < end) {
            char low = pattern.charAt(i);
            boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
            char high = range ? pattern.charAt(i + 2) : low;
            in |= c >= low && c <= high;
            i += range ? 3 : 1;
        }
        return in != not ? end + 1 : -1;
    }

    private Glob() {}
}
