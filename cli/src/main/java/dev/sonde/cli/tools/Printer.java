package dev.sonde.cli.tools;

import dev.sonde.cli.Console;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.RawText;

/// Writes rows as text or as JSON. A view says each thing once, with its place in the text and its key in the JSON,
/// so that the two cannot drift apart; whichever of the two is not asked for is dropped here.
///
/// In the text a value stands between `before` and `after`, which are ours; the value itself may be anybody's.
public final class Printer {
    private final Console out;
    private final JsonLayout json;
    private final boolean colour;

    /// The colours are those for a light background.
    private final boolean light;

    private final String newline;

    /// The text of one address: a prefix of IPv6, or a link's address.
    private final byte[] scratch = new byte[IpAddress.LONGEST_TEXT + 4];

    private static final int LONGEST_MAC = 16;

    private Printer(Console out, JsonLayout json, boolean colour, String newline) {
        this.out = out;
        this.json = json;
        this.colour = colour;
        this.light = colour && Colour.lightBackground();
        this.newline = newline;
    }

    public static Printer of(Console out, boolean json, boolean pretty, boolean colour, boolean oneline) {
        return new Printer(out, json ? new JsonLayout(out, pretty) : null, colour && !json, oneline ? "\\" : "\n");
    }

    /// A printer of rows for another thread, onto `aside`: [#append] puts them behind what this one has printed. It
    /// is within the document's array.
    Printer aside(Console aside) {
        return new Printer(aside, json == null ? null : json.aside(aside), colour, newline);
    }

    /// Puts rows behind what was printed that [#aside] has printed.
    void append(byte[] rows, int length) {
        if (length > 0) {
            if (json != null) {
                json.separate();
            }
            out.bytes(rows, length);
        }
    }

    /// Of a printer aside: what is printed from now on is put elsewhere, where nothing stands before.
    void again() {
        if (json != null) {
            json.again();
        }
    }

    Console console() {
        return out;
    }

    public boolean json() {
        return json != null;
    }

    /// Begins the document: all of it is one array.
    public void start() {
        if (json != null) {
            json.startArray();
        }
    }

    public void finish() {
        if (json != null) {
            json.endArray();
            json.end();
        }
    }

    /// An object of an array.
    public void begin() {
        if (json != null) {
            json.startObject();
        }
    }

    /// An object of an object.
    public void begin(String key) {
        if (json != null) {
            json.key(key);
            json.startObject();
        }
    }

    public void end() {
        if (json != null) {
            json.endObject();
        }
    }

    public void beginArray(String key) {
        if (json != null) {
            json.key(key);
            json.startArray();
        }
    }

    public void endArray() {
        if (json != null) {
            json.endArray();
        }
    }

    public void string(String key, String before, String value, String after) {
        string(Colour.NONE, key, before, value, after);
    }

    /// The colour takes in what stands around the value.
    public void string(Colour c, String key, String before, String value, String after) {
        if (json != null) {
            json.key(key);
            json.string(value);
        } else {
            paint(c);
            out.text(before).foreign(value).text(after);
            clear(c);
        }
    }

    /// The text of an address.
    public void string(Colour c, String key, String before, IpAddress value, String after) {
        string(c, key, before, value, -1, after);
    }

    /// A prefix: an address, a slash and a length; without the slash where the length is negative.
    public void string(Colour c, String key, String before, IpAddress value, int length, String after) {
        int end = value.print(scratch, 0);
        if (length >= 0) {
            scratch[end] = '/';
            end = digits(length, end + 1);
        }
        plain(c, key, before, end, after);
    }

    /// The text of an address.
    public void string(Colour c, String key, String before, LinkAddress value, String after) {
        if (value.length() > LONGEST_MAC) {
            string(c, key, before, value.toString(), after);
        } else {
            plain(c, key, before, value.print(scratch, 0), after);
        }
    }

    /// What [#scratch] holds up to `end`.
    private void plain(Colour c, String key, String before, int end, String after) {
        if (json != null) {
            json.key(key);
            json.plain(scratch, end);
        } else {
            paint(c);
            out.text(before).bytes(scratch, end).text(after);
            clear(c);
        }
    }

