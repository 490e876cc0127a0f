package dev.sonde.netlink.tunnel;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// A VNI, or a range of equal ones: `VXLAN_VNIFILTER_ENTRY_*` of linux/if_link.h.
public sealed interface VniAttr {
    record Start(long vni) implements VniAttr {}

    record End(long vni) implements VniAttr {}

    record Group(IpAddress address) implements VniAttr {}

    record Group6(IpAddress address) implements VniAttr {}

    record Stats(Attrs<VniStatsAttr> attrs) implements VniAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VniAttr {}

    AttrTable<VniAttr> TABLE = new AttrTable<VniAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "VXLAN_VNIFILTER_ENTRY_START", U32, Start.class, Start::new, Start::vni);
                case 2 -> row(n, "VXLAN_VNIFILTER_ENTRY_END", U32, End.class, End::new, End::vni);
                case 3 -> row(n, "VXLAN_VNIFILTER_ENTRY_GROUP", IP, Group.class, Group::new, Group::address);
                case 4 -> row(n, "VXLAN_VNIFILTER_ENTRY_GROUP6", IP, Group6.class, Group6::new, Group6::address);
                case 5 ->
                    row(
                            n,
                            "VXLAN_VNIFILTER_ENTRY_STATS",
                            WireForm.nested(() -> VniStatsAttr.TABLE),
                            Stats.class,
                            Stats::new,
                            Stats::attrs);
                default -> null;
            });
}
