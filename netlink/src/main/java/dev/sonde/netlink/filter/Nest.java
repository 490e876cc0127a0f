package dev.sonde.netlink.filter;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Wire;

/// Attributes of nf_tables in a range of bytes that was checked. Its numbers are in network order.
final class Nest {
    private static final int HEADER = 4;

    private final byte[] b;
    private final int end;
    private final int message;

    /// Where the attribute at which it stands begins.
    private int at;

    private int next;

    /// `message`: its type, for an error.
    Nest(byte[] b, int from, int end, int message) {
        this.b = b;
        this.end = end;
        this.message = message;
        this.at = from;
        this.next = from;
    }

    /// Goes on to the next attribute: whether there is one.
    boolean next() throws MalformedMessage {
        at = next;
        if (end - at < HEADER) {
            return false;
        }
        int length = Wire.u16(b, at);
        if (length < HEADER || length > end - at) {
            throw new MalformedMessage(message, at, "an attribute says it has " + length + " bytes");
        }
        next = Math.min(end, at + Wire.align(length));
        return true;
    }

    int number() {
        return Wire.u16(b, at + 2) & Attr.TYPE_MASK;
    }

    int length() {
        return Wire.u16(b, at) - HEADER;
    }

    Nest inside() {
        return new Nest(b, at + HEADER, at + HEADER + length(), message);
    }

    long u32() throws MalformedMessage {
        require(4);
        return Wire.u32be(b, at + HEADER);
    }

    long u64() throws MalformedMessage {
        require(8);
        return Wire.u64be(b, at + HEADER);
    }

    /// Its bytes; of a longer one than any register or match has, the first.
    Octets octets() {
        return Octets.copyOf(b, at + HEADER, Math.min(length(), LONGEST));
    }

    private static final int LONGEST = 4096;

    /// The same as a struct of xtables.
    XtInfo info() {
        return new XtInfo(b, at + HEADER, length());
    }

    /// The NFTA_DATA_VALUE of the attributes from here on; empty: there is none.
    Octets data() throws MalformedMessage {
        Octets value = Octets.NONE;
        while (next()) {
            value = number() == 1 ? octets() : value; // NFTA_DATA_VALUE
        }
        return value;
    }

    /// Up to the zero byte, or all.
    String text() {
        int n = 0;
        while (n < length() && b[at + HEADER + n] != 0) {
            n++;
        }
        return RawText.decode(b, at + HEADER, n);
    }

    private void require(int length) throws MalformedMessage {
        if (length() < length) {
            throw new MalformedMessage(
                    message, at, "an attribute has " + length() + " bytes, " + length + " are wanted");
        }
    }
}
