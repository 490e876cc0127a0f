package dev.sonde.cli.lab;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.document.LabStatusDocument;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.engine.LabState;
import dev.sonde.lab.LabBuilder;
import dev.sonde.lab.LabException;
import dev.sonde.lab.LabPlan;
import dev.sonde.lab.PlanFile;
import dev.sonde.lab.Removal;
import dev.sonde.protocol.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// `sonde lab up|status|break|mend|down`: overlay networks across simulated hosts, made by the kernel alone.
public final class LabCommand implements OwnCommand {
    private static final Option NAME = Option.with("name", Value.LAB, "which lab; without it the one called lab");
    private static final Option HOSTS =
            Option.with("hosts", Value.number("N", LabPlan.MOST_HOSTS), "simulated hosts: 2, if it is not given");
    private static final Option NETWORKS = Option.with(
            "networks", Value.number("N", LabPlan.MOST_NETWORKS), "overlay networks: 1, if it is not given");
    private static final Option REPLICAS = Option.with(
            "replicas", Value.number("N", LabPlan.MOST_REPLICAS), "tasks of each service: 3, if it is not given");
    private static final Option LIST = Option.flag("list", "lists the faults");
    private static final Option ALL = Option.flag("all", "every lab");
    private static final Value FAULT = Value.of("FAULT", Completes.FAULT);

    private static final CommandTable UP = CommandTable.of("lab up", "makes a lab")
            .takes(Operand.optional(Value.FILE))
            .options(HOSTS, NETWORKS, REPLICAS, NAME)
            .notes("FILE: a plan, as docs/lab.md describes it, instead of the numbers: of overlay networks, or with"
                    + " \"kind\": \"flannel\" the nodes and pods of a Kubernetes cluster.")
            .example("sudo sonde lab up", "two hosts, one overlay network, a service with three replicas")
            .example("sudo sonde lab up --hosts 4 --replicas 12 --name wide", "a larger one beside it")
            .example("sudo sonde lab up plan.json", "as a plan describes it");
    private static final CommandTable STATUS = CommandTable.of("lab status", "the labs, and what is broken in them")
            .options(NAME, Option.JSON)
            .example("sudo sonde lab status", "every lab with its hosts, networks, tasks and faults")
            .example("sudo sonde lab status -j --name wide", "one lab, for programs");
    private static final CommandTable BREAK = CommandTable.of("lab break", "makes a fault")
            .takes(Operand.optional(FAULT), Operand.optional(Value.TARGET))
            .options(LIST, NAME)
            .notes(
                    "TARGET: the task that suffers, or its network; in a lab of kind flannel the node that is not reached, or a"
                            + " pod of it; each with @HOST.")
            .example("sonde lab break --list", "each fault with what it does")
            .example("sudo sonde lab break missing-fdb", "packets to one task are lost")
            .example("sudo sonde lab break missing-fdb nsenter-l2-table-test.2", "to this task");
    private static final CommandTable MEND = CommandTable.of("lab mend", "takes faults back")
            .takes(Operand.optional(FAULT))
            .options(NAME)
            .example("sudo sonde lab mend", "all faults of the lab")
            .example("sudo sonde lab mend missing-fdb", "those of this kind");
    private static final CommandTable DOWN = CommandTable.of("lab down", "removes a lab")
            .options(NAME, ALL)
            .example("sudo sonde lab down", "the lab called lab")
            .example("sudo sonde lab down --all", "every lab");

    public static final CommandTable TABLE = CommandTable.of("lab", "overlay networks across simulated hosts")
            .actions(UP, STATUS, BREAK, MEND, DOWN)
            .notes("Made by the kernel alone, in namespaces of their own: to learn and to test on. An ordinary user"
                    + " may make one too, where user namespaces are allowed.")
            .example("sudo sonde lab up", "makes one; it says what to try next")
            .example("sudo sonde lab break missing-fdb", "then sonde check finds the fault")
            .example("sudo sonde lab down", "nothing is left");

    /// What the command line holds.
    private CommandLine line;

