package dev.sonde.sensor.engine;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// A JSON document of which one string is wanted: looked for by its key, wherever it stands. What understands JSON is
/// the analysis; this is for documents of which nothing else may leave this process.
final class JsonText {
    private static final int LARGEST = 1 << 16;

    private final Kernel kernel;
    private final byte[] text = new byte[LARGEST];

    /// Where the string that [#string] found begins and ends.
    private int from;

    private int to;

    JsonText(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Reads the file below the root, whoever owns it: its length, 0 when there is none.
    int read(Root root, byte[] zpath) {
        return content(root, zpath, root.find(zpath, Root.FILE));
    }

    /// Reads the file, if it is this user's: its length, 0 when there is none.
    int read(Root root, byte[] zpath, int uid) {
        int fd = root.find(zpath, Root.FILE);
        if (fd >= 0 && Kernel.uid(root.statx()) != uid) {
            kernel.close(fd);
            return 0;
        }
        return content(root, zpath, fd);
    }

    private int content(Root root, byte[] zpath, int fd) {
        int open = root.reopen(fd, 0);
        int n = open;
        if (open >= 0) {
            n = kernel.readAll(open, text, 0);
            kernel.close(open);
        }
        if (n < 0) {
            root.gap(zpath, zpath.length - 1, n);
        }
        return Math.max(n, 0);
    }

    byte[] text() {
        return text;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /// The string that was found.
    byte[] found() {
        return Bytes.sub(text, from, to - from);
    }

    /// Finds the string behind this key, quotes and all, in the first `length` bytes. No string of a path or a
    /// context's name needs an escape: one that has any is not found.
    boolean string(int length, String key) {
        int n = key.length();
        for (int at = 0; at + n < length; at++) {
            int i = 0;
            while (i < n && text[at + i] == key.charAt(i)) {
                i++;
            }
            if (i == n) {
                return string(length, at + n);
            }
        }
        return false;
    }

    private boolean string(int length, int behindKey) {
        int at = blanks(length, behindKey);
        if (at >= length || text[at] != ':') {
            return false;
        }
        at = blanks(length, at + 1);
        if (at >= length || text[at] != '"') {
            return false;
        }
        from = at + 1;
        to = from;
        while (to < length && text[to] != '"' && text[to] != '\\') {
            to++;
        }
        return to < length && text[to] == '"';
    }

    private int blanks(int length, int at) {
        int i = at;
        while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) {
            i++;
        }
        return i;
    }
}
