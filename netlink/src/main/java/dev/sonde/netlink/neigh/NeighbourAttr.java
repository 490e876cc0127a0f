package dev.sonde.netlink.neigh;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.WireForm;

/// One attribute of a neighbour or forwarding-table message: `NDA_*` of linux/neighbour.h.
public sealed interface NeighbourAttr {
    record Destination(IpAddress address) implements NeighbourAttr {}

    record LinkLayer(LinkAddress address) implements NeighbourAttr {}

    record Cache(CacheInfo info) implements NeighbourAttr {}

    record Probes(long count) implements NeighbourAttr {}

    record Vlan(int id) implements NeighbourAttr {}

    record Port(int udpPort) implements NeighbourAttr {}

    record Vni(long vni) implements NeighbourAttr {}

    record Interface(int index) implements NeighbourAttr {}

    record Master(int index) implements NeighbourAttr {}

    record LinkNetnsid(int nsid) implements NeighbourAttr {}

    record SourceVni(long vni) implements NeighbourAttr {}

    /// `RTPROT_*`: who made the row.
    record Protocol(int number) implements NeighbourAttr {}

    record NextHopId(long id) implements NeighbourAttr {}

    record FdbExt(Attrs<FdbExtAttr> attrs) implements NeighbourAttr {}

    /// `NTF_EXT_*`
    record ExtendedFlags(long bits) implements NeighbourAttr {}

    record StateMask(int bits) implements NeighbourAttr {}

    record FlagsMask(int bits) implements NeighbourAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements NeighbourAttr {}

    AttrTable<NeighbourAttr> TABLE = new AttrTable<NeighbourAttr>(
            17, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NDA_DST", IP, Destination.class, Destination::new, Destination::address);
                case 2 -> row(n, "NDA_LLADDR", MAC, LinkLayer.class, LinkLayer::new, LinkLayer::address);
                case 3 -> row(n, "NDA_CACHEINFO", CacheInfo.FORM, Cache.class, Cache::new, Cache::info);
                case 4 -> row(n, "NDA_PROBES", U32, Probes.class, Probes::new, Probes::count);
                case 5 -> row(n, "NDA_VLAN", U16, Vlan.class, Vlan::new, Vlan::id);
                case 6 -> row(n, "NDA_PORT", U16_BE, Port.class, Port::new, Port::udpPort);
                case 7 -> row(n, "NDA_VNI", U32, Vni.class, Vni::new, Vni::vni);
                case 8 -> row(n, "NDA_IFINDEX", S32, Interface.class, Interface::new, Interface::index);
                case 9 -> row(n, "NDA_MASTER", S32, Master.class, Master::new, Master::index);
                case 10 -> row(n, "NDA_LINK_NETNSID", S32, LinkNetnsid.class, LinkNetnsid::new, LinkNetnsid::nsid);
                case 11 -> row(n, "NDA_SRC_VNI", U32, SourceVni.class, SourceVni::new, SourceVni::vni);
                case 12 -> row(n, "NDA_PROTOCOL", U8, Protocol.class, Protocol::new, Protocol::number);
                case 13 -> row(n, "NDA_NH_ID", U32, NextHopId.class, NextHopId::new, NextHopId::id);
                case 14 ->
                    row(
                            n,
                            "NDA_FDB_EXT_ATTRS",
                            WireForm.nested(() -> FdbExtAttr.TABLE),
                            FdbExt.class,
                            FdbExt::new,
                            FdbExt::attrs);
                case 15 -> row(n, "NDA_FLAGS_EXT", U32, ExtendedFlags.class, ExtendedFlags::new, ExtendedFlags::bits);
                case 16 -> row(n, "NDA_NDM_STATE_MASK", U16, StateMask.class, StateMask::new, StateMask::bits);
                case 17 -> row(n, "NDA_NDM_FLAGS_MASK", U8, FlagsMask.class, FlagsMask::new, FlagsMask::bits);
                default -> null;
            });
}
