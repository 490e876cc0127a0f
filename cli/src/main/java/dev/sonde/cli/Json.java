package dev.sonde.cli;

/// Writes JSON for sonde's own views: a member a line, indented by four blanks as Docker prints it, keys in the order
/// in which they are given. Always valid, whatever the names are: a byte that is no UTF-8 becomes U+FFFD.
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private final Console out;
    private int depth;

    /// Whether the value that comes is the first of its object or array.
    private boolean first = true;

    /// Whether a key was just written.
    private boolean keyed;

    public Json(Console out) {
        this.out = out;
    }

    public Json object() {
        begin();
        return open("{");
    }

    public Json array() {
        begin();
        return open("[");
    }

    public Json endObject() {
        return close("}");
    }

    public Json endArray() {
        return close("]");
    }

    private Json open(String bracket) {
        out.text(bracket);
        depth++;
        first = true;
        return this;
    }

    private Json close(String bracket) {
        depth--;
        if (!first) {
            newline();
        }
        out.text(bracket);
        first = false;
        return this;
    }

    public Json key(String key) {
        begin();
        string(key);
        out.text(": ");
        keyed = true;
        return this;
    }

    public Json value(String s) {
        begin();
        if (s == null) {
            out.text("null");
        } else {
            string(s);
        }
        return this;
    }

    public Json value(long v) {
        begin();
        out.number(v);
        return this;
    }

    public Json value(boolean v) {
        begin();
        out.text(v ? "true" : "false");
        return this;
    }

    public Json member(String key, String value) {
        return key(key).value(value);
    }

    public Json member(String key, long value) {
        return key(key).value(value);
    }

    public Json member(String key, boolean value) {
        return key(key).value(value);
    }

    /// The end of the document.
    public void end() {
        out.line();
    }

    private void begin() {
        if (keyed) {
            keyed = false;
            return;
        }
        if (!first) {
            out.text(",");
        }
        if (depth > 0) {
            newline();
        }
        first = false;
    }

    private void newline() {
        out.line().blanks(4 * depth);
    }

    private void string(String s) {
        StringBuilder b = new StringBuilder(s.length() + 2).append('"');
        int length = s.length();
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                b.append('\\').append(c);
            } else if (c == '\n') {
                b.append("\\n");
            } else if (c == '\t') {
                b.append("\\t");
            } else if (c == '\r') {
                b.append("\\r");
            } else if (c < 0x20 || c >= 0x7f && c < 0xa0 || c >= 0x200b && c <= 0x206f) {
                b.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    b.append(HEX.charAt(c >> shift & 15));
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(s.charAt(i + 1))) {
                b.append(c).append(s.charAt(++i));
            } else {
                b.append(Character.isSurrogate(c) ? '\ufffd' : c);
            }
        }
        out.text(b.append('"').toString());
    }
}
