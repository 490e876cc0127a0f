package dev.sonde.cli.tools.ip;

import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Hosts;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Names;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.Tables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.Wire;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.List;

/// What every object of `ip` works with.
public final class Ip {
    final Context context;
    final Options options;
    final Tables tables;
    final Printer out;
    final Names groups = Names.groups();
    final Names scopes = Names.scopes();
    final Names protocols = Names.protocols();
    final Names routingTables = Names.tables();
    final Names realms = Names.realms();
    final Names dsfields = Names.dsfields();
    private Links links;

    /// Null: addresses stand for themselves.
    private final Hosts hosts;

    public Ip(Context context, Options options) {
        this.context = context;
        this.options = options;
        this.hosts = options.resolve ? Hosts.read() : null;
        this.tables = Tables.of(context, options.target);
        this.out = Printer.of(context.out(), options.json, options.pretty, options.colour, options.oneline);
    }

    private Ip(Ip of, Printer out) {
        this.context = of.context;
        this.options = of.options;
        this.hosts = of.hosts;
        this.tables = of.tables;
        this.out = out;
        this.links = of.links();
    }

    /// The same on another printer, for another thread: it shares only what does not change any more, the links.
    Ip on(Printer other) {
        return other == out ? this : new Ip(this, other);
    }

    /// The namespace's links, read when first asked for.
    public Links links() {
        if (links == null) {
            links = new Links();
            tables.each(Requests.links(), links::add);
        }
        return links;
    }

    public Options options() {
        return options;
    }

    public Tables tables() {
        return tables;
    }

    public Printer out() {
        return out;
    }

    /// The address, or with `-resolve` the name that it has in `/etc/hosts`.
    String host(IpAddress address) {
        String name = hosts == null ? null : hosts.name(address);
        return name != null ? name : address.toString();
    }

    /// The same as a value, where most addresses have no name.
    void host(Printer to, Colour c, String key, IpAddress address, String after) {
        if (hosts == null) {
            to.string(c, key, "", address, after);
        } else {
            to.string(c, key, "", host(address), after);
        }
    }

    /// `group default`
    String group(long id) {
        return groups.of(id, options.numeric);
    }

    String scope(int id) {
        return scopes.of(id, options.numeric);
    }

    String protocol(int id) {
        return protocols.of(id, options.numeric);
    }

    String table(long id) {
        return routingTables.of(id, options.numeric);
    }

    /// The index of a link that an option names, or the tool's end.
    int index(String name, String otherwise) {
        int index = links().index(name);
        if (index == 0) {
            throw Arguments.wrong(otherwise, name);
        }
        return index;
    }

    /// The `ip netns` name of a namespace by the id that it has here; null: none is known.
    String namespaceName(int nsid) {
        if (names == null) {
            names = NetnsNames.all(tables.place());
        }
        for (NetnsNames.Name n : names) {
            if (n.id() == nsid && nsid != NetnsNames.NONE) {
                return n.name();
            }
        }
        return null;
    }

    /// Read when the first is asked for.
    private List<NetnsNames.Name> names;

    /// The index of a link that is a VRF, or the tool's end.
    int vrf(String name) {
        LinkMessage link = links().named(name);
        if (link == null || !link.kind().equals("vrf")) {
            throw Arguments.wrong("Invalid VRF\n", name);
        }
        return link.index();
    }

    /// The table of a VRF: `IFLA_VRF_TABLE`, the first attribute of its data. `default` is main, where no link is
    /// called so.
    long vrfTable(String name) {
        LinkMessage link = links().named(name);
        if (link == null && name.equals("default")) {
            return RouteFilter.MAIN;
        }
        LinkAttr.LinkInfo info = link == null ? null : link.find(LinkAttr.LinkInfo.class);
        LinkInfoAttr.Data data = info == null ? null : info.attrs().find(LinkInfoAttr.Data.class);
        if (data != null && link.kind().equals("vrf")) {
            Out bytes = new Out();
            data.attrs().write(bytes);
            byte[] b = bytes.toArray();
            if (b.length >= 8 && Wire.u16(b, 0) == 8 && Wire.u16(b, 2) == 1) {
                return Wire.u32(b, 4);
            }
        }
        throw Arguments.wrong("Invalid VRF\n", name);
    }

    String realm(long id) {
        return realms.of(id, options.numeric);
    }
}
