package dev.sonde.sensor.text;

/// Text on its way to a terminal, of whose bytes only those pass that show something at the place where the cursor is:
/// letters in UTF-8, line ends, colours, and what takes the current line away. All else, which could hide or repaint
/// what stands there, or make the terminal type, becomes `\xHH`.
public final class Harmless {
    private static final int ESC = 0x1b;

    /// The longest sequence that colours need, and the longest character.
    private static final int MOST = 24;

    private final Out out;

    /// Bytes that belong together and are not whole yet.
    private final byte[] held = new byte[MOST];

    private int n;

    /// How many bytes the character has that is being held.
    private int character;

    /// Whether the line has something in it, the cursor is at its beginning, and a colour was set.
    private boolean begun;

    private boolean returned;
    private boolean coloured;

    public Harmless(Out out) {
        this.out = out;
    }

    public void write(byte[] b, int length) {
        for (int i = 0; i < length; i++) {
            take(b[i] & 0xff);
        }
        out.flush();
    }

    /// From here on somebody else writes: at the beginning of a line, without a colour.
    public void settle() {
        escape();
        if (coloured) {
            out.p("\033[0m");
            coloured = false;
        }
        if (begun) {
            out.raw('\n');
            begun = false;
        }
        returned = false;
        out.flush();
    }

    private void take(int c) {
        if (n > 0 && held[0] == ESC) {
            sequence(c);
        } else if (n > 0 && (c & 0xc0) == 0x80) {
            continues(c);
        } else {
            escape();
            first(c);
        }
    }

    private void first(int c) {
        if (c == '\n') {
            out.raw(c);
            begun = false;
        } else if (c == '\r' || c == '\t' || c >= 0x20 && c < 0x7f) {
            out.raw(c);
            begun |= c != '\r';
        } else if (c == ESC || c >= 0xc2 && c < 0xf5) {
            character = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
            hold(c);
            return; // what returned the cursor still counts
        } else {
            hold(c);
            escape();
        }
        returned = c == '\r';
    }

    /// U+0080 to U+009f are controls, as the byte behind ESC is.
    private void continues(int c) {
        hold(c);
        boolean control = n == 2 && held[0] == (byte) 0xc2 && c < 0xa0;
        boolean tooLong = n == 2 && (held[0] == (byte) 0xe0 && c < 0xa0 || held[0] == (byte) 0xf0 && c < 0x90);
        if (control || tooLong) {
            escape();
        } else if (n == character) {
            pass();
            begun = true;
            returned = false;
        }
    }

    /// `ESC [ digits and semicolons m`, and `ESC [ K` at the beginning of a line.
    private void sequence(int c) {
        boolean second = n == 1;
        if (second ? c == '[' : (c >= '0' && c <= '9' || c == ';') && n < MOST - 1) {
            hold(c);
        } else if (!second && c == 'm' && n < MOST && !conceals()) {
            hold(c);
            pass();
            coloured = true;
        } else if (n == 2 && c == 'K') {
            hold(c);
            pass();
            begun &= !returned;
        } else {
            escape();
            first(c);
        }
    }

    /// Whether one of the numbers is 8: letters that nobody sees.
    private boolean conceals() {
        int value = 0;
        for (int i = 2; i <= n; i++) {
            if (i < n && held[i] != ';') {
                value = Math.min(value * 10 + held[i] - '0', 1000);
            } else if (value == 8) {
                return true;
            } else {
                value = 0;
            }
        }
        return false;
    }

    private void hold(int c) {
        held[n] = (byte) c;
        n++;
    }

    private void pass() {
        out.p(held, 0, n);
        n = 0;
    }

    /// What is held is nothing that passes.
    private void escape() {
        for (int i = 0; i < n; i++) {
            int c = held[i] & 0xff;
            if (c >= 0x20 && c < 0x7f) {
                out.raw(c);
            } else {
                out.p("\\x").hex(c >> 4).hex(c);
            }
            begun = true;
        }
        n = 0;
    }
}
