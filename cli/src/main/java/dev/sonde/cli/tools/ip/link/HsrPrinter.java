package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.HsrAttr;

/// An HSR or PRP device.
final class HsrPrinter extends KindPrinter {
    HsrPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        HsrAttr.Slave1 first = a.find(HsrAttr.Slave1.class);
        port("slave1", first == null ? 0 : first.value());
        HsrAttr.Slave2 second = a.find(HsrAttr.Slave2.class);
        port("slave2", second == null ? 0 : second.value());
        HsrAttr.Interlink interlink = a.find(HsrAttr.Interlink.class);
        if (interlink != null) {
            out.string(Colour.IFNAME, "interlink", "interlink ", ip.links().name(interlink.index()), " ");
        }
        number(a, HsrAttr.SeqNr.class, HsrAttr.SeqNr::value, "seq_nr", "sequence ");
        HsrAttr.SupervisionAddr supervision = a.find(HsrAttr.SupervisionAddr.class);
        if (supervision != null) {
            out.string("supervision_addr", "supervision ", supervision.address().toString(), " ");
        }
        number(a, HsrAttr.Protocol.class, HsrAttr.Protocol::value, "proto", "proto ");
        number(a, HsrAttr.Version.class, HsrAttr.Version::value, "version", "version ");
    }

    private void port(String key, int index) {
        if (index == 0) {
            out.mark(key, key + " <none> ");
        } else {
            out.string(key, key + " ", ip.links().name(index), " ");
        }
    }
}
