package dev.sonde.cli.document;

import dev.sonde.cli.Console;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.State;
import dev.sonde.core.model.Told;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.RawText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Writes [Document]s as JSON: a member a line, indented by four blanks as Docker prints it, in the order of the
/// records' components. Always valid, whatever the names are: a byte that is no UTF-8 becomes U+FFFD.
///
/// How a component is written, its type says, and no document decides it anew:
///
/// - null is left out ([MayBeAbsent]);
/// - an `Optional` that is empty is null;
/// - an address or a MAC is text, and empty where there is none;
/// - an enumeration is the label that people see;
/// - a list is an array, a map an object in the order of the map;
/// - what an engine [Told] stays as it told it;
/// - what an [Each] or a `Supplier` makes is asked for when its turn comes, and not kept.
public final class JsonWriter {
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

    JsonWriter(Console out) {
        this.out = out;
    }

    /// Prints a document that is one object.
    public static void print(Console out, Document document) {
        JsonWriter to = new JsonWriter(out);
        to.document(document);
        out.line();
    }

    /// Prints a document that is an array.
    public static void print(Console out, List<?> documents) {
        JsonWriter to = new JsonWriter(out);
        to.list(documents);
        out.line();
    }

    JsonWriter object() {
        begin();
        return open("{");
    }

    JsonWriter array() {
        begin();
        return open("[");
    }

    JsonWriter endObject() {
        return close("}");
    }

    JsonWriter endArray() {
        return close("]");
    }

    private JsonWriter open(String bracket) {
        out.text(bracket);
        depth++;
        first = true;
        return this;
    }

    private JsonWriter close(String bracket) {
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

    JsonWriter key(String key) {
        begin();
        byte[] known = keys.get(key);
        if (known == null) {
            known = quoted(key);
        }
        out.bytes(known);
        keyed = true;
        return this;
    }

    JsonWriter value(String s) {
        begin();
        string(s);
        return this;
    }

    JsonWriter value(long v) {
        begin();
        out.number(v);
        return this;
    }

    JsonWriter value(boolean v) {
        begin();
        out.text(v ? "true" : "false");
        return this;
    }

    public JsonWriter member(String key, String value) {
        return value == null ? this : key(key).value(value);
    }

    public JsonWriter member(String key, long value) {
        return key(key).value(value);
    }

    public JsonWriter member(String key, boolean value) {
        return key(key).value(value);
    }

    public JsonWriter member(String key, Long value) {
        return value == null ? this : key(key).value(value.longValue());
    }

    public JsonWriter member(String key, Integer value) {
        return value == null ? this : key(key).value(value.longValue());
    }

    public JsonWriter member(String key, Boolean value) {
        return value == null ? this : key(key).value(value.booleanValue());
    }

    public JsonWriter member(String key, OptionalInt value) {
        key(key);
        return value.isEmpty() ? nothing() : value(value.getAsInt());
    }

    public JsonWriter member(String key, OptionalLong value) {
        key(key);
        return value.isEmpty() ? nothing() : value(value.getAsLong());
    }

    /// Of a map, or a list.
    public JsonWriter member(String key, Optional<?> value) {
        return key(key).element(value.orElse(null));
    }

    public JsonWriter member(String key, IpAddress address) {
        return key(key).value(address == null ? "" : address.toString());
    }

    public JsonWriter member(String key, LinkAddress mac) {
        return key(key).value(mac == null ? "" : mac.toString());
    }

    public JsonWriter member(String key, Prefix prefix) {
        return key(key).value(prefix == null ? "" : prefix.toString());
    }

    public JsonWriter member(String key, Kind kind) {
        return kind == null ? this : key(key).value(kind.label());
    }

    public JsonWriter member(String key, State state) {
        return key(key).value(state.label());
    }

    public JsonWriter member(String key, Severity severity) {
        return key(key).value(severity.label());
    }

    public JsonWriter member(String key, NameSource source) {
        return key(key).value(source.label());
    }

    public JsonWriter member(String key, Document document) {
        return document == null ? this : key(key).document(document);
    }

    public JsonWriter member(String key, Supplier<? extends Document> document) {
        return document == null ? this : key(key).document(document.get());
    }

    public JsonWriter member(String key, List<?> list) {
        return list == null ? this : key(key).list(list);
    }

    public JsonWriter member(String key, Map<String, ?> map) {
        return map == null ? this : key(key).map(map);
    }

    public JsonWriter each(String key, Each<? extends Document> each) {
        key(key).array();
        each.forEach(this::document);
        return endArray();
    }

    /// From here to the end of the array each element stands in a line of its own.
    public JsonWriter rows(String key, Rows<? extends Document> rows) {
        key(key).array();
        flat = depth + 1;
        rows.forEach(this::document);
        return endArray();
    }

    JsonWriter document(Document document) {
        object();
        document.members(this);
        return endObject();
    }

    private JsonWriter list(List<?> list) {
        array();
        for (Object element : list) {
            element(element);
        }
        return endArray();
    }

    private JsonWriter map(Map<?, ?> map) {
        object();
        for (Map.Entry<?, ?> e : map.entrySet()) {
            key((String) e.getKey()).element(e.getValue());
        }
        return endObject();
    }

    private JsonWriter told(Told told) {
        if (told instanceof Told.Text t) {
            return value(t.text());
        }
        if (told instanceof Told.Word w) {
            begin();
            out.text(w.word());
            return this;
        }
        return told instanceof Told.Elements e ? list(e.elements()) : map(((Told.Members) told).members());
    }

    private JsonWriter element(Object element) {
        // No switch over types: it is made anew at every start.
        if (element == null) {
            return nothing();
        }
        if (element instanceof Document d) {
            return document(d);
        }
        if (element instanceof String s) {
            return value(s);
        }
        if (element instanceof Integer i) {
            return value(i.longValue());
        }
        if (element instanceof List<?> l) {
            return list(l);
        }
        if (element instanceof Map<?, ?> m) {
            return map(m);
        }
        if (element instanceof Told t) {
            return told(t);
        }
        throw new IllegalArgumentException("no rule for " + element.getClass());
    }

    private JsonWriter nothing() {
        begin();
        out.text("null");
        return this;
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
