package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a tun or tap device: `IFLA_TUN_*` of linux/if_link.h.
public sealed interface TunAttr {
    record Owner(long uid) implements TunAttr {}

    record Group(long gid) implements TunAttr {}

    /// `IFF_TUN` or `IFF_TAP`
    record Type(int type) implements TunAttr {}

    record Pi(int value) implements TunAttr {}

    record VnetHdr(int value) implements TunAttr {}

    record Persist(int value) implements TunAttr {}

    record MultiQueue(int value) implements TunAttr {}

    record NumQueues(long count) implements TunAttr {}

    record NumDisabledQueues(long count) implements TunAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements TunAttr {}

    AttrTable<TunAttr> TABLE = new AttrTable<TunAttr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_TUN_OWNER", U32, Owner.class, Owner::new, Owner::uid);
                case 2 -> row(n, "IFLA_TUN_GROUP", U32, Group.class, Group::new, Group::gid);
                case 3 -> row(n, "IFLA_TUN_TYPE", U8, Type.class, Type::new, Type::type);
                case 4 -> row(n, "IFLA_TUN_PI", U8, Pi.class, Pi::new, Pi::value);
                case 5 -> row(n, "IFLA_TUN_VNET_HDR", U8, VnetHdr.class, VnetHdr::new, VnetHdr::value);
                case 6 -> row(n, "IFLA_TUN_PERSIST", U8, Persist.class, Persist::new, Persist::value);
                case 7 -> row(n, "IFLA_TUN_MULTI_QUEUE", U8, MultiQueue.class, MultiQueue::new, MultiQueue::value);
                case 8 -> row(n, "IFLA_TUN_NUM_QUEUES", U32, NumQueues.class, NumQueues::new, NumQueues::count);
                case 9 ->
                    row(
                            n,
                            "IFLA_TUN_NUM_DISABLED_QUEUES",
                            U32,
                            NumDisabledQueues.class,
                            NumDisabledQueues::new,
                            NumDisabledQueues::count);
                default -> null;
            });
}
