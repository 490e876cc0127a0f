package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Of `LWTUNNEL_ENCAP_IOAM6`: `IOAM6_IPTUNNEL_*` of linux/ioam6_iptunnel.h.
public sealed interface Ioam6EncapAttr {
    record Mode(int mode) implements Ioam6EncapAttr {}

    record Destination(IpAddress address) implements Ioam6EncapAttr {}

    /// `struct ioam6_trace_hdr`
    record Trace(ByteString bytes) implements Ioam6EncapAttr {}

    record FrequencyK(long value) implements Ioam6EncapAttr {}

    record FrequencyN(long value) implements Ioam6EncapAttr {}

    record Source(IpAddress address) implements Ioam6EncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Ioam6EncapAttr {}

    AttrTable<Ioam6EncapAttr> TABLE = new AttrTable<Ioam6EncapAttr>(
            6, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IOAM6_IPTUNNEL_MODE", U8, Mode.class, Mode::new, Mode::mode);
                case 2 -> row(n, "IOAM6_IPTUNNEL_DST", IP, Destination.class, Destination::new, Destination::address);
                case 3 -> row(n, "IOAM6_IPTUNNEL_TRACE", BYTES, Trace.class, Trace::new, Trace::bytes);
                case 4 -> row(n, "IOAM6_IPTUNNEL_FREQ_K", U32, FrequencyK.class, FrequencyK::new, FrequencyK::value);
                case 5 -> row(n, "IOAM6_IPTUNNEL_FREQ_N", U32, FrequencyN.class, FrequencyN::new, FrequencyN::value);
                case 6 -> row(n, "IOAM6_IPTUNNEL_SRC", IP, Source.class, Source::new, Source::address);
                default -> null;
            });
}
