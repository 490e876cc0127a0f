package dev.sonde.netlink.filter;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes with which a rule compares. They never change, and two of the same bytes are equal.
public final class Octets implements Comparable<Octets> {
    static final Octets NONE = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Octets of(byte... bytes) {
        return new Octets(bytes.clone());
    }

    static Octets copyOf(byte[] b, int at, int length) {
        return new Octets(Arrays.copyOfRange(b, at, at + length));
    }

    /// A port, as it lies in a packet.
    static Octets u16be(int value) {
        return new Octets(new byte[] {(byte) (value >> 8), (byte) value});
    }

    /// A number of the kernel's own, as it lies in a register.
    static Octets u32(long value) {
        return new Octets(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
    }

    public int length() {
        return bytes.length;
    }

    public int u8(int at) {
        return bytes[at] & 0xff;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// A part; what is beyond the end is left out.
    Octets part(int from, int length) {
        int start = Math.min(from, bytes.length);
        return new Octets(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + length)));
    }

    /// One less, as a number in network order: the last of an interval whose end is not in it. Of zero: itself.
    Octets before() {
        byte[] b = bytes.clone();
        for (int i = b.length - 1; i >= 0; i--) {
            b[i]--;
            if (b[i] != -1) {
                return new Octets(b);
            }
        }
        return this;
    }

    /// The greatest of this length.
    Octets greatest() {
        byte[] b = new byte[bytes.length];
        Arrays.fill(b, (byte) 0xff);
        return new Octets(b);
    }

    @Override
    public int compareTo(Octets that) {
        return Arrays.compareUnsigned(bytes, that.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// In hexadecimal.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
