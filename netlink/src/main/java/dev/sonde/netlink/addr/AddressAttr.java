package dev.sonde.netlink.addr;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.IpAddress;

/// One attribute of an address message: `IFA_*` of linux/if_addr.h.
public sealed interface AddressAttr {
    /// The prefix; on a point-to-point link the peer.
    record Address(IpAddress address) implements AddressAttr {}

    record Local(IpAddress address) implements AddressAttr {}

    record Label(String name) implements AddressAttr {}

    record Broadcast(IpAddress address) implements AddressAttr {}

    record Anycast(IpAddress address) implements AddressAttr {}

    record Cache(CacheInfo info) implements AddressAttr {}

    record Multicast(IpAddress address) implements AddressAttr {}

    /// `IFA_F_*`: all of them, the header has room for eight.
    record Flags(long bits) implements AddressAttr {}

    record RoutePriority(long metric) implements AddressAttr {}

    record TargetNetnsid(int nsid) implements AddressAttr {}

    /// `IFAPROT_*`: who made the address.
    record Protocol(int number) implements AddressAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements AddressAttr {}

    AttrTable<AddressAttr> TABLE = new AttrTable<AddressAttr>(
            11, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFA_ADDRESS", IP, Address.class, Address::new, Address::address);
                case 2 -> row(n, "IFA_LOCAL", IP, Local.class, Local::new, Local::address);
                case 3 -> row(n, "IFA_LABEL", STRING, Label.class, Label::new, Label::name);
                case 4 -> row(n, "IFA_BROADCAST", IP, Broadcast.class, Broadcast::new, Broadcast::address);
                case 5 -> row(n, "IFA_ANYCAST", IP, Anycast.class, Anycast::new, Anycast::address);
                case 6 -> row(n, "IFA_CACHEINFO", CacheInfo.FORM, Cache.class, Cache::new, Cache::info);
                case 7 -> row(n, "IFA_MULTICAST", IP, Multicast.class, Multicast::new, Multicast::address);
                case 8 -> row(n, "IFA_FLAGS", U32, Flags.class, Flags::new, Flags::bits);
                case 9 ->
                    row(n, "IFA_RT_PRIORITY", U32, RoutePriority.class, RoutePriority::new, RoutePriority::metric);
                case 10 ->
                    row(n, "IFA_TARGET_NETNSID", S32, TargetNetnsid.class, TargetNetnsid::new, TargetNetnsid::nsid);
                case 11 -> row(n, "IFA_PROTO", U8, Protocol.class, Protocol::new, Protocol::number);
                default -> null;
            });
}
