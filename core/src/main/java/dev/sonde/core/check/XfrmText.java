package dev.sonde.core.check;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.xfrm.Xfrm;
import dev.sonde.netlink.xfrm.XfrmPolicy;
import dev.sonde.netlink.xfrm.XfrmState;

/// Rows of XFRM in the words of `ip xfrm`.
public final class XfrmText {
    /// The first two lines of a state as one: `src A dst B proto esp spi 0x… reqid N mode transport`.
    public static String of(XfrmState s) {
        return "src " + s.from() + " dst " + s.to() + " proto " + protocol(s.protocol()) + " spi " + spi(s.spi())
                + " reqid " + s.request() + " mode " + mode(s.mode());
    }

    /// A policy: `src A/32 dst B/32 proto udp dport 4789 dir out mark … tmpl src A dst B proto esp spi 0x…`.
    public static String of(XfrmPolicy p) {
        StringBuilder b = new StringBuilder(160);
        b.append("src ").append(range(p.from(), p.fromLength()));
        b.append(" dst ").append(range(p.to(), p.toLength()));
        if (p.protocol() != 0) {
            b.append(" proto ").append(p.protocol() == UDP ? "udp" : Integer.toString(p.protocol()));
        }
        if (p.port() != 0) {
            b.append(" dport ").append(p.port());
        }
        b.append(" dir ").append(DIRECTIONS[Math.min(p.direction(), DIRECTIONS.length - 1)]);
        if (!p.mark().equals(Xfrm.Mark.ANY)) {
            b.append(" mark ").append(p.mark());
        }
        for (XfrmPolicy.Template t : p.templates()) {
            b.append(" tmpl src ").append(t.from()).append(" dst ").append(t.to());
            b.append(" proto ").append(protocol(t.protocol())).append(" spi ").append(spi(t.spi()));
        }
        return b.toString();
    }

    private static final int UDP = 17;
    private static final String[] DIRECTIONS = {"in", "out", "fwd", "other"};

    private static String range(IpAddress ip, int length) {
        return ip + "/" + length;
    }

    private static String protocol(int n) {
        return n == Xfrm.PROTO_ESP ? "esp" : Integer.toString(n);
    }

    private static String mode(int n) {
        return n == Xfrm.MODE_TRANSPORT ? "transport" : n == Xfrm.MODE_TUNNEL ? "tunnel" : Integer.toString(n);
    }

    /// `0x%08x`
    public static String spi(long n) {
        String digits = Long.toHexString(n);
        return "0x" + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }

    private XfrmText() {}
}
