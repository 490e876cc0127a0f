package dev.sonde.netlink;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that do not change, compared by content. Carries what has no better type, and the structs of the kernel,
/// whose fields are read in host order (little-endian: x86-64 and aarch64).
public final class ByteString {
    public static final ByteString EMPTY = new ByteString(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int from;
    private final int length;

    private ByteString(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    public static ByteString of(byte... bytes) {
        return new ByteString(bytes.clone(), 0, bytes.length);
    }

    /// A part of a buffer into which nobody writes any more: it is kept with it, not copied.
    static ByteString within(byte[] buffer, int offset, int length) {
        return length == 0 ? EMPTY : new ByteString(buffer, offset, length);
    }

    public static ByteString copyOf(byte[] buffer, int offset, int length) {
        return within(Arrays.copyOfRange(buffer, offset, offset + length), 0, length);
    }

    public static ByteString parseHex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return within(bytes, 0, bytes.length);
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    public int u8(int at) {
        return Wire.u8(bytes, place(at, 1));
    }

    public int u16(int at) {
        return Wire.u16(bytes, place(at, 2));
    }

    public int u16be(int at) {
        return Wire.u16be(bytes, place(at, 2));
    }

    public int s32(int at) {
        return Wire.s32(bytes, place(at, 4));
    }

    public long u32(int at) {
        return Wire.u32(bytes, place(at, 4));
    }

    public long u32be(int at) {
        return Wire.u32be(bytes, place(at, 4));
    }

    public long u64(int at) {
        return Wire.u64(bytes, place(at, 8));
    }

    public ByteString slice(int at, int size) {
        return within(bytes, place(at, size), size);
    }

    /// Where in the buffer `size` bytes from `at` on are, all of which must be ours.
    private int place(int at, int size) {
        if (at < 0 || size > length - at) {
            throw new IndexOutOfBoundsException(size + " bytes at " + at + " of " + length);
        }
        return from + at;
    }

    void writeTo(Out out) {
        out.bytes(bytes, from, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that
                && Arrays.equals(bytes, from, from + length, that.bytes, that.from, that.from + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /// Hexadecimal digits without separators.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, from, from + length);
    }
}
