package dev.sonde.cli.view;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Escaper;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.core.discover.Survey;
import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.List;

/// `sonde ls`: the network namespaces, each with its owner.
public final class LsCommand implements Command {
    private static final String USAGE = "usage: sonde ls [-j]";

    /// One namespace, and what is inside. `links` -1: not readable.
    private record Row(Namespace namespace, int links, List<String> addresses, List<Gap> gaps) {}

    private record Listing(Snapshot snapshot, List<Row> rows) {}

    @Override
    public int run(Context context, List<String> args) {
        boolean json = false;
        for (String a : args) {
            switch (a) {
                case "-j", "--json" -> json = true;
                default -> throw Failure.usage("ls: unknown argument " + a, USAGE);
            }
        }
        long begin = System.nanoTime();
        List<Listing> listings = new ArrayList<>(1);
        for (Source source : context.sources()) {
            listings.add(listing(source));
        }
        if (json) {
            json(new Json(context.out()), listings);
            return 0;
        }
        table(context.out(), listings);
        summary(context.out(), listings, System.nanoTime() - begin);
        context.out().flush();
        remedy(context, listings);
        return 0;
    }

    private static Listing listing(Source source) {
        source.ensure(Frame.PROCESSES | Frame.FOLDERS | Frame.LABS);
        Snapshot snapshot = Survey.of(source);
        List<Row> rows = new ArrayList<>(snapshot.namespaces().size());
        for (Namespace n : snapshot.namespaces()) {
            if (n.errno() != 0 || n.number() == 0) {
                rows.add(new Row(n, -1, List.of(), List.of()));
                continue;
            }
            Tables tables = Tables.of(source, n);
            rows.add(new Row(n, tables.countLinks(), tables.outerAddresses(), tables.gaps()));
        }
        return new Listing(snapshot, rows);
    }

    private static final String[] HEAD = {"NETNS", "KIND", "NAME", "HOST", "TENANTS", "LINKS", "ADDRESSES"};
    private static final int HOST = 3;
    private static final int TENANTS = 4;
    private static final int LINKS = 5;

    private static void table(Console out, List<Listing> listings) {
        List<String[]> cells = new ArrayList<>();
        boolean hosts = listings.size() > 1;
        for (Listing listing : listings) {
            String name = listing.snapshot().host().name();
            for (Row row : listing.rows()) {
                cells.add(cells(row));
                hosts |= !row.namespace().host().equals(name);
            }
            for (LeftOver l : listing.snapshot().leftOvers()) {
                cells.add(new String[] {"-", "left-over", l.path(), name, ".", ".", l.why()});
            }
            for (Gap g : gaps(listing)) {
                cells.add(new String[] {"-", "not read", g.what(), name, ".", ".", g.why()});
            }
        }
        int[] width = new int[HEAD.length];
        for (int i = 0; i < HEAD.length; i++) {
            width[i] = HEAD[i].length();
            for (String[] c : cells) {
                c[i] = Escaper.escape(c[i]);
                width[i] = Math.max(width[i], Escaper.width(c[i]));
            }
        }
        boolean[] shown = fitting(out, width, hosts, listings.size() > 1);
        out.style("1");
        line(out, HEAD, width, shown);
        out.style("0").line();
        for (String[] c : cells) {
            line(out, c, width, shown);
            out.line();
        }
    }

    /// Which columns a terminal has room for. The host goes first: the names say it where it matters, unless several
    /// machines are listed; then what can be counted by `show`.
    private static boolean[] fitting(Console out, int[] width, boolean hosts, boolean machines) {
        boolean[] shown = new boolean[width.length];
        int whole = -2;
        for (int i = 0; i < width.length; i++) {
            shown[i] = i != HOST || hosts;
            whole += shown[i] ? width[i] + 2 : 0;
        }
        for (int i : new int[] {HOST, LINKS, TENANTS}) {
            if (out.columns() != 0 && whole > out.columns() && shown[i] && !(i == HOST && machines)) {
                shown[i] = false;
                whole -= width[i] + 2;
            }
        }
        return shown;
    }

    private static void line(Console out, String[] c, int[] width, boolean[] shown) {
        for (int i = 0; i < c.length; i++) {
            if (!shown[i]) {
                continue;
            }
            int rest = width[i] - Escaper.width(c[i]);
            if (i == TENANTS || i == LINKS) {
                out.blanks(rest).text(c[i]).text("  ");
            } else if (i < c.length - 1) {
                out.text(c[i]).blanks(rest + 2);
            } else {
                out.text(c[i]);
            }
        }
    }

    private static String[] cells(Row row) {
        Namespace n = row.namespace();
        StringBuilder addresses = new StringBuilder();
        for (String a : row.addresses()) {
            addresses.append(addresses.isEmpty() ? "" : " ").append(a);
        }
        if (n.kind() == Kind.OVERLAY && n.network() != null) {
            for (int vni : n.network().vnis()) {
                addresses.append(addresses.isEmpty() ? "VNI " : "  VNI ").append(vni);
            }
        }
        if (row.links() < 0) {
            addresses.append("not readable");
        }
        return new String[] {
            Long.toString(n.id().ino()),
            n.kind().label(),
            name(n),
            n.host(),
            n.processes() == 0 ? "-" : Integer.toString(n.processes()),
            row.links() < 0 ? "?" : Integer.toString(row.links()),
            addresses.isEmpty() ? "-" : addresses.toString()
        };
    }

