package dev.sonde.netlink;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.encap.BpfEncapAttr;
import dev.sonde.netlink.encap.BpfProgramAttr;
import dev.sonde.netlink.encap.EncapOptionsAttr;
import dev.sonde.netlink.encap.ErspanOptionAttr;
import dev.sonde.netlink.encap.GeneveOptionAttr;
import dev.sonde.netlink.encap.IlaEncapAttr;
import dev.sonde.netlink.encap.Ioam6EncapAttr;
import dev.sonde.netlink.encap.Ip6EncapAttr;
import dev.sonde.netlink.encap.IpEncapAttr;
import dev.sonde.netlink.encap.MplsEncapAttr;
import dev.sonde.netlink.encap.RplEncapAttr;
import dev.sonde.netlink.encap.Seg6CountersAttr;
import dev.sonde.netlink.encap.Seg6EncapAttr;
import dev.sonde.netlink.encap.Seg6FlavorsAttr;
import dev.sonde.netlink.encap.Seg6LocalEncapAttr;
import dev.sonde.netlink.encap.VxlanOptionAttr;
import dev.sonde.netlink.encap.XfrmEncapAttr;
import dev.sonde.netlink.link.AfAttr;
import dev.sonde.netlink.link.BareudpAttr;
import dev.sonde.netlink.link.BondAdInfoAttr;
import dev.sonde.netlink.link.BondAttr;
import dev.sonde.netlink.link.BondPortAttr;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.GeneveAttr;
import dev.sonde.netlink.link.GreAttr;
import dev.sonde.netlink.link.GtpAttr;
import dev.sonde.netlink.link.HsrAttr;
import dev.sonde.netlink.link.Inet6Attr;
import dev.sonde.netlink.link.InetAttr;
import dev.sonde.netlink.link.IpTunnelAttr;
import dev.sonde.netlink.link.IpvlanAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.MacsecAttr;
import dev.sonde.netlink.link.MacvlanAttr;
import dev.sonde.netlink.link.NetkitAttr;
import dev.sonde.netlink.link.OvpnAttr;
import dev.sonde.netlink.link.ProtoDownReasonAttr;
import dev.sonde.netlink.link.TunAttr;
import dev.sonde.netlink.link.VethAttr;
import dev.sonde.netlink.link.VfAttr;
import dev.sonde.netlink.link.VfListAttr;
import dev.sonde.netlink.link.VfStatsAttr;
import dev.sonde.netlink.link.VfVlanAttr;
import dev.sonde.netlink.link.VlanDeviceAttr;
import dev.sonde.netlink.link.VlanQosAttr;
import dev.sonde.netlink.link.VlanTunnelInfoAttr;
import dev.sonde.netlink.link.VrfAttr;
import dev.sonde.netlink.link.VrfPortAttr;
import dev.sonde.netlink.link.VtiAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.link.XdpAttr;
import dev.sonde.netlink.link.XfrmAttr;
import dev.sonde.netlink.mdb.MdbAttr;
import dev.sonde.netlink.mdb.MdbEntryAttr;
import dev.sonde.netlink.mdb.MdbGroupsAttr;
import dev.sonde.netlink.mdb.MdbPortsAttr;
import dev.sonde.netlink.mdb.MdbRouterAttr;
import dev.sonde.netlink.mdb.MdbSourceAttr;
import dev.sonde.netlink.mdb.MdbSourcesAttr;
import dev.sonde.netlink.mdb.RouterPortAttr;
import dev.sonde.netlink.neigh.FdbExtAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourTableAttr;
import dev.sonde.netlink.netconf.NetconfAttr;
import dev.sonde.netlink.nexthop.NexthopAttr;
import dev.sonde.netlink.nexthop.ResilientBucketAttr;
import dev.sonde.netlink.nexthop.ResilientGroupAttr;
import dev.sonde.netlink.nsid.NsidAttr;
import dev.sonde.netlink.route.MetricAttr;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.stats.BridgeStatsAttr;
import dev.sonde.netlink.stats.ExtendedStatsAttr;
import dev.sonde.netlink.stats.StatsAttr;
import dev.sonde.netlink.tunnel.TunnelAttr;
import dev.sonde.netlink.tunnel.VniAttr;
import dev.sonde.netlink.tunnel.VniStatsAttr;
import dev.sonde.netlink.vlan.VlanAttr;
import dev.sonde.netlink.vlan.VlanEntryAttr;
import dev.sonde.netlink.vlan.VlanOptionsAttr;
import dev.sonde.netlink.vlan.VlanStatsAttr;
import dev.sonde.netlink.vlan.VlanTunnelAttr;
import java.util.List;

