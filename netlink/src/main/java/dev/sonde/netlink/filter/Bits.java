package dev.sonde.netlink.filter;

import java.util.Arrays;

/// A field of a packet of which some bits are known: those that are 1 in `known`.
final class Bits {
    private final byte[] value;
    private final byte[] known;

    private Bits(byte[] value, byte[] known) {
        this.value = value;
        this.known = known;
    }

    static Bits unknown(int length) {
        return new Bits(new byte[length], new byte[length]);
    }

    static Bits of(Octets value) {
        byte[] known = new byte[value.length()];
        Arrays.fill(known, (byte) 0xff);
        return new Bits(value.toArray(), known);
    }

    static Bits of(Octets value, Octets known) {
        return new Bits(value.toArray(), Arrays.copyOf(known.toArray(), value.length()));
    }

    /// `length` bytes from `from` on; what is beyond the end is not known.
    static Bits part(byte[] value, byte[] known, int from, int length) {
        Bits all = unknown(length);
        for (int i = 0; i < length && from + i < value.length; i++) {
            all.value[i] = value[from + i];
            all.known[i] = known[from + i];
        }
        return all;
    }

    int length() {
        return value.length;
    }

    /// Whether all of it is known.
    boolean known() {
        for (byte k : known) {
            if (k != -1) {
                return false;
            }
        }
        return true;
    }

    /// `(bits & mask) ^ xor`: `struct nft_bitwise`.
    Bits masked(Octets mask, Octets xor) {
        Bits all = unknown(value.length);
        for (int i = 0; i < value.length; i++) {
            int m = i < mask.length() ? mask.u8(i) : 0xff;
            int x = i < xor.length() ? xor.u8(i) : 0;
            all.value[i] = (byte) (value[i] & m ^ x);
            all.known[i] = (byte) (known[i] | ~m);
        }
        return all;
    }

    /// Whether it begins with these bytes.
    Answer equal(Octets with) {
        Answer so = with.length() > value.length ? Answer.MAYBE : Answer.YES;
        for (int i = 0; i < Math.min(value.length, with.length()); i++) {
            int k = known[i] & 0xff;
            if (((value[i] ^ with.u8(i)) & k) != 0) {
                return Answer.NO;
            }
            so = k == 0xff ? so : Answer.MAYBE;
        }
        return so;
    }

    /// Whether it is one of `from` to `to`, as numbers in network order.
    Answer within(Octets from, Octets to) {
        if (from.length() != value.length || to.length() != value.length) {
            return Answer.MAYBE;
        }
        if (from.equals(to)) {
            return equal(from);
        }
        if (greatest().compareTo(from) < 0 || least().compareTo(to) > 0) {
            return Answer.NO;
        }
        return least().compareTo(from) >= 0 && greatest().compareTo(to) <= 0 ? Answer.YES : Answer.MAYBE;
    }

    /// The least that it may be, as a number in network order.
    Octets least() {
        byte[] b = value.clone();
        for (int i = 0; i < b.length; i++) {
            b[i] &= known[i];
        }
        return Octets.of(b);
    }

    Octets greatest() {
        byte[] b = value.clone();
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (b[i] & known[i] | ~known[i]);
        }
        return Octets.of(b);
    }
}
