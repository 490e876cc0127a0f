package dev.sonde.cli.tools;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.netlink.RawText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// `-batch FILE`: the words of one command a line, options aside, as `ip` and `bridge` read them. Blanks part
/// words, quotes hold them together, `#` begins a comment, a backslash at its end continues a line.
public final class Batch {
    /// Runs one command, and gives its exit status.
    @FunctionalInterface
    public interface Runner {
        int run(List<String> words);
    }

    /// `MAX_ARGS` of iproute2
    private static final int MOST_WORDS = 511;

    /// A longer file is no list of commands.
    private static final int LONGEST = 1 << 24;

    private final Context context;
    private final String file;
    private final String[] lines;

    private Batch(Context context, String file, String text) {
        this.context = context;
        this.file = file;
        this.lines = text.split("\n", -1);
    }

    /// Runs line after line, until one fails: then `force` goes on. The exit status of all.
    public static int run(Context context, String file, boolean force, Runner command) {
        if (file.equals("-")) {
            throw new ToolExit(
                    2,
                    "sonde: -batch -: stdin is not read, the part of sonde that reads commands does not have it\n"
                            + "  put the commands into a file: -batch FILE");
        }
        return new Batch(context, file, read(context, file)).run(force, command);
    }

    private static String read(Context context, String file) {
        try (InputStream in = context.named().open(file)) {
            byte[] b = in.readNBytes(LONGEST);
            return RawText.decode(b, 0, b.length);
        } catch (IOException e) {
            throw new ToolExit(1, "Cannot open file \"" + file + "\" for reading: " + e.getMessage());
        }
    }

    private int run(boolean force, Runner command) {
        int status = 0;
        int at = 0;
        while (at < lines.length) {
            StringBuilder line = new StringBuilder();
            boolean more = true;
            while (more) {
                if (at == lines.length) {
                    ToolCommand.say(context, "Missing continuation line");
                    return status;
                }
                String next = lines[at++];
                int comment = next.indexOf('#');
                // The last piece has no line end behind it, nor has what a comment cuts off.
                more = comment < 0 && next.endsWith("\\") && at < lines.length;
                line.append(next, 0, comment >= 0 ? comment : more ? next.length() - 1 : next.length());
                if (more && at == lines.length - 1 && lines[at].isEmpty()) {
                    at++;
                }
            }
            List<String> words = words(line.toString());
            if (!words.isEmpty() && !succeeds(words, command)) {
                ToolCommand.say(context, "Command failed " + file + ":" + at);
                status = Failure.FAILED;
                if (!force) {
                    break;
                }
            }
        }
        return status;
    }

    private boolean succeeds(List<String> words, Runner command) {
        try {
            return command.run(words) == 0;
        } catch (ToolExit e) {
            if (e.leaves()) {
                throw e;
            }
            context.out().flush();
            if (!e.getMessage().isEmpty()) {
                ToolCommand.say(context, e.getMessage());
            }
            return false;
        }
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < line.length() && blank(line.charAt(i))) {
                i++;
            }
            if (i == line.length()) {
                return words;
            }
            if (words.size() == MOST_WORDS) {
                throw ToolExit.leaving(1, "Too many arguments to command");
            }
            int from = i;
            char quote = line.charAt(i);
            if (quote == '\'' || quote == '"') {
                int end = line.indexOf(quote, i + 1);
                if (end < 0) {
                    throw ToolExit.leaving(1, "Unterminated quoted string");
                }
                words.add(line.substring(from + 1, end));
                i = end + 1;
            } else {
                while (i < line.length() && !blank(line.charAt(i))) {
                    i++;
                }
                words.add(line.substring(from, i));
            }
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
