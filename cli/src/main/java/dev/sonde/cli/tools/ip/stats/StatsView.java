package dev.sonde.cli.tools.ip.stats;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.stats.ExtendedStatsAttr;
import dev.sonde.netlink.stats.StatsAttr;
import dev.sonde.netlink.stats.StatsMessage;

/// `ip stats show`: the counters of links, by group.
public final class StatsView {
    private static final String[] LEVELS = {"group", "subgroup", "suite"};

    /// `EINVAL`, which the real tool makes its status.
    private static final int INVALID = 22;

    /// `IFLA_STATS_*` of linux/if_link.h
    private static final int LINK = 1;

    private static final int EXTENDED = 2;
    private static final int EXTENDED_SLAVE = 3;
    private static final int OFFLOAD = 4;
    private static final int AF_SPEC = 5;

    /// All that there is, in the order in which Debian's tool prints it: it sorts by where its compiler put them.
    private static final Suite[] SUITES = {
        new Suite(AF_SPEC, "afstats", "mpls"),
        new Suite(LINK, "link"),
        new Suite(OFFLOAD, "offload", "l3_stats"),
        new Suite(OFFLOAD, "offload", "hw_stats_info"),
        new Suite(OFFLOAD, "offload", "cpu_hit"),
        new Suite(EXTENDED_SLAVE, "xstats_slave", "bond", "802.3ad"),
        new Suite(EXTENDED, "xstats", "bond", "802.3ad"),
        new Suite(EXTENDED_SLAVE, "xstats_slave", "bridge", "vlan"),
        new Suite(EXTENDED_SLAVE, "xstats_slave", "bridge", "mcast"),
        new Suite(EXTENDED_SLAVE, "xstats_slave", "bridge", "stp"),
        new Suite(EXTENDED, "xstats", "bridge", "vlan"),
        new Suite(EXTENDED, "xstats", "bridge", "mcast"),
        new Suite(EXTENDED, "xstats", "bridge", "stp")
    };

    /// Counters that are shown together. `at`: the number of the group, `IFLA_STATS_*`.
    private record Suite(int at, String... path) {
        /// Whether it lies within what is selected.
        boolean within(String[] selected, int levels) {
            for (int i = 0; i < levels; i++) {
                if (i >= path.length || !path[i].equals(selected[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Ip ip;
    private final Printer out;
    private final SuitePrinter printer;
    private final boolean[] enabled = new boolean[SUITES.length];
    private final String[] selected = new String[LEVELS.length];

    /// @param verb `show` stands there, which counts as `-s`, and `-d` as another
    public StatsView(Ip ip, boolean verb) {
        this.ip = ip;
        this.out = ip.out;
        this.printer = new SuitePrinter(ip, ip.options.stats + (verb ? ip.options.details + 1 : 0) > 1);
    }

    public void show(Arguments args) {
        String device = null;
        while (args.more()) {
            String word = args.next();
            int level = level(word);
            if (word.equals("dev")) {
                String name = args.value();
                if (device != null) {
                    throw Arguments.garbage("dev", name);
                }
                device = Arguments.interfaceName("dev", name);
            } else if (word.equals("help")) {
                throw Usage.help("stats");
            } else if (level >= 0) {
                select(level, args.value());
            } else {
                throw new ToolExit(INVALID, "What is \"" + word + "\"?\n" + Usage.text("stats"));
            }
        }
        enable();
        int index = device == null ? 0 : ip.links().index(device);
        if (device != null && index == 0) {
            throw Arguments.noDevice(1, device);
        }
        int mask = 0;
        for (int i = 0; i < SUITES.length; i++) {
            mask |= enabled[i] ? 1 << SUITES[i].at - 1 : 0;
        }
        ip.links();
        if (index != 0) {
            Message.Rtnetlink row = ip.tables.one(Requests.stats(index, mask), 2);
            out.start();
            row(row);
        } else {
            out.start();
            ip.tables.each(Requests.stats(mask), 2, row -> {
                row(row);
                out.line();
            });
        }
        out.finish();
    }

    private static int level(String word) {
        for (int i = 0; i < LEVELS.length; i++) {
            if (word.equals(LEVELS[i])) {
                return i;
            }
        }
        return -1;
    }

    private void select(int level, String name) {
        for (int i = 0; i < level; i++) {
            if (selected[i] == null) {
                throw new ToolExit(
                        INVALID,
                        "Error: " + LEVELS[level] + " " + name + " requested without selecting a " + LEVELS[i]
                                + " first");
            }
        }
        for (int i = level; i < LEVELS.length; i++) {
            if (selected[i] != null) {
                enable();
                break;
            }
        }
        selected[level] = name;
        for (int i = level + 1; i < LEVELS.length; i++) {
            selected[i] = null;
        }
    }

    /// Adds what is selected; nothing is: all.
    private void enable() {
        String inside = "top-level";
        for (int i = 0; i < LEVELS.length && selected[i] != null; i++) {
            boolean deeper = false;
            boolean found = false;
            for (Suite s : SUITES) {
                if (s.within(selected, i)) {
                    deeper |= s.path.length > i;
                    found |= s.within(selected, i + 1);
                }
            }
            String wanted = LEVELS[i] + " " + selected[i];
            if (!deeper) {
                throw new ToolExit(
                        INVALID, "Error: " + wanted + " requested inside leaf " + LEVELS[i - 1] + " " + inside);
            }
            if (!found) {
                throw new ToolExit(
                        INVALID, "Error: no " + LEVELS[i] + " named " + selected[i] + " found inside " + inside);
            }
            inside = selected[i];
        }
        int levels = 0;
        while (levels < LEVELS.length && selected[levels] != null) {
            levels++;
        }
        for (int i = 0; i < SUITES.length; i++) {
            enabled[i] |= SUITES[i].within(selected, levels);
        }
    }

    private void row(Message.Rtnetlink row) {
        if (!(row instanceof StatsMessage m)) {
            return;
        }
        for (int i = 0; i < SUITES.length; i++) {
            if (!enabled[i]) {
                continue;
            }
            Suite s = SUITES[i];
            out.begin();
            out.number("ifindex", "", m.header().ifindex(), ":");
            out.string(Colour.IFNAME, "ifname", " ", ip.links().name(m.header().ifindex()), ":");
            for (int level = 0; level < s.path.length; level++) {
                out.string(LEVELS[level], " " + LEVELS[level] + " ", s.path[level], "");
            }
            suite(m, s);
            out.end();
            out.line();
        }
    }

    private void suite(StatsMessage m, Suite s) {
        switch (s.path[0]) {
            case "afstats" -> printer.mpls(m.find(StatsAttr.AfSpec.class));
            case "link" -> printer.link(m.find(StatsAttr.Link64.class));
            case "offload" -> printer.offload(m.find(StatsAttr.Offload.class), s.path[1]);
            case "xstats" -> {
                StatsAttr.Extended x = m.find(StatsAttr.Extended.class);
                extended(x == null ? null : x.attrs(), s);
            }
            default -> {
                StatsAttr.ExtendedSlave x = m.find(StatsAttr.ExtendedSlave.class);
                extended(x == null ? null : x.attrs(), s);
            }
        }
    }

    private void extended(Attrs<ExtendedStatsAttr> attrs, Suite s) {
        if (s.path[1].equals("bond")) {
            printer.bond(attrs == null ? null : attrs.find(ExtendedStatsAttr.Bond.class));
        } else {
            printer.bridge(attrs == null ? null : attrs.find(ExtendedStatsAttr.Bridge.class), s.path[2]);
        }
    }
}
