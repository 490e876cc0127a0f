package dev.sonde.core.graph;

import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleMessage;
import java.util.ArrayList;
import java.util.List;

/// The rules that somebody made, in a line each. The kernel's own three, which lead to the tables local, main and
/// default, are in every namespace.
final class RuleLines {
    private static final int FR_ACT_TO_TBL = 1;

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
            boolean own = r.priority() == 0 && r.table() == 255
                    || r.priority() == 32766 && r.table() == 254
                    || r.priority() == 32767 && r.table() == 253;
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
                r.header().action() == FR_ACT_TO_TBL
                        ? " lookup " + r.table()
                        : " action " + r.header().action());
        return b.toString();
    }

    private RuleLines() {}
}
