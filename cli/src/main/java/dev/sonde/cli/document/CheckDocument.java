package dev.sonde.cli.document;

import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Shell;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.rule.probe.Pair;
import dev.sonde.core.model.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What `sonde check` prints: what is broken, what was compared, what could not be. `mended`: with `--mend` alone,
/// what was done before this look. `pinged`: with `--probe` alone. `whole`: whether all overlay networks could be
/// read. `open`: what was read and cannot be judged.
public record CheckDocument(
        List<Finding> findings,
        @MayBeAbsent List<Mended> mended,
        @MayBeAbsent List<Pinged> pinged,
        int networks,
        int endpoints,
        int rows,
        boolean whole,
        List<GapDocument> gaps,
        List<Open> open)
        implements Document {
    /// How much was compared.
    public record Totals(int networks, int endpoints, int rows, boolean whole) {}

    public static CheckDocument of(
            List<dev.sonde.core.check.Finding> findings,
            List<Mended> mended,
            List<Pinged> pinged,
            Totals totals,
            List<Gap> gaps,
            List<Inconclusive> open) {
        List<Open> notJudged = new ArrayList<>(open.size());
        for (Inconclusive o : open) {
            notJudged.add(new Open(o.host(), o.what(), o.why()));
        }
        return new CheckDocument(
                Finding.of(findings),
                mended,
                pinged,
                totals.networks(),
                totals.endpoints(),
                totals.rows(),
                totals.whole(),
                GapDocument.of(gaps),
                notJudged);
    }

    public record Finding(
            String code,
            Severity severity,
            String title,
            String headline,
            String victim,
            Where where,
            String expected,
            String source,
            String found,
            List<Evidence> evidence,
            String see,
            Remedy remedy)
            implements Document {
        public static List<Finding> of(List<dev.sonde.core.check.Finding> findings) {
            List<Finding> all = new ArrayList<>(findings.size());
            for (dev.sonde.core.check.Finding f : findings) {
                all.add(of(f));
            }
            return all;
        }

        private static Finding of(dev.sonde.core.check.Finding f) {
            List<Evidence> evidence = new ArrayList<>(f.evidence().size());
            for (dev.sonde.core.check.Evidence e : f.evidence()) {
                evidence.add(new Evidence(e.file(), e.tool(), e.line()));
            }
            dev.sonde.core.check.Finding.Where w = f.where();
            return new Finding(
                    f.rule().code(),
                    f.severity(),
                    f.rule().title(),
                    f.headline(),
                    f.victim(),
                    new Where(
                            w.network(),
                            w.vni() < 0 ? OptionalLong.empty() : OptionalLong.of(w.vni()),
                            w.host(),
                            w.file()),
                    f.expected().what(),
                    f.expected().source(),
                    f.found(),
                    evidence,
                    Shell.line(f.see()),
                    Remedy.of(f.remedy()));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("code", code).member("severity", severity).member("title", title);
            to.member("headline", headline).member("victim", victim).member("where", where);
            to.member("expected", expected).member("source", source).member("found", found);
            to.member("evidence", evidence).member("see", see).member("remedy", remedy);
        }
    }

    /// `network`, `vni`: empty where the fault is in none. `file`: of the namespace, or the file that is the fault.
    public record Where(String network, OptionalLong vni, String host, String file) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("network", network).member("vni", vni).member("host", host);
            to.member("file", file);
        }
    }

    public record Evidence(String file, String tool, String line) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("file", file).member("tool", tool).member("line", line);
        }
    }

    /// What puts a finding right.
    public sealed interface Remedy extends Document {
        private static Remedy of(dev.sonde.core.check.Remedy remedy) {
            if (remedy instanceof dev.sonde.core.check.Remedy.Command c) {
                List<List<String>> steps = new ArrayList<>(c.steps().size());
                for (Step s : c.steps()) {
                    steps.add(s.command());
                }
                return new Command(c.line(), c.safe(), steps);
            }
            return remedy instanceof dev.sonde.core.check.Remedy.Look l
                    ? new Look(l.line(), l.then())
                    : new Manual(remedy.line());
        }

        /// A command that mends it; `steps` are its words. `safe`: it only brings back what surely should be.
        record Command(String command, boolean safe, List<List<String>> steps) implements Remedy {
            @Override
            public void members(JsonWriter to) {
                to.member("command", command).member("safe", safe).member("steps", steps);
            }
        }

        /// A command that shows the cause, and what to do then.
        record Look(String look, String text) implements Remedy {
            @Override
            public void members(JsonWriter to) {
                to.member("look", look).member("text", text);
            }
        }

        /// What to do where no one command does it.
        record Manual(String text) implements Remedy {
            @Override
            public void members(JsonWriter to) {
                to.member("text", text);
            }
        }
    }

    /// A step that `check --mend` took, and what became of it.
    public record Mended(String code, String victim, String command, String result, String why) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("code", code).member("victim", victim).member("command", command);
            to.member("result", result).member("why", why);
        }
    }

    /// With `--probe`: an endpoint that was pinged from inside another, and whether it answered.
    public record Pinged(String network, String from, String to, String ip, boolean answered) implements Document {
        /// Null: nothing was pinged.
        public static List<Pinged> of(List<Pair> pairs) {
            List<Pinged> all = new ArrayList<>(pairs.size());
            for (Pair p : pairs) {
                all.add(new Pinged(p.network(), p.from(), p.to(), p.ip.toString(), p.answered()));
            }
            return all.isEmpty() ? null : all;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("network", network).member("from", from).member("to", this.to);
            to.member("ip", ip).member("answered", answered);
        }
    }

    public record Open(String host, String what, String why) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("what", what).member("why", why);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("findings", findings).member("mended", mended).member("pinged", pinged);
        to.member("networks", networks);
        to.member("endpoints", endpoints).member("rows", rows).member("whole", whole);
        to.member("gaps", gaps).member("open", open);
    }
}