    /// Writes a number of at most three digits; where it ends.
    private int digits(int v, int from) {
        int at = from;
        if (v >= 100) {
            scratch[at++] = (byte) ('0' + v / 100 % 10);
        }
        if (v >= 10) {
            scratch[at++] = (byte) ('0' + v / 10 % 10);
        }
        scratch[at++] = (byte) ('0' + v % 10);
        return at;
    }

    /// A string of an array.
    public void item(String before, String value, String after) {
        if (json != null) {
            json.string(value);
        } else {
            out.text(before).foreign(value).text(after);
        }
    }

    public void number(String key, String before, long value, String after) {
        literal(key, before, Long.toString(value), after);
    }

    /// A 64-bit counter, which has no sign.
    public void unsigned(String key, String before, long value, String after) {
        literal(key, before, Long.toUnsignedString(value), after);
    }

    private void literal(String key, String before, String value, String after) {
        if (json != null) {
            json.key(key);
            json.literal(value);
        } else {
            out.text(before).text(value).text(after);
        }
    }

    /// `%#llx` in the text, the same as a string in the JSON.
    public void hex(String key, String before, long value, String after) {
        string(key, before, value == 0 ? "0" : "0x" + Long.toHexString(value), after);
    }

    /// True in the JSON, a word in the text.
    public void flag(String key, String text) {
        if (json != null) {
            json.key(key);
            json.literal("true");
        } else {
            out.text(text);
        }
    }

    /// Null in the JSON, a word in the text.
    public void mark(String key, String text) {
        if (json != null) {
            json.key(key);
            json.literal("null");
        } else {
            out.text(text);
        }
    }

    /// True or false in the JSON; in the text the key, with `no` before it where it is off, if it is to be shown.
    public void option(String key, boolean value, boolean show) {
        if (json != null) {
            json.key(key);
            json.literal(Boolean.toString(value));
        } else if (show) {
            out.text(value ? "" : "no").text(key).text(" ");
        }
    }

    /// True or false in the JSON, `on` or `off` in the text.
    public void onOff(String key, String before, boolean value, String after) {
        literal(key, before, json != null ? Boolean.toString(value) : value ? "on" : "off", after);
    }

    /// What only the text has.
    public Printer text(String text) {
        if (json == null) {
            out.text(text);
        }
        return this;
    }

    /// Foreign text that only the text has.
    public Printer text(Colour c, String value, String after) {
        if (json == null) {
            paint(c);
            out.foreign(value).text(after);
            clear(c);
        }
        return this;
    }

    /// The end of a line within a row: a backslash with `-oneline`.
    public void line() {
        text(newline);
    }

    /// What only the JSON has.
    public void jsonString(String key, String value) {
        if (json != null) {
            json.key(key);
            json.string(value);
        }
    }

    public void jsonNumber(String key, long value) {
        if (json != null) {
            json.key(key);
            json.literal(Long.toString(value));
        }
    }

    public void jsonUnsigned(String key, long value) {
        if (json != null) {
            json.key(key);
            json.literal(Long.toUnsignedString(value));
        }
    }

    public void jsonBoolean(String key, boolean value) {
        if (json != null) {
            json.key(key);
            json.literal(Boolean.toString(value));
        }
    }

    public void jsonNull(String key) {
        if (json != null) {
            json.key(key);
            json.literal("null");
        }
    }

    /// A number that has a point.
    public void jsonDecimal(String key, String value) {
        if (json != null) {
            json.key(key);
            json.literal(value);
        }
    }

    /// The blanks that fill `value` up to `width` bytes, as `%-16s` does.
    public static String fill(String value, int width) {
        int n = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            n += c < 0x80 ? 1 : RawText.encode(value.substring(i)).length;
            if (c >= 0x80) {
                break;
            }
        }
        return n >= width ? "" : " ".repeat(width - n);
    }

    /// At least `digits` hexadecimal digits.
    public static String hex(long value, int digits) {
        String s = Long.toHexString(value);
        return s.length() >= digits ? s : "0".repeat(digits - s.length()) + s;
    }

    /// A number in at least `width` columns.
    public static String right(String value, int width) {
        int blanks = width - value.length();
        return blanks <= 0 ? value : " ".repeat(blanks) + value;
    }

    private void paint(Colour c) {
        if (colour && c != Colour.NONE) {
            out.text("\033[").text(c.code(light)).text("m");
        }
    }

    private void clear(Colour c) {
        if (colour && c != Colour.NONE) {
            out.text("\033[0m");
        }
    }
}
