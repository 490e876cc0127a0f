package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.document.CheckDocument;
import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Compared;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.TargetCommands;
import dev.sonde.core.check.UsernsCommands;
import dev.sonde.core.check.rule.host.LeftOverFile;
import dev.sonde.core.check.rule.probe.Pair;
import dev.sonde.core.check.rule.probe.ProbeFindings;
import dev.sonde.core.check.run.Checks;
import dev.sonde.core.check.run.Probing;
import dev.sonde.core.connection.Source;
import dev.sonde.core.engine.Engine;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.table.TableReader;
import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One whole look at all hosts: what was found, what was compared, what could not be read.
final class CheckRun {
    private static final int ERRORS = 3;
    private static final int WARNINGS = 4;

    final List<Finding> findings = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();

    /// What was read, and could not be judged.
    final List<Inconclusive> open = new ArrayList<>();

    /// With `--probe`: between which endpoints.
    final List<Pair> pinged = new ArrayList<>();

    /// The hosts of labs: nobody is at work there.
    private final Set<String> simulated = new HashSet<>();

    private final List<Compared> compared = new ArrayList<>();
    private final ClusterNodes nodes;
    private final CheckDocument.Totals totals;
    private boolean whole = true;
    private final long nanos;

    /// Of the findings those that are printed one by one, and the files of ended containers, which are counted.
    private final List<Finding> shown = new ArrayList<>();

    private final List<Finding> leftOver = new ArrayList<>();

    /// `nodes`: of a Kubernetes cluster. `all`: left-over files are printed one by one too.
    CheckRun(Context context, Scope scope, ClusterNodes nodes, boolean probe, boolean all) {
        this.nodes = nodes;
        long start = System.nanoTime();
        try (Progress progress = new Progress(context.err())) {
            look(context, scope, progress);
            if (!context.recorded()
                    && !TransientFilter.moving(findings, simulated).isEmpty()) {
                again(context, scope, progress);
            }
        }
        scope.resolved();
        if (probe) {
            probe(context, scope);
        }
        scope.restrict(findings);
        for (Finding f : findings) {
            boolean counted = f.rule() instanceof LeftOverFile
                    && !all
                    && !scope.names(f.where().file());
            (counted ? leftOver : shown).add(f);
        }
        open.removeIf(o -> !scope.touches(o.host()));
        totals = total(scope);
        nanos = System.nanoTime() - start;
    }

    private void look(Context context, Scope scope, Progress progress) {
        for (Source source : context.sources()) {
            progress.accept("reading the host");
            TableReader.ahead(source);
            Engine.Early early = Engine.early(source);
            source.ensure(CommandRights.CHECK);
            Inventory.early(source);
            progress.accept("asking the engines for names");
            add(source, SnapshotBuilder.of(source, early), scope, progress);
        }
    }

    /// Engines are at work while they are looked at: what is so a moment later too is a fault.
    private void again(Context context, Scope scope, Progress progress) {
        progress.accept("looking again at what was found");
        List<Finding> before = List.copyOf(findings);
        TransientFilter.pause();
        findings.clear();
        gaps.clear();
        open.clear();
        compared.clear();
        whole = true;
        context.live().refresh();
        look(context, scope, progress);
        TransientFilter.keep(findings, before, simulated);
    }

    private void add(Source source, Snapshot snapshot, Scope scope, Progress progress) {
        scope.add(source, snapshot);
        for (Namespace n : snapshot.namespaces()) {
            if (n.lab()) {
                simulated.add(n.host());
            }
            if (n.kind() == Kind.OVERLAY && n.errno() != 0) {
                whole = false;
                gaps.add(new Gap("network " + n.name() + "@" + n.host(), Errno.text(n.errno()), n.errno()));
            }
        }
        Checks c = Checks.of(source, snapshot, scope::wants, nodes, progress);
        findings.addAll(c.findings());
        gaps.addAll(c.gaps());
        open.addAll(c.open());
        compared.addAll(c.compared());
        // Where processes may not be looked at, nobody can say that there is no other network.
        boolean others =
                c.compared().isEmpty() || scope.all() && !snapshot.host().privileged();
        boolean blind = others && c.gaps().stream().anyMatch(g -> g.errno() == Errno.EACCES);
        whole &= c.whole() && !blind;
    }

