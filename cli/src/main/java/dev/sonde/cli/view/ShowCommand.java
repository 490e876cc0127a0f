package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Counters;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.target.Place;
import dev.sonde.core.view.FdbRow;
import dev.sonde.core.view.LinkView;
import dev.sonde.core.view.NamespaceView;
import dev.sonde.core.view.NamespaceViewBuilder;
import dev.sonde.core.view.RouteLine;
import dev.sonde.protocol.ScanSet;
import java.util.List;

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
            json(new Json(context.out()), detail);
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

    private static void json(Json json, NamespaceView detail) {
        Namespace n = detail.namespace();
        json.object();
        json.member("netns", n.unseen() ? 0 : n.id().ino());
        json.member("kind", n.kind().label()).member("name", n.name()).member("host", n.host());
        if (n.network() != null) {
            json.key("network").object();
            json.member("name", n.network().name())
                    .member("id", n.network().id())
                    .endObject();
        }
        if (n.workload() != null) {
            json.key("workload");
            SnapshotCommand.workload(json, n.workload());
        }
        json.key("tenants").array();
        n.tenants().forEach(t -> SnapshotCommand.workload(json, t));
        json.endArray();
        links(json.key("links"), detail.links());
        json.key("routes").array();
        for (RouteLine r : detail.routes()) {
            json.object().member("route", r.text()).member("owner", r.owner()).endObject();
        }
        json.endArray().member("otherRoutes", detail.otherRoutes());
        json.key("rules").array();
        for (String r : detail.rules()) {
            json.value(r);
        }
        json.endArray().key("notes").array();
        for (String note : detail.notes()) {
            json.value(note);
        }
        json.endArray().key("gaps").array();
        Gaps.json(json, detail.gaps());
        json.endArray().endObject().end();
    }

    private static void links(Json json, List<LinkView> links) {
        json.array();
        for (LinkView l : links) {
            json.object();
            json.member("index", l.index()).member("name", l.name()).member("kind", l.kind());
            json.member("state", l.state()).member("mac", l.mac()).member("mtu", l.mtu());
            if (l.vni() >= 0) {
                json.member("vni", l.vni()).member("port", l.udpPort());
            }
            Counters c = l.counters();
            json.key("counters").object();
            json.member("rxPackets", c.rxPackets()).member("rxBytes", c.rxBytes());
            json.member("rxErrors", c.rxErrors()).member("rxDropped", c.rxDropped());
            json.member("txPackets", c.txPackets()).member("txBytes", c.txBytes());
            json.member("txErrors", c.txErrors()).member("txDropped", c.txDropped());
            json.endObject().member("peer", l.peer()).member("network", l.network());
            json.key("addresses").array();
            for (String a : l.addresses()) {
                json.value(a);
            }
            json.endArray().key("stations").array();
            for (FdbRow s : l.stations()) {
                json.object().member("mac", s.mac()).member("ip", s.ip()).member("owner", s.owner());
                if (!s.why().isEmpty()) {
                    json.member("why", s.why());
                }
                json.member("host", s.host()).member("vtep", s.vtep()).member("fdb", s.fdb());
                json.member("neighbour", s.neighbour())
                        .member("faulty", s.faulty())
                        .endObject();
            }
            json.endArray();
            links(json.key("ports"), l.ports());
            json.endObject();
        }
        json.endArray();
    }
}
