package dev.sonde.cli.view;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.model.Kind;
import java.util.ArrayList;
import java.util.List;

/// What `sonde ls` was asked for. `kinds`: labels, empty for all. `sort`: one of [#KEYS], or empty for the order by
/// kind. `host`: empty for all. `names`: targets, empty for all. What could not be read is listed whatever was
/// chosen.
record LsOptions(
        boolean json,
        boolean wide,
        boolean handles,
        boolean unnamed,
        List<String> kinds,
        String sort,
        String host,
        List<String> names) {
    static final String LEFT_OVER = "left-over";
    private static final List<String> KEYS = List.of("netns", "kind", "name", "host", "tenants", "links");

    private static final Option WIDE = Option.flag("wide", "every column, also where the terminal is too narrow");
    private static final Option HANDLES = Option.flag("handles", "the ways into each namespace below it");
    private static final Option UNNAMED = Option.flag("unnamed", "only those that nobody gave a name");
    private static final Option KIND =
            new Option('\0', "kind", Value.someOf("KIND", labels()), true, "only these, as the column KIND calls them");
    private static final Option ON = Option.with("host", Value.HOST, "only those of this host, or of this lab");
    private static final Option SORT = Option.with("sort", Value.oneOf("KEY", KEYS), "in this order");

    static final CommandTable TABLE = CommandTable.of("ls", "the network namespaces, each with its owner")
            .takes(Operand.any(Value.TARGET))
            .options(WIDE, HANDLES, UNNAMED, KIND, ON, SORT, Option.JSON, Option.FROM)
            .notes(
                    "TARGET: only what is called so: a container, network, task, service, pod or host.",
                    "KIND and KEY may be shortened to a beginning: --kind overlay.")
            .example("sudo sonde ls", "every network namespace of this host")
            .example("sudo sonde ls my-network web.1", "those of a network and of a task")
            .example("sudo sonde ls --kind overlay,task --sort links", "overlay networks and tasks, most links first")
            .example("sonde ls --from node1.sonde --from node2.sonde --host node2", "of two recordings one host's");

    static LsOptions of(CommandLine line) {
        String sort = line.value(SORT);
        String host = line.value(ON);
        return new LsOptions(
                line.has(Option.JSON),
                line.has(WIDE),
                line.has(HANDLES),
                line.has(UNNAMED),
                line.values(KIND),
                sort == null ? "" : sort,
                host == null ? "" : host,
                line.operands());
    }

    private static List<String> labels() {
        List<String> all = new ArrayList<>();
        for (Kind k : Kind.values()) {
            all.add(k.label());
        }
        all.add(LEFT_OVER);
        return all;
    }

    /// Whether rows may be missing that would be there without options.
    boolean chosen() {
        return unnamed || !kinds.isEmpty() || !host.isEmpty() || !names.isEmpty();
    }

    /// Unnamed: nobody gave it a name that people use, neither an engine nor `ip netns`.
    boolean shows(Kind kind) {
        boolean nameless = kind.compareTo(Kind.FILE) >= 0;
        return (!unnamed || nameless) && (kinds.isEmpty() || kinds.contains(kind.label()));
    }

    /// Left-over files have no name, and are the machine's: `machine` is its name.
    boolean leftOvers(String machine) {
        boolean here = names.isEmpty() && (host.isEmpty() || host.equals(machine));
        return here && (!unnamed && kinds.isEmpty() || kinds.contains(LEFT_OVER));
    }
}
