package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.STRING;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.Wire;
import dev.sonde.netlink.WireForm;

/// Within `IFLA_LINKINFO`: what kind of link this is, and what kind of port: `IFLA_INFO_*` of linux/if_link.h.
public sealed interface LinkInfoAttr {
    record Kind(String name) implements LinkInfoAttr {}

    /// Attributes of the kind, for instance [BridgeAttr]; see [LinkKind].
    record Data(Attrs<?> attrs) implements LinkInfoAttr {}

    record Xstats(ByteString bytes) implements LinkInfoAttr {}

    record SlaveKind(String name) implements LinkInfoAttr {}

    /// Attributes of the master's kind, for instance [BridgePortAttr]; see [LinkKind].
    record SlaveData(Attrs<?> attrs) implements LinkInfoAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements LinkInfoAttr {}

    AttrTable<LinkInfoAttr> TABLE = new AttrTable<LinkInfoAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_INFO_KIND", STRING, Kind.class, Kind::new, Kind::name);
                case 2 -> row(n, "IFLA_INFO_DATA", LinkKind.DATA, Data.class, Data::new, Data::attrs);
                case 3 -> row(n, "IFLA_INFO_XSTATS", BYTES, Xstats.class, Xstats::new, Xstats::bytes);
                case 4 -> row(n, "IFLA_INFO_SLAVE_KIND", STRING, SlaveKind.class, SlaveKind::new, SlaveKind::name);
                case 5 ->
                    row(
                            n,
                            "IFLA_INFO_SLAVE_DATA",
                            LinkKind.SLAVE_DATA,
                            SlaveData.class,
                            SlaveData::new,
                            SlaveData::attrs);
                default -> null;
            });

    /// Looks for the kinds first, because they say how the data is read.
    WireForm<Attrs<LinkInfoAttr>> FORM = new WireForm<>() {
        @Override
        public Attrs<LinkInfoAttr> read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            String kind = reading.kind;
            String slaveKind = reading.slaveKind;
            reading.kind = find(1, b, offset, length, reading);
            reading.slaveKind = find(4, b, offset, length, reading);
            Attrs<LinkInfoAttr> attrs = TABLE.read(b, offset, offset + length, reading);
            reading.kind = kind;
            reading.slaveKind = slaveKind;
            return attrs;
        }

        /// The text of the first attribute of this number; what is malformed here, the table's reader will name.
        private static String find(int number, byte[] b, int offset, int length, Reading reading)
                throws MalformedMessage {
            int end = offset + length;
            for (int at = offset; end - at >= 4; ) {
                int size = Wire.u16(b, at);
                if (size < 4 || size > end - at) {
                    break;
                }
                if ((Wire.u16(b, at + 2) & 0x3fff) == number) {
                    return STRING.read(b, at + 4, size - 4, reading);
                }
                at += Wire.align(size);
            }
            return "";
        }

        @Override
        public void write(Attrs<LinkInfoAttr> value, Out out) {
            value.write(out);
        }
    };
}
