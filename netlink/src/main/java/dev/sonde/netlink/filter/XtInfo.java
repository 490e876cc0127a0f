package dev.sonde.netlink.filter;

import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Wire;

/// A struct of xtables in a range of bytes that was checked: its numbers are in host order. What would lie beyond its
/// end is -1, or null.
record XtInfo(byte[] b, int at, int length) {
    private boolean beyond(int offset, int size) {
        return offset < 0 || size < 0 || offset > length - size;
    }

    int u8(int offset) {
        return beyond(offset, 1) ? -1 : Wire.u8(b, at + offset);
    }

    int u16(int offset) {
        return beyond(offset, 2) ? -1 : Wire.u16(b, at + offset);
    }

    long u32(int offset) {
        return beyond(offset, 4) ? -1 : Wire.u32(b, at + offset);
    }

    Octets octets(int from, int size) {
        return beyond(from, size) ? null : Octets.copyOf(b, at + from, size);
    }

    /// Up to the zero byte, or all of `size` bytes.
    String text(int from, int size) {
        int n = 0;
        while (n < size && u8(from + n) > 0) {
            n++;
        }
        return RawText.decode(b, at + from, n);
    }

    XtInfo part(int from, int size) {
        return beyond(from, size) ? new XtInfo(b, at, 0) : new XtInfo(b, at + from, size);
    }
}
