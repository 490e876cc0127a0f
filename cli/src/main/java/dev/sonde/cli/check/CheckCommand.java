package dev.sonde.cli.check;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.view.Gaps;
import dev.sonde.core.check.Checks;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Severity;
import dev.sonde.core.discover.Survey;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// `sonde check`: what should be in the overlay networks, compared with what the kernel holds.
public final class CheckCommand implements Command {
    private static final String USAGE = "usage: sonde check [NETWORK|HOST|TASK]... [-j] [--explain CODE]";
    private static final int ERRORS = 3;
    private static final int WARNINGS = 4;

    @Override
    public int run(Context context, List<String> args) {
        boolean json = false;
        List<String> targets = new ArrayList<>(0);
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            if (a.equals("-j") || a.equals("--json")) {
                json = true;
            } else if (a.equals("--help") || a.equals("-h")) {
                context.out().text(USAGE).line();
                return 0;
            } else if (a.equals("--explain")) {
                if (i + 1 == args.size()) {
                    throw Failure.usage("check: --explain: which code?", USAGE);
                }
                return Explain.print(context.out(), args.get(i + 1));
            } else if (a.startsWith("-")) {
                throw Failure.usage("check: unknown argument " + a, USAGE);
            } else {
                targets.add(a);
            }
        }
        long start = System.nanoTime();
        Scope scope = new Scope(targets);
        List<Finding> findings = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        int networks = 0;
        int endpoints = 0;
        int rows = 0;
        boolean whole = true;
        try (Progress progress = new Progress(context.err())) {
            for (Source source : context.sources()) {
                progress.accept("reading the host");
                source.ensure(Frame.ALL);
                progress.accept("naming what was found");
                Snapshot snapshot = Survey.of(source);
                scope.add(snapshot);
                for (Namespace n : snapshot.namespaces()) {
                    if (n.kind() == Kind.OVERLAY && n.errno() != 0) {
                        whole = false;
                        gaps.add(new Gap("network " + n.name() + "@" + n.host(), Errnos.text(n.errno()), n.errno()));
                    }
                }
                Checks c = Checks.of(source, snapshot, progress);
                findings.addAll(c.findings());
                gaps.addAll(c.gaps());
                networks += c.networks();
                endpoints += c.endpoints();
                rows += c.rows();
                whole &= c.whole();
            }
        }
        scope.restrict(findings);
        if (json) {
            CheckJson.print(context.out(), findings, new CheckJson.Totals(networks, endpoints, rows, whole), gaps);
        } else {
            CheckText text = new CheckText(context.out());
            for (Finding f : findings) {
                text.print(f);
                context.out().line();
            }
            String time = seconds(System.nanoTime() - start);
            String summary = CheckText.summary(findings, whole) + "; " + CheckText.count(networks, "network") + ", "
                    + CheckText.count(endpoints, "endpoint") + ", " + CheckText.count(rows, "row") + " compared in "
                    + time + " s";
            context.out().text(summary).line();
            context.out().flush();
            Gaps.print(context, gaps);
        }
        return status(findings, whole);
    }

    private static int status(List<Finding> findings, boolean whole) {
        boolean warned = false;
        for (Finding f : findings) {
            if (f.severity() == Severity.ERROR) {
                return ERRORS;
            }
            warned |= f.severity() == Severity.WARNING;
        }
        return !whole ? Failure.FAILED : warned ? WARNINGS : 0;
    }

    /// With two digits behind the point.
    private static String seconds(long nanos) {
        long hundredths = nanos / 10_000_000;
        return hundredths / 100 + (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
    }
}
