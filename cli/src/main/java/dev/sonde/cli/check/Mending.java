package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.document.CheckDocument;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Shell;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.StepMessage;
import dev.sonde.core.connection.Reply;
import dev.sonde.core.model.Namespace;
import dev.sonde.lab.KernelAnswer;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `check --mend`: carries out the safe remedies by netlink, step by step, each after a question that the sensor
/// asks, and says what became of each.
final class Mending {
    private final Context context;
    private final boolean quiet;
    private final List<CheckDocument.Mended> done = new ArrayList<>();
    private int left;

    Mending(Context context, boolean quiet) {
        this.context = context;
        this.quiet = quiet;
    }

    /// Each step that was taken: `result` is `mended`, `refused` (by the user) or `failed`, and `why` it failed.
    List<CheckDocument.Mended> done() {
        return done;
    }

    /// Mends what can be mended; whether anything was changed.
    boolean mend(List<Finding> findings) {
        Set<List<String>> tried = new HashSet<>();
        boolean changed = false;
        for (Finding f : findings) {
            List<Step.Inside> steps = steps(f.remedy());
            if (steps.isEmpty()) {
                left++;
                continue;
            }
            for (Step.Inside s : steps) {
                if (!tried.add(s.command())) {
                    continue; // another finding has the same remedy
                }
                int r = carryOut(f, s);
                if (r == Errno.ENXIO) {
                    context.out().flush();
                    Console err = context.err();
                    err.text("sonde: check: nothing was mended: no terminal to ask on")
                            .line();
                    err.text("  sonde check --mend --yes mends without a question")
                            .line();
                    return false;
                }
                changed |= r == 0;
                if (r != 0) {
                    break; // the later steps need this one
                }
            }
        }
        if (left > 0 && !quiet) {
            String what = CheckText.count(left, "finding");
            context.out()
                    .text(what)
                    .text(left == 1 ? " is" : " are")
                    .text(" left to you: no safe remedy")
                    .line();
        }
        return changed;
    }

    /// The steps of a safe remedy, if the sensor can take each of them; else none.
    private static List<Step.Inside> steps(Remedy remedy) {
        if (!(remedy instanceof Remedy.Command c) || !c.safe()) {
            return List.of();
        }
        List<Step.Inside> all = new ArrayList<>();
        for (Step s : c.steps()) {
            if (!(s instanceof Step.Inside inside) || StepMessage.of(s) == null) {
                return List.of();
            }
            all.add(inside);
        }
        return all;
    }

    /// One step, and what is said of it: 0 or errno.
    private int carryOut(Finding f, Step.Inside s) {
        Namespace in = s.in();
        context.out().flush(); // what was found stands above the question
        Reply reply = context.live().mend(in.number(), in.path(), StepMessage.of(s));
        int errno = reply.errno();
        if (errno == Errno.ENXIO) {
            return errno;
        }
        String result = errno == 0 ? "mended" : errno == Errno.ECANCELED ? "refused" : "failed";
        String words = KernelAnswer.text(reply.bytes());
        String why = errno == 0 || errno == Errno.ECANCELED
                ? ""
                : Errno.text(errno) + (words.isEmpty() ? "" : " (" + words + ")");
        done.add(new CheckDocument.Mended(f.rule().code(), f.victim(), Shell.line(s.command()), result, why));
        if (!quiet) {
            Console out = context.out();
            out.text(errno == Errno.ECANCELED ? "not mended" : result)
                    .text(" [")
                    .text(f.rule().code())
                    .text("] ")
                    .name(f.victim())
                    .text(": ")
                    .name(Shell.line(s.command()));
            if (!why.isEmpty()) {
                out.text(": ").name(why);
            }
            out.line();
        }
        return errno;
    }
}
