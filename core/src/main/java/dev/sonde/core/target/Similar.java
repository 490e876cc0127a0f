package dev.sonde.core.target;

import java.util.ArrayList;
import java.util.List;

/// Finds what somebody may have meant.
public final class Similar {
    private static final int MOST = 3;

    /// Names longer than this are compared by their beginnings: the work grows with the square.
    private static final int LONGEST = 64;

    /// The nearest of `names` to `word`, best first: at most three, none farther than a third of its letters.
    public static List<String> to(String word, List<String> names) {
        List<String> best = new ArrayList<>(MOST);
        int[] distances = new int[MOST + 1];
        int limit = Math.max(1, Math.min(word.length(), LONGEST) / 3);
        for (String name : names) {
            int d = name.startsWith(word) || name.contains(word) && word.length() > 2 ? 0 : distance(word, name);
            if (d > limit || best.contains(name)) {
                continue;
            }
            int at = best.size();
            while (at > 0 && distances[at - 1] > d) {
                at--;
            }
            if (at == MOST) {
                continue;
            }
            best.add(at, name);
            System.arraycopy(distances, at, distances, at + 1, MOST - at);
            distances[at] = d;
            if (best.size() > MOST) {
                best.removeLast();
            }
        }
        return best;
    }

    /// Insertions, deletions, changes, and exchanges of neighbours, that make one of the other.
    static int distance(String a, String b) {
        int n = Math.min(a.length(), LONGEST);
        int m = Math.min(b.length(), LONGEST);
        int[][] d = new int[n + 1][m + 1];
        for (int i = 0; i <= n; i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= m; j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= m; j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, d[i - 2][j - 2] + 1);
                }
                d[i][j] = best;
            }
        }
        return d[n][m];
    }

    private Similar() {}
}
