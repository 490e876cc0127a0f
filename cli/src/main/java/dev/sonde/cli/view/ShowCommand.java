package dev.sonde.cli.view;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.core.graph.Counters;
import dev.sonde.core.graph.FdbRow;
import dev.sonde.core.graph.LinkView;
import dev.sonde.core.graph.NamespaceView;
import dev.sonde.core.graph.NamespaceViewBuilder;
import dev.sonde.core.graph.RouteLine;
import dev.sonde.core.graph.Topology;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.Place;
import dev.sonde.protocol.CommandTable;
import java.util.List;

/// `sonde show TARGET`: one namespace on one screen, every MAC and IP with its owner.
public final class ShowCommand implements Command {
    private static final String USAGE = "usage: sonde show TARGET [--all] [-j]";

    @Override
    public int run(Context context, List<String> args) {
        boolean json = false;
        boolean all = false;
        String target = null;
        for (String a : args) {
            if (a.equals("-j") || a.equals("--json")) {
                json = true;
            } else if (a.equals("--all")) {
                all = true;
            } else if (a.startsWith("-") || target != null) {
                throw Failure.usage("show: unknown argument " + a, USAGE);
            } else {
                target = a;
            }
        }
        if (target == null) {
            throw Failure.usage("show: no target is named", USAGE);
        }
        Place place = context.place(target);
        place.source().ensure(CommandTable.SHOW);
        Snapshot snapshot = SnapshotBuilder.of(place.source());
        Namespace n = snapshot.namespace(place.number(), place.dev(), place.ino());
        if (n == null) {
            throw new Failure(target + ": it was there a moment ago, and is gone", "sonde ls lists what there is");
        }
        NamespaceView detail = NamespaceViewBuilder.of(new Topology(place.source(), snapshot), n);
        if (json) {
            json(new Json(context.out()), detail);
        } else {
            ShowText text = new ShowText(context.out(), all);
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
