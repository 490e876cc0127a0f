package dev.sonde.cli.tools;

import dev.sonde.cli.Console;

/// JSON in the layout of `ip -j` (one line) and `ip -j -p` (four blanks a level): where blanks and line ends stand
/// is part of what scripts compare.
///
/// Always valid JSON, whatever a name holds: controls are escaped, and a byte that is no UTF-8 becomes the escape
/// of its lone surrogate (`\udc80` to `\udcff`), so that nothing is lost. On a terminal, what could move the cursor
/// or the order of letters is escaped too.
final class JsonLayout {
    private static final String HEX = "0123456789abcdef";

    private final Console out;
    private final boolean pretty;
    private int depth;

    /// Something stands before in this object or array: a comma is due.
    private boolean comma;

    JsonLayout(Console out, boolean pretty) {
        this.out = out;
        this.pretty = pretty;
    }

    /// The same layout at the same depth, onto another console, where nothing stands before.
    JsonLayout aside(Console other) {
        JsonLayout layout = new JsonLayout(other, pretty);
        layout.depth = depth;
        return layout;
    }

    /// Nothing stands before.
    void again() {
        comma = false;
    }

    /// Something is about to be put here that is laid out already.
    void separate() {
        due();
    }

    void key(String key) {
        if (comma) {
            out.ascii(',');
        }
        if (pretty) {
            line();
        }
        comma = false;
        if (!out.quoted(key)) {
            escaped(key);
        }
        out.ascii(':');
        if (pretty) {
            out.ascii(' ');
        }
    }

    void startObject() {
        due();
        out.ascii('{');
        depth++;
        comma = false;
    }

    void endObject() {
        depth--;
        if (comma && pretty) {
            line();
        }
        out.ascii('}');
        comma = true;
    }

    void startArray() {
        due();
        out.text(pretty ? "[ " : "[");
        depth++;
        comma = false;
    }

    void endArray() {
        depth--;
        out.text(pretty && comma ? " ]" : "]");
        comma = true;
    }

    /// A number, `true`, `false` or `null`.
    void literal(String value) {
        due();
        out.text(value);
    }

    /// A string that needs no escapes, as the text of an address: the first `length` bytes.
    void plain(byte[] value, int length) {
        due();
        out.quoted(value, length);
    }

    void string(String value) {
        due();
        if (!out.quoted(value)) {
            escaped(value);
        }
    }

    private void escaped(String value) {
        out.ascii('"');
        int length = value.length();
        int from = 0;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                continue;
            }
            if (c > 0x7f && !Character.isSurrogate(c) && !(out.terminal() && Harmful.on(c))) {
                continue;
            }
            out.text(value.substring(from, i));
            escape(c);
            from = i + 1;
        }
        out.text(from == 0 ? value : value.substring(from)).text("\"");
    }

    private void escape(char c) {
        switch (c) {
            case '\t' -> out.text("\\t");
            case '\n' -> out.text("\\n");
            case '\r' -> out.text("\\r");
            case '\f' -> out.text("\\f");
            case '\b' -> out.text("\\b");
            case '\\' -> out.text("\\\\");
            case '"' -> out.text("\\\"");
            default -> {
                out.text("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    int digit = c >> shift & 15;
                    out.text(HEX.substring(digit, digit + 1));
                }
            }
        }
    }

    /// The end of the document.
    void end() {
        out.text("\n");
    }

    private void due() {
        if (comma) {
            out.ascii(',');
        }
        comma = true;
    }

    private void line() {
        out.ascii('\n');
        for (int i = 0; i < depth; i++) {
            out.text("    ");
        }
    }

    /// Characters that a terminal obeys instead of showing them.
    private static final class Harmful {
        static boolean on(char c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    true;
                default -> false;
            };
        }

        private Harmful() {}
    }
}
