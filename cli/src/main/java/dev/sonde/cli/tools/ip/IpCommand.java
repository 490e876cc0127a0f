package dev.sonde.cli.tools.ip;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Batch;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolCommand;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.addr.AddressView;
import dev.sonde.cli.tools.ip.addr.GroupsView;
import dev.sonde.cli.tools.ip.neigh.NeighbourView;
import dev.sonde.cli.tools.ip.netconf.NetconfView;
import dev.sonde.cli.tools.ip.netns.NetnsView;
import dev.sonde.cli.tools.ip.nexthop.NexthopView;
import dev.sonde.cli.tools.ip.route.RouteView;
import dev.sonde.cli.tools.ip.rule.RuleView;
import dev.sonde.cli.tools.ip.stats.StatsView;
import dev.sonde.cli.tools.ip.tunnel.Tunnel6View;
import dev.sonde.cli.tools.ip.tunnel.TunnelView;
import dev.sonde.cli.tools.ip.tuntap.TuntapView;
import dev.sonde.cli.tools.ip.vrf.VrfView;
import java.util.List;

/// `sonde ip …`: what iproute2's `ip` shows, in its words.
///
/// Its exit statuses too: 1 for a device that does not exist, 2 where the kernel refuses, 255 for wrong usage; and
/// of ours 2 for what changes a namespace, which is refused.
public final class IpCommand implements Command {
    /// In the order in which `ip` tries them: the first that begins so is meant.
    private static final String[] OBJECTS = {
        "address",
        "addrlabel",
        "maddress",
        "route",
        "rule",
        "neighbor",
        "neighbour",
        "ntable",
        "ntbl",
        "link",
        "l2tp",
        "fou",
        "ila",
        "macsec",
        "tunnel",
        "tunl",
        "tuntap",
        "tap",
        "token",
        "tcpmetrics",
        "tcp_metrics",
        "monitor",
        "xfrm",
        "mroute",
        "mrule",
        "netns",
        "netconf",
        "vrf",
        "sr",
        "nexthop",
        "mptcp",
        "ioam",
        "help",
        "stats"
    };

    @Override
    public int run(Context context, List<String> args) {
        return ToolCommand.run(context, () -> ip(context, args));
    }

    private static int ip(Context context, List<String> args) {
        Options options = Options.ip(args, context.out());
        if (options.version) {
            context.out().text("ip utility, sonde, as iproute2-7.3.0\n");
            return 0;
        }
        if (options.batch != null) {
            return Batch.run(context, options.batch, options.force, words -> object(context, options, words, 0));
        }
        if (options.help || options.taken == args.size()) {
            throw Usage.general();
        }
        return object(context, options, args, options.taken);
    }

    /// The command whose object is the word at `at`.
    private static int object(Context context, Options options, List<String> args, int at) {
        String word = args.get(at);
        String object = find(word);
        if (object == null) {
            throw new ToolExit(1, "Object \"" + word + "\" is unknown, try \"ip help\".");
        }
        Arguments rest = new Arguments(args, at + 1);
        return switch (object) {
            case "address" -> address(new Ip(context, options), rest);
            case "link" -> link(new Ip(context, options), rest);
            case "route" -> route(new Ip(context, options), rest);
            case "rule" -> rule(new Ip(context, options), rest);
            case "neighbor", "neighbour" -> neighbour(new Ip(context, options), rest);
            case "maddress" -> groups(new Ip(context, options), rest);
            case "netns" -> NetnsView.run(context, options, rest);
            case "nexthop" -> nexthop(new Ip(context, options), rest);
            case "netconf" -> netconf(new Ip(context, options), rest);
            case "vrf" -> vrf(new Ip(context, options), rest);
            case "tunnel", "tunl" -> tunnel(new Ip(context, options), rest);
            case "tuntap", "tap" -> tuntap(new Ip(context, options), rest);
            case "stats" -> stats(new Ip(context, options), rest);
            case "xfrm" -> XfrmVerbs.run(new Ip(context, options), rest);
            case "help" -> throw Usage.general();
            default ->
                throw new ToolExit(
                        2,
                        "sonde: ip " + object + " is not supported\n"
                                + "  sonde ip knows address, link, maddress, neighbour, netconf, netns, nexthop, route, rule,"
                                + " stats, tunnel, tuntap, vrf, xfrm");
        };
    }

    private static String find(String word) {
        for (String object : OBJECTS) {
            if (Options.matches(word, object)) {
                return object;
            }
        }
        return null;
    }

    private static final String[] CHANGING = {"add", "change", "chg", "replace", "delete"};

