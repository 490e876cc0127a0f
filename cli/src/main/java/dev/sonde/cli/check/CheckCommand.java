package dev.sonde.cli.check;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Escaper;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.cli.view.Gaps;
import dev.sonde.core.check.Checks;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Rule;
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
    private static final String USAGE = "usage: sonde check [NETWORK...] [-j] [--explain CODE]";
    private static final int ERRORS = 3;
    private static final int WARNINGS = 4;

    @Override
    public int run(Context context, List<String> args) {
        boolean json = false;
        List<String> networks = new ArrayList<>(0);
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            if (a.equals("-j") || a.equals("--json")) {
                json = true;
            } else if (a.equals("--help") || a.equals("-h")) {
                context.out().text(USAGE).line();
                return 0;
            } else if (a.equals("--explain") && i + 1 < args.size()) {
                return explain(context.out(), args.get(i + 1));
            } else if (a.startsWith("-")) {
                throw Failure.usage("check: unknown argument " + a, USAGE);
            } else {
                networks.add(a);
            }
        }
        List<Finding> findings = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        int segments = 0;
        int endpoints = 0;
        int rows = 0;
        boolean whole = true;
        List<String> known = new ArrayList<>();
        for (Source source : context.sources()) {
            source.ensure(Frame.ALL);
            Snapshot snapshot = Survey.of(source);
            for (Namespace n : snapshot.namespaces()) {
                if (n.kind() == Kind.OVERLAY && n.network() != null) {
                    known.add(n.network().name());
                    known.add(n.network().name() + "@" + n.host());
                    if (n.errno() != 0) {
                        whole = false;
                        gaps.add(new Gap("network " + n.name() + "@" + n.host(), Errnos.text(n.errno()), n.errno()));
                    }
                }
            }
            Checks c = Checks.of(source, snapshot);
            findings.addAll(c.findings());
            gaps.addAll(c.gaps());
            segments += c.segments();
            endpoints += c.endpoints();
            rows += c.rows();
            whole &= c.whole();
        }
        for (String n : networks) {
            if (!known.contains(n)) {
                throw new Failure("check: " + n + ": no such overlay network", "sonde ls lists what there is");
            }
        }
        if (!networks.isEmpty()) {
            findings.removeIf(f -> !networks.contains(f.network()) && !networks.contains(f.network() + "@" + f.host()));
        }
        int errors = 0;
        for (Finding f : findings) {
            errors += f.rule().severity() == Severity.ERROR ? 1 : 0;
        }
        if (json) {
            json(new Json(context.out()), findings, gaps);
        } else {
            for (Finding f : findings) {
                print(context.out(), f);
            }
            int warnings = findings.size() - errors;
            String summary = (findings.isEmpty()
                            ? (whole ? "no fault" : "no fault in what could be read")
                            : count(errors, "error") + ", " + count(warnings, "warning"))
                    + "; " + segments + " network namespaces, " + endpoints + " endpoints, " + rows + " rows compared";
            context.out().text(summary).line();
            context.out().flush();
            Gaps.print(context, gaps);
        }
        return errors > 0 ? ERRORS : !whole ? Failure.FAILED : findings.isEmpty() ? 0 : WARNINGS;
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private static int explain(Console out, String code) {
        Rule rule = Rule.of(code);
        if (rule == null) {
            throw Failure.usage("check: " + code + ": no such rule", "the codes begin with S101");
        }
        out.text(rule.code())
                .text(": ")
                .text(rule.title())
                .line()
                .text(rule.explanation())
                .line();
        return 0;
    }

    private static void print(Console out, Finding f) {
        out.text(f.rule().severity().label())
                .text("[")
                .text(f.rule().code())
                .text("]: ")
                .name(f.headline())
                .line();
        out.text("  where     network ")
                .name(f.network())
                .text(", ")
                .name(f.where())
                .line();
        out.text("  expected  ").name(f.expected()).line();
        out.text("  found     ").name(f.found()).line();
        out.text("  mend      ").text(shell(f.mend())).line();
        out.text("  more      sonde check --explain ").text(f.rule().code()).line();
    }

    /// The command as a shell takes it. A word that a terminal would not show as it is, is written `$'...'` byte by
    /// byte: what is pasted is what was meant.
    static String shell(List<String> words) {
        StringBuilder b = new StringBuilder();
        for (String w : words) {
            b.append(b.isEmpty() ? "" : " ").append(quote(w));
        }
        return b.toString();
    }

    private static String quote(String w) {
        boolean plain = !w.isEmpty();
        for (int i = 0; i < w.length(); i++) {
            char c = w.charAt(i);
            plain &=
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_./:=@,+".indexOf(c) >= 0;
        }
        if (plain) {
            return w;
        }
        if (Escaper.escape(w).equals(w)) {
            return "'" + w.replace("'", "'\\''") + "'";
        }
        StringBuilder b = new StringBuilder("$'");
        for (byte x : dev.sonde.netlink.RawText.encode(w)) {
            b.append("\\x").append(Character.forDigit(x >> 4 & 15, 16)).append(Character.forDigit(x & 15, 16));
        }
        return b.append('\'').toString();
    }

    private static void json(Json json, List<Finding> findings, List<Gap> gaps) {
        json.object().key("findings").array();
        for (Finding f : findings) {
            json.object()
                    .member("code", f.rule().code())
                    .member("severity", f.rule().severity().label());
            json.member("title", f.rule().title())
                    .member("headline", f.headline())
                    .member("victim", f.victim());
            json.member("network", f.network()).member("host", f.host()).member("where", f.where());
            json.member("expected", f.expected())
                    .member("found", f.found())
                    .member("mend", shell(f.mend()))
                    .endObject();
        }
        json.endArray().key("gaps").array();
        for (Gap g : gaps) {
            json.object()
                    .member("what", g.what())
                    .member("why", g.why())
                    .member("errno", g.errno())
                    .endObject();
        }
        json.endArray().endObject().end();
    }
}
