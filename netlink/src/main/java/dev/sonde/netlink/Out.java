package dev.sonde.netlink;

import java.util.Arrays;

/// A message under construction: bytes that grow, lengths that are filled in when their end is known.
public final class Out {
    private byte[] bytes = new byte[128];
    private int length;

    /// Empty.
    public Out() {}

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    public Out u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public Out u16(int value) {
        return u8(value).u8(value >> 8);
    }

    public Out u16be(int value) {
        return u8(value >> 8).u8(value);
    }

    public Out u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    public Out u32be(long value) {
        return u16be((int) (value >> 16)).u16be((int) value);
    }

    public Out u64(long value) {
        return u32(value).u32(value >> 32);
    }

    public Out u64be(long value) {
        return u32be(value >> 32).u32be(value);
    }

    public Out bytes(byte[] more) {
        return bytes(more, 0, more.length);
    }

    Out bytes(byte[] more, int from, int count) {
        reserve(count);
        System.arraycopy(more, from, bytes, length, count);
        length += count;
        return this;
    }

    public Out bytes(ByteString more) {
        more.writeTo(this);
        return this;
    }

    /// Zeroes up to the next multiple of four.
    public Out align() {
        int end = Wire.align(length);
        while (length < end) {
            u8(0);
        }
        return this;
    }

    public int length() {
        return length;
    }

    /// Opens an attribute; its length follows with [#endAttribute].
    int beginAttribute(int type) {
        int start = length;
        u16(0).u16(type);
        return start;
    }

    void endAttribute(int start) {
        endRecord(start);
    }

    /// Fills in the length, in the two bytes at `start`, of something that ends here, and pads it.
    public void endRecord(int start) {
        setU16(start, length - start);
        align();
    }

    void setU16(int at, int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("an attribute of " + value + " bytes does not fit its length field");
        }
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    void setU32(int at, long value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }
}
