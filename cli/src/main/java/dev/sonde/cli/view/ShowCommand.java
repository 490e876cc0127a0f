package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.document.ShowDocument;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.connection.Source;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.target.Place;
import dev.sonde.core.view.NamespaceView;
import dev.sonde.core.view.NamespaceViewBuilder;
import dev.sonde.protocol.ScanSet;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// `sonde show TARGET`: one namespace on one screen, every MAC and IP with its owner.
public final class ShowCommand implements OwnCommand {
    private static final Option ALL = Option.flag("all", "every row, also of long tables");

    public static final CommandTable TABLE = CommandTable.of("show", "one namespace, every address with its owner")
            .takes(Operand.one(Value.TARGET))
            .options(ALL, Option.JSON, Option.FROM)
            .notes("Of a network that several hosts have, all are shown; my-network@HOST: one.")
            .example("sudo sonde show my-network", "an overlay network: its bridge, its tunnel, its endpoints")
            .example("sudo sonde show web.1", "a task: its links, where they lead, its routes")
            .example("sonde show --all my-network@node1 --from node1.sonde", "all of it, from a recording");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        String target = line.operand(0);
        Map<Source, Inventory> inventories = new IdentityHashMap<>();
        List<Place> places = places(context, target, inventories);
        boolean json = line.has(Option.JSON);
        List<ShowDocument> documents = new ArrayList<>(1);
        int status = 0;
        boolean first = true;
        for (Place place : places) {
            Inventory inventory = inventory(place, inventories);
            Namespace n = inventory.names().namespace(place.number(), place.dev(), place.ino());
            if (n == null) {
                throw new Failure(target + ": it was there a moment ago, and is gone", "sonde ls lists what there is");
            }
            NamespaceView detail = NamespaceViewBuilder.of(NamespaceViewBuilder.read(inventory, n), n);
            if (json) {
                documents.add(ShowDocument.of(detail));
            } else {
                context.out().text(first ? "" : "\n");
                text(context, line, target, detail);
            }
            first = false;
            status = detail.links().isEmpty() && !detail.gaps().isEmpty() ? Failure.FAILED : status;
        }
        if (json) {
            JsonWriter.print(
                    context.out(), documents.size() == 1 ? documents.getFirst() : new ShowDocument.Several(documents));
        }
        return status;
    }

    /// The namespace that `target` names: of an overlay network that several hosts have, all of its.
    private static List<Place> places(Context context, String target, Map<Source, Inventory> inventories) {
        List<Place> all = context.places(target);
        String id = null;
        for (Place p : all.size() > 1 ? all : List.<Place>of()) {
            Namespace n = inventory(p, inventories).names().namespace(p.number(), p.dev(), p.ino());
            String its = n == null || n.kind() != Kind.OVERLAY || n.network() == null
                    ? ""
                    : n.network().id();
            if (its.isEmpty() || id != null && !id.equals(its)) {
                return List.of(context.place(target)); // which says that it may mean several
            }
            id = its;
        }
        return all;
    }

    private static Inventory inventory(Place place, Map<Source, Inventory> inventories) {
        place.source().ensure(ScanSet.ALL);
        return inventories.computeIfAbsent(place.source(), Inventory::new);
    }

    private static void text(Context context, CommandLine line, String target, NamespaceView detail) {
        ShowText text = new ShowText(context.out(), line.has(ALL));
        text.print(detail);
        if (text.shortened()) {
            context.out().text("sonde show --all ").name(target).text(" shows all of it\n");
        }
        context.out().flush();
        if (detail.namespace().unseen()) {
            Gaps.unseen(context, target);
        } else {
            Gaps.print(context, detail.gaps());
        }
    }
}
