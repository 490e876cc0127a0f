package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.route.MetricAttr;
import java.math.BigDecimal;
import java.math.MathContext;

/// The metrics of a route: `mtu lock 1400 advmss 1200`.
final class MetricsPrinter {
    private static final int RTT = 4;
    private static final int RTTVAR = 5;
    private static final int HOPLIMIT = 10;
    private static final int FEATURES = 12;
    private static final int RTO_MIN = 13;
    private static final int CONGESTION = 16;

    /// `RTAX_*` of linux/rtnetlink.h, as `ip` calls them.
    private static final String[] NAMES = {
        "",
        "",
        "mtu",
        "window",
        "rtt",
        "rttvar",
        "ssthresh",
        "cwnd",
        "advmss",
        "reordering",
        "hoplimit",
        "initcwnd",
        "features",
        "rto_min",
        "initrwnd",
        "quickack",
        "congctl",
        "fastopen_no_cookie"
    };

    /// `RTAX_FEATURE_TCP_USEC_TS`
    private static final int TCP_USEC_TS = 16;

    static void print(Printer out, Attrs<MetricAttr> attrs) {
        long[] values = new long[NAMES.length];
        boolean[] there = new boolean[NAMES.length];
        String congestion = "";
        for (MetricAttr a : attrs) {
            int i = number(a);
            if (i > 0) {
                there[i] = true;
                values[i] = value(a);
            }
            if (a instanceof MetricAttr.CongestionControl(String name)) {
                congestion = name;
            }
        }
        out.beginArray("metrics");
        out.begin();
        for (int i = 2; i < NAMES.length; i++) {
            boolean locked = (values[1] >> i & 1) != 0;
            if ((there[i] || locked) && !(i == HOPLIMIT && (int) values[i] == -1)) {
                out.text(NAMES[i]).text(locked ? " lock " : " ");
                metric(out, i, values[i], congestion);
            }
        }
        out.end();
        out.endArray();
    }

    private static void metric(Printer out, int i, long v, String congestion) {
        switch (i) {
            case FEATURES -> {
                if ((v & 1) != 0) {
                    out.mark("ecn", "ecn ");
                }
                if ((v & TCP_USEC_TS) != 0) {
                    out.mark("tcp_usec_ts", "tcp_usec_ts ");
                }
                if ((v & ~(1 | TCP_USEC_TS)) != 0) {
                    out.hex("features", "", v, " ");
                }
            }
            case RTT -> time(out, i, v / 8);
            case RTTVAR -> time(out, i, v / 4);
            case RTO_MIN -> time(out, i, v);
            case CONGESTION -> out.string("congestion", "", congestion, " ");
            default -> out.number(NAMES[i], "", v, " ");
        }
    }

    private static void time(Printer out, int i, long milliseconds) {
        if (out.json()) {
            out.jsonNumber(NAMES[i], milliseconds);
        } else if (milliseconds >= 1000) {
            BigDecimal seconds = BigDecimal.valueOf(milliseconds, 3).round(new MathContext(6));
            out.text(seconds.stripTrailingZeros().toPlainString()).text("s ");
        } else {
            out.text(Long.toString(milliseconds)).text("ms ");
        }
    }

    private static int number(MetricAttr a) {
        return switch (a) {
            case MetricAttr.Lock _ -> 1;
            case MetricAttr.Mtu _ -> 2;
            case MetricAttr.Window _ -> 3;
            case MetricAttr.Rtt _ -> RTT;
            case MetricAttr.RttVariance _ -> RTTVAR;
            case MetricAttr.SlowStartThreshold _ -> 6;
            case MetricAttr.CongestionWindow _ -> 7;
            case MetricAttr.AdvertisedMss _ -> 8;
            case MetricAttr.Reordering _ -> 9;
            case MetricAttr.HopLimit _ -> HOPLIMIT;
            case MetricAttr.InitialCongestionWindow _ -> 11;
            case MetricAttr.Features _ -> FEATURES;
            case MetricAttr.RtoMin _ -> RTO_MIN;
            case MetricAttr.InitialReceiveWindow _ -> 14;
            case MetricAttr.QuickAck _ -> 15;
            case MetricAttr.CongestionControl _ -> CONGESTION;
            case MetricAttr.FastOpenNoCookie _ -> 17;
            default -> 0;
        };
    }

    private static long value(MetricAttr a) {
        return switch (a) {
            case MetricAttr.Lock(long v) -> v;
            case MetricAttr.Mtu(long v) -> v;
            case MetricAttr.Window(long v) -> v;
            case MetricAttr.Rtt(long v) -> v;
            case MetricAttr.RttVariance(long v) -> v;
            case MetricAttr.SlowStartThreshold(long v) -> v;
            case MetricAttr.CongestionWindow(long v) -> v;
            case MetricAttr.AdvertisedMss(long v) -> v;
            case MetricAttr.Reordering(long v) -> v;
            case MetricAttr.HopLimit(long v) -> v;
            case MetricAttr.InitialCongestionWindow(long v) -> v;
            case MetricAttr.Features(long v) -> v;
            case MetricAttr.RtoMin(long v) -> v;
            case MetricAttr.InitialReceiveWindow(long v) -> v;
            case MetricAttr.QuickAck(long v) -> v;
            case MetricAttr.FastOpenNoCookie(long v) -> v;
            default -> 0;
        };
    }

    private MetricsPrinter() {}
}
