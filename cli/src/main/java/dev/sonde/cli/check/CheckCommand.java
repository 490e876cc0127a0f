package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.cli.view.Gaps;
import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.NodesFile;
import java.io.IOException;
import java.io.InputStream;

/// `sonde check`: what should be in the overlay networks, compared with what the kernel holds.
public final class CheckCommand implements OwnCommand {
    private static final Option PROBE =
            Option.flag("probe", "pings between the endpoints of the networks, from inside them");
    private static final Option MEND =
            Option.flag("mend", "carries out the safe remedies, each after a question, and checks again");
    private static final Option YES = Option.flag("yes", "with --mend: without a question");
    private static final Option ALL = Option.flag("all", "every finding by itself, also files of ended containers");
    private static final Option NODES = Option.with(
            "nodes", Value.FILE, "what kubectl get nodes -o json prints: the nodes of a Kubernetes cluster");
    private static final Option EXPLAIN = Option.with("explain", Value.CODE, "explains a finding; all: every one");

    public static final CommandTable TABLE = CommandTable.of("check", "what is broken, and the remedy")
            .takes(Operand.any(Value.of("NETWORK", Completes.NETWORK)))
            .options(PROBE, MEND, YES, ALL, NODES, EXPLAIN, Option.JSON, Option.FROM)
            .notes(
                    "NETWORK: only what concerns this network; or of a task, container or service the networks that it is in, of a host or lab all of theirs; or a file.",
                    "--nodes: by it flannel's and Calico's VXLAN devices are judged (S318).",
                    "Exit status: 0 nothing found, 3 errors, 4 warnings only, 1 not all could be read, 2 wrong usage.")
            .example("sudo sonde check", "every overlay network of this host")
            .example("sudo sonde check my-network --probe", "one network, with pings between its endpoints")
            .example("sudo sonde check --mend", "asks before each remedy")
            .example(
                    "sudo sonde check --nodes nodes.json",
                    "a node of a cluster, against what the others tell of themselves")
            .example("sonde check --explain S101", "what a finding means, what causes it, what mends it");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        if (line.has(YES) && !line.has(MEND)) {
            throw TABLE.wrong("--yes goes with --mend");
        }
        if (line.has(EXPLAIN)) {
            return Explain.print(context.out(), line.value(EXPLAIN));
        }
        boolean mend = line.has(MEND);
        boolean probe = line.has(PROBE);
        boolean json = line.has(Option.JSON);
        if (mend && context.recorded()) {
            throw Failure.usage("check: --mend: a recording cannot be mended", "drop --from");
        }
        if (probe && context.recorded()) {
            throw Failure.usage("check: --probe: a recording cannot be pinged", "drop --from");
        }
        ClusterNodes nodes = line.has(NODES) ? nodes(context, line.value(NODES)) : ClusterNodes.NONE;
        Console out = context.out();
        Scope scope = new Scope(line.operands());
        CheckRun round = new CheckRun(context, scope, nodes, probe, line.has(ALL));
        Mending mending = new Mending(context, json);
        if (!json) {
            round.print(out);
            out.text(round.summary()).line();
        }
        if (mend && mending.mend(round.findings)) {
            context.live().refresh();
            round = new CheckRun(context, scope, nodes, probe, line.has(ALL));
            if (!json) {
                out.line();
                round.print(out);
                out.text("checked again: ").text(round.summary()).line();
            }
        }
        if (json) {
            JsonWriter.print(out, round.document(mend ? mending.done() : null));
        } else {
            out.flush();
            Gaps.print(context, round.gaps);
            for (Inconclusive o : round.open) {
                Console err = context.err();
                err.text("sonde: not judged: ")
                        .name(o.what())
                        .text(": ")
                        .name(o.why())
                        .line();
            }
        }
        return round.status();
    }

    /// The list that a file holds.
    private static ClusterNodes nodes(Context context, String file) {
        String expected = "expected: what kubectl get nodes -o json prints, of all nodes";
        if (file.equals("-")) {
            throw Failure.usage(
                    "check: --nodes -: stdin is not read, the part of sonde that reads the list does not have it",
                    "put the list into a file, or name the pipe: --nodes /dev/stdin");
        }
        try (InputStream in = context.named().open(file)) {
            return NodesFile.read(in);
        } catch (IOException e) {
            throw new Failure("check: --nodes " + file + ": " + e.getMessage(), expected);
        }
    }
}
