package dev.sonde.netlink.route;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `RTA_METRICS`: `RTAX_*` of linux/rtnetlink.h.
public sealed interface MetricAttr {
    /// Bit n is set where the metric of number n is locked.
    record Lock(long bits) implements MetricAttr {}

    record Mtu(long bytes) implements MetricAttr {}

    record Window(long bytes) implements MetricAttr {}

    record Rtt(long eighthsOfMillisecond) implements MetricAttr {}

    record RttVariance(long quartersOfMillisecond) implements MetricAttr {}

    record SlowStartThreshold(long value) implements MetricAttr {}

    record CongestionWindow(long value) implements MetricAttr {}

    record AdvertisedMss(long bytes) implements MetricAttr {}

    record Reordering(long value) implements MetricAttr {}

    record HopLimit(long value) implements MetricAttr {}

    record InitialCongestionWindow(long value) implements MetricAttr {}

    record Features(long bits) implements MetricAttr {}

    record RtoMin(long milliseconds) implements MetricAttr {}

    record InitialReceiveWindow(long value) implements MetricAttr {}

    record QuickAck(long value) implements MetricAttr {}

    record CongestionControl(String name) implements MetricAttr {}

    record FastOpenNoCookie(long value) implements MetricAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MetricAttr {}

    AttrTable<MetricAttr> TABLE = new AttrTable<MetricAttr>(
            17, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "RTAX_LOCK", U32, Lock.class, Lock::new, Lock::bits);
                case 2 -> row(n, "RTAX_MTU", U32, Mtu.class, Mtu::new, Mtu::bytes);
                case 3 -> row(n, "RTAX_WINDOW", U32, Window.class, Window::new, Window::bytes);
                case 4 -> row(n, "RTAX_RTT", U32, Rtt.class, Rtt::new, Rtt::eighthsOfMillisecond);
                case 5 ->
                    row(n, "RTAX_RTTVAR", U32, RttVariance.class, RttVariance::new, RttVariance::quartersOfMillisecond);
                case 6 ->
                    row(
                            n,
                            "RTAX_SSTHRESH",
                            U32,
                            SlowStartThreshold.class,
                            SlowStartThreshold::new,
                            SlowStartThreshold::value);
                case 7 ->
                    row(n, "RTAX_CWND", U32, CongestionWindow.class, CongestionWindow::new, CongestionWindow::value);
                case 8 -> row(n, "RTAX_ADVMSS", U32, AdvertisedMss.class, AdvertisedMss::new, AdvertisedMss::bytes);
                case 9 -> row(n, "RTAX_REORDERING", U32, Reordering.class, Reordering::new, Reordering::value);
                case 10 -> row(n, "RTAX_HOPLIMIT", U32, HopLimit.class, HopLimit::new, HopLimit::value);
                case 11 ->
                    row(
                            n,
                            "RTAX_INITCWND",
                            U32,
                            InitialCongestionWindow.class,
                            InitialCongestionWindow::new,
                            InitialCongestionWindow::value);
                case 12 -> row(n, "RTAX_FEATURES", U32, Features.class, Features::new, Features::bits);
                case 13 -> row(n, "RTAX_RTO_MIN", U32, RtoMin.class, RtoMin::new, RtoMin::milliseconds);
                case 14 ->
                    row(
                            n,
                            "RTAX_INITRWND",
                            U32,
                            InitialReceiveWindow.class,
                            InitialReceiveWindow::new,
                            InitialReceiveWindow::value);
                case 15 -> row(n, "RTAX_QUICKACK", U32, QuickAck.class, QuickAck::new, QuickAck::value);
                case 16 ->
                    row(
                            n,
                            "RTAX_CC_ALGO",
                            STRING,
                            CongestionControl.class,
                            CongestionControl::new,
                            CongestionControl::name);
                case 17 ->
                    row(
                            n,
                            "RTAX_FASTOPEN_NO_COOKIE",
                            U32,
                            FastOpenNoCookie.class,
                            FastOpenNoCookie::new,
                            FastOpenNoCookie::value);
                default -> null;
            });
}