/// Every table of attributes there is: for tests that walk all rows, and for the build, which links all rows once and
/// keeps what the JVM made of them in its cache.
public final class Tables {
    private Tables() {}

    public static List<AttrTable<?>> all() {
        return List.of(
                AddressAttr.TABLE,
                AfAttr.TABLE,
                BondAdInfoAttr.TABLE,
                BondAttr.TABLE,
                BondPortAttr.TABLE,
                BpfEncapAttr.TABLE,
                BpfProgramAttr.TABLE,
                BridgeAfAttr.TABLE,
                BridgeAttr.TABLE,
                BridgePortAttr.TABLE,
                BridgeStatsAttr.TABLE,
                EncapOptionsAttr.TABLE,
                ErrorAttr.TABLE,
                ErspanOptionAttr.TABLE,
                ExtendedStatsAttr.TABLE,
                FdbExtAttr.TABLE,
                GeneveAttr.TABLE,
                GeneveOptionAttr.TABLE,
                GreAttr.TABLE,
                HsrAttr.TABLE,
                BareudpAttr.TABLE,
                GtpAttr.TABLE,
                MacsecAttr.TABLE,
                IlaEncapAttr.TABLE,
                Inet6Attr.TABLE,
                InetAttr.TABLE,
                Ioam6EncapAttr.TABLE,
                Ip6EncapAttr.TABLE,
                IpEncapAttr.TABLE,
                IpTunnelAttr.TABLE,
                IpvlanAttr.TABLE,
                LinkAttr.TABLE,
                LinkInfoAttr.TABLE,
                MacvlanAttr.TABLE,
                MdbAttr.TABLE,
                MdbEntryAttr.TABLE,
                MdbGroupsAttr.TABLE,
                MdbPortsAttr.TABLE,
                MdbRouterAttr.TABLE,
                MdbSourceAttr.TABLE,
                MdbSourcesAttr.TABLE,
                MetricAttr.TABLE,
                MplsEncapAttr.TABLE,
                NeighbourAttr.TABLE,
                NeighbourTableAttr.TABLE,
                NetconfAttr.TABLE,
                NetkitAttr.TABLE,
                OvpnAttr.TABLE,
                NexthopAttr.TABLE,
                NsidAttr.TABLE,
                ProtoDownReasonAttr.TABLE,
                ResilientBucketAttr.TABLE,
                ResilientGroupAttr.TABLE,
                RouteAttr.TABLE,
                RouterPortAttr.TABLE,
                RplEncapAttr.TABLE,
                RuleAttr.TABLE,
                Seg6CountersAttr.TABLE,
                Seg6EncapAttr.TABLE,
                Seg6FlavorsAttr.TABLE,
                Seg6LocalEncapAttr.TABLE,
                StatsAttr.TABLE,
                TunAttr.TABLE,
                TunnelAttr.TABLE,
                VethAttr.TABLE,
                VfAttr.TABLE,
                VfListAttr.TABLE,
                VfStatsAttr.TABLE,
                VfVlanAttr.TABLE,
                VlanAttr.TABLE,
                VlanDeviceAttr.TABLE,
                VlanEntryAttr.TABLE,
                VlanOptionsAttr.TABLE,
                VlanQosAttr.TABLE,
                VlanStatsAttr.TABLE,
                VlanTunnelAttr.TABLE,
                VlanTunnelInfoAttr.TABLE,
                VniAttr.TABLE,
                VniStatsAttr.TABLE,
                VrfAttr.TABLE,
                VrfPortAttr.TABLE,
                VtiAttr.TABLE,
                VxlanAttr.TABLE,
                VxlanOptionAttr.TABLE,
                XdpAttr.TABLE,
                XfrmAttr.TABLE,
                XfrmEncapAttr.TABLE);
    }
}
