package dev.sonde.cli.tools.ip.nexthop;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.addr.AddressPrinter;
import dev.sonde.cli.tools.ip.route.EncapPrinter;
import dev.sonde.cli.tools.ip.route.HopFlags;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.nexthop.NexthopAttr;
import dev.sonde.netlink.nexthop.NexthopGroup;
import dev.sonde.netlink.nexthop.NexthopMessage;
import dev.sonde.netlink.nexthop.ResilientBucketAttr;
import dev.sonde.netlink.nexthop.ResilientGroupAttr;
import java.math.BigDecimal;
import java.math.MathContext;

/// The row of one next hop object, and of one bucket of a resilient group.
public final class NexthopPrinter {
    /// `NHA_OP_FLAG_RESP_GRP_RESVD_0`: the upper half of a weight means something.
    private static final long HIGH_WEIGHTS = 1L << 31;

    private final Ip ip;
    private final Printer out;

    public NexthopPrinter(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    /// What asks for statistics, where they are to be shown: a kernel before 6.9 refuses the attribute. A recorded
    /// stream
    /// has none.
    public static NexthopAttr[] statistics(Ip ip) {
        int s = ip.context.recorded() ? 0 : ip.options.stats;
        return s == 0 ? new NexthopAttr[0] : new NexthopAttr[] {new NexthopAttr.OpFlags(s > 1 ? 3 : 1)};
    }

    void row(NexthopMessage m) {
        out.begin();
        body(m);
        out.end();
        out.text("\n");
    }

    /// The row without its end, for those that print it within another.
    public void body(NexthopMessage m) {
        if (m.isDeletion()) {
            out.flag("deleted", "Deleted ");
        }
        out.number("id", "id ", m.id(), " ");
        NexthopAttr.Group g = m.find(NexthopAttr.Group.class);
        if (g != null) {
            group(g.members(), m.find(NexthopAttr.OpFlags.class));
        }
        NexthopAttr.GroupType type = m.find(NexthopAttr.GroupType.class);
        if (type != null && type.type() != 0) {
            out.string("type", "type ", type.type() == 1 ? "resilient" : "<unknown type>", " ");
        }
        NexthopAttr.ResilientGroup r = m.find(NexthopAttr.ResilientGroup.class);
        if (r != null) {
            resilient(r.attrs());
        }
        NexthopAttr.Encap e = m.find(NexthopAttr.Encap.class);
        NexthopAttr.EncapType et = m.find(NexthopAttr.EncapType.class);
        if (e != null && et != null) {
            new EncapPrinter(ip).print(et.type(), e.bytes());
        }
        NexthopAttr.Gateway via = m.find(NexthopAttr.Gateway.class);
        int family = m.header().family();
        if (via != null) {
            out.text("via ");
            out.string(AddressPrinter.colour(family), "gateway", "", ip.host(via.address()), " ");
        }
        NexthopAttr.OutputInterface o = m.find(NexthopAttr.OutputInterface.class);
        if (o != null && o.index() != 0) {
            out.text("dev ");
            out.string(Colour.IFNAME, "dev", "", ip.links().name(o.index()), " ");
        }
        boolean all = ip.options.details > 0;
        if (m.header().scope() != 0 || all) {
            out.string("scope", "scope ", ip.scope(m.header().scope()), " ");
        }
        if (m.find(NexthopAttr.Blackhole.class) != null) {
            out.mark("blackhole", "blackhole ");
        }
        if (m.header().protocol() != 0 || all) {
            out.string("protocol", "proto ", ip.protocol(m.header().protocol()), " ");
        }
        HopFlags.print(out, m.header().flags());
        if (m.find(NexthopAttr.Fdb.class) != null) {
            out.mark("fdb", "fdb ");
        }
        statistics(m, g);
    }

    private void statistics(NexthopMessage m, NexthopAttr.Group g) {
        NexthopAttr.HardwareStatsEnable enable = m.find(NexthopAttr.HardwareStatsEnable.class);
        if (enable != null && (ip.options.details > 0 || ip.options.stats > 0)) {
            NexthopAttr.HardwareStatsUsed used = m.find(NexthopAttr.HardwareStatsUsed.class);
            out.begin("hw_stats");
            out.onOff("enabled", "hw_stats ", enable.value() != 0, " ");
            out.onOff("used", "used ", used != null && used.value() != 0, " ");
            out.end();
        }
        NexthopAttr.GroupStats stats = m.find(NexthopAttr.GroupStats.class);
        if (stats != null && ip.options.stats > 0) {
            GroupStats.print(out, stats.bytes(), g == null ? 0 : g.members().size(), ip.options.stats > 1);
        }
    }

    private void group(NexthopGroup g, NexthopAttr.OpFlags flags) {
        boolean wide = flags != null && (flags.bits() & HIGH_WEIGHTS) != 0;
        out.text("group ");
        out.beginArray("group");
        for (int i = 0; i < g.size(); i++) {
            out.begin();
            out.number("id", i == 0 ? "" : "/", g.id(i), "");
            int weight = g.weight(i) + (wide ? g.highWeight(i) << 8 : 0) + 1 & 0xffff;
            if (weight > 1) {
                out.number("weight", ",", weight, "");
            }
            out.end();
        }
        out.endArray();
        out.text(" ");
    }

    private void resilient(Attrs<ResilientGroupAttr> attrs) {
        ResilientGroupAttr.Buckets b = attrs.find(ResilientGroupAttr.Buckets.class);
        ResilientGroupAttr.IdleTimer i = attrs.find(ResilientGroupAttr.IdleTimer.class);
        ResilientGroupAttr.UnbalancedTimer u = attrs.find(ResilientGroupAttr.UnbalancedTimer.class);
        ResilientGroupAttr.UnbalancedTime t = attrs.find(ResilientGroupAttr.UnbalancedTime.class);
        out.begin("resilient_args");
        out.number("buckets", "buckets ", b == null ? 0 : b.count(), " ");
        time("idle_timer", i == null ? 0 : i.time());
        time("unbalanced_timer", u == null ? 0 : u.time());
        time("unbalanced_time", t == null ? 0 : t.time());
        out.end();
    }

    void bucket(NexthopMessage m) {
        out.begin();
        out.number("id", "id ", m.id(), " ");
        NexthopAttr.ResilientBucket b = m.find(NexthopAttr.ResilientBucket.class);
        if (b != null) {
            out.begin("bucket");
            if (b.attrs().find(ResilientBucketAttr.Index.class) instanceof ResilientBucketAttr.Index(int index)) {
                out.number("index", "index ", index, " ");
            }
            if (b.attrs().find(ResilientBucketAttr.IdleTime.class) instanceof ResilientBucketAttr.IdleTime(long time)) {
                time("idle_time", time);
            }
            if (b.attrs().find(ResilientBucketAttr.NexthopId.class) instanceof ResilientBucketAttr.NexthopId(long id)) {
                out.number("nhid", "nhid ", id, " ");
            }
            out.end();
        }
        HopFlags.print(out, m.header().flags());
        out.text("\n");
        out.end();
    }

    private void time(String key, long hundredths) {
        String text = general(hundredths);
        if (out.json()) {
            out.jsonDecimal(key, text);
        } else {
            out.text(key + " " + text + " ");
        }
    }

    /// Hundredths of a second as seconds, written as `%g` writes them.
    static String general(long hundredths) {
        BigDecimal d = new BigDecimal(Long.toUnsignedString(hundredths))
                .movePointLeft(2)
                .round(new MathContext(6));
        if (d.signum() == 0) {
            return "0";
        }
        BigDecimal s = d.stripTrailingZeros();
        int exponent = s.precision() - s.scale() - 1;
        if (exponent < 6) {
            return s.toPlainString();
        }
        String digits = s.unscaledValue().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "e+" + (exponent < 10 ? "0" : "") + exponent;
    }
}
