package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.document.CheckDocument;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Severity;
import java.util.List;

/// Findings for people, each as a good compiler's message: what, where, expected, found, and what to do.
final class CheckText {
    /// The words before the lines of a finding take so many columns.
    private static final int COLUMN = 12;

    private final Console out;

    CheckText(Console out) {
        this.out = out;
    }

    /// Findings of one rule at one place, the first whole and of the others what is different; of many, what mends.
    void print(List<CheckDocument.Finding> group) {
        boolean unsafe = false;
        for (int i = 0; i < group.size(); i++) {
            CheckDocument.Finding f = group.get(i);
            headline(f);
            if (i == 0 || group.size() <= WHOLE) {
                what(f, i == 0 ? null : group.get(i - 1));
            }
            mend(f.remedy());
            unsafe |= f.remedy() instanceof CheckDocument.Remedy.Command c && !c.safe();
        }
        if (unsafe) {
            line(
                    "",
                    "(look first: " + (group.size() == 1 ? "it removes or decides" : "they remove or decide")
                            + " something)");
        }
        line("more", "sonde check --explain " + group.getFirst().code());
    }

    /// Of more findings in one group not all lines are printed.
    private static final int WHOLE = 3;

    private void headline(CheckDocument.Finding f) {
        String colour = switch (f.severity()) {
            case ERROR -> "1;31";
            case WARNING -> "1;33";
            case INFO -> "1;36";
        };
        begin(colour);
        out.text(f.severity().label()).text("[").text(f.code()).text("]");
        end();
        begin("1");
        out.text(": ").name(f.headline());
        end();
        out.line();
    }

    /// What is wrong, and where. `before`: the finding above, whose lines need not be said again; or null.
    private void what(CheckDocument.Finding f, CheckDocument.Finding before) {
        CheckDocument.Where w = f.where();
        if (before == null || !w.equals(before.where())) {
            StringBuilder where = new StringBuilder();
            if (!w.network().isEmpty()) {
                where.append("network ").append(w.network());
                where.append(w.vni().isEmpty() ? "" : " (VNI " + w.vni().getAsLong() + ")");
            }
            where.append(where.isEmpty() || w.host().isEmpty() ? "" : " on ").append(w.host());
            where.append(where.isEmpty() || w.file().isEmpty() ? "" : ", ").append(w.file());
            line("where", where.toString());
        }
        if (before == null
                || !f.expected().equals(before.expected())
                || !f.source().equals(before.source())) {
            line("expected", f.expected());
        }
        if (before == null || !f.source().equals(before.source())) {
            line("", "source: " + f.source(), f.source());
        }
        if (before == null || !f.found().equals(before.found())) {
            line("found", f.found());
        }
        String title = "evidence";
        for (CheckDocument.Evidence e : f.evidence()) {
            boolean elsewhere = !e.file().isEmpty() && !e.file().equals(w.file());
            line(title, e.line() + (elsewhere ? "  (in " + e.file() + ")" : ""));
            title = "";
        }
        if (!f.see().isEmpty() && (before == null || !f.see().equals(before.see()))) {
            line("see", f.see());
        }
    }

    private void mend(CheckDocument.Remedy remedy) {
        if (remedy instanceof CheckDocument.Remedy.Command c) {
            line("mend", c.command());
        } else if (remedy instanceof CheckDocument.Remedy.Look l) {
            line("look", l.look());
            line("mend", l.text());
        } else if (remedy instanceof CheckDocument.Remedy.Manual m) {
            line("mend", m.text());
        }
    }

    private void line(String title, String text) {
        out.text("  ")
                .text(title)
                .blanks(COLUMN - 2 - title.length())
                .name(text)
                .line();
    }

    /// `source` is empty for what has no source to be named.
    private void line(String title, String text, String source) {
        if (!source.equals(Finding.NATURE)) {
            line(title, text);
        }
    }

    private void begin(String colour) {
        if (out.colour()) {
            out.text("\033[" + colour + "m");
        }
    }

    private void end() {
        if (out.colour()) {
            out.text("\033[0m");
        }
    }

    /// `1 error, 2 warnings`, or that there is none.
    static String summary(List<Finding> findings, boolean whole, boolean judged) {
        int[] n = new int[Severity.values().length];
        for (Finding f : findings) {
            n[f.severity().ordinal()]++;
        }
        StringBuilder b = new StringBuilder();
        for (Severity s : Severity.values()) {
            int some = n[s.ordinal()];
            if (some > 0) {
                b.append(b.isEmpty() ? "" : ", ");
                b.append(s == Severity.INFO ? some + " info" : count(some, s.label()));
            }
        }
        return b.isEmpty() ? none(whole, judged) : b.toString();
    }

    private static String none(boolean whole, boolean judged) {
        return "no fault found"
                + (!whole ? ", but not all could be read" : judged ? "" : ", but not all could be judged");
    }

    static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
