package dev.sonde.cli.tools.ip.addr;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressFlags;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.addr.CacheInfo;

/// The row of one address.
public final class AddressPrinter {
    /// `INFINITY_LIFE_TIME`
    private static final long FOREVER = 0xffff_ffffL;

    /// `IFA_F_*` in the order in which they are printed.
    private static final String[] FLAGS = {
        "secondary",
        "nodad",
        "optimistic",
        "dadfailed",
        "home",
        "deprecated",
        "tentative",
        "permanent",
        "mngtmpaddr",
        "noprefixroute",
        "autojoin",
        "stable-privacy"
    };

    private final Ip ip;
    private final Printer out;

    AddressPrinter(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    /// The bit of a flag's name, 0 for none.
    static int flag(String name) {
        if (name.equals("temporary")) {
            return AddressFlags.SECONDARY;
        }
        for (int i = 0; i < FLAGS.length; i++) {
            if (FLAGS[i].equals(name)) {
                return 1 << i;
            }
        }
        return 0;
    }

    public static Colour colour(int family) {
        return family == Options.INET ? Colour.INET : family == Options.INET6 ? Colour.INET6 : Colour.NONE;
    }

    void print(AddressMessage m) {
        int family = m.header().family();
        Colour c = colour(family);
        if (!ip.options.brief) {
            if (ip.options.oneline) {
                String device = ip.links().name(m.header().index());
                out.number("index", "", m.header().index(), ": ");
                out.string("dev", "", device, "");
            }
            String name = Options.familyName(family);
            if (name.startsWith("?")) {
                out.number("family_index", "    family ", family, " ");
            } else {
                out.string("family", "    ", name, " ");
            }
        }
        addresses(m, c);
        if (ip.options.brief) {
            return;
        }
        AddressAttr.Broadcast broadcast = m.find(AddressAttr.Broadcast.class);
        if (broadcast != null) {
            out.text("brd ");
            out.string(c, "broadcast", "", ip.host(broadcast.address()), " ");
        }
        AddressAttr.Anycast anycast = m.find(AddressAttr.Anycast.class);
        if (anycast != null) {
            out.text("any ");
            out.string(c, "anycast", "", ip.host(anycast.address()), " ");
        }
        out.string("scope", "scope ", ip.scope(m.header().scope()), " ");
        flags(family, m.flags());
        AddressAttr.Protocol protocol = m.find(AddressAttr.Protocol.class);
        if (protocol != null && (protocol.number() != 0 || out.json())) {
            out.string("protocol", "proto ", ip.addressProtocol(protocol.number()), " ");
        }
        AddressAttr.Label label = m.find(AddressAttr.Label.class);
        if (label != null) {
            out.string("label", "", label.name(), "");
        }
        AddressAttr.Cache cache = m.find(AddressAttr.Cache.class);
        if (cache != null) {
            lifetimes(cache.info(), (m.flags() & AddressFlags.DEPRECATED) != 0);
        }
        out.text("\n");
    }

    /// `10.0.0.1/24`, `10.0.0.1 peer 10.0.0.2/32`
    private void addresses(AddressMessage m, Colour c) {
        IpAddress local = m.address();
        if (local == null) {
            return;
        }
        out.string(c, "local", "", ip.host(local), "");
        AddressAttr.Address peer = m.find(AddressAttr.Address.class);
        if (peer != null && !peer.address().equals(local)) {
            out.text(" peer ");
            out.string(c, "address", "", ip.host(peer.address()), "");
        }
        out.number("prefixlen", "/", m.header().prefixLength(), " ");
        AddressAttr.RoutePriority metric = m.find(AddressAttr.RoutePriority.class);
        if (metric != null) {
            out.number("metric", "metric ", metric.metric(), " ");
        }
    }

    private void flags(int family, long all) {
        long left = all;
        for (int i = 0; i < FLAGS.length; i++) {
            int bit = 1 << i;
            boolean set = (left & bit) != 0;
            if (bit == AddressFlags.PERMANENT) {
                if (!set) {
                    out.flag("dynamic", "dynamic ");
                }
            } else if (set) {
                String name = bit == AddressFlags.SECONDARY && family == Options.INET6 ? "temporary" : FLAGS[i];
                out.flag(name, name + " ");
            }
            left &= ~bit;
        }
        if (left != 0) {
            out.string("ifa_flags", "flags ", Printer.hex(left, 2), " ");
        }
    }

    private void lifetimes(CacheInfo info, boolean deprecated) {
        out.line();
        lifetime("valid_life_time", "       valid_lft ", info.valid(), false);
        lifetime("preferred_life_time", " preferred_lft ", info.preferred(), deprecated);
    }

    /// `signed`: as the real tool prints what is left of a deprecated address.
    private void lifetime(String key, String before, long seconds, boolean signed) {
        if (seconds == FOREVER && !out.json()) {
            out.text(before).text("forever");
        } else {
            out.number(key, before, signed && seconds != FOREVER ? (int) seconds : seconds, "sec");
        }
    }
}
