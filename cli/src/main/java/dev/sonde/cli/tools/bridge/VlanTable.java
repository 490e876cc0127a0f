package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.QuerierState;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.VlanInfo;
import dev.sonde.netlink.mdb.MdbAttr;
import dev.sonde.netlink.mdb.MdbRouterAttr;
import dev.sonde.netlink.mdb.RouterPort;
import dev.sonde.netlink.vlan.VlanAttr;
import dev.sonde.netlink.vlan.VlanEntryAttr;
import dev.sonde.netlink.vlan.VlanMessage;
import dev.sonde.netlink.vlan.VlanOptionsAttr;
import dev.sonde.netlink.vlan.VlanStatsAttr;
import java.util.function.ToLongFunction;

/// `bridge -d vlan show` and `bridge vlan global show`: the bridges' own table of VLANs.
final class VlanTable {
    /// `BRIDGE_VLANDB_DUMPF_STATS`, `BRIDGE_VLANDB_DUMPF_GLOBAL`
    private static final int WITH_STATS = 1;

    private static final int GLOBAL = 2;

    private static final String INDENT = " ".repeat(20);
    private static final String[] STATES = {"disabled", "listening", "learning", "forwarding", "blocking"};

    private final Bridge bridge;
    private final Printer out;
    private final int device;
    private final int vid;
    private int port;

    VlanTable(Bridge bridge, int device, int vid) {
        this.bridge = bridge;
        this.out = bridge.out;
        this.device = device;
        this.vid = vid;
    }

    void show(boolean global) {
        boolean stats = bridge.options.stats > 0;
        out.start();
        out.text(VlanView.HEAD).text("\n");
        bridge.tables.each(Requests.vlans(global ? GLOBAL : stats ? WITH_STATS : 0), row -> row(row, global));
        close();
        out.finish();
    }

    private void close() {
        if (port != 0) {
            out.endArray();
            out.end();
        }
        port = 0;
    }

    private void row(Message.Rtnetlink row, boolean global) {
        if (!(row instanceof VlanMessage m)
                || m.header().family() != Options.BRIDGE
                || device != 0 && device != m.header().ifindex()) {
            return;
        }
        int index = m.header().ifindex();
        if (port != index) {
            close();
        }
        for (VlanAttr a : m.attrs()) {
            switch (a) {
                case VlanAttr.Entry(Attrs<VlanEntryAttr> attrs) when !global -> entry(index, attrs);
                case VlanAttr.Options(Attrs<VlanOptionsAttr> attrs) -> options(index, attrs);
                default -> {
                    // Not asked for, or of a later kernel.
                }
            }
        }
    }

    /// The port's name before its first VLAN, blanks before the others.
    private void begin(int index) {
        if (port != index) {
            String name = bridge.links.name(index);
            out.begin();
            out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
            out.beginArray("vlans");
            port = index;
        } else {
            out.text(" ".repeat(18));
        }
        out.begin();
    }

    private void range(int first, int last) {
        out.number("vlan", "", first, "");
        if (first != last) {
            out.number("vlanEnd", "-", last, "");
        }
    }

    private boolean outside(int first, int last) {
        return vid != 0 && (vid < first || vid > last);
    }

    private void entry(int index, Attrs<VlanEntryAttr> attrs) {
        if (!(attrs.find(VlanEntryAttr.Info.class) instanceof VlanEntryAttr.Info(VlanInfo info))) {
            return;
        }
        int last = attrs.find(VlanEntryAttr.Range.class) instanceof VlanEntryAttr.Range(int v) ? v : info.vid();
        if (outside(info.vid(), last)) {
            return;
        }
        begin(index);
        range(info.vid(), last);
        VlanView.flags(out, info.flags());
        out.line();
        out.text(INDENT);
        int state = attrs.find(VlanEntryAttr.State.class) instanceof VlanEntryAttr.State(int v) ? v : 0;
        if (state < STATES.length) {
            out.string("state", "state ", STATES[state], " ");
        } else {
            out.number("state", "state (", state, ") ");
        }
        if (attrs.find(VlanEntryAttr.MulticastRouter.class) instanceof VlanEntryAttr.MulticastRouter(int v)) {
            out.number("mcast_router", "mcast_router ", v, " ");
        }
        if (attrs.find(VlanEntryAttr.MulticastGroups.class) instanceof VlanEntryAttr.MulticastGroups(long n)) {
            out.number("mcast_n_groups", "mcast_n_groups ", n, " ");
        }
        if (attrs.find(VlanEntryAttr.MulticastMostGroups.class) instanceof VlanEntryAttr.MulticastMostGroups(long n)) {
            out.number("mcast_max_groups", "mcast_max_groups ", n, " ");
        }
        if (attrs.find(VlanEntryAttr.NeighbourSuppress.class) instanceof VlanEntryAttr.NeighbourSuppress(int v)) {
            out.onOff("neigh_suppress", "neigh_suppress ", v != 0, " ");
        }
        if (attrs.find(VlanEntryAttr.NeighbourForwardGratuitous.class)
                instanceof VlanEntryAttr.NeighbourForwardGratuitous(int v)) {
            out.onOff("neigh_forward_grat", "neigh_forward_grat ", v != 0, " ");
        }
        out.line();
        if (bridge.options.stats > 0) {
            Attrs<VlanStatsAttr> s =
                    attrs.find(VlanEntryAttr.Stats.class) instanceof VlanEntryAttr.Stats(Attrs<VlanStatsAttr> found)
                            ? found
                            : VlanStatsAttr.TABLE.of();
            counters(
                    out,
                    count(s, VlanStatsAttr.ReceivedBytes.class, VlanStatsAttr.ReceivedBytes::count),
                    count(s, VlanStatsAttr.ReceivedPackets.class, VlanStatsAttr.ReceivedPackets::count),
                    count(s, VlanStatsAttr.SentBytes.class, VlanStatsAttr.SentBytes::count),
                    count(s, VlanStatsAttr.SentPackets.class, VlanStatsAttr.SentPackets::count));
        }
        out.end();
    }

