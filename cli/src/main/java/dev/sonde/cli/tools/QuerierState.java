package dev.sonde.cli.tools;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Function;

/// Who asks for the members of multicast groups: `BRIDGE_QUERIER_*` of linux/if_bridge.h, of a bridge or of a VLAN.
public final class QuerierState {
    /// `BRIDGE_QUERIER_IP_ADDRESS`; behind it the port and the timer, as behind that of IPv6.
    private static final int IPV4 = 1;

    private static final int IPV6 = 5;

    /// `name`: what stands for an address.
    public static void print(Printer out, ByteString nest, Function<IpAddress, String> name) {
        half(out, nest, IPV4, "ipv4", Colour.INET, name);
        half(out, nest, IPV6, "ipv6", Colour.INET6, name);
    }

    private static void half(
            Printer out, ByteString nest, int first, String version, Colour c, Function<IpAddress, String> name) {
        String key = "mcast_querier_" + version;
        out.begin("mcast_querier_state_" + version);
        int at = find(nest, first);
        int length = first == IPV4 ? 4 : 16;
        if (at >= 0 && at + length <= nest.length()) {
            out.text(key + "_addr ");
            out.string(
                    c,
                    key + "_addr",
                    "",
                    name.apply(IpAddress.of(nest.slice(at, length).toArray())),
                    " ");
        }
        at = find(nest, first + 1);
        if (at >= 0 && at + 4 <= nest.length()) {
            out.number(key + "_port", key + "_port ", nest.u32(at), " ");
        }
        at = find(nest, first + 2);
        if (at >= 0 && at + 8 <= nest.length()) {
            String timer = time(nest.u32(at) | nest.u32(at + 4) << 32);
            out.string(key + "_other_timer", key + "_other_timer ", timer, " ");
        }
        out.end();
    }

    /// The kernel counts hundredths of a second; the real tool takes them for nanoseconds, and so does this, to be the
    /// same.
    private static String time(long t) {
        if (t >= 1_000_000_000) {
            return general(t, 1_000_000_000) + "s";
        }
        return t >= 1_000_000 ? general(t, 1_000_000) + "ms" : t >= 1000 ? general(t, 1000) + "us" : t + "ns";
    }

    /// As `%.3g` writes it.
    private static String general(long t, long unit) {
        BigDecimal d = BigDecimal.valueOf(t)
                .divide(BigDecimal.valueOf(unit))
                .round(new MathContext(3, RoundingMode.HALF_EVEN));
        BigDecimal s = d.stripTrailingZeros();
        int exponent = s.precision() - s.scale() - 1;
        if (exponent < 3) {
            return s.toPlainString();
        }
        String digits = s.unscaledValue().toString();
        return digits.charAt(0) + (digits.length() == 1 ? "" : "." + digits.substring(1)) + "e+"
                + (exponent < 10 ? "0" : "") + exponent;
    }

    /// Where the value of an attribute begins; -1: it is not there.
    private static int find(ByteString nest, int type) {
        int at = 0;
        while (at + 4 <= nest.length()) {
            int length = nest.u16(at);
            if (length < 4) {
                return -1;
            }
            if ((nest.u16(at + 2) & 0x3fff) == type) {
                return at + 4;
            }
            at += length + 3 & ~3;
        }
        return -1;
    }

    private QuerierState() {}
}
