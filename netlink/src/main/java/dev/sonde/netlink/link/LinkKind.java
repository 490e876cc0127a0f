package dev.sonde.netlink.link;

import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.RawAttr;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.WireForm;

/// Which table reads the data of which kind of link. To add a kind: write its table, name it here.
public final class LinkKind {
    private LinkKind() {}

    /// `IFLA_INFO_KIND` → the table of `IFLA_INFO_DATA`.
    public static AttrTable<?> table(String kind) {
        return switch (kind) {
            case "bridge" -> BridgeAttr.TABLE;
            case "vxlan" -> VxlanAttr.TABLE;
            case "veth" -> VethAttr.TABLE;
            case "macvlan", "macvtap" -> MacvlanAttr.TABLE;
            case "tun" -> TunAttr.TABLE;
            case "vlan" -> VlanDeviceAttr.TABLE;
            case "ipvlan", "ipvtap" -> IpvlanAttr.TABLE;
            case "vrf" -> VrfAttr.TABLE;
            case "bond" -> BondAttr.TABLE;
            case "geneve" -> GeneveAttr.TABLE;
            case "gre", "gretap", "erspan", "ip6gre", "ip6gretap", "ip6erspan" -> GreAttr.TABLE;
            case "ipip", "sit", "ip6tnl" -> IpTunnelAttr.TABLE;
            case "vti", "vti6" -> VtiAttr.TABLE;
            case "xfrm" -> XfrmAttr.TABLE;
            case "hsr" -> HsrAttr.TABLE;
            case "bareudp" -> BareudpAttr.TABLE;
            case "netkit" -> NetkitAttr.TABLE;
            case "ovpn" -> OvpnAttr.TABLE;
            case "macsec" -> MacsecAttr.TABLE;
            case "gtp" -> GtpAttr.TABLE;
            default -> RawAttr.TABLE; // dummy, ifb, team, wireguard and nlmon have no data
        };
    }

    /// `IFLA_INFO_SLAVE_KIND` → the table of `IFLA_INFO_SLAVE_DATA`.
    public static AttrTable<?> slaveTable(String kind) {
        return switch (kind) {
            case "bridge" -> BridgePortAttr.TABLE;
            case "vrf" -> VrfPortAttr.TABLE;
            case "bond" -> BondPortAttr.TABLE;
            default -> RawAttr.TABLE;
        };
    }

    static final WireForm<Attrs<?>> DATA = new Nest() {
        @Override
        AttrTable<?> table(Reading reading) {
            return LinkKind.table(reading.kind);
        }
    };

    static final WireForm<Attrs<?>> SLAVE_DATA = new Nest() {
        @Override
        AttrTable<?> table(Reading reading) {
            return slaveTable(reading.slaveKind);
        }
    };

    /// Attributes whose table depends on something else in the message.
    abstract static class Nest implements WireForm<Attrs<?>> {
        abstract AttrTable<?> table(Reading reading);

        @Override
        public Attrs<?> read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            return table(reading).read(b, offset, offset + length, reading);
        }

        @Override
        public void write(Attrs<?> value, Out out) {
            value.write(out);
        }
    }
}
