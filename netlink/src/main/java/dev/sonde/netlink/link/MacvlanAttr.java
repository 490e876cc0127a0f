package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.WireForm;

/// Data of a macvlan or macvtap device: `IFLA_MACVLAN_*` of linux/if_link.h.
public sealed interface MacvlanAttr {
    /// `MACVLAN_MODE_*`
    record Mode(long mode) implements MacvlanAttr {}

    record Flags(int bits) implements MacvlanAttr {}

    record MacaddrMode(long mode) implements MacvlanAttr {}

    record MacAddress(LinkAddress address) implements MacvlanAttr {}

    record MacAddresses(Attrs<MacvlanAttr> attrs) implements MacvlanAttr {}

    record MacAddressCount(long count) implements MacvlanAttr {}

    record BcQueueLen(long packets) implements MacvlanAttr {}

    record BcQueueLenUsed(long packets) implements MacvlanAttr {}

    record BcCutoff(int value) implements MacvlanAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MacvlanAttr {}

    AttrTable<MacvlanAttr> TABLE = new AttrTable<MacvlanAttr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_MACVLAN_MODE", U32, Mode.class, Mode::new, Mode::mode);
                case 2 -> row(n, "IFLA_MACVLAN_FLAGS", U16, Flags.class, Flags::new, Flags::bits);
                case 3 ->
                    row(n, "IFLA_MACVLAN_MACADDR_MODE", U32, MacaddrMode.class, MacaddrMode::new, MacaddrMode::mode);
                case 4 -> row(n, "IFLA_MACVLAN_MACADDR", MAC, MacAddress.class, MacAddress::new, MacAddress::address);
                case 5 ->
                    row(
                            n,
                            "IFLA_MACVLAN_MACADDR_DATA",
                            WireForm.nested(() -> MacvlanAttr.TABLE),
                            MacAddresses.class,
                            MacAddresses::new,
                            MacAddresses::attrs);
                case 6 ->
                    row(
                            n,
                            "IFLA_MACVLAN_MACADDR_COUNT",
                            U32,
                            MacAddressCount.class,
                            MacAddressCount::new,
                            MacAddressCount::count);
                case 7 ->
                    row(n, "IFLA_MACVLAN_BC_QUEUE_LEN", U32, BcQueueLen.class, BcQueueLen::new, BcQueueLen::packets);
                case 8 ->
                    row(
                            n,
                            "IFLA_MACVLAN_BC_QUEUE_LEN_USED",
                            U32,
                            BcQueueLenUsed.class,
                            BcQueueLenUsed::new,
                            BcQueueLenUsed::packets);
                case 9 -> row(n, "IFLA_MACVLAN_BC_CUTOFF", S32, BcCutoff.class, BcCutoff::new, BcCutoff::value);
                default -> null;
            });
}
