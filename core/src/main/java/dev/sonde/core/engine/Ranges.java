package dev.sonde.core.engine;

import dev.sonde.netlink.IpAddress;

/// Ranges of addresses, as engines write them.
public final class Ranges {
    /// The range to which an address with a prefix length belongs: `10.0.1.0/24` of `10.0.1.3/24`; empty for what
    /// is none.
    static String of(String address) {
        int slash = address.indexOf('/');
        if (slash < 0) {
            return "";
        }
        int prefix = JsonTree.decimal(address.substring(slash + 1));
        String[] parts = address.substring(0, slash).split("\\.", -1);
        if (parts.length != 4 || prefix < 1 || prefix > 32) {
            return "";
        }
        long v = 0;
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() < 4 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            int n = digits ? JsonTree.decimal(part) : 256;
            if (n > 255) {
                return "";
            }
            v = v << 8 | n;
        }
        v &= 0xffffffffL << 32 - prefix;
        return (v >> 24 & 255) + "." + (v >> 16 & 255) + "." + (v >> 8 & 255) + "." + (v & 255) + "/" + prefix;
    }

    /// The first address of a range of IPv6 addresses `A/64` of fc00::/7; null where it is none.
    public static IpAddress six(String range) {
        if (!range.endsWith("/64")) {
            return null;
        }
        try {
            IpAddress a = IpAddress.parse(range.substring(0, range.length() - 3));
            byte[] b = a.toArray();
            boolean whole = b.length == 16 && (b[0] & 0xfe) == 0xfc;
            for (int i = 8; whole && i < 16; i++) {
                whole = b[i] == 0;
            }
            return whole ? a : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Ranges() {}
}
