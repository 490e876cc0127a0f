package dev.sonde.cli.tools.ip.netconf;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.netconf.NetconfAttr;
import dev.sonde.netlink.netconf.NetconfMessage;
import java.util.function.ToIntFunction;

/// `ip netconf show`: what each interface does with packets.
public final class NetconfView {
    /// `NETCONFA_IFINDEX_ALL`, `NETCONFA_IFINDEX_DEFAULT`
    private static final int ALL = -1;

    private static final int DEFAULT = -2;

    private static final String[] REVERSE_PATH = {"off", "strict", "loose"};

    private final Ip ip;
    private final Printer out;
    private int device;

    public NetconfView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    public void show(Arguments args) {
        while (args.more()) {
            if (args.next().equals("dev")) {
                String name = args.value();
                device = ip.links().index(name);
                if (device <= 0) {
                    throw new ToolExit(1, "Device \"" + name + "\" does not exist.");
                }
            }
        }
        out.start();
        ip.tables.each(Requests.netconf(Options.ANY), this::row);
        out.finish();
    }

    private void row(Message.Rtnetlink row) {
        if (!(row instanceof NetconfMessage m)) {
            return;
        }
        int family = m.header().family();
        NetconfAttr.Interface of = m.find(NetconfAttr.Interface.class);
        if (ip.options.family != Options.ANY && ip.options.family != family
                || device != 0 && (of == null || of.index() != device)) {
            return;
        }
        out.begin();
        if (m.isDeletion()) {
            out.flag("deleted", "Deleted ");
        }
        out.string("family", "", Options.familyName(family), " ");
        if (of != null) {
            String name = switch (of.index()) {
                case ALL -> "all";
                case DEFAULT -> "default";
                default -> ip.links().name(of.index());
            };
            out.string(Colour.IFNAME, "interface", "", name, " ");
        }
        onOff(m, NetconfAttr.Forwarding.class, NetconfAttr.Forwarding::value, "forwarding");
        if (m.find(NetconfAttr.ReversePath.class) instanceof NetconfAttr.ReversePath(int v)) {
            if (v >= 0 && v < REVERSE_PATH.length) {
                out.string("rp_filter", "rp_filter ", REVERSE_PATH[v], " ");
            } else {
                out.number("rp_filter", "rp_filter ", Integer.toUnsignedLong(v), " ");
            }
        }
        onOff(m, NetconfAttr.MulticastForwarding.class, NetconfAttr.MulticastForwarding::value, "mc_forwarding");
        onOff(m, NetconfAttr.ProxyNeighbours.class, NetconfAttr.ProxyNeighbours::value, "proxy_neigh");
        onOff(
                m,
                NetconfAttr.IgnoreRoutesWithLinkdown.class,
                NetconfAttr.IgnoreRoutesWithLinkdown::value,
                "ignore_routes_with_linkdown");
        onOff(m, NetconfAttr.Input.class, NetconfAttr.Input::value, "input");
        out.end();
        out.text("\n");
    }

    private <R extends NetconfAttr> void onOff(NetconfMessage m, Class<R> type, ToIntFunction<R> value, String key) {
        R found = m.find(type);
        if (found != null) {
            out.onOff(key, key + " ", value.applyAsInt(found) != 0, " ");
        }
    }
}
