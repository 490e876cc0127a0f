package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.Json;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import dev.sonde.core.connection.Errnos;
import dev.sonde.core.connection.Frame;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.core.table.TableReader;
import java.util.ArrayList;
import java.util.List;

/// `sonde snapshot`: all that was read, as one JSON document for other programs. Its form is in
/// docs/snapshot.schema.json; a change that an old reader would misread counts [#VERSION] up.
public final class SnapshotCommand implements OwnCommand {
    static final int VERSION = 1;

    public static final CommandTable TABLE = CommandTable.of("snapshot", "all that was read, as one JSON document")
            .options(Option.flag('j', "json", "has no effect: it is JSON always"), Option.FROM)
            .notes("Its form: docs/snapshot.schema.json.")
            .example("sudo sonde snapshot > node1.json", "every table of every namespace, with names")
            .example("sonde snapshot --from node1.sonde --from node2.sonde", "two hosts in one document");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        Json json = new Json(context.out());
        json.object().member("version", VERSION).key("hosts").array();
        for (Source source : context.sources()) {
            source.ensure(Frame.NAMES | Frame.HIDDEN | Frame.PEERS);
            host(json, source, SnapshotBuilder.of(source));
        }
        json.endArray().endObject().end();
        return 0;
    }

    private static void host(Json json, Source source, Snapshot snapshot) {
        json.object();
        json.member("host", snapshot.host().name())
                .member("kernel", snapshot.host().kernel());
        json.member("timeNanos", snapshot.host().realtimeNanos());
        json.member("privileged", snapshot.host().privileged());
        json.key("engines").array();
        for (EngineId e : snapshot.engines()) {
            json.value(e.label());
        }
        json.endArray().key("networks").array();
        for (Network n : snapshot.networks()) {
            network(json, n);
        }
        json.endArray().key("namespaces").array();
        namespaces(json, source, snapshot.namespaces());
        json.endArray().key("leftOvers").array();
        for (LeftOver o : snapshot.leftOvers()) {
            json.object().member("path", o.path()).member("why", o.why()).endObject();
        }
        json.endArray().key("gaps").array();
        Gaps.json(json, snapshot.gaps());
        json.endArray().endObject();
    }

    private static void network(Json json, Network n) {
        json.object();
        json.member("engine", n.engine().label()).member("name", n.name()).member("id", n.id());
        json.member("scope", n.scope()).member("driver", n.driver());
        json.member("ipv6", n.ipv6()).member("internal", n.internal());
        json.key("subnets").array();
        for (Subnet s : n.subnets()) {
            json.object()
                    .member("range", Json.text(s.range()))
                    .member("gateway", Json.text(s.gateway()))
                    .endObject();
        }
        json.endArray().key("vnis").array();
        for (int vni : n.vnis()) {
            json.value(vni);
        }
        json.endArray().key("endpoints").array();
        for (Endpoint e : n.endpoints()) {
            json.object().member("id", e.id());
            if (e.workload() != null) {
                workload(json.key("workload"), e.workload());
            }
            json.member("mac", Json.text(e.mac()))
                    .member("ipv4", Json.text(e.ipv4()))
                    .member("ipv6", Json.text(e.ipv6()));
            json.member("host", e.host()).member("vtep", Json.text(e.vtep())).endObject();
        }
        json.endArray().key("peers").array();
        for (SwarmPeer p : n.peers()) {
            json.object()
                    .member("host", p.host())
                    .member("address", Json.text(p.address()))
                    .endObject();
        }
        json.endArray().key("services").array();
        for (Service s : n.services()) {
            json.object().member("name", s.name()).member("id", s.id());
            json.member("vip", Json.text(s.vip())).endObject();
        }
        json.endArray().endObject();
    }

    static void workload(Json json, Workload w) {
        json.object().member("kind", w.kind().label()).member("name", w.name());
        json.member("service", w.service()).member("container", w.container());
        json.member("host", w.host()).member("image", w.image());
        json.member("project", w.project()).endObject();
    }

    /// The tables of one after the other, each forgotten when it is written: there may be ten thousand.
    private static void namespaces(Json json, Source source, List<Namespace> all) {
        List<Source.Way> ways = new ArrayList<>(all.size());
        for (Namespace n : all) {
            ways.add(new Source.Way(n.id().dev(), n.id().ino(), n.path()));
        }
        source.read(Frame.LINKS | Frame.ADDRESSES | Frame.TABLES, ways, (i, number) -> {
            Namespace n = all.get(i);
            // What only a link leads to cannot be opened: its links and addresses were read from outside.
            boolean outside = number < 0 && n.id().ino() == 0 && n.number() != 0;
            namespace(json, source, n, outside ? n.number() : number);
        });
    }

    /// `number`: in the source; negative: why it could not be entered.
    private static void namespace(Json json, Source source, Namespace n, int number) {
        NamespaceEntry entry = number > 0 ? source.namespace(number) : null;
        json.object();
        json.member("netns", n.unseen() ? 0 : n.id().ino()).member("dev", n.id().dev());
        json.member("cookie", entry == null ? n.id().cookie() : entry.cookie());
        json.member("state", n.state().label());
        json.member("kind", n.kind().label()).member("name", n.name()).member("host", n.host());
        json.member("knownBy", n.knownBy().label());
        if (n.network() != null) {
            json.key("network").object();
            json.member("name", n.network().name())
                    .member("id", n.network().id())
                    .endObject();
        }
        if (n.workload() != null) {
            workload(json.key("workload"), n.workload());
        }
        json.key("tenants").array();
        for (Workload w : n.tenants()) {
            workload(json, w);
        }
        json.endArray();
        json.member("processes", n.processes());
        json.key("handles").array();
        LsCommand.handles(json, n);
        json.endArray();
        int errno = n.unseen() ? 0 : entry == null ? -number : entry.errno();
        if (errno == 0) {
            TableReader tables = n.unseen() ? TableReader.of(source, n) : new TableReader(source, number);
            new SnapshotTables(json, tables).write();
        } else {
            json.member("errno", errno).member("why", Errnos.text(errno));
        }
        json.endObject();
    }
}
