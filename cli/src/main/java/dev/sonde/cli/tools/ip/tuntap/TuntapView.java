package dev.sonde.cli.tools.ip.tuntap;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.TunAttr;

/// `ip tuntap show`.
///
/// The real tool reads `/sys/class/net/NAME/tun_flags`, ours the link's message, which tells all of it but
/// `IFF_ONE_QUEUE`, `IFF_NAPI` and their like; and what `-d` adds, the processes, is not read.
public final class TuntapView {
    private final Ip ip;
    private final Printer out;

    public TuntapView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    public void show() {
        ip.links();
        out.start();
        for (LinkMessage m : ip.links().all()) {
            int type = m.header().type();
            boolean known = type == LinkTypes.NONE || type == LinkTypes.ETHER;
            if (known && m.kind().equals("tun") && m.name() != null) {
                row(m);
            }
        }
        out.finish();
    }

    private void row(LinkMessage m) {
        out.begin();
        out.string(Colour.IFNAME, "ifname", "", m.name(), ":");
        out.beginArray("flags");
        TunAttr.Type type = m.data(TunAttr.Type.class);
        item(type != null && (type.type() & 1) != 0, "tun");
        item(type != null && (type.type() & 2) != 0, "tap");
        TunAttr.Pi pi = m.data(TunAttr.Pi.class);
        boolean informs = pi != null && pi.value() != 0;
        item(informs, "pi");
        TunAttr.MultiQueue queues = m.data(TunAttr.MultiQueue.class);
        item(queues != null && queues.value() != 0, "multi_queue");
        TunAttr.VnetHdr header = m.data(TunAttr.VnetHdr.class);
        item(header != null && header.value() != 0, "vnet_hdr");
        TunAttr.Persist persist = m.data(TunAttr.Persist.class);
        item(persist != null && persist.value() != 0, "persist");
        // IFF_NOFILTER, which it looks for, is the same bit as IFF_NO_PI.
        item(informs, "filter");
        out.endArray();
        TunAttr.Owner owner = m.data(TunAttr.Owner.class);
        if (owner != null) {
            out.number("user", " user ", owner.uid(), "");
        }
        TunAttr.Group group = m.data(TunAttr.Group.class);
        if (group != null) {
            out.number("group", " group ", group.gid(), "");
        }
        out.end();
        out.text("\n");
    }

    private void item(boolean set, String word) {
        if (set) {
            out.item(" ", word, "");
        }
    }
}
