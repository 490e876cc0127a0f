package dev.sonde.cli.tools.ifconfig;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.cli.tools.ToolCommand;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `sonde ifconfig [-a] [IF]`: what BusyBox's `ifconfig` shows, in its layout.
public final class IfconfigCommand implements Command {
    private static final String USAGE = """
            Usage: sonde ifconfig [-n TARGET] [-a] [IF]
            Read-only: changes are refused.""";

    @Override
    public int run(Context context, List<String> args) {
        return ToolCommand.run(context, () -> ifconfig(context, args));
    }

    private static int ifconfig(Context context, List<String> args) {
        String target = null;
        boolean all = false;
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            switch (args.get(at)) {
                case "-a" -> all = true;
                case "-n", "--netns" -> {
                    if (at + 1 == args.size()) {
                        throw new ToolExit(2, "sonde: ifconfig: " + args.get(at) + ": a target is missing\n" + USAGE);
                    }
                    target = args.get(++at);
                }
                case "-h", "--help" -> {
                    context.out().text(USAGE).line();
                    return 0;
                }
                default -> throw new ToolExit(1, "ifconfig: invalid option -- '" + args.get(at) + "'\n" + USAGE);
            }
            at++;
        }
        if (args.size() - at > 1) {
            throw new ToolExit(
                    2,
                    "sonde: ifconfig " + args.get(at) + " " + args.get(at + 1)
                            + ": read-only: changes are refused\n"
                            + "  sonde enter TARGET -- ifconfig ... runs the real tool there");
        }
        TableRows tables = TableRows.of(context, target);
        Links links = new Links();
        tables.each(Requests.links(), links::add);
        List<AddressMessage> addresses = new ArrayList<>();
        tables.each(Requests.addresses(Options.ANY), row -> {
            if (row instanceof AddressMessage a) {
                addresses.add(a);
            }
        });
        InterfacePrinter printer = new InterfacePrinter(context.out(), addresses);
        if (at < args.size()) {
            one(printer, links, args.get(at));
        } else {
            for (Row row : rows(links, addresses)) {
                if (all || (row.link.header().flags() & Links.UP) != 0) {
                    printer.print(row.name, row.link);
                }
            }
        }
        return ToolCommand.status(tables);
    }

    /// A link under its own name or under the label of one of its addresses.
    private record Row(String name, LinkMessage link) {}

    private static void one(InterfacePrinter printer, Links links, String name) {
        int colon = name.indexOf(':');
        LinkMessage link = links.named(colon < 0 ? name : name.substring(0, colon));
        if (link == null) {
            throw new ToolExit(1, "ifconfig: " + name + ": error fetching interface information: Device not found");
        }
        printer.print(name, link);
    }

    private static List<Row> rows(Links links, List<AddressMessage> addresses) {
        List<Row> rows = new ArrayList<>();
        for (LinkMessage link : links.all()) {
            if (link.name() == null) {
                continue;
            }
            rows.add(new Row(link.name(), link));
            int own = rows.size();
            for (AddressMessage a : addresses) {
                AddressAttr.Label label = a.find(AddressAttr.Label.class);
                boolean other = label != null
                        && a.header().index() == link.index()
                        && a.header().family() == Options.INET
                        && !label.name().equals(link.name());
                if (other && !holds(rows.subList(own, rows.size()), label.name())) {
                    rows.add(new Row(label.name(), link));
                }
            }
        }
        rows.sort(Comparator.comparing(Row::name, Links::byBytes));
        return rows;
    }

    private static boolean holds(List<Row> rows, String name) {
        for (Row row : rows) {
            if (row.name.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
