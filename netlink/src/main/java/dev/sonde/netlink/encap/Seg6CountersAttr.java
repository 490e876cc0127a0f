package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `SEG6_LOCAL_COUNTERS`: `SEG6_LOCAL_CNT_*` of linux/seg6_local.h.
public sealed interface Seg6CountersAttr {
    record Packets(long count) implements Seg6CountersAttr {}

    record Bytes(long count) implements Seg6CountersAttr {}

    record Errors(long count) implements Seg6CountersAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Seg6CountersAttr {}

    AttrTable<Seg6CountersAttr> TABLE = new AttrTable<Seg6CountersAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 2 -> row(n, "SEG6_LOCAL_CNT_PACKETS", U64, Packets.class, Packets::new, Packets::count);
                case 3 -> row(n, "SEG6_LOCAL_CNT_BYTES", U64, Bytes.class, Bytes::new, Bytes::count);
                case 4 -> row(n, "SEG6_LOCAL_CNT_ERRORS", U64, Errors.class, Errors::new, Errors::count);
                default -> null;
            });
}
