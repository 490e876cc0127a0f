package dev.sonde.cli.tools.ip.vrf;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.cli.tools.ip.netns.NetnsNames;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VrfAttr;
import dev.sonde.protocol.ScanBit;

/// `ip vrf show`, `identify` and `pids`.
///
/// Which VRF a process uses is the name of its cgroup: `…/vrf/NAME`, in a namespace that `ip netns` has a name for
/// `…/NETNS-ns/vrf/NAME`. The real tool walks the mounted cgroups, ours takes the `/proc/PID/cgroup` of all processes.
public final class VrfView {
    private static final String FOLDER = "/vrf/";

    /// The real tool keeps so many bytes of a name.
    private static final int LONGEST = 31;

    private final Ip ip;
    private final Printer out;

    public VrfView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    public void show(Arguments args) {
        String name = args.more() ? args.next() : null;
        if (args.more()) {
            throw Usage.of("vrf");
        }
        if (name != null) {
            long table = ip.tableOf(name);
            if (table == 0) {
                throw new ToolExit(255, "Invalid VRF");
            }
            ip.context.out().foreign(name).text(" ").text(Long.toString(table)).text("\n");
            return;
        }
        ip.links();
        out.start();
        out.text(String.format("%-16s  Table%n-----------------------%n", "Name"));
        int found = 0;
        for (LinkMessage link : ip.links().all()) {
            VrfAttr.Table table = link.kind().equals("vrf") ? link.data(VrfAttr.Table.class) : null;
            if (table != null && link.name() != null) {
                found++;
                out.begin();
                out.string("name", "", link.name(), Printer.fill(link.name(), 16));
                String id = Long.toString(table.value());
                out.number("table", " " + " ".repeat(Math.max(0, 5 - id.length())), table.value(), "\n");
                out.end();
            }
        }
        if (found == 0) {
            out.text("No VRF has been configured\n");
        }
        out.finish();
    }

    /// The VRF of a process; empty for none. Without a pid it is sonde itself.
    public void identify(Arguments args) {
        Source source = ip.tables.place().source();
        int pid = source.hello().pid();
        if (args.more()) {
            String word = args.next();
            if (args.more()) {
                throw Arguments.wrong("Extra arguments specified\n", args.next());
            }
            pid = pid(word);
        }
        source.ensure(ScanBit.PROCESSES);
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == pid) {
                String name = path(p);
                int at = name.indexOf(FOLDER);
                if (at >= 0) {
                    name = name.substring(at + FOLDER.length());
                    ip.context
                            .out()
                            .foreign(name.substring(0, Math.min(LONGEST, name.length())))
                            .text("\n");
                }
                return;
            }
        }
        throw new ToolExit(1, "Failed to lookup vrf association: No such file or directory");
    }

    private static int pid(String word) {
        long v = 0;
        for (int i = 0; i < word.length() && v >= 0; i++) {
            char c = word.charAt(i);
            v = c < '0' || c > '9' || v > Integer.MAX_VALUE ? -1 : 10 * v + c - '0';
        }
        if (word.isEmpty() || v < 0) {
            throw Arguments.wrong("Invalid pid\n", word);
        }
        return v > Integer.MAX_VALUE ? -1 : (int) v;
    }

    /// Its cgroup of the hierarchy without controllers, which is cgroup2: the line `0::/…`, without that.
    private static String path(ProcessEntry p) {
        String all = p.cgroup();
        int at = 0;
        while (at < all.length()) {
            int end = all.indexOf('\n', at);
            end = end < 0 ? all.length() : end;
            int path = all.indexOf("::/", at);
            if (path >= at && path < end) {
                return all.substring(path + 2, end);
            }
            at = end + 1;
        }
        return "";
    }

    /// The processes that use a VRF.
    public void pids(Arguments args) {
        String name = args.more() ? args.next() : null;
        if (name == null || args.more()) {
            throw new ToolExit(1, "Invalid arguments");
        }
        LinkMessage link = ip.links().named(name);
        if (link == null || !link.kind().equals("vrf")) {
            throw new ToolExit(1, "Invalid VRF name");
        }
        Source source = ip.tables.place().source();
        source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS);
        String netns = NetnsNames.of(ip.tables.place());
        Console console = ip.context.out();
        for (ProcessEntry p : source.processes()) {
            if (of(path(p), name, netns)) {
                String pid = Integer.toString(p.pid());
                console.text(Printer.right(pid, 5)).text("  ").foreign(p.name()).text("\n");
            }
        }
    }

    /// Whether the cgroup is that of a VRF; where the namespace has a name, below the folder of that alone.
    private static boolean of(String path, String name, String netns) {
        int at = path.indexOf(FOLDER);
        if (at < 0 || !path.substring(at + FOLDER.length()).equals(name)) {
            return false;
        }
        String above = path.substring(path.lastIndexOf('/', at - 1) + 1, at);
        return netns.isEmpty() || above.equals(netns + "-ns");
    }
}
