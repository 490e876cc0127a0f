package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Failure;
import dev.sonde.core.check.Page;
import dev.sonde.core.check.Rule;

/// `sonde check --explain CODE`: all that there is to know of one rule; and the document with all of them.
final class Explain {
    private static final int WIDTH = 100;

    static int print(Console out, String code) {
        Rule rule = Rule.of(code);
        if (rule == null) {
            StringBuilder all = new StringBuilder("those that there are:");
            for (Rule r : Rule.ALL) {
                all.append(' ').append(r.code());
            }
            throw Failure.usage("check: " + code + ": no such rule", all.toString());
        }
        Page p = rule.page();
        out.text(rule.code())
                .text(": ")
                .text(rule.title())
                .text(" (")
                .text(rule.severity().label())
                .text(")")
                .line();
        paragraph(out, "compared", p.compared());
        paragraph(out, "effect", p.effect());
        paragraph(out, "cause", p.cause());
        paragraph(out, "see it", p.see());
        paragraph(out, "mend it", p.mend());
        return 0;
    }

    private static void paragraph(Console out, String title, String text) {
        out.line().text(title).line();
        int used = 0;
        for (String word : text.split(" ")) {
            if (used > 0 && used + 1 + word.length() > WIDTH) {
                out.line();
                used = 0;
            }
            out.text(used == 0 ? "  " : " ").text(word);
            used += (used == 0 ? 2 : 1) + word.length();
        }
        out.line();
    }

    private Explain() {}
}
