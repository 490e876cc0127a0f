package dev.sonde.cli.tools.ip.addr;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.link.LinkPrinter;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.List;

/// `ip addr show` and `ip link show`: the links, with their addresses or without.
public final class AddressView {
    private final Ip ip;
    private final Printer out;
    private final Options options;

    /// `ip link`.
    private final boolean link;

    private final AddressFilter filter;
    private final List<AddressMessage> addresses = new ArrayList<>();

    private AddressView(Ip ip, boolean link, AddressFilter filter) {
        this.ip = ip;
        this.out = ip.out;
        this.options = ip.options;
        this.link = link;
        this.filter = filter;
    }

    public static void show(Ip ip, boolean link, Arguments args) {
        AddressFilter filter = AddressFilter.parse(ip, args, link ? Options.PACKET : ip.options.family);
        new AddressView(ip, link, filter).show();
    }

    private boolean inet6() {
        return filter.family == Options.INET6 && ip.options.family == Options.INET6 && filter.index == 0;
    }

    private void show() {
        Links links = ip.links();
        LinkPrinter printer = new LinkPrinter(ip, link, filter.family, inet6(), filter.functions);
        // The kernel filters only dumps of no family; `ip -4 addr` asks for one of AF_INET.
        boolean filtered =
                filter.index == 0 && (ip.options.family == Options.ANY || ip.options.family == Options.PACKET || link);
        if (filter.family != Options.PACKET) {
            ip.tables.each(Requests.addresses(Options.ANY), row -> {
                if (row instanceof AddressMessage a) {
                    addresses.add(a);
                }
            });
        }
        out.start();
        for (LinkMessage m : links.all()) {
            boolean chosen = filter.index == 0 ? !filtered || filter.dumps(m) : m.index() == filter.index;
            if (chosen && filter.inGroup(m) && (filter.family == Options.PACKET || hasAddress(m))) {
                out.begin();
                row(printer, m);
                out.end();
            }
        }
        out.finish();
    }

    /// Links without an address that is shown are left out, but for those without any.
    private boolean hasAddress(LinkMessage m) {
        boolean none = true;
        for (AddressMessage a : addresses) {
            if (a.header().index() == m.index()) {
                none = false;
                if (filter.shows(ip, a)) {
                    return true;
                }
            }
        }
        return none && filter.family == Options.ANY;
    }

    private void row(LinkPrinter printer, LinkMessage m) {
        boolean printed = false;
        if (options.brief || !options.oneline || filter.family == Options.PACKET) {
            if (!filter.shows(m)) {
                return;
            }
            // A label selects addresses, and leaves the links' own lines out.
            if (filter.label == null) {
                if (options.brief) {
                    printer.brief(m);
                } else {
                    printer.print(m);
                    printed = true;
                }
            }
        }
        if (filter.family != Options.PACKET) {
            addresses(m);
        }
        if (printed && !link && options.stats > 0) {
            printer.stats(m);
            out.line();
        }
    }

    private void addresses(LinkMessage m) {
        AddressPrinter printer = new AddressPrinter(ip);
        out.beginArray("addr_info");
        for (AddressMessage a : addresses) {
            boolean ours = a.header().index() == m.index()
                    && (filter.family == Options.ANY
                            || filter.family == a.header().family())
                    && filter.upOrDown(m);
            if (ours) {
                out.begin();
                if (filter.shows(ip, a) && filter.madeBy(a)) {
                    printer.print(a);
                }
                out.end();
            }
        }
        out.endArray();
        if (options.brief) {
            out.text("\n");
        }
    }
}
