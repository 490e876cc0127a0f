package dev.sonde.cli.tools;

import dev.sonde.netlink.RawText;
import java.io.FileInputStream;
import java.io.IOException;

/// Names of users and groups, from `/etc/passwd` and `/etc/group` alone: no resolver is asked.
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
        String text;
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] b = in.readNBytes(LONGEST);
            text = RawText.decode(b, 0, b.length);
        } catch (IOException e) {
            return null; // then the number stands for itself
        }
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

    private Accounts() {}
}
