package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.U16;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.LinkAddress;

/// What a bond in mode 802.3ad has agreed: `IFLA_BOND_AD_INFO_*` of linux/if_link.h.
public sealed interface BondAdInfoAttr {
    record Aggregator(int value) implements BondAdInfoAttr {}

    record NumPorts(int value) implements BondAdInfoAttr {}

    record ActorKey(int value) implements BondAdInfoAttr {}

    record PartnerKey(int value) implements BondAdInfoAttr {}

    record PartnerMac(LinkAddress address) implements BondAdInfoAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BondAdInfoAttr {}

    AttrTable<BondAdInfoAttr> TABLE = new AttrTable<BondAdInfoAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "IFLA_BOND_AD_INFO_AGGREGATOR", U16, Aggregator.class, Aggregator::new, Aggregator::value);
                case 2 -> row(n, "IFLA_BOND_AD_INFO_NUM_PORTS", U16, NumPorts.class, NumPorts::new, NumPorts::value);
                case 3 -> row(n, "IFLA_BOND_AD_INFO_ACTOR_KEY", U16, ActorKey.class, ActorKey::new, ActorKey::value);
                case 4 ->
                    row(n, "IFLA_BOND_AD_INFO_PARTNER_KEY", U16, PartnerKey.class, PartnerKey::new, PartnerKey::value);
                case 5 ->
                    row(
                            n,
                            "IFLA_BOND_AD_INFO_PARTNER_MAC",
                            MAC,
                            PartnerMac.class,
                            PartnerMac::new,
                            PartnerMac::address);
                default -> null;
            });
}