    private static String name(Namespace n) {
        return switch (n.kind()) {
            // As one types it: the network is on every host.
            case OVERLAY -> n.lab() ? n.name().concat("@").concat(n.host()) : n.name();
            case PROCESS -> {
                Handle.Process p = n.process();
                yield p == null ? "-" : p.command().concat("  pid ").concat(Integer.toString(p.pid()));
            }
            default -> n.name();
        };
    }

    /// All that could not be read of a host.
    private static List<Gap> gaps(Listing listing) {
        List<Gap> all = new ArrayList<>(listing.snapshot().gaps());
        for (Row row : listing.rows()) {
            for (Gap g : row.gaps()) {
                all.add(new Gap(g.what() + " of netns:" + row.namespace().id().ino(), g.why(), g.errno()));
            }
        }
        return all;
    }

    private static void remedy(Context context, List<Listing> listings) {
        for (Listing l : listings) {
            for (Gap g : gaps(l)) {
                String remedy = context.remedy(g.errno());
                if (!remedy.isEmpty()) {
                    context.err()
                            .text("sonde: not all could be read: ")
                            .name(g.why())
                            .text("\n  ")
                            .text(remedy)
                            .line();
                    return;
                }
            }
        }
    }

    /// Counts, and who gave names.
    private static void summary(Console out, List<Listing> listings, long nanos) {
        int namespaces = 0;
        int leftOvers = 0;
        List<String> engines = new ArrayList<>();
        for (Listing l : listings) {
            namespaces += l.rows().size();
            leftOvers += l.snapshot().leftOvers().size();
            for (String e : l.snapshot().engines()) {
                if (!engines.contains(e)) {
                    engines.add(e);
                }
            }
        }
        out.number(namespaces).text(namespaces == 1 ? " namespace" : " namespaces");
        if (leftOvers > 0) {
            out.text(", ").number(leftOvers).text(leftOvers == 1 ? " left-over" : " left-overs");
        }
        if (!engines.isEmpty()) {
            out.text("; names from ");
            for (int i = 0; i < engines.size(); i++) {
                out.text(i == 0 ? "" : ", ").name(engines.get(i));
            }
        }
        long hundredths = nanos / 10_000_000;
        out.text(" in ").number(hundredths / 100).text(hundredths % 100 < 10 ? ".0" : ".");
        out.number(hundredths % 100).text(" s\n");
    }

    private static void json(Json json, List<Listing> listings) {
        json.object().key("hosts").array();
        for (Listing l : listings) {
            json.object();
            json.member("host", l.snapshot().host().name());
            json.member("kernel", l.snapshot().host().kernel());
            json.key("namespaces").array();
            for (Row row : l.rows()) {
                namespace(json, row);
            }
            json.endArray();
            json.key("leftOvers").array();
            for (LeftOver o : l.snapshot().leftOvers()) {
                json.object().member("path", o.path()).member("why", o.why()).endObject();
            }
            json.endArray();
            json.key("gaps").array();
            Gaps.json(json, gaps(l));
            json.endArray().endObject();
        }
        json.endArray().endObject().end();
    }

    private static void namespace(Json json, Row row) {
        Namespace n = row.namespace();
        json.object();
        json.member("netns", n.id().ino());
        json.member("dev", n.id().dev());
        json.member("cookie", n.id().cookie());
        json.member("kind", n.kind().label());
        json.member("name", n.name());
        json.member("host", n.host());
        json.member("knownBy", n.knownBy());
        if (n.network() != null) {
            json.key("network").object();
            json.member("name", n.network().name()).member("id", n.network().id());
            json.key("vnis").array();
            for (int vni : n.network().vnis()) {
                json.value(vni);
            }
            json.endArray().endObject();
        }
        if (n.workload() != null) {
            json.key("workload").object();
            json.member("name", n.workload().name());
            json.member("service", n.workload().service());
            json.member("container", n.workload().container());
            json.endObject();
        }
        json.member("processes", n.processes());
        json.key("links");
        if (row.links() < 0) {
            json.value((String) null);
        } else {
            json.value(row.links());
        }
        json.key("addresses").array();
        for (String a : row.addresses()) {
            json.value(a);
        }
        json.endArray();
        json.key("handles").array();
        handles(json, n);
        json.endArray().endObject();
    }

    static void handles(Json json, Namespace n) {
        for (Handle h : n.handles()) {
            json.object();
            if (h instanceof Handle.Process p) {
                json.member("type", "process").member("pid", p.pid()).member("command", p.command());
            } else {
                json.member("type", "file");
            }
            json.member("path", h.path()).endObject();
        }
    }
}
