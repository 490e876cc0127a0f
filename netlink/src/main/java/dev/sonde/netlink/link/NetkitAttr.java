package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Data of a netkit device: `IFLA_NETKIT_*` of linux/if_link.h.
public sealed interface NetkitAttr {
    record PeerInfo(ByteString bytes) implements NetkitAttr {}

    record Primary(int value) implements NetkitAttr {}

    record Policy(long value) implements NetkitAttr {}

    record PeerPolicy(long value) implements NetkitAttr {}

    record Mode(long value) implements NetkitAttr {}

    record Scrub(long value) implements NetkitAttr {}

    record PeerScrub(long value) implements NetkitAttr {}

    record Headroom(int value) implements NetkitAttr {}

    record Tailroom(int value) implements NetkitAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements NetkitAttr {}

    AttrTable<NetkitAttr> TABLE = new AttrTable<NetkitAttr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_NETKIT_PEER_INFO", BYTES, PeerInfo.class, PeerInfo::new, PeerInfo::bytes);
                case 2 -> row(n, "IFLA_NETKIT_PRIMARY", U8, Primary.class, Primary::new, Primary::value);
                case 3 -> row(n, "IFLA_NETKIT_POLICY", U32, Policy.class, Policy::new, Policy::value);
                case 4 -> row(n, "IFLA_NETKIT_PEER_POLICY", U32, PeerPolicy.class, PeerPolicy::new, PeerPolicy::value);
                case 5 -> row(n, "IFLA_NETKIT_MODE", U32, Mode.class, Mode::new, Mode::value);
                case 6 -> row(n, "IFLA_NETKIT_SCRUB", U32, Scrub.class, Scrub::new, Scrub::value);
                case 7 -> row(n, "IFLA_NETKIT_PEER_SCRUB", U32, PeerScrub.class, PeerScrub::new, PeerScrub::value);
                case 8 -> row(n, "IFLA_NETKIT_HEADROOM", U16, Headroom.class, Headroom::new, Headroom::value);
                case 9 -> row(n, "IFLA_NETKIT_TAILROOM", U16, Tailroom.class, Tailroom::new, Tailroom::value);
                default -> null;
            });
}
