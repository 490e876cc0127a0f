package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.NeighbourTable;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.List;

/// The kernel's table of neighbours, one for all namespaces, has no room.
public record NeighboursFull() implements Rule.OfHost {
    /// In hundredths of the limit: so full it is said; and so full where the kernel has refused rows before.
    private static final int NEARLY = 90;

    private static final int REFUSED_BEFORE = 60;

    /// Rows that the kernel may not drop do not count against its limit; those that nobody needs it drops first.
    private static final int FREE = NeighbourState.PERMANENT | NeighbourState.NOARP | NeighbourState.FAILED;

    private static final int EXEMPT = NeighbourFlags.EXT_LEARNED;

    @Override
    public String code() {
        return "S315";
    }

    @Override
    public String title() {
        return "the host's neighbour table is full, or nearly full";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The neighbour rows of all namespaces together are compared with `gc_thresh3` of the"
                        + " kernel's two tables (`arp_cache` for IPv4, `ndisc_cache` for IPv6); and the kernel's"
                        + " count of refused rows (`table_fulls`) is read. Only rows that count against the limit"
                        + " are counted: not PERMANENT ones (remote endpoints, however many), nor those that the"
                        + " kernel drops at once (FAILED, NOARP). An old refusal alone is not reported. A recording"
                        + " does not contain these figures.",
                "A program that needs a MAC which is not in the table cannot send: `neighbour: arp_cache:"
                        + " neighbor table overflow!` in the kernel's log, `No buffer space available` in the"
                        + " program. It hits any container of the host, sometimes this one, sometimes that one. If"
                        + " the table is full and the kernel has refused rows, it is an error.",
                "Many containers talk to many others: each keeps a row for each of the others, and all"
                        + " rows count together. The limits were made for single hosts (128, 512, 1024). Docker"
                        + " raises them when it makes an overlay network; something may have lowered them again.",
                "`ip -s ntable show name arp_cache` (entries, thresh3, table_fulls; entries includes rows"
                        + " that do not count), `dmesg | grep overflow`.",
                "The command raises the limits of the whole host until it restarts; to keep them, write"
                        + " them to a file in /etc/sysctl.d. A row takes about 400 bytes of the kernel's memory."
                        + " The command runs in the host's own namespace: others do not have these settings.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.ALL_WHEN_FULL, Table.NEIGHBOURS));
    }

    @Override
    public void check(Overlays all, Findings out) {
        NamespaceTables host = null;
        for (NamespaceTables in : all.hosts()) {
            host = host == null && !in.namespace().lab() ? in : host;
        }
        for (NeighbourTable t : all.snapshot.neighbourTables()) {
            if (host != null && needsCount(t)) {
                long counted = counted(all, t);
                if (over(counted, t.most(), t.refused())) {
                    report(host.namespace(), t, counted, out);
                }
            }
        }
    }

    /// Whether the rows have to be counted: as long as all of them together are far from the limit, they need not.
    public static boolean needsCount(NeighbourTable t) {
        return t.most() > 0 && over(t.entries(), t.most(), t.refused());
    }

    private static boolean over(long rows, long most, long refused) {
        return rows * 100 >= most * (refused == 0 ? NEARLY : REFUSED_BEFORE);
    }

    /// Rows that are seen and count against the limit: no more than there are. Where it takes too long to ask every
    /// namespace, those of the namespaces that were asked.
    private static long counted(Overlays all, NeighbourTable t) {
        boolean v4 = t.name().equals("arp_cache");
        long rows = 0;
        for (NamespaceTables in : all.all) {
            for (Neighbour n : in.has(Table.NEIGHBOURS) ? in.neighbours() : List.<Neighbour>of()) {
                boolean family = n.ip() != null && n.ip().isV4() == v4;
                rows += family && (n.state() & FREE) == 0 && (n.flags() & EXEMPT) == 0 ? 1 : 0;
            }
        }
        return rows;
    }

    private void report(Namespace host, NeighbourTable t, long counted, Findings out) {
        boolean full = counted >= t.most() && t.refused() > 0;
        String family = t.name().equals("arp_cache") ? "ipv4" : "ipv6";
        long enough = t.most();
        while (enough < 2 * counted) {
            enough *= 2;
        }
        String prefix = "net." + family + ".neigh.default.gc_thresh";
        String refused =
                t.refused() == 0 ? "none refused yet" : "the kernel has refused " + t.refused() + " since it started";
        out.add(new Finding(
                this,
                full ? Severity.ERROR : severity(),
                host.host() + (full ? " has no room for more neighbours" : " has little room for more neighbours"),
                host.host(),
                new Finding.Where("", -1, host.host(), host.path()),
                new Finding.Expected(
                        "room in " + t.name() + ", whose gc_thresh3 is " + t.most() + " for all namespaces together",
                        Finding.NATURE),
                counted + " rows that count, of " + t.entries() + " in all; " + refused,
                List.of(
                        new Evidence(host.path(), "ip ntable show name " + t.name(), "thresh3 " + t.most()),
                        new Evidence(host.path(), "ip -s ntable show name " + t.name(), "table_fulls " + t.refused())),
                Remedy.unsafe(new Step.Sysctl(List.of(
                        prefix + "2=" + Math.max(t.soft(), enough / 2),
                        prefix + "3=" + Math.max(enough, 2 * t.most())))),
                List.of("ip", "-s", "ntable", "show", "name", t.name())));
    }
}
