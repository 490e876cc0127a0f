package dev.sonde.core.engine;

/// Ranges of IPv4 addresses, as engines write them.
final class Ranges {
    /// The range to which an address with a prefix length belongs: `10.0.1.0/24` of `10.0.1.3/24`; empty for what is
    /// none.
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

    private Ranges() {}
}
