package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a veth pair, on making one: `VETH_INFO_*` of linux/veth.h. The kernel sends none.
public sealed interface VethAttr {
    /// The other end, a link message without its netlink header.
    record Peer(VethPeer link) implements VethAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VethAttr {}

    AttrTable<VethAttr> TABLE = new AttrTable<VethAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "VETH_INFO_PEER", VethPeer.FORM, Peer.class, Peer::new, Peer::link);
                default -> null;
            });
}
