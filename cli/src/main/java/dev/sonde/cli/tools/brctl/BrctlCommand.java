package dev.sonde.cli.tools.brctl;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.cli.tools.ToolCommand;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgeId;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `sonde brctl show`, `showmacs`, `showstp`: what bridge-utils shows, read from the kernel's own messages. The
/// real one reads `/sys`, which shows the namespace of whoever mounted it: under nsenter it lies.
public final class BrctlCommand implements Command {
    private static final String USAGE = """
            Usage: sonde brctl [-n TARGET] show [BRIDGE...]
                   sonde brctl [-n TARGET] showmacs BRIDGE
                   sonde brctl [-n TARGET] showstp BRIDGE
            Read-only: changes are refused.""";

    @Override
    public int run(Context context, List<String> args) {
        return ToolCommand.run(context, () -> brctl(context, args));
    }

    private static int brctl(Context context, List<String> args) {
        String target = null;
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            switch (args.get(at)) {
                case "-n", "--netns" -> {
                    if (at + 1 == args.size()) {
                        throw new ToolExit(2, "sonde: brctl: " + args.get(at) + ": a target is missing\n" + USAGE);
                    }
                    target = args.get(at + 1);
                    at += 2;
                }
                case "-h", "--help" -> {
                    context.out().text(USAGE).line();
                    return 0;
                }
                case "-V", "--version" -> {
                    context.out().text("sonde, as bridge-utils, 1.7\n");
                    return 0;
                }
                default -> throw new ToolExit(1, "Unknown option '" + args.get(at) + "'\n" + USAGE);
            }
        }
        if (at == args.size()) {
            throw new ToolExit(1, USAGE);
        }
        String verb = args.get(at);
        List<String> names = args.subList(at + 1, args.size());
        return switch (verb) {
            case "show" -> {
                TableRows tables = TableRows.of(context, target);
                int status = show(context, links(tables), names);
                yield Math.max(status, ToolCommand.status(tables));
            }
            case "showmacs", "showstp" -> {
                if (names.size() != 1) {
                    String what = verb.equals("showmacs") ? "a list of mac addrs" : "bridge stp info";
                    throw new ToolExit(
                            1,
                            "Incorrect number of arguments for command\nUsage: brctl " + verb + " <bridge>\t\tshow "
                                    + what);
                }
                TableRows tables = TableRows.of(context, target);
                if (verb.equals("showmacs")) {
                    MacsView.show(context.out(), tables, links(tables), names.getFirst());
                } else {
                    Links links = links(tables);
                    StpView.show(context.out(), links, bridge(links, names.getFirst()));
                }
                yield ToolCommand.status(tables);
            }
            case "addbr",
                    "delbr",
                    "addif",
                    "delif",
                    "hairpin",
                    "setageing",
                    "setbridgeprio",
                    "setfd",
                    "sethello",
                    "setmaxage",
                    "setpathcost",
                    "setportprio",
                    "stp" ->
                throw new ToolExit(
                        2,
                        "sonde: brctl " + verb + ": read-only: changes are refused\n"
                                + "  sonde enter TARGET -- brctl ... runs the real tool there");
            default -> throw new ToolExit(1, "never heard of command [" + verb + "]\n" + USAGE);
        };
    }

    private static Links links(TableRows tables) {
        Links links = new Links();
        tables.each(Requests.links(), links::add);
        return links;
    }

    /// The bridge of this name; what is none ends the tool.
    private static LinkMessage bridge(Links links, String name) {
        LinkMessage m = links.named(name);
        if (m == null) {
            throw new ToolExit(1, "bridge " + name + " does not exist!");
        }
        if (!m.kind().equals("bridge")) {
            throw new ToolExit(1, "device " + name + " is not a bridge!");
        }
        return m;
    }

    private static int show(Context context, Links links, List<String> names) {
        Console out = context.out();
        List<LinkMessage> bridges = new ArrayList<>();
        if (names.isEmpty()) {
            for (LinkMessage m : links.all()) {
                if (m.kind().equals("bridge") && m.name() != null) {
                    bridges.add(m);
                }
            }
            bridges.sort(Comparator.comparing(LinkMessage::name, Links::byBytes));
        }
        boolean header = false;
        for (LinkMessage b : bridges) {
            header = row(out, links, b, header);
        }
        int status = 0;
        for (String name : names) {
            try {
                header = row(out, links, bridge(links, name), header);
            } catch (ToolExit e) {
                ToolCommand.say(context, e.getMessage());
                status = e.status();
            }
        }
        return status;
    }

    private static boolean row(Console out, Links links, LinkMessage bridge, boolean header) {
        if (!header) {
            out.text("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n");
        }
        BridgeAttr.OwnId id = bridge.data(BridgeAttr.OwnId.class);
        BridgeAttr.StpState stp = bridge.data(BridgeAttr.StpState.class);
        out.foreign(bridge.name())
                .text("\t\t")
                .text(id == null ? "" : id(id.id()))
                .text(stp != null && stp.value() != 0 ? "\tyes\t\t" : "\tno\t\t");
        String before = "";
        for (LinkMessage port : ports(links, bridge.index())) {
            out.text(before).foreign(port.name());
            before = "\n\t\t\t\t\t\t\t";
        }
        out.text("\n");
        return true;
    }

    /// By name, as the real one sorts them.
    static List<LinkMessage> ports(Links links, int bridge) {
        List<LinkMessage> ports = new ArrayList<>();
        for (LinkMessage m : links.all()) {
            if (m.master() == bridge && m.name() != null) {
                ports.add(m);
            }
        }
        ports.sort(Comparator.comparing(LinkMessage::name, Links::byBytes));
        return ports;
    }

    /// `8000.02420a000103`
    static String id(BridgeId id) {
        ByteString b = id.bytes();
        String hex = b.slice(0, 8).toString();
        return hex.substring(0, 4) + "." + hex.substring(4);
    }
}