    /// What was compared of that which is wanted; a network counts once, on however many hosts.
    private CheckDocument.Totals total(Scope scope) {
        Set<Object> networks = new HashSet<>();
        int endpoints = 0;
        int rows = 0;
        for (Compared c : compared) {
            if (scope.wants(c.at())) {
                endpoints += (networks.add(c.network()) ? c.endpoints() : 0) + c.unknown();
                rows += c.rows();
            }
        }
        return new CheckDocument.Totals(networks.size(), endpoints, rows, whole);
    }

    /// Says what will be sent before anything is.
    private void probe(Context context, Scope scope) {
        Snapshot here = SnapshotBuilder.of(context.live());
        Probing probing = new Probing(context.live(), here, scope::wants);
        Console err = context.err();
        if (probing.pairs().isEmpty()) {
            err.text("sonde: check: nothing to ping: no network has an endpoint on this host and a second endpoint")
                    .line();
            return;
        }
        err.text("sonde: check: pinging between ")
                .text(CheckText.count(probing.pairs().size(), "pair"))
                .text(" of endpoints in ")
                .text(CheckText.count(probing.networks(), "network"))
                .text(probing.six() > 0 ? ", " + probing.six() + " of them by IPv6, from inside" : ", from inside")
                .line();
        err.flush();
        open.removeIf(Inconclusive::shown);
        try (Progress progress = new Progress(err)) {
            TargetCommands commands = new TargetCommands(here);
            for (Finding probed : probing.run(findings, progress)) {
                Finding f = commands.of(probed);
                findings.add(here.host().privileged() ? f : UsernsCommands.of(f));
            }
        }
        pinged.addAll(probing.pairs());
        if (probing.untried() > 0) {
            gaps.add(new Gap(
                    CheckText.count(probing.untried(), "further pair") + " of endpoints",
                    "one run does not ping more",
                    0));
        }
    }

    /// `mended`: what `--mend` did before this look; null without it.
    CheckDocument document(List<CheckDocument.Mended> mended) {
        return CheckDocument.of(findings, mended, CheckDocument.Pinged.of(pinged), totals, gaps, open);
    }

    /// Every finding, as a compiler prints its messages: the worst first, those of one rule at one place together.
    void print(Console out) {
        record Group(Severity severity, String code, String network, String host) {
            // Written out: what the JVM derives of a record is made anew at every start.
            @Override
            public boolean equals(Object other) {
                return other instanceof Group g
                        && g.severity == severity
                        && g.code.equals(code)
                        && g.network.equals(network)
                        && g.host.equals(host);
            }

            @Override
            public int hashCode() {
                return 31 * code.hashCode() + network.hashCode();
            }
        }
        Map<Group, List<CheckDocument.Finding>> groups = new LinkedHashMap<>();
        List<CheckDocument.Finding> all = CheckDocument.Finding.of(shown);
        for (Severity severity : Severity.values()) {
            for (CheckDocument.Finding f : all) {
                if (f.severity() == severity) {
                    CheckDocument.Where w = f.where();
                    groups.computeIfAbsent(
                                    new Group(severity, f.code(), w.network(), w.host()), g -> new ArrayList<>(1))
                            .add(f);
                }
            }
        }
        CheckText text = new CheckText(out);
        for (List<CheckDocument.Finding> group : groups.values()) {
            text.print(group);
            out.line();
        }
        for (String line : LeftOverFiles.lines(leftOver)) {
            out.name(line).line();
        }
        List<String> pairs = pinged.stream().map(Pair::name).distinct().toList();
        if (!pairs.isEmpty()) {
            out.text("pinged ").text(CheckText.count(pairs.size(), "pair")).text(": ");
            out.name(ProbeFindings.some(pairs, ProbeFindings.MOST)).line();
        }
    }

    /// The line at the end.
    String summary() {
        return CheckText.summary(shown, whole, open.isEmpty()) + "; " + CheckText.count(totals.networks(), "network")
                + ", " + CheckText.count(totals.endpoints(), "endpoint") + ", " + CheckText.count(totals.rows(), "row")
                + " compared in "
                + seconds(nanos) + " s";
    }

    int status() {
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
