package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Batch;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolCommand;
import dev.sonde.cli.tools.ToolExit;
import java.util.List;

/// `sonde bridge …`: what iproute2's `bridge` shows, in its words and with its exit statuses.
public final class BridgeCommand implements Command {
    private static final String[] OBJECTS = {"link", "fdb", "mdb", "mst", "vlan", "vni", "monitor", "help"};

    private static final String[] CHANGING = {"add", "append", "replace", "delete", "set", "change", "flush"};

    private static final String USAGE = """
            Usage: sonde bridge [OPTIONS] fdb [show [br BR] [brport DEV] [vlan VID] [state S] [dynamic]]
                   sonde bridge [OPTIONS] fdb get MAC {dev DEV | br BR} [vlan VID] [self]
                   sonde bridge [OPTIONS] link [show [dev DEV] [master DEV]]
                   sonde bridge [OPTIONS] mdb [show [dev DEV] [vid VID]]
                   sonde bridge [OPTIONS] mdb get dev DEV grp GROUP [src SOURCE] [vid VID] [src_vni VNI]
                   sonde bridge [OPTIONS] mst [show [dev DEV]]
                   sonde bridge [OPTIONS] vlan [show|tunnelshow|global show [dev DEV] [vid VID]]
                   sonde bridge [OPTIONS] vni [show [dev DEV]]
            OPTIONS: -n TARGET  any container, network, pid or namespace that sonde ls knows
                     -d details  -s statistics  -j JSON  -p pretty  -o one line a row  -c[=always|auto|never]
            Read-only: changes are refused.""";

    static ToolExit usage() {
        return ToolExit.leaving(Bridge.FAILED, USAGE);
    }

    @Override
    public int run(Context context, List<String> args) {
        return ToolCommand.run(context, () -> bridge(context, args));
    }

    private static int bridge(Context context, List<String> args) {
        Options options = Options.bridge(args, context.out());
        if (options.version) {
            context.out().text("bridge utility, sonde, as iproute2-7.3.0\n");
            return 0;
        }
        if (options.batch != null) {
            return Batch.run(context, options.batch, options.force, words -> object(context, options, words, 0));
        }
        if (options.help || options.taken == args.size()) {
            throw usage();
        }
        return object(context, options, args, options.taken);
    }

    /// The command whose object is the word at `at`.
    private static int object(Context context, Options options, List<String> args, int at) {
        String word = args.get(at);
        String object = null;
        for (int i = OBJECTS.length - 1; i >= 0; i--) {
            object = Options.matches(word, OBJECTS[i]) ? OBJECTS[i] : object;
        }
        if (object == null) {
            throw new ToolExit(Bridge.FAILED, "Object \"" + word + "\" is unknown, try \"bridge help\".");
        }
        Arguments rest = new Arguments(args, at + 1);
        switch (object) {
            case "fdb", "link", "mdb", "mst", "vlan", "vni" -> {
                String verb = verb(rest, object);
                return show(new Bridge(context, options), object, verb, rest);
            }
            case "help" -> throw usage();
            default ->
                throw new ToolExit(
                        2,
                        "sonde: bridge " + object
                                + " is not supported\n  sonde bridge knows fdb, link, mdb, mst, vlan, vni");
        }
    }

    private static int show(Bridge bridge, String object, String verb, Arguments rest) {
        switch (object) {
            case "fdb" -> {
                if (verb.equals("get")) {
                    new FdbView(bridge).get(rest);
                } else {
                    new FdbView(bridge).show(rest);
                }
            }
            case "link" -> new BridgeLinkView(bridge).show(rest);
            case "mdb" -> {
                if (verb.equals("get")) {
                    new MdbView(bridge).get(rest);
                } else {
                    new MdbView(bridge).show(rest);
                }
            }
            case "mst" -> new MstView(bridge).show(rest);
            case "vni" -> new VniView(bridge).show(rest);
            default -> new VlanView(bridge).show(verb, rest);
        }
        return ToolCommand.status(bridge.tables);
    }

    private static String verb(Arguments rest, String object) {
        if (!rest.more()) {
            return "show";
        }
        String word = rest.next();
        if (object.equals("vlan") && word.equals("global")) {
            return global(rest);
        }
        for (String verb : CHANGING) {
            if (Options.matches(word, verb)) {
                throw changes(object, verb);
            }
        }
        if ((object.equals("fdb") || object.equals("mdb")) && Options.matches(word, "get")) {
            return "get";
        }
        if (Options.matches(word, "show") || Options.matches(word, "lst") || Options.matches(word, "list")) {
            return "show";
        }
        if (object.equals("vlan") && Options.matches(word, "tunnelshow")) {
            return "tunnelshow";
        }
        if (Options.matches(word, "help")) {
            throw usage();
        }
        throw Arguments.unknownCommand(word, "bridge " + object + " help");
    }

    private static ToolExit changes(String object, String verb) {
        return new ToolExit(
                2,
                "sonde: bridge " + object + " " + verb + ": read-only: changes are refused\n"
                        + "  sonde enter TARGET -- bridge ... runs the real tool there");
    }

    /// Behind `vlan global` words are written out.
    private static String global(Arguments rest) {
        String word = rest.more() ? rest.next() : "show";
        return switch (word) {
            case "show", "lst", "list" -> "global show";
            case "set" -> throw changes("vlan", "global set");
            default -> throw usage();
        };
    }
}
