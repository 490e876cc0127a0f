package dev.sonde.cli.tools;

import dev.sonde.netlink.RawText;
import java.io.FileInputStream;
import java.io.IOException;

/// Names of users, groups and protocols, from `/etc/passwd`, `/etc/group` and `/etc/protocols` alone: no resolver
/// is asked.
public final class Accounts {
    private static final int LONGEST = 1 << 20;

    /// The user's name, or null.
    public static String user(long uid) {
        return find("/etc/passwd", uid);
    }

    public static String group(long gid) {
        return find("/etc/group", gid);
    }

    /// Lines `name:password:id:…`.
    private static String find(String file, long id) {
        String text = read(file);
        String wanted = Long.toString(id);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int first = text.indexOf(':', at);
            int second = first < 0 ? -1 : text.indexOf(':', first + 1);
            int third = second < 0 ? -1 : text.indexOf(':', second + 1);
            if (third > 0 && third < end && text.substring(second + 1, third).equals(wanted)) {
                return text.substring(at, first);
            }
            at = end + 1;
        }
        return null;
    }

    /// The name of a protocol above IP, from lines `name number …` of `/etc/protocols`; or null.
    public static String protocol(int number) {
        String text = read("/etc/protocols");
        String wanted = Integer.toString(number);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int name = word(text, at, end);
            int from = blanks(text, name, end);
            if (name > at
                    && text.charAt(at) != '#'
                    && text.substring(from, word(text, from, end)).equals(wanted)) {
                return text.substring(at, name);
            }
            at = end + 1;
        }
        return null;
    }

    /// The number of a protocol above IP by its name or its digits, or the tool's end.
    public static int protocol(String name, String otherwise) {
        long v = Numbers.unsigned(name);
        for (int i = 0; v < 0 && i < 256; i++) {
            v = name.equals(protocol(i)) ? i : v;
        }
        if (v < 0 || v > 255) {
            throw Arguments.wrong(otherwise, name);
        }
        return (int) v;
    }

    private static int word(String text, int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) != ' ' && text.charAt(i) != '\t') {
            i++;
        }
        return i;
    }

    private static int blanks(String text, int from, int end) {
        int i = from;
        while (i < end && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /// Empty where it cannot be read: then numbers stand for themselves.
    private static String read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] b = in.readNBytes(LONGEST);
            return RawText.decode(b, 0, b.length);
        } catch (IOException e) {
            return "";
        }
    }

    private Accounts() {}
}
