package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.VtiAttr;

/// A vti or vti6 device.
final class VtiPrinter extends TunnelWords {
    VtiPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        VtiAttr.Remote remote = a.find(VtiAttr.Remote.class);
        end("remote", remote == null ? null : remote.address());
        VtiAttr.Local local = a.find(VtiAttr.Local.class);
        end("local", local == null ? null : local.address());
        VtiAttr.Link link = a.find(VtiAttr.Link.class);
        device(link == null ? 0 : link.value());
        VtiAttr.Ikey ikey = a.find(VtiAttr.Ikey.class);
        if (ikey != null && ikey.value() != 0) {
            key("ikey", ikey.value());
        }
        VtiAttr.Okey okey = a.find(VtiAttr.Okey.class);
        if (okey != null && okey.value() != 0) {
            key("okey", okey.value());
        }
        VtiAttr.Fwmark mark = a.find(VtiAttr.Fwmark.class);
        fwmark(mark == null ? 0 : mark.value());
    }
}
