package dev.sonde.core.check;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.ipvs.VirtualServer;

/// Rows of IPVS as `ipvsadm -Ln` prints them.
final class IpvsadmText {
    /// `FWM  257 rr`
    static String of(VirtualServer v) {
        String what = v.mark() != 0 ? Long.toString(v.mark()) : address(v.address(), v.port());
        return v.protocol() + "  " + what + " " + v.scheduler() + (v.onePacket() ? " ops" : "");
    }

    /// `-> 10.0.1.3:0  Masq  1  0  0`
    static String of(VirtualServer.Destination d) {
        return "-> " + address(d) + " " + d.forward() + " " + d.weight() + " " + d.active() + " " + d.inactive();
    }

    static String address(VirtualServer.Destination d) {
        return address(d.address(), d.port());
    }

    private static String address(IpAddress ip, int port) {
        return ip.isV4() ? ip + ":" + port : "[" + ip + "]:" + port;
    }

    private IpvsadmText() {}
}
