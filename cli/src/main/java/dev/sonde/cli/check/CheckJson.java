package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Json;
import dev.sonde.cli.view.Gaps;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Shell;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.rule.probe.Pair;
import java.util.List;

/// Findings for programs: `docs/json.md` tells the keys.
final class CheckJson {
    /// What was compared, beside the findings.
    record Totals(int networks, int endpoints, int rows, boolean whole) {}

    /// `mended`: what `--mend` did before this round; null without it.
    static void print(Console out, CheckRun round, List<Mending.Done> mended) {
        Json json = new Json(out);
        json.object().key("findings").array();
        for (Finding f : round.findings) {
            print(json, f);
        }
        json.endArray();
        if (mended != null) {
            json.key("mended").array();
            for (Mending.Done d : mended) {
                json.object().member("code", d.finding().rule().code());
                json.member("victim", d.finding().victim());
                json.member("command", Shell.line(d.step().command()));
                json.member("result", d.result()).member("why", d.why()).endObject();
            }
            json.endArray();
        }
        if (!round.pinged.isEmpty()) {
            json.key("pinged").array();
            for (Pair p : round.pinged) {
                json.object().member("network", p.network()).member("from", p.from());
                json.member("to", p.to()).member("ip", p.ip.toString());
                json.member("answered", p.answered()).endObject();
            }
            json.endArray();
        }
        Totals totals = round.totals();
        json.member("networks", totals.networks()).member("endpoints", totals.endpoints());
        json.member("rows", totals.rows()).member("whole", totals.whole());
        json.key("gaps").array();
        Gaps.json(json, round.gaps);
        json.endArray().key("open").array();
        for (Inconclusive o : round.open) {
            json.object().member("host", o.host()).member("what", o.what());
            json.member("why", o.why()).endObject();
        }
        json.endArray().endObject().end();
    }

    private static void print(Json json, Finding f) {
        json.object()
                .member("code", f.rule().code())
                .member("severity", f.severity().label());
        json.member("title", f.rule().title()).member("headline", f.headline());
        json.member("victim", f.victim());
        Finding.Where w = f.where();
        json.key("where").object().member("network", w.network());
        json.key("vni");
        if (w.vni() < 0) {
            json.value((String) null);
        } else {
            json.value(w.vni());
        }
        json.member("host", w.host()).member("file", w.file()).endObject();
        json.member("expected", f.expected().what())
                .member("source", f.expected().source());
        json.member("found", f.found()).key("evidence").array();
        for (Evidence e : f.evidence()) {
            json.object().member("file", e.file()).member("tool", e.tool());
            json.member("line", e.line()).endObject();
        }
        json.endArray().member("see", Shell.line(f.see()));
        json.key("remedy").object();
        switch (f.remedy()) {
            case Remedy.Command c -> {
                json.member("command", c.line()).member("safe", c.safe());
                json.key("steps").array();
                for (Step s : c.steps()) {
                    json.array();
                    for (String word : s.command()) {
                        json.value(word);
                    }
                    json.endArray();
                }
                json.endArray();
            }
            case Remedy.Look l -> json.member("look", l.line()).member("text", l.then());
            case Remedy.Manual m -> json.member("text", m.line());
        }
        json.endObject().endObject();
    }

    private CheckJson() {}
}
