package dev.sonde.core.view;

import dev.sonde.core.model.FibRule;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.rule.RuleAction;
import java.util.ArrayList;
import java.util.List;

/// The rules that somebody made, in a line each. The kernel's own three, which lead to the tables local, main and
/// default, are in every namespace.
final class RuleLines {
    /// The priorities of the three.
    private static final long LOCAL = 0;

    private static final long MAIN = 32766;
    private static final long DEFAULT = 32767;

    static List<String> of(List<FibRule> rules) {
        List<String> lines = new ArrayList<>(0);
        for (FibRule r : rules) {
            boolean plain = r.source() == null && r.destination() == null && r.mark() == null && !r.inverted();
            boolean own = r.priority() == LOCAL && r.table() == RouteTable.LOCAL
                    || r.priority() == MAIN && r.table() == RouteTable.MAIN
                    || r.priority() == DEFAULT && r.table() == RouteTable.DEFAULT;
            if (!plain || !own) {
                lines.add(line(r));
            }
        }
        return lines;
    }

    private static String line(FibRule r) {
        StringBuilder b = new StringBuilder(64).append(r.priority());
        b.append(r.inverted() ? ": not from " : ": from ");
        b.append(r.source() == null ? "all" : r.source());
        b.append(r.destination() == null ? "" : " to " + r.destination());
        b.append(r.mark() == null ? "" : " fwmark 0x" + Long.toHexString(r.mark()));
        b.append(r.inputLink() == null ? "" : " iif " + r.inputLink());
        b.append(r.action() == RuleAction.TO_TBL ? " lookup " + r.table() : " action " + r.action());
        b.append(r.suppress() < 0 ? "" : " suppress_prefixlength " + r.suppress());
        return b.toString();
    }

    private RuleLines() {}
}
