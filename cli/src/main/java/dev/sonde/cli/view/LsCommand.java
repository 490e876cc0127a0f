package dev.sonde.cli.view;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Escaper;
import dev.sonde.cli.Json;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.NaturalOrder;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.model.Workload;
import dev.sonde.core.table.TableReader;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.List;

/// `sonde ls`: the network namespaces, each with its owner.
public final class LsCommand implements Command {
    /// For `sonde ls --help`.
    public static final String OPTIONS = """
              -j, --json          as JSON: docs/json.md
              --wide              every column, also where the terminal is too narrow
              --handles           the ways into each namespace below it
              --kind KIND[,KIND]  only these, as the column KIND calls them; or left-over
              --unnamed           only those that nobody gave a name
              --sort KEY          netns, kind, name, host, tenants or links
            """;

    /// One namespace, and what is inside. `links` -1: not readable.
    private record Row(Namespace namespace, int links, List<String> addresses, List<Gap> gaps) {}

    /// `all`: how many namespaces there are, of which `rows` are those that were asked for.
    private record Listing(Snapshot snapshot, List<Row> rows, List<LeftOver> leftOvers, int all) {}

    @Override
    public int run(Context context, List<String> args) {
        LsOptions options = LsOptions.of(args);
        long begin = System.nanoTime();
        List<Listing> listings = new ArrayList<>(1);
        for (Source source : context.sources()) {
            listings.add(listing(source, options));
        }
        if (options.json()) {
            json(new Json(context.out()), listings);
            return 0;
        }
        table(context.out(), listings, options);
        summary(context.out(), listings, options, System.nanoTime() - begin);
        context.out().flush();
        remedy(context, listings);
        return 0;
    }

