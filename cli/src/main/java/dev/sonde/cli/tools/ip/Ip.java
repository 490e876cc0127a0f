package dev.sonde.cli.tools.ip;

import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Hosts;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.RtNames;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.cli.tools.ip.netns.NetnsNames;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.Wire;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.route.RouteTable;
import java.util.List;

/// What every object of `ip` works with.
public final class Ip {
    public final Context context;
    public final Options options;
    public final TableRows tables;
    public final Printer out;
    public final RtNames groups = RtNames.groups();
    public final RtNames scopes = RtNames.scopes();
    public final RtNames protocols = RtNames.protocols();
    public final RtNames routingTables = RtNames.tables();
    public final RtNames addressProtocols = RtNames.addressProtocols();
    public final RtNames realms = RtNames.realms();
    public final RtNames dsfields = RtNames.dsfields();
    private Links links;

    /// Null: addresses stand for themselves.
    private final Hosts hosts;

    public Ip(Context context, Options options) {
        this.context = context;
        this.options = options;
        this.hosts = options.resolve ? Hosts.read() : null;
        this.tables = TableRows.of(context, options.place(context));
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
    public Ip on(Printer other) {
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

    public TableRows tables() {
        return tables;
    }

    public Printer out() {
        return out;
    }

    /// The address, or with `-resolve` the name that it has in `/etc/hosts`.
    public String host(IpAddress address) {
        String name = hosts == null ? null : hosts.name(address);
        return name != null ? name : address.toString();
    }

    /// The same as a value, where most addresses have no name.
    public void host(Printer to, Colour c, String key, IpAddress address, String after) {
        if (hosts == null) {
            to.string(c, key, "", address, after);
        } else {
            to.string(c, key, "", host(address), after);
        }
    }

    /// `group default`
    public String group(long id) {
        return groups.of(id, options.numeric);
    }

    public String scope(int id) {
        return scopes.of(id, options.numeric);
    }

    public String protocol(int id) {
        return protocols.of(id, options.numeric);
    }

    /// Who made an address: `kernel_ll`.
    public String addressProtocol(int id) {
        String name = options.numeric ? null : addressProtocols.name(id);
        return name != null ? name : id == 0 ? "0" : "0x" + Integer.toHexString(id);
    }

    public String table(long id) {
        return routingTables.of(id, options.numeric);
    }

    /// The index of a link that an option names, or the tool's end.
    public int index(String name, String otherwise) {
        int index = links().index(name);
        if (index == 0) {
            throw Arguments.wrong(otherwise, name);
        }
        return index;
    }

    /// The `ip netns` name of a namespace by the id that it has here; null: none is known.
    public String namespaceName(int nsid) {
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
    public int vrf(String name) {
        LinkMessage link = links().named(name);
        if (link == null || !link.kind().equals("vrf")) {
            throw Arguments.wrong("Invalid VRF\n", name);
        }
        return link.index();
    }

    /// The table of a VRF: `IFLA_VRF_TABLE`, the first attribute of its data. `default` is main, where no link is
    /// called so.
    public long vrfTable(String name) {
        long table = tableOf(name);
        if (table == 0) {
            throw Arguments.wrong("Invalid VRF\n", name);
        }
        return table;
    }

    /// The same; 0: it is no VRF.
    public long tableOf(String name) {
        LinkMessage link = links().named(name);
        if (link == null && name.equals("default")) {
            return RouteTable.MAIN;
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
        return 0;
    }

    public String realm(long id) {
        return realms.of(id, options.numeric);
    }
}
