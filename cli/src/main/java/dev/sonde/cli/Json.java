package dev.sonde.cli;

import dev.sonde.netlink.RawText;
import java.util.HashMap;
import java.util.Map;

/// Writes JSON for sonde's own views: a member a line, indented by four blanks as Docker prints it, keys in the
/// order in which they are given. Always valid, whatever the names are: a byte that is no UTF-8 becomes U+FFFD.
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private final Console out;
    private int depth;

    /// Whether the value that comes is the first of its object or array.
    private boolean first = true;

    /// Whether a key was just written.
    private boolean keyed;

    /// From this depth on all stands in one line.
    private int flat = Integer.MAX_VALUE;

    /// `"key": ` of each key that was written before.
    private final Map<String, byte[]> keys = new HashMap<>();

    public Json(Console out) {
        this.out = out;
    }

    /// An address, a prefix, or a MAC as text; empty where there is none.
    public static String text(Object address) {
        return address == null ? "" : address.toString();
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

    /// From here to the end of the array that was just begun each of its elements stands in a line of its own: a
    /// table of a hundred thousand rows is as short as it can be, and still read line by line.
    public Json rows() {
        flat = depth + 1;
        return this;
    }

    private Json open(String bracket) {
        out.text(bracket);
        depth++;
        first = true;
        return this;
    }

    private Json close(String bracket) {
        depth--;
        if (!first && depth + 1 < flat) {
            newline();
        }
        if (depth < flat - 1) {
            flat = Integer.MAX_VALUE;
        }
        out.text(bracket);
        first = false;
        return this;
    }

    public Json key(String key) {
        begin();
        byte[] known = keys.get(key);
        if (known == null) {
            known = quoted(key);
        }
        out.bytes(known);
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
            out.text(depth < flat ? "," : ", ");
        }
        if (depth > 0 && depth < flat) {
            newline();
        }
        first = false;
    }

    private static boolean plain(String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void newline() {
        out.line().blanks(4 * depth);
    }

    /// Keys are the same few: those of a document of a host are counted in hundreds.
    private byte[] quoted(String key) {
        byte[] b = RawText.encode(plain(key) ? "\"" + key + "\": " : escaped(key) + ": ");
        if (keys.size() < 4096) {
            keys.put(key, b);
        }
        return b;
    }

    private void string(String s) {
        if (plain(s)) {
            out.text("\"").text(s).text("\"");
        } else {
            out.text(escaped(s));
        }
    }

    private static String escaped(String s) {
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
        return b.append('"').toString();
    }
}
