package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.GapDocument;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.document.LeftOverDocument;
import dev.sonde.cli.document.LsDocument;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.NaturalOrder;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.table.TableReader;
import dev.sonde.core.target.Place;
import dev.sonde.core.target.Targets;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `sonde ls`: the network namespaces, each with its owner.
public final class LsCommand implements OwnCommand {
    public static final CommandTable TABLE = LsOptions.TABLE;

    /// One namespace, and what is printed of it.
    private record Row(Namespace namespace, LsDocument.Namespace shown, List<Gap> gaps) {
        /// `links` -1: not readable.
        static Row of(Namespace n, int links, List<String> addresses, List<Gap> gaps) {
            return new Row(n, LsDocument.Namespace.of(n, links, addresses), gaps);
        }
    }

    /// `rows`: those of its namespaces that were asked for.
    private record Listing(Source source, Snapshot snapshot, List<Row> rows, List<LeftOver> leftOvers) {}

    /// Addresses of one namespace that are listed: one that has hundreds of thousands costs the others nothing.
    private static final int MOST_ADDRESSES = 256;

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
        LsDocument document = document(listings);
        if (options.json()) {
            JsonWriter.print(context.out(), document);
            return 0;
        }
        LsText text = new LsText(context.out(), options);
        text.table(document);
        int all = 0;
        Set<String> engines = new LinkedHashSet<>();
        for (Listing l : listings) {
            all += l.snapshot().namespaces().size();
            l.snapshot().engines().forEach(e -> engines.add(e.label()));
        }
        text.summary(document, all, engines, System.nanoTime() - begin);
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
                rows.add(Row.of(n, -1, List.of(), List.of()));
                continue;
            }
            TableReader tables = TableReader.of(source, n);
            TableReader.OuterAddresses addresses = tables.outerAddresses(MOST_ADDRESSES);
            // That there is more behind some is said once for all: see remedy.
            List<Gap> gaps = n.unseen() ? List.of() : tables.gaps();
            if (addresses.more() > 0) {
                gaps = new ArrayList<>(gaps);
                gaps.add(new Gap(addresses.more() + " more addresses", "ls lists the first " + MOST_ADDRESSES, 0));
            }
            rows.add(Row.of(n, tables.countLinks(), addresses.first(), gaps));
        }
        if (!options.sort().isEmpty()) {
            rows.sort((a, b) -> order(options.sort(), a.shown(), b.shown()));
        }
        List<LeftOver> leftOvers = options.leftOvers(snapshot.host().name()) ? snapshot.leftOvers() : List.of();
        return new Listing(source, snapshot, rows, leftOvers);
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
    private static int order(String key, LsDocument.Namespace a, LsDocument.Namespace b) {
        return switch (key) {
            case "netns" -> Long.compare(a.netns(), b.netns());
            case "kind" -> a.kind().compareTo(b.kind());
            case "name" -> NaturalOrder.compare(LsText.name(a), LsText.name(b));
            case "host" -> NaturalOrder.compare(a.host(), b.host());
            case "tenants" -> Integer.compare(b.processes(), a.processes());
            case "links" -> Integer.compare(b.links().orElse(-1), a.links().orElse(-1));
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static LsDocument document(List<Listing> listings) {
        List<LsDocument.Host> hosts = new ArrayList<>(listings.size());
        for (Listing l : listings) {
            List<LsDocument.Namespace> namespaces = new ArrayList<>(l.rows().size());
            for (Row row : l.rows()) {
                namespaces.add(row.shown());
            }
            hosts.add(new LsDocument.Host(
                    l.snapshot().host().name(),
                    l.snapshot().host().kernel(),
                    namespaces,
                    LeftOverDocument.of(l.leftOvers()),
                    GapDocument.of(gaps(l))));
        }
        return new LsDocument(hosts);
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
}
