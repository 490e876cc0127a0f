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
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.target.Place;
import dev.sonde.core.view.NamespaceView;
import dev.sonde.core.view.NamespaceViewBuilder;
import dev.sonde.protocol.ScanSet;

/// `sonde show TARGET`: one namespace on one screen, every MAC and IP with its owner.
public final class ShowCommand implements OwnCommand {
    private static final Option ALL = Option.flag("all", "every row, also of long tables");

    public static final CommandTable TABLE = CommandTable.of("show", "one namespace, every address with its owner")
            .takes(Operand.one(Value.TARGET))
            .options(ALL, Option.JSON, Option.FROM)
            .notes("Where several hosts have such a network, name one: my-network@HOST.")
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
        Place place = context.place(target);
        place.source().ensure(ScanSet.ALL);
        Inventory inventory = new Inventory(place.source());
        Namespace n = inventory.names().namespace(place.number(), place.dev(), place.ino());
        if (n == null) {
            throw new Failure(target + ": it was there a moment ago, and is gone", "sonde ls lists what there is");
        }
        NamespaceView detail = NamespaceViewBuilder.of(NamespaceViewBuilder.read(inventory, n), n);
        if (line.has(Option.JSON)) {
            JsonWriter.print(context.out(), ShowDocument.of(detail));
        } else {
            ShowText text = new ShowText(context.out(), line.has(ALL));
            text.print(detail);
            if (text.shortened()) {
                context.out().text("sonde show --all ").name(target).text(" shows all of it\n");
            }
            context.out().flush();
            if (n.unseen()) {
                Gaps.unseen(context, target);
            } else {
                Gaps.print(context, detail.gaps());
            }
        }
        return detail.links().isEmpty() && !detail.gaps().isEmpty() ? Failure.FAILED : 0;
    }
}