    private static Listing listing(Source source, LsOptions options) {
        TableReader.addressesAhead(source);
        source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS | ScanBit.LABS);
        Snapshot snapshot = SnapshotBuilder.of(source);
        List<Row> rows = new ArrayList<>(snapshot.namespaces().size());
        for (Namespace n : snapshot.namespaces()) {
            if (!options.shows(n.kind())) {
                continue;
            }
            if (!n.readable() || n.number() == 0 || n.state() == State.GONE) {
                rows.add(new Row(n, -1, List.of(), List.of()));
                continue;
            }
            TableReader tables = TableReader.of(source, n);
            List<String> addresses = tables.outerAddresses();
            // That there is more behind some is said once for all: see remedy.
            rows.add(new Row(n, tables.countLinks(), addresses, n.unseen() ? List.of() : tables.gaps()));
        }
        if (!options.sort().isEmpty()) {
            rows.sort((a, b) -> order(options.sort(), a, b));
        }
        List<LeftOver> leftOvers = options.leftOvers() ? snapshot.leftOvers() : List.of();
        return new Listing(snapshot, rows, leftOvers, snapshot.namespaces().size());
    }

    /// Of what is counted, the most first. Equal ones stay in the order by kind and name.
    private static int order(String key, Row a, Row b) {
        Namespace x = a.namespace();
        Namespace y = b.namespace();
        return switch (key) {
            case "netns" -> Long.compare(x.id().ino(), y.id().ino());
            case "kind" -> x.kind().compareTo(y.kind());
            case "name" -> NaturalOrder.compare(name(x), name(y));
            case "host" -> NaturalOrder.compare(x.host(), y.host());
            case "tenants" -> Integer.compare(y.processes(), x.processes());
            case "links" -> Integer.compare(b.links(), a.links());
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static final String[] HEAD = {
        "NETNS", "KIND", "NAME", "HOST", "STATE", "TENANTS", "LINKS", "KNOWN BY", "ADDRESSES"
    };
    private static final int HOST = 3;
    private static final int TENANTS = 5;
    private static final int LINKS = 6;
    private static final int KNOWN_BY = 7;

    private static void table(Console out, List<Listing> listings, LsOptions options) {
        List<String[]> cells = new ArrayList<>();
        List<Namespace> namespaces = new ArrayList<>();
        boolean hosts = options.wide() || listings.size() > 1;
        for (Listing listing : listings) {
            String name = listing.snapshot().host().name();
            for (Row row : listing.rows()) {
                cells.add(cells(row));
                namespaces.add(row.namespace());
                hosts |= !row.namespace().host().equals(name);
            }
            for (LeftOver l : listing.leftOvers()) {
                cells.add(new String[] {"-", LsOptions.LEFT_OVER, l.path(), name, ".", ".", ".", ".", l.why()});
                namespaces.add(null);
            }
            for (Gap g : gaps(listing)) {
                cells.add(new String[] {"-", "not read", g.what(), name, ".", ".", ".", ".", g.why()});
                namespaces.add(null);
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
        boolean[] shown = fitting(out, width, hosts, listings.size() > 1, options.wide());
        out.style("1");
        line(out, HEAD, width, shown);
        out.style("0").line();
        for (int i = 0; i < cells.size(); i++) {
            line(out, cells.get(i), width, shown);
            out.line();
            if (options.handles() && namespaces.get(i) != null) {
                handles(out, namespaces.get(i));
            }
        }
    }

    /// The ways in, one line each, below the row.
    private static void handles(Console out, Namespace n) {
        for (Handle h : n.handles()) {
            out.text("  ");
            switch (h) {
                case Handle.Process p -> out.name(p.path()).text("  ").name(p.command());
                case Handle.Thread t -> out.name(t.path()).text("  thread of ").name(t.command());
                case Handle.Descriptor d ->
                    out.name(d.path()).text("  open file of ").name(d.command());
                case Handle.Socket s -> out.name(s.path()).text("  socket of ").name(s.command());
                case Handle.File f -> out.name(f.path());
                case Handle.VethPeer p ->
                    out.text("nsid ")
                            .number(p.nsid())
                            .text(" of netns:")
                            .number(p.netns())
                            .text("  other end of a link");
                case Handle.Listed l -> out.text("cookie ").number(l.cookie()).text("  the kernel's list");
            }
            out.line();
        }
    }

    /// Which columns a terminal has room for. The host goes first: the names say it where it matters, unless several
    /// machines are listed; then what can be counted by `show`.
    private static boolean[] fitting(Console out, int[] width, boolean hosts, boolean machines, boolean wide) {
        boolean[] shown = new boolean[width.length];
        int whole = -2;
        for (int i = 0; i < width.length; i++) {
            shown[i] = (i != HOST || hosts) && (i != KNOWN_BY || wide);
            whole += shown[i] ? width[i] + 2 : 0;
        }
        for (int i : new int[] {HOST, LINKS, TENANTS}) {
            if (!wide && out.columns() != 0 && whole > out.columns() && shown[i] && !(i == HOST && machines)) {
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
            addresses.append(n.state() == State.GONE ? "gone while the host was read" : "not readable");
        }
        return new String[] {
            n.unseen() || n.id().ino() == 0 ? "?" : Long.toString(n.id().ino()),
            n.kind().label(),
            name(n),
            n.host(),
            n.state().label(),
            n.processes() == 0 ? "-" : Integer.toString(n.processes()),
            row.links() < 0 ? "?" : Integer.toString(row.links()),
            n.knownBy(),
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
        int unseen = 0;
        for (Listing l : listings) {
            for (Row row : l.rows()) {
                unseen += row.namespace().unseen() ? 1 : 0;
            }
        }
        if (unseen > 0) {
            Gaps.unseen(context, unseen == 1 ? "1 namespace" : unseen + " namespaces");
            return;
        }
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
    private static void summary(Console out, List<Listing> listings, LsOptions options, long nanos) {
        int namespaces = 0;
        int all = 0;
        int held = 0;
        int leftOvers = 0;
        List<String> engines = new ArrayList<>();
        for (Listing l : listings) {
            namespaces += l.rows().size();
            all += l.all();
            leftOvers += l.leftOvers().size();
            for (Row row : l.rows()) {
                held += row.namespace().state() == State.HELD ? 1 : 0;
            }
            for (String e : l.snapshot().engines()) {
                if (!engines.contains(e)) {
                    engines.add(e);
                }
            }
        }
        out.number(namespaces);
        if (options.chosen()) {
            out.text(" of ").number(all);
        }
        out.text((options.chosen() ? all : namespaces) == 1 ? " namespace" : " namespaces");
        if (held > 0) {
            out.text(", ").number(held).text(" held without a process");
        }
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
            for (LeftOver o : l.leftOvers()) {
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
        json.member("netns", n.unseen() ? 0 : n.id().ino());
        json.member("dev", n.id().dev());
        json.member("cookie", n.id().cookie());
        json.member("state", n.state().label());
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
        json.key("tenants").array();
        for (Workload w : n.tenants()) {
            SnapshotCommand.workload(json, w);
        }
        json.endArray();
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
            json.object().member("type", h.type());
            switch (h) {
                case Handle.Process p -> json.member("pid", p.pid()).member("command", p.command());
                case Handle.Thread t ->
                    json.member("pid", t.pid()).member("tid", t.tid()).member("command", t.command());
                case Handle.Descriptor d ->
                    json.member("pid", d.pid()).member("fd", d.fd()).member("command", d.command());
                case Handle.Socket s ->
                    json.member("pid", s.pid())
                            .member("fd", s.fd())
                            .member("socket", s.inode())
                            .member("command", s.command());
                case Handle.File f -> json.member("mountNamespace", f.mountNamespace());
                case Handle.VethPeer p -> json.member("of", p.netns()).member("nsid", p.nsid());
                case Handle.Listed l -> {}
            }
            json.member("path", h.path()).endObject();
        }
    }
}