    private static <R extends VlanStatsAttr> long count(
            Attrs<VlanStatsAttr> attrs, Class<R> type, ToLongFunction<R> value) {
        R found = attrs.find(type);
        return found == null ? 0 : value.applyAsLong(found);
    }

    static void counters(Printer out, long rxBytes, long rxPackets, long txBytes, long txPackets) {
        out.text(INDENT);
        out.unsigned("rx_bytes", "RX: ", rxBytes, " bytes");
        out.unsigned("rx_packets", " ", rxPackets, " packets\n");
        out.text(INDENT);
        out.unsigned("tx_bytes", "TX: ", txBytes, " bytes");
        out.unsigned("tx_packets", " ", txPackets, " packets\n");
    }

    private void options(int index, Attrs<VlanOptionsAttr> attrs) {
        int first = attrs.find(VlanOptionsAttr.Id.class) instanceof VlanOptionsAttr.Id(int v) ? v : 0;
        int last = attrs.find(VlanOptionsAttr.Range.class) instanceof VlanOptionsAttr.Range(int v) ? v : first;
        if (outside(first, last)) {
            return;
        }
        begin(index);
        range(first, last);
        out.line();
        out.text(INDENT);
        number(attrs, VlanOptionsAttr.Snooping.class, VlanOptionsAttr.Snooping::value, "mcast_snooping");
        number(attrs, VlanOptionsAttr.Querier.class, VlanOptionsAttr.Querier::value, "mcast_querier");
        if (attrs.find(VlanOptionsAttr.QuerierState.class) instanceof VlanOptionsAttr.QuerierState(ByteString nest)) {
            QuerierState.print(out, nest, IpAddress::toString);
        }
        number(attrs, VlanOptionsAttr.IgmpVersion.class, VlanOptionsAttr.IgmpVersion::value, "mcast_igmp_version");
        number(attrs, VlanOptionsAttr.MldVersion.class, VlanOptionsAttr.MldVersion::value, "mcast_mld_version");
        number(
                attrs,
                VlanOptionsAttr.LastMemberCount.class,
                VlanOptionsAttr.LastMemberCount::value,
                "mcast_last_member_count");
        number(
                attrs,
                VlanOptionsAttr.LastMemberInterval.class,
                VlanOptionsAttr.LastMemberInterval::value,
                "mcast_last_member_interval");
        number(
                attrs,
                VlanOptionsAttr.StartupQueryCount.class,
                VlanOptionsAttr.StartupQueryCount::value,
                "mcast_startup_query_count");
        number(
                attrs,
                VlanOptionsAttr.StartupQueryInterval.class,
                VlanOptionsAttr.StartupQueryInterval::value,
                "mcast_startup_query_interval");
        number(
                attrs,
                VlanOptionsAttr.MembershipInterval.class,
                VlanOptionsAttr.MembershipInterval::value,
                "mcast_membership_interval");
        number(
                attrs,
                VlanOptionsAttr.QuerierInterval.class,
                VlanOptionsAttr.QuerierInterval::value,
                "mcast_querier_interval");
        number(
                attrs,
                VlanOptionsAttr.QueryInterval.class,
                VlanOptionsAttr.QueryInterval::value,
                "mcast_query_interval");
        number(
                attrs,
                VlanOptionsAttr.QueryResponseInterval.class,
                VlanOptionsAttr.QueryResponseInterval::value,
                "mcast_query_response_interval");
        if (attrs.find(VlanOptionsAttr.SpanningTree.class) instanceof VlanOptionsAttr.SpanningTree(int instance)) {
            out.number("msti", "msti ", instance, " ");
        }
        out.line();
        if (attrs.find(VlanOptionsAttr.RouterPorts.class) instanceof VlanOptionsAttr.RouterPorts(Attrs<MdbAttr> nest)
                && nest.find(MdbAttr.Routers.class) instanceof MdbAttr.Routers(Attrs<MdbRouterAttr> ports)) {
            routers(ports);
        }
        out.end();
    }

    private <R extends VlanOptionsAttr> void number(
            Attrs<VlanOptionsAttr> attrs, Class<R> type, ToLongFunction<R> value, String key) {
        R found = attrs.find(type);
        if (found != null) {
            out.unsigned(key, key + " ", value.applyAsLong(found), " ");
        }
    }

    private void routers(Attrs<MdbRouterAttr> ports) {
        boolean stats = bridge.options.stats > 0;
        out.text(INDENT).text("router ports: ");
        out.beginArray("router_ports");
        boolean first = true;
        for (MdbRouterAttr a : ports) {
            if (a instanceof MdbRouterAttr.Port(RouterPort p)) {
                out.begin();
                if (stats && !first) {
                    out.line();
                    out.text(" ".repeat(34));
                }
                out.string("port", "", bridge.links.name(p.ifindex()), " ");
                if (stats) {
                    MdbView.routerStats(out, p);
                }
                out.end();
                first = false;
            }
        }
        out.endArray();
        out.line();
    }
}