    private static int address(Ip ip, Arguments rest) {
        // `show` comes before `save` and `showdump`, and `list` before what is not ours.
        if (rest.more() && Options.matches(rest.peek(), "flush")) {
            Verbs.verb(rest, "address", new String[] {"flush"});
        }
        Verbs.verb(rest, "address", CHANGING);
        AddressView.show(ip, false, rest);
        return ToolCommand.status(ip.tables);
    }

    private static int link(Ip ip, Arguments rest) {
        Verbs.verb(rest, "link", new String[] {"add", "set", "change", "replace", "delete", "property"});
        AddressView.show(ip, true, rest);
        return ToolCommand.status(ip.tables);
    }

    private static int neighbour(Ip ip, Arguments rest) {
        String verb =
                Verbs.verb(rest, "neigh", new String[] {"add", "change", "chg", "replace", "delete", "flush"}, "get");
        if (verb.equals("get")) {
            new NeighbourView(ip).get(rest);
        } else {
            new NeighbourView(ip).show(rest);
        }
        return ToolCommand.status(ip.tables);
    }

    private static int route(Ip ip, Arguments rest) {
        String verb = Verbs.verb(
                rest,
                "route",
                new String[] {"add", "change", "chg", "replace", "prepend", "append", "test", "delete", "flush"},
                "get");
        if (verb.equals("get")) {
            new RouteView(ip).get(rest);
        } else {
            new RouteView(ip).show(rest);
        }
        return ToolCommand.status(ip.tables);
    }

    private static int nexthop(Ip ip, Arguments rest) {
        // `list` comes before `get`, and `bucket` last.
        String verb = Verbs.verb(rest, "nexthop", new String[] {"add", "replace", "delete", "flush"}, "get", "bucket");
        NexthopView view = new NexthopView(ip);
        switch (verb) {
            case "get" -> view.get(rest);
            case "bucket" -> view.buckets(rest);
            default -> view.show(rest);
        }
        return ToolCommand.status(ip.tables);
    }

    private static int netconf(Ip ip, Arguments rest) {
        Verbs.verb(rest, "netconf", new String[0]);
        new NetconfView(ip).show(rest);
        return ToolCommand.status(ip.tables);
    }

    private static int groups(Ip ip, Arguments rest) {
        Verbs.verb(rest, "maddr", new String[] {"add", "change", "chg", "replace", "delete", "flush"});
        new GroupsView(ip).show(rest);
        return ToolCommand.status(ip.tables);
    }

    private static int rule(Ip ip, Arguments rest) {
        Verbs.verb(rest, "rule", new String[] {"add", "delete", "flush", "restore"});
        new RuleView(ip).show(rest);
        return ToolCommand.status(ip.tables);
    }

    private static int vrf(Ip ip, Arguments rest) {
        VrfView view = new VrfView(ip);
        switch (Verbs.verb(rest, "vrf", new String[] {"exec"}, "identify", "pids")) {
            case "identify" -> view.identify(rest);
            case "pids" -> view.pids(rest);
            default -> view.show(rest);
        }
        return ToolCommand.status(ip.tables);
    }

    private static int tunnel(Ip ip, Arguments rest) {
        boolean six = TunnelView.family(ip.options, rest) == Options.INET6;
        String[] changing =
                six ? new String[] {"add", "change", "delete"} : new String[] {"add", "change", "delete", "prl", "6rd"};
        Verbs.verb(rest, "tunnel", six ? "ip -f inet6 tunnel help\"." : "ip tunnel help\"", changing);
        if (six) {
            new Tunnel6View(ip).show(rest);
        } else {
            new TunnelView(ip).show(rest);
        }
        return ToolCommand.status(ip.tables);
    }

    private static int tuntap(Ip ip, Arguments rest) {
        Verbs.verb(rest, "tuntap", new String[] {"add", "delete"});
        new TuntapView(ip).show();
        return ToolCommand.status(ip.tables);
    }

    /// Its verbs are not shortened.
    private static int stats(Ip ip, Arguments rest) {
        String word = rest.more() ? rest.next() : "";
        switch (word) {
            case "", "show" -> new StatsView(ip, !word.isEmpty()).show(rest);
            case "help" -> throw Usage.help("stats");
            case "set" -> Verbs.verb(new Arguments(List.of(word), 0), "stats", new String[] {word});
            default -> throw new ToolExit(1, "Command \"" + word + "\" is unknown, try \"ip stats help\".");
        }
        return ToolCommand.status(ip.tables);
    }
}