    private String name;

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine given) {
        line = given;
        if (context.recorded()) {
            throw TABLE.wrong("--from: a recorded host has no lab to make or remove");
        }
        name = line.has(NAME) ? name(line.value(NAME)) : null;
        try {
            if (line.table() == UP) {
                return up(context);
            }
            if (line.table() == DOWN) {
                return down(context);
            }
            if (line.table() == BREAK) {
                return doBreak(context);
            }
            return line.table() == MEND
                    ? new LabFaults(context, nameOrDefault()).mend(line.operands())
                    : status(context);
        } catch (LabException e) {
            throw new Failure(line.table().name() + ": " + e.getMessage(), e.remedy());
        }
    }

    private int doBreak(Context context) {
        LabFaults faults = new LabFaults(context, nameOrDefault());
        if (line.has(LIST)) {
            return faults.list();
        }
        if (line.operands().isEmpty()) {
            throw Failure.usage("lab break: missing argument FAULT", "valid faults: sonde lab break --list");
        }
        return faults.make(line.operand(0), line.operands().size() > 1 ? line.operand(1) : "");
    }

    private static String name(String value) {
        boolean good = !value.isEmpty() && value.length() <= Limits.LAB_NAME;
        for (int i = 0; i < value.length() && good; i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            good = letter || i > 0 && (c == '.' || c == '_' || c == '-');
        }
        if (!good) {
            throw Failure.usage(
                    "lab: --name: " + value + " cannot be the name of a lab",
                    "a letter or digit, then letters, digits, '.', '_', '-': at most " + Limits.LAB_NAME);
        }
        return value;
    }

    private String nameOrDefault() {
        return name == null ? LabPlan.NAME : name;
    }

    private int up(Context context) {
        long start = System.nanoTime();
        String file = line.operand(0);
        LabPlan plan = file != null
                ? plan(context, file)
                : LabPlan.of(
                        nameOrDefault(), line.number(HOSTS, 2), line.number(NETWORKS, 1), line.number(REPLICAS, 3));
        LabState lab = new LabBuilder(context.live(), plan).build();
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        Console out = context.out();
        LabView view = new LabView(out);
        out.name(lab.name()).text(": up, ");
        view.counts(lab);
        out.text(", made in ").number(milliseconds).text(" ms").line();
        view.content(lab);
        out.line().text("next:      sonde ls").line();
        next(out, lab);
        out.text("when done: ").name(LabBuilder.down(lab.name())).line();
        return 0;
    }

    /// What to try on this lab: entering a task or a container, and seeing a network.
    private static void next(Console out, LabState lab) {
        String inside =
                lab.containers().isEmpty() ? "" : lab.containers().getFirst().name();
        for (LabState.Network n : lab.networks().reversed()) {
            inside = n.tasks().isEmpty() ? inside : n.tasks().getFirst().shortName();
        }
        if (lab.cluster() != null && !lab.cluster().pods().isEmpty()) {
            inside = "pod:" + lab.cluster().pods().getFirst().fullName();
        }
        if (!inside.isEmpty()) {
            out.text("           sonde enter ").name(inside).line();
        }
        if (lab.cluster() != null) {
            String first = lab.hosts().getFirst().name();
            out.text("           sonde show ").name(first).line();
        }
        if (!lab.networks().isEmpty()) {
            LabState.Network n = lab.networks().getFirst();
            out.text("           sonde show ").name(n.name()).text("@");
            out.name(
                    (n.segments().isEmpty()
                            ? lab.hosts().getFirst().name()
                            : n.segments().getFirst().host()));
            out.line();
        }
    }

    /// The plan that a file holds.
    private LabPlan plan(Context context, String file) {
        if (line.has(HOSTS) || line.has(NETWORKS) || line.has(REPLICAS)) {
            throw UP.wrong("either a plan's file or --hosts, --networks, --replicas");
        }
        byte[] content;
        try (InputStream in = context.named().open(file)) {
            content = in.readNBytes(PlanFile.LONGEST + 1);
        } catch (IOException e) {
            throw new Failure("lab up: " + file + ": " + e.getMessage(), "");
        }
        try {
            return PlanFile.read(content, name == null ? "" : name);
        } catch (LabException e) {
            throw new Failure("lab up: " + file + ": " + e.getMessage(), e.remedy());
        }
    }

    private int down(Context context) {
        Console out = context.out();
        if (line.has(ALL) && name != null) {
            throw DOWN.wrong("either --name or --all");
        }
        List<LabEntry> labs = context.live().labs();
        if (!line.has(ALL)) {
            Removal.remove(context.live(), nameOrDefault());
            out.name(nameOrDefault()).text(": removed").line();
            return 0;
        }
        if (labs.isEmpty()) {
            out.text("there is no lab").line();
        }
        for (LabEntry lab : labs) {
            Removal.remove(context.live(), lab.name());
            out.name(lab.name()).text(": removed").line();
        }
        return 0;
    }

    private int status(Context context) {
        Console out = context.out();
        boolean json = line.has(Option.JSON);
        List<LabStatusDocument> documents = new ArrayList<>();
        LabView view = new LabView(out);
        int shown = 0;
        for (LabEntry entry : context.live().labs()) {
            if (name != null && !entry.name().equals(name)) {
                continue;
            }
            LabState state = null;
            String damage = entry.document().length == 0 ? "it was never complete" : "";
            try {
                if (damage.isEmpty()) {
                    state = LabState.parse(entry.document());
                }
            } catch (IOException e) {
                String why = e.getMessage();
                int line = why.indexOf('\n');
                damage = "its document cannot be read: " + (line < 0 ? why : why.substring(0, line));
            }
            if (json) {
                documents.add(LabStatusDocument.of(entry, state));
            } else {
                view.entry(entry, state, damage);
            }
            shown++;
        }
        if (json) {
            JsonWriter.print(out, documents);
        }
        if (shown == 0 && name != null) {
            throw new Failure("lab status: there is no lab " + name, "to make it: sonde lab up --name " + name);
        }
        if (shown == 0 && !json) {
            out.text("there is no lab; to make one: sonde lab up").line();
        }
        return 0;
    }
}
