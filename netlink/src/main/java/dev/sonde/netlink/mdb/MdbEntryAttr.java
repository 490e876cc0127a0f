package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// Behind `struct br_mdb_entry`: `MDBA_MDB_EATTR_*` of linux/if_bridge.h.
public sealed interface MdbEntryAttr {
    /// In hundredths of a second.
    record Timer(long time) implements MdbEntryAttr {}

    record Sources(Attrs<MdbSourcesAttr> attrs) implements MdbEntryAttr {}

    /// `MCAST_EXCLUDE` 0, `MCAST_INCLUDE` 1
    record GroupMode(int mode) implements MdbEntryAttr {}

    record Source(IpAddress address) implements MdbEntryAttr {}

    /// `RTPROT_*`
    record Protocol(int protocol) implements MdbEntryAttr {}

    record Destination(IpAddress address) implements MdbEntryAttr {}

    record DestinationPort(int port) implements MdbEntryAttr {}

    record Vni(long vni) implements MdbEntryAttr {}

    record Interface(long index) implements MdbEntryAttr {}

    record SourceVni(long vni) implements MdbEntryAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbEntryAttr {}

    AttrTable<MdbEntryAttr> TABLE = new AttrTable<MdbEntryAttr>(
            10, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MDBA_MDB_EATTR_TIMER", U32, Timer.class, Timer::new, Timer::time);
                case 2 ->
                    row(
                            n,
                            "MDBA_MDB_EATTR_SRC_LIST",
                            WireForm.nested(() -> MdbSourcesAttr.TABLE),
                            Sources.class,
                            Sources::new,
                            Sources::attrs);
                case 3 -> row(n, "MDBA_MDB_EATTR_GROUP_MODE", U8, GroupMode.class, GroupMode::new, GroupMode::mode);
                case 4 -> row(n, "MDBA_MDB_EATTR_SOURCE", IP, Source.class, Source::new, Source::address);
                case 5 -> row(n, "MDBA_MDB_EATTR_RTPROT", U8, Protocol.class, Protocol::new, Protocol::protocol);
                case 6 -> row(n, "MDBA_MDB_EATTR_DST", IP, Destination.class, Destination::new, Destination::address);
                case 7 ->
                    row(
                            n,
                            "MDBA_MDB_EATTR_DST_PORT",
                            U16,
                            DestinationPort.class,
                            DestinationPort::new,
                            DestinationPort::port);
                case 8 -> row(n, "MDBA_MDB_EATTR_VNI", U32, Vni.class, Vni::new, Vni::vni);
                case 9 -> row(n, "MDBA_MDB_EATTR_IFINDEX", U32, Interface.class, Interface::new, Interface::index);
                case 10 -> row(n, "MDBA_MDB_EATTR_SRC_VNI", U32, SourceVni.class, SourceVni::new, SourceVni::vni);
                default -> null;
            });
}
