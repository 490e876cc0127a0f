package dev.sonde.protocol;

/// Which words of a command line name files that the command reads: recordings, commands of `-batch`, a lab's plan, the
/// nodes of a
/// cluster.
///
/// Fixed before the analysis exists, as [CommandRights] are: the sensor opens these and no others, and hands their
/// bytes on. What is no such file is only looked at, so a word too many does no harm.
public final class CommandFiles {
    /// For each word: 0, or one more than where in it the name of a file begins.
    public static int[] of(byte[][] argv) {
        int[] at = new int[argv.length];
        byte[] command = argv.length > 1 ? argv[1] : new byte[0];
        boolean tool = is(command, "ip") || is(command, "bridge");
        boolean plan = is(command, "lab") && argv.length > 2 && is(argv[2], "up");
        boolean nodes = is(command, "check");
        boolean options = true;
        int i = 2;
        while (i < argv.length) {
            byte[] word = argv[i];
            boolean whole = is(word, "--from") || nodes && is(word, "--nodes");
            if (options && is(word, "--")) {
                options = false;
            } else if (options && (whole || tool && batch(word))) {
                i++;
                if (i < argv.length) {
                    at[i] = 1;
                }
            } else if (options && begins(word, "--from=")) {
                at[i] = 8;
            } else if (options && nodes && begins(word, "--nodes=")) {
                at[i] = 9;
            } else if (plan && i > 2 && word.length > 0 && (word[0] != '-' || !options)) {
                at[i] = 1;
            }
            i++;
        }
        return at;
    }

    /// `-b`, `-ba` … `-batch`, or with two dashes, as the real tools take it.
    private static boolean batch(byte[] word) {
        int from = word.length > 1 && word[1] == '-' ? 1 : 0;
        String whole = "-batch";
        int n = word.length - from;
        if (n < 2 || n > whole.length()) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (word[from + i] != (byte) whole.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(byte[] word, String text) {
        return word.length == text.length() && begins(word, text);
    }

    private static boolean begins(byte[] word, String text) {
        if (word.length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (word[i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private CommandFiles() {}
}
