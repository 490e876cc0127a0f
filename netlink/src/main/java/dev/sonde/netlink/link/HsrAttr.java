package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.LinkAddress;

/// Data of an HSR or PRP device: `IFLA_HSR_*` of linux/if_link.h.
public sealed interface HsrAttr {
    record Slave1(int value) implements HsrAttr {}

    record Slave2(int value) implements HsrAttr {}

    record MulticastSpec(int value) implements HsrAttr {}

    record SupervisionAddr(LinkAddress address) implements HsrAttr {}

    record SeqNr(int value) implements HsrAttr {}

    record Version(int value) implements HsrAttr {}

    record Protocol(int value) implements HsrAttr {}

    record Interlink(int index) implements HsrAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements HsrAttr {}

    AttrTable<HsrAttr> TABLE = new AttrTable<HsrAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_HSR_SLAVE1", S32, Slave1.class, Slave1::new, Slave1::value);
                case 2 -> row(n, "IFLA_HSR_SLAVE2", S32, Slave2.class, Slave2::new, Slave2::value);
                case 3 ->
                    row(
                            n,
                            "IFLA_HSR_MULTICAST_SPEC",
                            U8,
                            MulticastSpec.class,
                            MulticastSpec::new,
                            MulticastSpec::value);
                case 4 ->
                    row(
                            n,
                            "IFLA_HSR_SUPERVISION_ADDR",
                            MAC,
                            SupervisionAddr.class,
                            SupervisionAddr::new,
                            SupervisionAddr::address);
                case 5 -> row(n, "IFLA_HSR_SEQ_NR", U16, SeqNr.class, SeqNr::new, SeqNr::value);
                case 6 -> row(n, "IFLA_HSR_VERSION", U8, Version.class, Version::new, Version::value);
                case 7 -> row(n, "IFLA_HSR_PROTOCOL", U8, Protocol.class, Protocol::new, Protocol::value);
                case 8 -> row(n, "IFLA_HSR_INTERLINK", S32, Interlink.class, Interlink::new, Interlink::index);
                default -> null;
            });
}
