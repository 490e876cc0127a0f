package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Shell;
import java.util.List;

/// Findings for people, each as a good compiler's message: what, where, expected, found, and what to do.
final class CheckText {
    /// The words before the lines of a finding take so many columns.
    private static final int COLUMN = 12;

    private final Console out;

    CheckText(Console out) {
        this.out = out;
    }

    void print(Finding f) {
        String colour = switch (f.severity()) {
            case ERROR -> "1;31";
            case WARNING -> "1;33";
            case INFO -> "1;36";
        };
        begin(colour);
        out.text(f.severity().label()).text("[").text(f.rule().code()).text("]");
        end();
        begin("1");
        out.text(": ").name(f.headline());
        end();
        out.line();
        Finding.Where w = f.where();
        StringBuilder where = new StringBuilder();
        if (!w.network().isEmpty()) {
            where.append("network ").append(w.network());
            where.append(w.vni() < 0 ? "" : " (VNI " + w.vni() + ")");
        }
        where.append(where.isEmpty() || w.host().isEmpty() ? "" : " on ").append(w.host());
        where.append(where.isEmpty() || w.file().isEmpty() ? "" : ", ").append(w.file());
        line("where", where.toString());
        line("expected", f.expected().what());
        line("", "so says " + f.expected().source(), f.expected().source());
        line("found", f.found());
        String title = "evidence";
        for (Evidence e : f.evidence()) {
            line(title, e.line());
            title = "";
        }
        if (!f.see().isEmpty()) {
            line("see", Shell.line(f.see()));
        }
        if (f.remedy() instanceof Remedy.Command c && !c.safe()) {
            line("mend", c.line());
            line("", "(look first: it removes or decides something)");
        } else {
            line("mend", f.remedy().line());
        }
        line("more", "sonde check --explain " + f.rule().code());
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
        int[] n = new int[3];
        for (Finding f : findings) {
            n[f.severity().ordinal()]++;
        }
        StringBuilder b = new StringBuilder();
        String[] names = {"error", "warning", "note"};
        for (int i = 0; i < 3; i++) {
            if (n[i] > 0) {
                b.append(b.isEmpty() ? "" : ", ").append(count(n[i], names[i]));
            }
        }
        return b.isEmpty() ? none(whole, judged) : b.toString();
    }

    private static String none(boolean whole, boolean judged) {
        return !whole ? "no fault in what could be read" : judged ? "no fault" : "no fault in what could be judged";
    }

    static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
