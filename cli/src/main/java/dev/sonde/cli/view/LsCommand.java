package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.TextTable;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.NaturalOrder;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.model.Workload;
import dev.sonde.core.table.TableReader;
import dev.sonde.core.target.Place;
import dev.sonde.core.target.Targets;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `sonde ls`: the network namespaces, each with its owner.
public final class LsCommand implements OwnCommand {
    public static final CommandTable TABLE = LsOptions.TABLE;

    /// One namespace, and what is inside. `links` -1: not readable.
    private record Row(Namespace namespace, int links, List<String> addresses, List<Gap> gaps) {}

    /// `all`: how many namespaces there are, of which `rows` are those that were asked for.
    private record Listing(Source source, Snapshot snapshot, List<Row> rows, List<LeftOver> leftOvers, int all) {}

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        LsOptions options = LsOptions.of(line);
        long begin = System.nanoTime();
        List<Listing> listings = new ArrayList<>(1);
        for (Source source : context.sources()) {
            listings.add(listing(source, options));
        }
        choose(context, listings, options);
        if (options.json()) {
            json(new Json(context.out()), listings);
            return 0;
        }
        List<String> hidden = table(context.out(), listings, options);
        summary(context.out(), listings, options, System.nanoTime() - begin);
        if (!hidden.isEmpty()) {
            context.out().text("hidden: ").text(String.join(", ", hidden));
            context.out().text(" (the terminal is narrow: --wide shows all)\n");
        }
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
        List<LeftOver> leftOvers = options.leftOvers(snapshot.host().name()) ? snapshot.leftOvers() : List.of();
        return new Listing(
                source, snapshot, rows, leftOvers, snapshot.namespaces().size());
    }

    /// Leaves the rows of the host and of the names that were asked for. What nothing is called is an error.
    private static void choose(Context context, List<Listing> listings, LsOptions options) {
        String host = options.host();
        if (!host.isEmpty()) {
            Set<String> known = new TreeSet<>();
            boolean found = false;
            for (Listing l : listings) {
                for (Namespace n : l.snapshot().namespaces()) {
                    known.add(n.host());
                    found |= Targets.on(n, host);
                }
                l.rows().removeIf(row -> !Targets.on(row.namespace(), host));
            }
            if (!found) {
                throw new Failure("ls: --host: " + host + ": no such host", "hosts: " + String.join(", ", known));
            }
        }
        if (options.names().isEmpty()) {
            return;
        }
        Set<Namespace> named = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String name : options.names()) {
            for (Place p : context.places(name)) {
                for (Listing l : listings) {
                    if (l.source() == p.source()) {
                        named.add(l.snapshot().namespace(p.number(), p.dev(), p.ino()));
                    }
                }
            }
        }
        listings.forEach(l -> l.rows().removeIf(row -> !named.contains(row.namespace())));
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

    /// One line of the table. `namespace`: null for what is none.
    private record Line(
            String netns,
            String kind,
            String name,
            String host,
            String state,
            String tenants,
            String links,
            String knownBy,
            String addresses,
            Namespace namespace) {
        /// What is no namespace, but belongs to the list.
        static Line of(String kind, String name, String host, String why) {
            return new Line("-", kind, name, host, ".", ".", ".", ".", why, null);
        }
    }

    /// `hosts`: whether the column says anything; it stays where several `machines` are listed. On a narrow terminal
    /// first goes what can be counted by `show`, then the host: the names say it where it matters.
    private static List<TextTable.Column<Line>> columns(boolean hosts, boolean machines, boolean wide) {
        List<TextTable.Column<Line>> all = new ArrayList<>(9);
        all.add(new TextTable.Column<>("NETNS", false, 0, Line::netns));
        all.add(new TextTable.Column<>("KIND", false, 0, Line::kind));
        all.add(new TextTable.Column<>("NAME", false, 0, Line::name));
        if (hosts) {
            all.add(new TextTable.Column<>("HOST", false, machines ? 0 : 3, Line::host));
        }
        all.add(new TextTable.Column<>("STATE", false, 0, Line::state));
        all.add(new TextTable.Column<>("TENANTS", true, 1, Line::tenants));
        all.add(new TextTable.Column<>("LINKS", true, 2, Line::links));
        if (wide) {
            all.add(new TextTable.Column<>("KNOWN BY", false, 0, Line::knownBy));
        }
        all.add(new TextTable.Column<>("ADDRESSES", false, 0, Line::addresses));
        return all;
    }

    /// Prints the table; the headings of the columns for which the terminal is too narrow.
    private static List<String> table(Console out, List<Listing> listings, LsOptions options) {
        List<Line> lines = new ArrayList<>();
        boolean hosts = options.wide() || listings.size() > 1;
        for (Listing listing : listings) {
            String name = listing.snapshot().host().name();
            for (Row row : listing.rows()) {
                lines.add(line(row));
                hosts |= !row.namespace().host().equals(name);
            }
            for (LeftOver l : listing.leftOvers()) {
                lines.add(Line.of(LsOptions.LEFT_OVER, l.path(), name, l.why()));
            }
            for (Gap g : gaps(listing)) {
                lines.add(Line.of("not read", g.what(), name, g.why()));
            }
        }
        TextTable<Line> table = new TextTable<>(columns(hosts, listings.size() > 1, options.wide()), lines);
        if (out.columns() != 0 && !options.wide()) {
            table.fit(out.columns());
        }
        table.print(out, line -> {
            if (options.handles() && line.namespace() != null) {
                handles(out, line.namespace());
            }
        });
        return table.hidden();
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

    private static Line line(Row row) {
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
        return new Line(
                n.unseen() || n.id().ino() == 0 ? "?" : Long.toString(n.id().ino()),
                n.kind().label(),
                name(n),
                n.host(),
                n.state().label(),
                n.processes() == 0 ? "-" : Integer.toString(n.processes()),
                row.links() < 0 ? "?" : Integer.toString(row.links()),
                n.knownBy().label(),
                addresses.isEmpty() ? "-" : addresses.toString(),
                n);
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
                all.add(g.of("netns:" + row.namespace().id().ino()));
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
            for (EngineId e : l.snapshot().engines()) {
                if (!engines.contains(e.label())) {
                    engines.add(e.label());
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
        json.member("knownBy", n.knownBy().label());
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
