package dev.sonde.core.discover;

/// Names as people order them: `web.2` before `web.10`.
public final class NaturalOrder {
    public static int compare(String a, String b) {
        int i = 0;
        int k = 0;
        while (i < a.length() && k < b.length()) {
            int endA = digits(a, i);
            int endB = digits(b, k);
            if (endA == i || endB == k) {
                int r = Character.compare(a.charAt(i++), b.charAt(k++));
                if (r != 0) {
                    return r;
                }
                continue;
            }
            // Without leading zeros the longer number is the greater.
            int fromA = zeros(a, i, endA);
            int fromB = zeros(b, k, endB);
            int r = Integer.compare(endA - fromA, endB - fromB);
            for (int n = 0; r == 0 && fromA + n < endA; n++) {
                r = Character.compare(a.charAt(fromA + n), b.charAt(fromB + n));
            }
            if (r != 0) {
                return r;
            }
            i = endA;
            k = endB;
        }
        int r = Integer.compare(a.length() - i, b.length() - k);
        return r != 0 ? r : a.compareTo(b);
    }

    private static int digits(String s, int from) {
        int i = from;
        while (i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    private static int zeros(String s, int from, int end) {
        int i = from;
        while (i < end - 1 && s.charAt(i) == '0') {
            i++;
        }
        return i;
    }

    private NaturalOrder() {}
}
