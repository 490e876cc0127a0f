package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import java.util.Arrays;

/// The payload of a frame, read field by field; every length is checked before it is used.
public final class Fields {
    private final Frame frame;
    private final byte[] b;
    private int at;

    Fields(Frame frame) {
        this.frame = frame;
        this.b = frame.payload();
    }

    public int u32() {
        need(4);
        int v = b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
        at += 4;
        return v;
    }

    public long u64() {
        long low = u32() & 0xffffffffL;
        return low | (long) u32() << 32;
    }

    /// A string, as it came.
    public byte[] bytes() {
        int length = length();
        byte[] s = Arrays.copyOfRange(b, at, at + length);
        at += length;
        return s;
    }

    /// Goes past a string if it is this one; whether it was.
    boolean skip(byte[] string) {
        int begin = at;
        int length = length();
        boolean same = length == string.length && Arrays.equals(b, at, at + length, string, 0, length);
        at = same ? at + length : begin;
        return same;
    }

    /// Goes past a string.
    public void skip() {
        int length = length();
        at += length;
    }

    /// Where in the payload the next field begins.
    public int at() {
        return at;
    }

    /// A string as text: see [RawText].
    public String text() {
        int length = length();
        String s = RawText.decode(b, at, length);
        at += length;
        return s;
    }

    private int length() {
        int length = u32();
        if (length < 0) {
            throw damaged();
        }
        need(length);
        return length;
    }

    /// Whether anything is left.
    boolean more() {
        return at < b.length;
    }

    /// All that is left.
    public byte[] rest() {
        byte[] s = Arrays.copyOfRange(b, at, b.length);
        at = b.length;
        return s;
    }

    private void need(int n) {
        if (n > b.length - at) {
            throw damaged();
        }
    }

    StreamException damaged() {
        return new StreamException(
                "the stream is damaged: in a frame " + Frame.name(frame.kind()) + ", byte " + at
                        + ": a length points beyond its end",
                "record it again: sonde collect -o FILE");
    }
}
