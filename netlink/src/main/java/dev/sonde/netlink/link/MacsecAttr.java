package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;
import static dev.sonde.netlink.WireForm.U64_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a MACsec device: `IFLA_MACSEC_*` of linux/if_link.h.
public sealed interface MacsecAttr {
    record Sci(long value) implements MacsecAttr {}

    record IcvLen(int value) implements MacsecAttr {}

    record CipherSuite(long value) implements MacsecAttr {}

    record Window(long value) implements MacsecAttr {}

    record EncodingSa(int value) implements MacsecAttr {}

    record Encrypt(int value) implements MacsecAttr {}

    record Protect(int value) implements MacsecAttr {}

    record IncSci(int value) implements MacsecAttr {}

    record Es(int value) implements MacsecAttr {}

    record Scb(int value) implements MacsecAttr {}

    record ReplayProtect(int value) implements MacsecAttr {}

    record Validation(int value) implements MacsecAttr {}

    record Offload(int value) implements MacsecAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MacsecAttr {}

    AttrTable<MacsecAttr> TABLE = new AttrTable<MacsecAttr>(
            15, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_MACSEC_SCI", U64_BE, Sci.class, Sci::new, Sci::value);
                case 3 -> row(n, "IFLA_MACSEC_ICV_LEN", U8, IcvLen.class, IcvLen::new, IcvLen::value);
                case 4 ->
                    row(n, "IFLA_MACSEC_CIPHER_SUITE", U64, CipherSuite.class, CipherSuite::new, CipherSuite::value);
                case 5 -> row(n, "IFLA_MACSEC_WINDOW", U32, Window.class, Window::new, Window::value);
                case 6 -> row(n, "IFLA_MACSEC_ENCODING_SA", U8, EncodingSa.class, EncodingSa::new, EncodingSa::value);
                case 7 -> row(n, "IFLA_MACSEC_ENCRYPT", U8, Encrypt.class, Encrypt::new, Encrypt::value);
                case 8 -> row(n, "IFLA_MACSEC_PROTECT", U8, Protect.class, Protect::new, Protect::value);
                case 9 -> row(n, "IFLA_MACSEC_INC_SCI", U8, IncSci.class, IncSci::new, IncSci::value);
                case 10 -> row(n, "IFLA_MACSEC_ES", U8, Es.class, Es::new, Es::value);
                case 11 -> row(n, "IFLA_MACSEC_SCB", U8, Scb.class, Scb::new, Scb::value);
                case 12 ->
                    row(
                            n,
                            "IFLA_MACSEC_REPLAY_PROTECT",
                            U8,
                            ReplayProtect.class,
                            ReplayProtect::new,
                            ReplayProtect::value);
                case 13 -> row(n, "IFLA_MACSEC_VALIDATION", U8, Validation.class, Validation::new, Validation::value);
                case 15 -> row(n, "IFLA_MACSEC_OFFLOAD", U8, Offload.class, Offload::new, Offload::value);
                default -> null;
            });
}
