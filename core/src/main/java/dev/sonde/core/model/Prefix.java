package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// An address with the length of its prefix, `10.0.1.4/24`. `length` -1: none was told.
public record Prefix(IpAddress address, int length) {
    public static final int NONE = -1;

    /// As engines write it, with or without a length; null: it is no address.
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        try {
            IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
            String length = slash < 0 ? "" : text.substring(slash + 1);
            if (slash < 0) {
                return new Prefix(address, NONE);
            }
            boolean digits =
                    !length.isEmpty() && length.length() <= 3 && length.chars().allMatch(c -> c >= '0' && c <= '9');
            int bits = digits ? Integer.parseInt(length) : NONE;
            return bits < 0 || bits > 8 * address.length() ? null : new Prefix(address, bits);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Whether an address lies in the range; false where no length was told.
    public boolean contains(IpAddress other) {
        return length >= 0 && address.sharesPrefix(other, length);
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Prefix p && p.length == length && p.address.equals(address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + length;
    }

    @Override
    public String toString() {
        String text = address.toString();
        return length < 0 ? text : text.concat("/").concat(Integer.toString(length));
    }
}
