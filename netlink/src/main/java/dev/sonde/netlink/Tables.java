package dev.sonde.netlink;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.link.AfAttr;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.Inet6Attr;
import dev.sonde.netlink.link.InetAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.MacvlanAttr;
import dev.sonde.netlink.link.ProtoDownReasonAttr;
import dev.sonde.netlink.link.TunAttr;
import dev.sonde.netlink.link.VethAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.link.XdpAttr;
import dev.sonde.netlink.neigh.FdbExtAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.nsid.NsidAttr;
import dev.sonde.netlink.route.MetricAttr;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.rule.RuleAttr;
import java.util.List;

/// Every table of attributes there is: for tests that walk all rows, and for the build, which links all rows once and
/// keeps what the JVM made of them in its cache.
public final class Tables {
    private Tables() {}

    public static List<AttrTable<?>> all() {
        return List.of(
                AddressAttr.TABLE,
                AfAttr.TABLE,
                BridgeAfAttr.TABLE,
                BridgeAttr.TABLE,
                BridgePortAttr.TABLE,
                ErrorAttr.TABLE,
                FdbExtAttr.TABLE,
                Inet6Attr.TABLE,
                InetAttr.TABLE,
                LinkAttr.TABLE,
                LinkInfoAttr.TABLE,
                MacvlanAttr.TABLE,
                MetricAttr.TABLE,
                NeighbourAttr.TABLE,
                NsidAttr.TABLE,
                ProtoDownReasonAttr.TABLE,
                RouteAttr.TABLE,
                RuleAttr.TABLE,
                TunAttr.TABLE,
                VethAttr.TABLE,
                VxlanAttr.TABLE,
                XdpAttr.TABLE);
    }
}
