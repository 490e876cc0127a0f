package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;

/// Which printer a kind of link has.
final class KindPrinters {
    /// The printer of a kind, or null: a kind without data of its own, or one that is not known here.
    static KindPrinter of(Ip ip, String kind) {
        return switch (kind) {
            case "bridge" -> new BridgePrinter(ip);
            case "vxlan" -> new VxlanPrinter(ip);
            case "macvlan", "macvtap" -> new MacvlanPrinter(ip);
            case "tun" -> new TunPrinter(ip);
            case "vlan" -> new VlanPrinter(ip);
            case "ipvlan", "ipvtap" -> new IpvlanPrinter(ip);
            case "vrf" -> new VrfPrinter(ip);
            case "bond" -> new BondPrinter(ip);
            case "geneve" -> new GenevePrinter(ip);
            case "gre", "gretap", "erspan" -> new GrePrinter(ip, false);
            case "ip6gre", "ip6gretap", "ip6erspan" -> new GrePrinter(ip, true);
            case "ipip", "sit" -> new IpTunnelPrinter(ip, false);
            case "ip6tnl" -> new IpTunnelPrinter(ip, true);
            case "vti", "vti6" -> new VtiPrinter(ip);
            case "xfrm" -> new XfrmPrinter(ip);
            case "netkit" -> new NetkitPrinter(ip);
            case "ovpn" -> new OvpnPrinter(ip);
            case "hsr" -> new HsrPrinter(ip);
            case "macsec" -> new MacsecPrinter(ip);
            case "gtp" -> new GtpPrinter(ip);
            case "bareudp" -> new BareudpPrinter(ip);
            default -> null;
        };
    }

    /// The printer of a port of this kind of master, or null.
    static KindPrinter ofSlave(Ip ip, String kind) {
        return switch (kind) {
            case "bridge" -> new BridgePortPrinter(ip);
            case "vrf" -> new VrfPrinter(ip);
            case "bond" -> new BondPortPrinter(ip);
            default -> null;
        };
    }

    private KindPrinters() {}
}
