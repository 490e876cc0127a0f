package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Of one router port: `MDBA_ROUTER_PATTR_*` of linux/if_bridge.h. Times are in hundredths of a second.
public sealed interface RouterPortAttr {
    record Timer(long time) implements RouterPortAttr {}

    /// `MDB_RTR_TYPE_*`
    record Type(int type) implements RouterPortAttr {}

    record InetTimer(long time) implements RouterPortAttr {}

    record Inet6Timer(long time) implements RouterPortAttr {}

    record Vlan(int id) implements RouterPortAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements RouterPortAttr {}

    AttrTable<RouterPortAttr> TABLE = new AttrTable<RouterPortAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MDBA_ROUTER_PATTR_TIMER", U32, Timer.class, Timer::new, Timer::time);
                case 2 -> row(n, "MDBA_ROUTER_PATTR_TYPE", U8, Type.class, Type::new, Type::type);
                case 3 -> row(n, "MDBA_ROUTER_PATTR_INET_TIMER", U32, InetTimer.class, InetTimer::new, InetTimer::time);
                case 4 ->
                    row(n, "MDBA_ROUTER_PATTR_INET6_TIMER", U32, Inet6Timer.class, Inet6Timer::new, Inet6Timer::time);
                case 5 -> row(n, "MDBA_ROUTER_PATTR_VID", U16, Vlan.class, Vlan::new, Vlan::id);
                default -> null;
            });
}
