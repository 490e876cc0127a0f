package dev.sonde.cli.tools.ip.netns;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.target.Place;
import dev.sonde.netlink.RawText;
import dev.sonde.protocol.ScanBit;
import java.util.List;

/// `ip netns list`, `list-id`, `identify` and `pids`: the names under `/run/netns`.
public final class NetnsView {
    /// `NAME_MAX`
    private static final int LONGEST = 255;

    public static int run(Context context, Options options, Arguments rest) {
        Source source = context.place(null).source();
        Printer out = Printer.of(context.out(), options.json, options.pretty, options.colour, options.oneline);
        String verb = rest.more() ? rest.next() : "list";
        if (rest.more() && invalid(rest.peek())) {
            throw ToolExit.leaving(255, "Invalid netns name \"" + rest.peek() + "\"");
        }
        if (Options.matches(verb, "list") || Options.matches(verb, "show") || Options.matches(verb, "lst")) {
            list(options.place(context), out);
        } else if (Options.matches(verb, "list-id")) {
            new NsidView(new Ip(context, options)).show(rest);
        } else if (Options.matches(verb, "help")) {
            throw Usage.of("netns");
        } else if (Options.matches(verb, "identify")) {
            identify(source, context.out(), rest.more() ? pid(rest) : "self");
        } else if (Options.matches(verb, "pids")) {
            if (!rest.more()) {
                throw new ToolExit(1, "No netns name specified");
            }
            pids(source, context.out(), single(rest));
        } else if (changes(verb)) {
            throw new ToolExit(
                    2,
                    "sonde: ip netns " + verb + ": read-only: changes are refused\n"
                            + "  sonde enter TARGET [-- CMD...] runs a program in a namespace");
        } else {
            throw Arguments.unknownCommand(verb, "ip netns help");
        }
        return 0;
    }

    /// What could be no file of the folder.
    private static boolean invalid(String name) {
        return name.isEmpty()
                || RawText.encode(name).length > LONGEST
                || name.indexOf('/') >= 0
                || name.equals(".")
                || name.equals("..");
    }

    private static String single(Arguments rest) {
        String word = rest.next();
        if (rest.more()) {
            throw new ToolExit(1, "extra arguments specified");
        }
        return word;
    }

    private static String pid(Arguments rest) {
        String word = single(rest);
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                throw new ToolExit(1, "Specified string '" + word + "' is not a pid");
            }
        }
        return word;
    }

    private static boolean changes(String verb) {
        return Options.matches(verb, "add")
                || Options.matches(verb, "set")
                || Options.matches(verb, "delete")
                || Options.matches(verb, "exec")
                || Options.matches(verb, "attach")
                || Options.matches(verb, "monitor");
    }

    private static void list(Place place, Printer out) {
        List<NetnsNames.Name> all = NetnsNames.all(place);
        if (all.isEmpty()) {
            return; // the real tool prints no empty array where the folder is not there
        }
        out.start();
        for (NetnsNames.Name n : all) {
            out.begin();
            out.string("name", "", n.name(), "");
            if (n.id() != NetnsNames.NONE) {
                out.number("id", " (id: ", n.id(), ")");
            }
            out.text("\n");
            out.end();
        }
        out.finish();
    }

    private static void identify(Source source, Console out, String pid) {
        source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS);
        for (ProcessEntry p : source.processes()) {
            boolean asked = pid.equals("self")
                    ? p.pid() == source.hello().pid()
                    : Integer.toString(p.pid()).equals(pid);
            if (asked) {
                String last = "";
                for (HandleEntry h : source.handles()) {
                    String name = NetnsNames.of(h);
                    if (name != null && p.ino() != 0 && h.ino() == p.ino() && h.dev() == p.dev()) {
                        last = name;
                    }
                }
                out.foreign(last).text("\n");
                return;
            }
        }
        throw new ToolExit(1, "Cannot open network namespace: No such file or directory");
    }

    private static void pids(Source source, Console out, String name) {
        source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS);
        for (HandleEntry h : source.handles()) {
            if (name.equals(NetnsNames.of(h))) {
                for (ProcessEntry p : source.processes()) {
                    if (p.ino() != 0 && h.ino() == p.ino() && h.dev() == p.dev()) {
                        out.number(p.pid()).text("\n");
                    }
                }
                return;
            }
        }
        throw new ToolExit(1, "Cannot open network namespace: No such file or directory");
    }

    private NetnsView() {}
}
