package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Accounts;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.TunAttr;

/// A tun or tap device.
final class TunPrinter extends KindPrinter {
    TunPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        TunAttr.Type type = a.find(TunAttr.Type.class);
        if (type != null) {
            String name = switch (type.type()) {
                case 1 -> "tun";
                case 2 -> "tap";
                default -> "UNKNOWN:" + type.type();
            };
            out.string("type", "type ", name, " ");
        }
        onOff(a, TunAttr.Pi.class, TunAttr.Pi::value, "pi", "pi ");
        onOff(a, TunAttr.VnetHdr.class, TunAttr.VnetHdr::value, "vnet_hdr", "vnet_hdr ");
        TunAttr.MultiQueue queues = a.find(TunAttr.MultiQueue.class);
        if (queues == null || queues.value() == 0) {
            out.jsonBoolean("multi_queue", false);
        } else {
            out.flag("multi_queue", "multi_queue ");
            number(a, TunAttr.NumQueues.class, TunAttr.NumQueues::count, "numqueues", "numqueues ");
            number(a, TunAttr.NumDisabledQueues.class, TunAttr.NumDisabledQueues::count, "numdisabled", "numdisabled ");
        }
        onOff(a, TunAttr.Persist.class, TunAttr.Persist::value, "persist", "persist ");
        TunAttr.Owner owner = a.find(TunAttr.Owner.class);
        if (owner != null) {
            account("user", owner.uid(), Accounts.user(owner.uid()));
        }
        TunAttr.Group group = a.find(TunAttr.Group.class);
        if (group != null) {
            account("group", group.gid(), Accounts.group(group.gid()));
        }
    }

    private void account(String key, long id, String name) {
        if (name != null) {
            out.string(key, key + " ", name, " ");
        } else {
            out.number(key, key + " ", id, " ");
        }
    }
}
