package dev.sonde.netlink;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that do not change, compared by content. Carries what has no better type, and the structs of the kernel,
/// whose fields are read in host order (little-endian: x86-64 and aarch64).
public final class ByteString {
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ByteString of(byte... bytes) {
        return new ByteString(bytes.clone());
    }

    public static ByteString copyOf(byte[] buffer, int offset, int length) {
        return length == 0 ? EMPTY : new ByteString(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    public static ByteString parseHex(String hex) {
        return new ByteString(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public int u8(int at) {
        return Wire.u8(bytes, at);
    }

    public int u16(int at) {
        return Wire.u16(bytes, at);
    }

    public int u16be(int at) {
        return Wire.u16be(bytes, at);
    }

    public int s32(int at) {
        return Wire.s32(bytes, at);
    }

    public long u32(int at) {
        return Wire.u32(bytes, at);
    }

    public long u32be(int at) {
        return Wire.u32be(bytes, at);
    }

    public long u64(int at) {
        return Wire.u64(bytes, at);
    }

    public ByteString slice(int at, int length) {
        return copyOf(bytes, at, length);
    }

    void writeTo(Out out) {
        out.bytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Hexadecimal digits without separators.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
