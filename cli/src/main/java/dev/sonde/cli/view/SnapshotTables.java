package dev.sonde.cli.view;

import dev.sonde.cli.document.KernelRow;
import dev.sonde.cli.document.SnapshotDocument;
import dev.sonde.cli.document.SnapshotDocument.GroupTable;
import dev.sonde.cli.document.SnapshotDocument.Table;
import dev.sonde.core.model.Gap;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.mdb.MdbMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.rule.RuleMessage;
import java.util.List;

/// The tables of one namespace for `sonde snapshot`: each says whether it is complete, and if not why. Of the records
/// of its rows only the one that is being written exists.
final class SnapshotTables implements SnapshotDocument.Tables {
    private final TableReader tables;

    /// How many gaps there were before the table at hand.
    private int told;

    SnapshotTables(TableReader tables) {
        this.tables = tables;
    }

    /// Why the table that was just read is not complete; null: it is.
    private Gap gap() {
        List<Gap> gaps = tables.gaps();
        Gap first = gaps.size() > told ? gaps.get(told) : null;
        told = gaps.size();
        return first;
    }

    @Override
    public Table<KernelRow.Link> links() {
        List<LinkMessage> all = tables.linkMessages();
        return Table.of(gap(), taker -> all.forEach(l -> taker.accept(KernelRow.Link.of(l))));
    }

    @Override
    public Table<KernelRow.Address> addresses() {
        List<AddressMessage> all = tables.addressMessages();
        return Table.of(gap(), taker -> all.forEach(a -> taker.accept(KernelRow.Address.of(a))));
    }

    @Override
    public Table<KernelRow.Route> routes() {
        List<RouteMessage> v4 = tables.routeMessages(false);
        List<RouteMessage> v6 = tables.routeMessages(true);
        return Table.of(gap(), taker -> {
            v4.forEach(r -> taker.accept(KernelRow.Route.of(r)));
            v6.forEach(r -> taker.accept(KernelRow.Route.of(r)));
        });
    }

    @Override
    public Table<KernelRow.Rule> rules() {
        List<RuleMessage> v4 = tables.ruleMessages(false);
        List<RuleMessage> v6 = tables.ruleMessages(true);
        return Table.of(gap(), taker -> {
            v4.forEach(r -> taker.accept(KernelRow.Rule.of(r)));
            v6.forEach(r -> taker.accept(KernelRow.Rule.of(r)));
        });
    }

    @Override
    public Table<KernelRow.Neighbour> neighbours() {
        List<NeighbourMessage> all = tables.neighbourMessages();
        return Table.of(gap(), taker -> all.forEach(n -> taker.accept(KernelRow.Neighbour.of(n))));
    }

    @Override
    public Table<KernelRow.Neighbour> fdb() {
        List<NeighbourMessage> all = tables.fdbMessages();
        return Table.of(gap(), taker -> all.forEach(n -> taker.accept(KernelRow.Neighbour.of(n))));
    }

    @Override
    public GroupTable mdb() {
        List<MdbMessage> all = tables.multicastGroups();
        return GroupTable.of(
                gap(),
                taker -> all.forEach(m -> KernelRow.Group.each(m, taker)),
                taker -> all.forEach(m -> KernelRow.Router.each(m, taker)));
    }
}
