package dev.sonde.cli.tools;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Nlmsg;

/// An address with a number of leading bits that count: `10.0.0.0/8`, `10/8`, `default`, `any`, `fe80::1`.
///
/// `address` is null for `default`, `any` and `all` of no family. `explicit`: the length stood in the text.
public record Prefix(int family, IpAddress address, int length, boolean explicit) {
    public static final int INET = Nlmsg.AF_INET;
    public static final int INET6 = Nlmsg.AF_INET6;

    /// The bits of an MPLS label.
    private static final int LABEL = 20;

    /// Reads a prefix of `family`, 0 for any; null when it is none.
    public static Prefix parse(String text, int family) {
        if (text.equals("default") || text.equals("any") || text.equals("all")) {
            return new Prefix(family, null, text.equals("default") ? 0 : text.equals("any") ? 0 : 0, true);
        }
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = family == Nlmsg.AF_MPLS ? label(host) : address(host, family);
        if (address == null) {
            return null;
        }
        int its = family == Nlmsg.AF_MPLS ? family : address.isV4() ? INET : INET6;
        int bits = its == INET6 ? 128 : its == INET ? 32 : LABEL;
        if (slash < 0) {
            return new Prefix(its, address, bits, false);
        }
        long length = Numbers.unsigned(text.substring(slash + 1));
        if (length < 0 || length > bits) {
            return null;
        }
        return new Prefix(its, address, (int) length, true);
    }

    /// A label of MPLS as messages have it: `struct mpls_label` of linux/mpls.h, the last of its stack.
    private static IpAddress label(String text) {
        long n = Numbers.unsigned(text);
        if (n < 0 || n >= 1 << LABEL) {
            return null;
        }
        return IpAddress.of(new byte[] {(byte) (n >> 12), (byte) (n >> 4), (byte) (n << 4 | 1), 0});
    }

    /// An address; IPv4 may leave out numbers at its end, as in `10` and `10.1`.
    static IpAddress address(String text, int family) {
        try {
            if (text.indexOf(':') >= 0) {
                return family == INET ? null : IpAddress.parse(text);
            }
            if (family == INET6) {
                return null;
            }
            int dots = 0;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '.') {
                    dots++;
                }
            }
            return IpAddress.parse(dots >= 3 ? text : text + ".0".repeat(3 - dots));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Whether an address lies in it.
    public boolean contains(IpAddress that) {
        return address == null || that != null && that.sharesPrefix(address, length);
    }
}
