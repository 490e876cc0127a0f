package dev.sonde.cli;

import dev.sonde.netlink.RawText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Where results go: a buffer before stdout (or stderr), which knows whether a terminal is behind it.
///
/// Text of our own goes through [#text]; text that others wrote through [#name] (always made harmless: sonde's own
/// views) or [#foreign] (made harmless on a terminal only, byte for byte elsewhere, as the real tools print).
public final class Console {
    /// What a shell reports of a program that SIGPIPE ended: 128 + 13.
    public static final int CLOSED_PIPE = 141;

    /// Nobody reads the output any more: not an error, but the end.
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed() {
            super(null, null, false, false);
        }
    }

    private static final int SIZE = 1 << 15;

    /// Longer text goes through in pieces.
    private static final int LONGEST = SIZE / 2;

    private final OutputStream out;
    private final boolean terminal;
    private final boolean colour;
    private final int columns;
    private final byte[] b = new byte[SIZE];
    private int n;

    public Console(OutputStream out, boolean terminal, int columns, boolean colour) {
        this.out = out;
        this.terminal = terminal;
        this.columns = columns;
        this.colour = colour;
    }

    public boolean terminal() {
        return terminal;
    }

    /// Another before `other`, for what is to be put behind this one's text later: it treats names as this one does.
    public Console aside(OutputStream other) {
        return new Console(other, terminal, columns, colour);
    }

    /// Whether colour may be used: on a terminal, and never with NO_COLOR.
    public boolean colour() {
        return colour;
    }

    /// Columns of the terminal; 0 where there is none, or it did not say.
    public int columns() {
        return columns;
    }

    /// Text of our own, as it stands.
    public Console text(String s) {
        int length = s.length();
        if (length > LONGEST) {
            return bytes(RawText.encode(s));
        }
        // The plain case by hand, with the fields in locals: a large table comes here millions of times.
        byte[] to = room(length);
        int at = n;
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c >= 0x80) {
                n = at;
                return bytes(RawText.encode(s.substring(i)));
            }
            to[at++] = (byte) c;
        }
        n = at;
        return this;
    }

    /// The same between quotation marks, if it is all printable ASCII but `"` and `\\`, so that JSON has it as it
    /// stands;
    /// else nothing is written: false.
    public boolean quoted(String s) {
        int length = s.length();
        if (length > LONGEST - 2) {
            return false;
        }
        byte[] to = room(length + 2);
        int at = n;
        to[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
            to[at++] = (byte) c;
        }
        to[at++] = '"';
        n = at;
        return true;
    }

    /// The first `length` bytes between quotation marks, which are printable ASCII.
    public void quoted(byte[] s, int length) {
        ascii('"').bytes(s, length).ascii('"');
    }

    /// One character of ASCII.
    public Console ascii(char c) {
        byte[] to = room(1);
        to[n++] = (byte) c;
        return this;
    }

    /// The first `length` bytes, which are text already.
    public Console bytes(byte[] s, int length) {
        if (length > LONGEST) {
            write();
            send(s, length);
            return this;
        }
        byte[] to = room(length);
        System.arraycopy(s, 0, to, n, length);
        n += length;
        return this;
    }

    /// The buffer, with room for so many bytes, at most [#LONGEST].
    private byte[] room(int length) {
        if (SIZE - n < length) {
            write();
        }
        return b;
    }

    /// Text that others wrote, in a view of our own: always made harmless, so that a row stays a row.
    public Console name(String s) {
        return text(Escaper.escape(s));
    }

    /// Text that others wrote, in a view that prints what a real tool prints: its bytes as they are, but made
    /// harmless for a terminal.
    public Console foreign(String s) {
        return text(terminal ? Escaper.escape(s) : s);
    }

    public Console number(long v) {
        if (v < 0 || n > SIZE - 20) {
            return text(Long.toString(v));
        }
        int digits = 1;
        for (long rest = v; rest >= 10; rest /= 10) {
            digits++;
        }
        int at = n + digits;
        n = at;
        long rest = v;
        do {
            b[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        return this;
    }

    public Console blanks(int count) {
        for (int left = count; left > 0; ) {
            if (n == SIZE) {
                write();
            }
            int take = Math.min(SIZE - n, left);
            Arrays.fill(b, n, n + take, (byte) ' ');
            n += take;
            left -= take;
        }
        return this;
    }

    /// A name, and blanks up to `width` columns.
    public Console padded(String s, int width) {
        String e = Escaper.escape(s);
        return text(e).blanks(width - Escaper.width(e));
    }

    public Console line() {
        return text("\n");
    }

    public Console bytes(byte[] s) {
        int at = 0;
        while (at < s.length) {
            if (n == SIZE) {
                write();
            }
            int take = Math.min(SIZE - n, s.length - at);
            System.arraycopy(s, at, b, n, take);
            n += take;
            at += take;
        }
        return this;
    }

    /// `ESC [ code m` where colour may be used; `0` ends it.
    public Console style(String code) {
        return colour ? text("\033[").text(code).text("m") : this;
    }

    /// Sends what has gathered.
    public void flush() {
        write();
    }

    private void write() {
        int length = n;
        n = 0;
        if (length > 0) {
            send(b, length);
        }
    }

    private void send(byte[] s, int length) {
        try {
            out.write(s, 0, length);
            out.flush();
        } catch (IOException e) {
            String why = e.getMessage();
            if (why == null || why.equals("Broken pipe") || why.equals("Pipe closed")) {
                throw new Closed();
            }
            throw new Failure("cannot write the result: " + why, "");
        }
    }
}
