package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.Each;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.document.SnapshotDocument;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.table.TableReader;
import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// `sonde snapshot`: all that was read, as one JSON document for other programs.
public final class SnapshotCommand implements OwnCommand {
    public static final CommandTable TABLE = CommandTable.of("snapshot", "all that was read, as one JSON document")
            .options(Option.flag('j', "json", "has no effect: it is JSON always"), Option.FROM)
            .notes("Its form: docs/schema/snapshot.schema.json.")
            .example("sudo sonde snapshot > node1.json", "every table of every namespace, with names")
            .example("sonde snapshot --from node1.sonde --from node2.sonde", "two hosts in one document");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        Each<SnapshotDocument.Host> hosts = taker -> {
            for (Source source : context.sources()) {
                source.ensure(CommandRights.SNAPSHOT);
                taker.accept(host(source, SnapshotBuilder.of(source)));
            }
        };
        JsonWriter.print(context.out(), new SnapshotDocument(SnapshotDocument.VERSION, hosts));
        return 0;
    }

    private static SnapshotDocument.Host host(Source source, Snapshot snapshot) {
        return SnapshotDocument.Host.of(snapshot, taker -> namespaces(source, snapshot.namespaces(), taker));
    }

    /// The tables of one after the other, each forgotten when it is written: there may be ten thousand.
    private static void namespaces(
            Source source, List<Namespace> all, Consumer<? super SnapshotDocument.Namespace> taker) {
        List<Source.Way> ways = new ArrayList<>(all.size());
        for (Namespace n : all) {
            ways.add(new Source.Way(n.id().dev(), n.id().ino(), n.path()));
        }
        source.read(ScanBit.LINKS | ScanBit.ADDRESSES | ScanBit.TABLES, ways, (i, number) -> {
            Namespace n = all.get(i);
            // What only a link leads to cannot be opened: its links and addresses were read from outside.
            boolean outside = number < 0 && n.id().ino() == 0 && n.number() != 0;
            taker.accept(namespace(source, n, outside ? n.number() : number));
        });
    }

    /// `number`: in the source; negative: why it could not be entered.
    private static SnapshotDocument.Namespace namespace(Source source, Namespace n, int number) {
        NamespaceEntry entry = number > 0 ? source.namespace(number) : null;
        long cookie = entry == null ? n.id().cookie() : entry.cookie();
        int errno = n.unseen() ? 0 : entry == null ? -number : entry.errno();
        SnapshotTables tables = errno != 0
                ? null
                : new SnapshotTables(n.unseen() ? TableReader.of(source, n) : new TableReader(source, number));
        return SnapshotDocument.Namespace.of(n, cookie, tables, errno);
    }
}
