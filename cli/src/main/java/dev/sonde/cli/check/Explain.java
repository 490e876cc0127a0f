package dev.sonde.cli.check;

import dev.sonde.cli.Console;
import dev.sonde.cli.Failure;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.run.Rules;
import java.util.Locale;

/// `sonde check --explain CODE`: all that there is to know of one rule; and the document with all of them.
final class Explain {
    private static final int WIDTH = 100;

    static int print(Console out, String code) {
        if (code.equalsIgnoreCase("all")) {
            out.text(document());
            return 0;
        }
        Rule rule = Rules.of(code.toUpperCase(Locale.ROOT));
        if (rule == null) {
            StringBuilder all = new StringBuilder("valid codes:");
            for (Rule r : Rules.ALL) {
                all.append(' ').append(r.code());
            }
            throw Failure.usage(
                    "check: " + code + ": no such rule", all.append(" all").toString());
        }
        RuleDoc p = rule.page();
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

    /// `docs/checks.md`: `sonde check --explain all` prints it.
    static String document() {
        StringBuilder b = new StringBuilder(16384);
        b.append("# What `sonde check` finds\n\n");
        b.append("Written by `sonde check --explain all`; a test holds it against the rules. Codes are stable.\n\n");
        b.append("| code | severity | what |\n|---|---|---|\n");
        for (Rule r : Rules.ALL) {
            b.append("| [")
                    .append(r.code())
                    .append("](#")
                    .append(r.code().toLowerCase(Locale.ROOT))
                    .append(") | ");
            b.append(r.severity().label()).append(" | ").append(r.title()).append(" |\n");
        }
        for (Rule r : Rules.ALL) {
            RuleDoc p = r.page();
            b.append("\n## ")
                    .append(r.code())
                    .append("\n\n**")
                    .append(r.title())
                    .append("** (");
            b.append(r.severity().label()).append(")\n\n");
            b.append("- Compared: ").append(p.compared()).append('\n');
            b.append("- Effect: ").append(p.effect()).append('\n');
            b.append("- Cause: ").append(p.cause()).append('\n');
            b.append("- See it: ").append(p.see()).append('\n');
            b.append("- Mend it: ").append(p.mend()).append('\n');
        }
        return b.append(LIMITS).toString();
    }

    /// What no rule finds, and why.
    private static final String LIMITS = """

            ## What it does not find

            - **That two hosts have different keys** (xfrm). Keys never leave the kernel by sonde: states are compared \
            by address and SPI alone. `sonde check --probe` finds the loss, and `XfrmInStateProtoError` in \
            `/proc/net/xfrm_stat` grows.
            - **Rules of nat for a service's virtual address** (IPVS): masquerading in the load balancer's namespace, \
            and the way of a published port from the host to the ingress network.
            - **Filters inside a network's or a container's own namespace**, and reverse path filters of the host \
            (`rp_filter`, `fib saddr . iif`). `sonde check --probe` tells whether packets pass.
            - **That a table of nf_tables sleeps** (`flags dormant`): it is taken for awake.
            - **Packets that a switch or a cloud between the hosts drops.** `sonde check --probe` finds that they are \
            lost, and in which direction.
            """;

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
