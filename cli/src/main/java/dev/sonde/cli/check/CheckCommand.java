package dev.sonde.cli.check;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.view.Gaps;
import dev.sonde.core.check.Inconclusive;
import java.util.List;

/// `sonde check`: what should be in the overlay networks, compared with what the kernel holds.
public final class CheckCommand implements Command {
    @Override
    public int run(Context context, List<String> args) {
        CheckOptions options = CheckOptions.parse(args);
        if (options.help()) {
            context.out().text(CheckOptions.USAGE).line();
            return 0;
        }
        if (options.explain() != null) {
            return Explain.print(context.out(), options.explain());
        }
        if (options.mend() && context.recorded()) {
            throw Failure.usage("check: --mend: what was recorded cannot be mended", "leave --from away");
        }
        if (options.probe() && context.recorded()) {
            throw Failure.usage("check: --probe: there are no pings in what was recorded", "leave --from away");
        }
        Console out = context.out();
        Scope scope = new Scope(options.targets());
        CheckRun round = new CheckRun(context, scope, options.probe());
        Mending mending = new Mending(context, options);
        if (!options.json()) {
            round.print(out);
            out.text(round.summary()).line();
        }
        if (options.mend() && mending.mend(round.findings)) {
            context.live().refresh();
            round = new CheckRun(context, scope, options.probe());
            if (!options.json()) {
                out.line();
                round.print(out);
                out.text("checked again: ").text(round.summary()).line();
            }
        }
        if (options.json()) {
            CheckJson.print(out, round, options.mend() ? mending.done() : null);
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
}
