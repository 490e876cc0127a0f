package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.tools.Accounts;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Nlmsg;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Names of what `ip xfrm` prints.
final class XfrmWords {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int DCCP = 33;
    static final int ROUTING = 43;
    static final int GRE = 47;
    static final int ESP = 50;
    static final int AH = 51;
    static final int ICMPV6 = 58;
    static final int DSTOPTS = 60;
    static final int COMP = 108;
    static final int SCTP = 132;
    static final int MH = 135;

    private static final String[] MODES = {"transport", "tunnel", "ro", "in_trigger", "beet"};
    private static final int[] PROTOCOLS = {ESP, AH, COMP, ROUTING, DSTOPTS, 255};
    private static final String[] PROTOCOL_NAMES = {"esp", "ah", "comp", "route2", "hao", "ipsec-any"};

    static String mode(int mode) {
        return mode < MODES.length ? MODES[mode] : Integer.toString(mode);
    }

    /// The number of a mode, which may be shortened; -1 for none.
    static int mode(String word) {
        for (int i = 0; i < MODES.length; i++) {
            if (!word.isEmpty() && MODES[i].startsWith(word)) {
                return i;
            }
        }
        return -1;
    }

    /// What a state is made of.
    static String protocol(int number) {
        for (int i = 0; i < PROTOCOLS.length; i++) {
            if (PROTOCOLS[i] == number) {
                return PROTOCOL_NAMES[i];
            }
        }
        return Integer.toString(number);
    }

    static int protocol(String name) {
        for (int i = 0; i < PROTOCOLS.length; i++) {
            if (PROTOCOL_NAMES[i].equals(name)) {
                return PROTOCOLS[i];
            }
        }
        return -1;
    }

    /// What a selector takes, by `/etc/protocols`.
    static String upper(int number) {
        String name = Accounts.protocol(number);
        return name != null ? name : Integer.toString(number);
    }

    static String share(int share) {
        return switch (share) {
            case 0 -> "any";
            case 1 -> "session";
            case 2 -> "user";
            case 3 -> "unique";
            default -> Integer.toString(share);
        };
    }

    /// `XFRMA_ALG_*`
    static String algorithm(int attribute) {
        return switch (attribute) {
            case 1 -> "auth";
            case 2 -> "enc";
            case 3 -> "comp";
            case 18 -> "aead";
            default -> "auth-trunc";
        };
    }

    /// `xfrm_address_t` of a family.
    static String address(ByteString b, int at, int family) {
        IpAddress a = ipAddress(b, at, family);
        return a == null ? "???" : a.toString();
    }

    /// Null: of a family that has none.
    static IpAddress ipAddress(ByteString b, int at, int family) {
        int size = family == Nlmsg.AF_INET ? 4 : family == Nlmsg.AF_INET6 ? 16 : 0;
        return size == 0 ? null : IpAddress.of(b.slice(at, size).toArray());
    }

    static String limit(long limit) {
        return limit == -1 ? "(INF)" : Long.toUnsignedString(limit);
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /// In UTC: of the host's time zone the analysis sees nothing.
    static String time(long seconds) {
        try {
            return seconds == 0 ? "-" : TIME.format(Instant.ofEpochSecond(seconds));
        } catch (DateTimeException e) {
            return "invalid-time";
        }
    }

    /// Eight binary digits.
    static String bits(int number) {
        String some = Integer.toBinaryString(number & 0xff);
        return "0".repeat(8 - some.length()) + some;
    }

    /// `%#x`
    static String hex(long v) {
        return v == 0 ? "0" : "0x" + Long.toHexString(v);
    }

    private XfrmWords() {}
}
