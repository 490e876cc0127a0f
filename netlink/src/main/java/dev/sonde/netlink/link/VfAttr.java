package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// A virtual function: `IFLA_VF_*` of linux/if_link.h. Each struct begins with the function's number, the broadcast
/// address alone does not.
public sealed interface VfAttr {
    /// `struct ifla_vf_mac`: u32 vf, 32 bytes of address.
    record Mac(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_vlan`: u32 vf, vlan, qos.
    record Vlan(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_tx_rate`: u32 vf, rate.
    record TxRate(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_spoofchk`: u32 vf, setting.
    record Spoofchk(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_link_state`: u32 vf, state.
    record LinkState(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_rate`: u32 vf, least, most.
    record Rate(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_rss_query_en`: u32 vf, setting.
    record RssQueryEn(ByteString bytes) implements VfAttr {}

    record Stats(Attrs<VfStatsAttr> attrs) implements VfAttr {}

    /// `struct ifla_vf_trust`: u32 vf, setting.
    record Trust(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_guid`: u32 vf, u64 guid.
    record IbNodeGuid(ByteString bytes) implements VfAttr {}

    /// `struct ifla_vf_guid`: u32 vf, u64 guid.
    record IbPortGuid(ByteString bytes) implements VfAttr {}

    record VlanList(Attrs<VfVlanAttr> attrs) implements VfAttr {}

    /// `struct ifla_vf_broadcast`: 32 bytes of address.
    record Broadcast(ByteString bytes) implements VfAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VfAttr {}

    AttrTable<VfAttr> TABLE = new AttrTable<VfAttr>(
            13, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VF_MAC", BYTES, Mac.class, Mac::new, Mac::bytes);
                case 2 -> row(n, "IFLA_VF_VLAN", BYTES, Vlan.class, Vlan::new, Vlan::bytes);
                case 3 -> row(n, "IFLA_VF_TX_RATE", BYTES, TxRate.class, TxRate::new, TxRate::bytes);
                case 4 -> row(n, "IFLA_VF_SPOOFCHK", BYTES, Spoofchk.class, Spoofchk::new, Spoofchk::bytes);
                case 5 -> row(n, "IFLA_VF_LINK_STATE", BYTES, LinkState.class, LinkState::new, LinkState::bytes);
                case 6 -> row(n, "IFLA_VF_RATE", BYTES, Rate.class, Rate::new, Rate::bytes);
                case 7 -> row(n, "IFLA_VF_RSS_QUERY_EN", BYTES, RssQueryEn.class, RssQueryEn::new, RssQueryEn::bytes);
                case 8 ->
                    row(
                            n,
                            "IFLA_VF_STATS",
                            WireForm.nested(() -> VfStatsAttr.TABLE),
                            Stats.class,
                            Stats::new,
                            Stats::attrs);
                case 9 -> row(n, "IFLA_VF_TRUST", BYTES, Trust.class, Trust::new, Trust::bytes);
                case 10 -> row(n, "IFLA_VF_IB_NODE_GUID", BYTES, IbNodeGuid.class, IbNodeGuid::new, IbNodeGuid::bytes);
                case 11 -> row(n, "IFLA_VF_IB_PORT_GUID", BYTES, IbPortGuid.class, IbPortGuid::new, IbPortGuid::bytes);
                case 12 ->
                    row(
                            n,
                            "IFLA_VF_VLAN_LIST",
                            WireForm.nested(() -> VfVlanAttr.TABLE),
                            VlanList.class,
                            VlanList::new,
                            VlanList::attrs);
                case 13 -> row(n, "IFLA_VF_BROADCAST", BYTES, Broadcast.class, Broadcast::new, Broadcast::bytes);
                default -> null;
            });
}
