package dev.sonde.cli.lab;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `sonde lab up|status|break|mend|down`: overlay networks across simulated hosts, made by the kernel alone.
public final class LabCommand implements Command {
    private static final String USAGE = """
            usage: sonde lab up [FILE] [--name NAME]
                   sonde lab up [--hosts N] [--networks N] [--replicas N] [--name NAME]
                   sonde lab status [--name NAME] [-j]
                   sonde lab break FAULT [TARGET] [--name NAME]
                   sonde lab break --list
                   sonde lab mend [FAULT] [--name NAME]
                   sonde lab down [--name NAME | --all]
            FILE: a plan, as docs/lab.md describes it
            TARGET: the task that suffers, TASK, or its NETWORK; each with @HOST""";

    private String name;
    private boolean all;
    private boolean json;
    private boolean list;

    /// What is no option: the plan's file, or the fault and its target.
    private final List<String> words = new ArrayList<>();
    private int hosts = 2;
    private int replicas = 3;
    private int networks = 1;

    /// Whether one of these three was given.
    private boolean sized;

    @Override
    public int run(Context context, List<String> args) {
        if (context.recorded()) {
            throw Failure.usage("lab: --from: a recorded host has no lab to make or remove", USAGE);
        }
        String verb = args.isEmpty() ? "" : args.getFirst();
        if (verb.equals("--help") || verb.equals("-h")) {
            context.out().text(USAGE).line();
            return 0;
        }
        if (verb.isEmpty()) {
            throw Failure.usage("lab: what is to be done?", USAGE);
        }
        if (!List.of("up", "status", "break", "mend", "down").contains(verb)) {
            throw Failure.usage("lab: " + verb + ": no such action", USAGE);
        }
        boolean help = options(verb, args);
        if (help) {
            context.out().text(USAGE).line();
            return 0;
        }
        try {
            return switch (verb) {
                case "up" -> up(context);
                case "down" -> down(context);
                case "break" -> doBreak(context);
                case "mend" -> new LabFaults(context, nameOrDefault()).mend(words);
                default -> status(context);
            };
        } catch (LabException e) {
            throw new Failure("lab " + verb + ": " + e.getMessage(), e.remedy());
        }
    }

    /// Reads the options; whether help is asked for.
    private boolean options(String verb, List<String> args) {
        for (int i = 1; i < args.size(); i++) {
            String option = args.get(i);
            String value = null;
            int equals = option.indexOf('=');
            if (option.startsWith("--") && equals > 0) {
                value = option.substring(equals + 1);
                option = option.substring(0, equals);
            }
            boolean up = verb.equals("up");
            boolean takesValue = option.equals("--name")
                    || up && (option.equals("--hosts") || option.equals("--replicas") || option.equals("--networks"));
            if (takesValue && value == null) {
                if (i + 1 == args.size()) {
                    throw Failure.usage("lab " + verb + ": " + option + ": its value is missing", USAGE);
                }
                value = args.get(++i);
            }
            if (takesValue) {
                set(option, value);
            } else if (value == null && (option.equals("--help") || option.equals("-h"))) {
                return true;
            } else if (value == null && verb.equals("down") && option.equals("--all")) {
                all = true;
            } else if (value == null && verb.equals("status") && (option.equals("-j") || option.equals("--json"))) {
                json = true;
            } else if (value == null && verb.equals("break") && option.equals("--list")) {
                list = true;
            } else if (!option.startsWith("-") && words.size() < most(verb)) {
                words.add(args.get(i));
            } else {
                throw Failure.usage("lab " + verb + ": unknown option: " + args.get(i), USAGE);
            }
        }
        if (all && name != null) {
            throw Failure.usage("lab down: either --name or --all", USAGE);
        }
        return false;
    }

    /// How many words may stand behind the action.
    private static int most(String verb) {
        return verb.equals("break") ? 2 : verb.equals("mend") || verb.equals("up") ? 1 : 0;
    }

    private int doBreak(Context context) {
        LabFaults faults = new LabFaults(context, nameOrDefault());
        if (list) {
            return faults.list();
        }
        if (words.isEmpty()) {
            throw Failure.usage("lab break: which fault? sonde lab break --list says which there are", USAGE);
        }
        return faults.make(words.getFirst(), words.size() > 1 ? words.get(1) : "");
    }

    private void set(String option, String value) {
        sized |= !option.equals("--name");
        switch (option) {
            case "--hosts" -> hosts = number(option, value, LabPlan.MOST_HOSTS);
            case "--replicas" -> replicas = number(option, value, LabPlan.MOST_REPLICAS);
            case "--networks" -> networks = number(option, value, LabPlan.MOST_NETWORKS);
            default -> name = name(value);
        }
    }

    private static int number(String option, String value, int most) {
        int v = 0;
        for (int i = 0; i < value.length() && v <= most; i++) {
            char c = value.charAt(i);
            v = c >= '0' && c <= '9' ? v * 10 + c - '0' : most + 1;
        }
        if (v < 1 || v > most) {
            throw Failure.usage("lab up: " + option + ": " + value + " is no number from 1 to " + most, USAGE);
        }
        return v;
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
        LabPlan plan =
                words.isEmpty() ? LabPlan.of(nameOrDefault(), hosts, networks, replicas) : plan(words.getFirst());
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
        if (!inside.isEmpty()) {
            out.text("           sonde enter ").name(inside).line();
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
    private LabPlan plan(String file) {
        if (sized) {
            throw Failure.usage("lab up: either a plan's file or --hosts, --networks, --replicas", USAGE);
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            content = in.readNBytes(PlanFile.LONGEST + 1);
        } catch (NoSuchFileException e) {
            throw new Failure("lab up: " + file + ": No such file or directory", "");
        } catch (AccessDeniedException e) {
            throw new Failure("lab up: " + file + ": Permission denied", "");
        } catch (IOException | InvalidPathException e) {
            throw new Failure("lab up: " + file + ": cannot be read: " + e.getMessage(), "");
        }
        try {
            return PlanFile.read(content, name == null ? "" : name);
        } catch (LabException e) {
            throw new Failure("lab up: " + file + ": " + e.getMessage(), e.remedy());
        }
    }

    private int down(Context context) {
        Console out = context.out();
        List<LabEntry> labs = context.live().labs();
        if (!all) {
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
        Json document = json ? new Json(out).array() : null;
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
            if (document != null) {
                view.json(document, entry, state);
            } else {
                view.entry(entry, state, damage);
            }
            shown++;
        }
        if (document != null) {
            document.endArray().end();
        }
        if (shown == 0 && name != null) {
            throw new Failure("lab status: there is no lab " + name, "to make it: sonde lab up --name " + name);
        }
        if (shown == 0 && document == null) {
            out.text("there is no lab; to make one: sonde lab up").line();
        }
        return 0;
    }
}
