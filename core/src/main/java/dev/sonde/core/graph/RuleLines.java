package dev.sonde.core.graph;

import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.rule.RuleAction;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleMessage;
import java.util.ArrayList;
import java.util.List;

/// The rules that somebody made, in a line each. The kernel's own three, which lead to the tables local, main and
/// default, are in every namespace.
final class RuleLines {

    static List<String> of(TableReader tables) {
        List<String> lines = new ArrayList<>(0);
        add(lines, tables.rules(false));
        add(lines, tables.rules(true));
        return lines;
    }

    private static void add(List<String> lines, List<RuleMessage> rules) {
        for (RuleMessage r : rules) {
            boolean plain = r.find(RuleAttr.Source.class) == null
                    && r.find(RuleAttr.Destination.class) == null
                    && r.find(RuleAttr.Mark.class) == null;
            boolean own = r.priority() == 0 && r.table() == RouteTable.LOCAL
                    || r.priority() == 32766 && r.table() == RouteTable.MAIN
                    || r.priority() == 32767 && r.table() == RouteTable.DEFAULT;
            if (!plain || !own) {
                lines.add(line(r));
            }
        }
    }

    private static String line(RuleMessage r) {
        StringBuilder b = new StringBuilder(64).append(r.priority()).append(": from ");
        RuleAttr.Source from = r.find(RuleAttr.Source.class);
        RuleAttr.Destination to = r.find(RuleAttr.Destination.class);
        RuleAttr.Mark mark = r.find(RuleAttr.Mark.class);
        RuleAttr.InputInterface in = r.find(RuleAttr.InputInterface.class);
        b.append(from == null ? "all" : from.address() + "/" + r.header().sourceLength());
        b.append(to == null ? "" : " to " + to.address() + "/" + r.header().destinationLength());
        b.append(mark == null ? "" : " fwmark 0x" + Long.toHexString(mark.mark()));
        b.append(in == null ? "" : " iif " + in.name());
        b.append(
                r.header().action() == RuleAction.TO_TBL
                        ? " lookup " + r.table()
                        : " action " + r.header().action());
        return b.toString();
    }

    private RuleLines() {}
}
