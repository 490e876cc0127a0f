package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// Of `LWTUNNEL_ENCAP_SEG6_LOCAL`: `SEG6_LOCAL_*` of linux/seg6_local.h.
public sealed interface Seg6LocalEncapAttr {
    /// `SEG6_LOCAL_ACTION_*`
    record Action(long action) implements Seg6LocalEncapAttr {}

    /// `struct ipv6_sr_hdr`
    record Header(ByteString bytes) implements Seg6LocalEncapAttr {}

    record Table(long id) implements Seg6LocalEncapAttr {}

    record NextHop4(IpAddress address) implements Seg6LocalEncapAttr {}

    record NextHop6(IpAddress address) implements Seg6LocalEncapAttr {}

    record InputInterface(int index) implements Seg6LocalEncapAttr {}

    record OutputInterface(int index) implements Seg6LocalEncapAttr {}

    record Bpf(Attrs<BpfProgramAttr> attrs) implements Seg6LocalEncapAttr {}

    record VrfTable(long id) implements Seg6LocalEncapAttr {}

    record Counters(Attrs<Seg6CountersAttr> attrs) implements Seg6LocalEncapAttr {}

    record Flavors(Attrs<Seg6FlavorsAttr> attrs) implements Seg6LocalEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Seg6LocalEncapAttr {}

    AttrTable<Seg6LocalEncapAttr> TABLE = new AttrTable<Seg6LocalEncapAttr>(
            11, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "SEG6_LOCAL_ACTION", U32, Action.class, Action::new, Action::action);
                case 2 -> row(n, "SEG6_LOCAL_SRH", BYTES, Header.class, Header::new, Header::bytes);
                case 3 -> row(n, "SEG6_LOCAL_TABLE", U32, Table.class, Table::new, Table::id);
                case 4 -> row(n, "SEG6_LOCAL_NH4", IP, NextHop4.class, NextHop4::new, NextHop4::address);
                case 5 -> row(n, "SEG6_LOCAL_NH6", IP, NextHop6.class, NextHop6::new, NextHop6::address);
                case 6 ->
                    row(n, "SEG6_LOCAL_IIF", S32, InputInterface.class, InputInterface::new, InputInterface::index);
                case 7 ->
                    row(n, "SEG6_LOCAL_OIF", S32, OutputInterface.class, OutputInterface::new, OutputInterface::index);
                case 8 ->
                    row(
                            n,
                            "SEG6_LOCAL_BPF",
                            WireForm.nested(() -> BpfProgramAttr.TABLE),
                            Bpf.class,
                            Bpf::new,
                            Bpf::attrs);
                case 9 -> row(n, "SEG6_LOCAL_VRFTABLE", U32, VrfTable.class, VrfTable::new, VrfTable::id);
                case 10 ->
                    row(
                            n,
                            "SEG6_LOCAL_COUNTERS",
                            WireForm.nested(() -> Seg6CountersAttr.TABLE),
                            Counters.class,
                            Counters::new,
                            Counters::attrs);
                case 11 ->
                    row(
                            n,
                            "SEG6_LOCAL_FLAVORS",
                            WireForm.nested(() -> Seg6FlavorsAttr.TABLE),
                            Flavors.class,
                            Flavors::new,
                            Flavors::attrs);
                default -> null;
            });
}
