package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.IpAddress;

/// One source of a group: `MDBA_MDB_SRCATTR_*` of linux/if_bridge.h.
public sealed interface MdbSourceAttr {
    record Address(IpAddress address) implements MdbSourceAttr {}

    /// In hundredths of a second.
    record Timer(long time) implements MdbSourceAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbSourceAttr {}

    AttrTable<MdbSourceAttr> TABLE = new AttrTable<MdbSourceAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MDBA_MDB_SRCATTR_ADDRESS", IP, Address.class, Address::new, Address::address);
                case 2 -> row(n, "MDBA_MDB_SRCATTR_TIMER", U32, Timer.class, Timer::new, Timer::time);
                default -> null;
            });
}
