package dev.sonde.cli.document;

import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What `sonde snapshot` prints: all that was read. A host has up to ten thousand namespaces: each is made when it is
/// written, and so is each of its tables. A change that an old reader would misread counts [#VERSION] up.
public record SnapshotDocument(int version, Each<Host> hosts) implements Document {
    public static final int VERSION = 1;

    public record Host(
            String host,
            String kernel,
            long timeNanos,
            boolean privileged,
            List<String> engines,
            List<Network> networks,
            Each<Namespace> namespaces,
            List<LeftOverDocument> leftOvers,
            List<GapDocument> gaps)
            implements Document {
        public static Host of(Snapshot s, Each<Namespace> namespaces) {
            List<String> engines = new ArrayList<>(s.engines().size());
            for (EngineId e : s.engines()) {
                engines.add(e.label());
            }
            List<Network> networks = new ArrayList<>(s.networks().size());
            for (dev.sonde.core.model.Network n : s.networks()) {
                networks.add(Network.of(n));
            }
            return new Host(
                    s.host().name(),
                    s.host().kernel(),
                    s.host().realtimeNanos(),
                    s.host().privileged(),
                    engines,
                    networks,
                    namespaces,
                    LeftOverDocument.of(s.leftOvers()),
                    GapDocument.of(s.gaps()));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("kernel", kernel).member("timeNanos", timeNanos);
            to.member("privileged", privileged).member("engines", engines);
            to.member("networks", networks).each("namespaces", namespaces);
            to.member("leftOvers", leftOvers).member("gaps", gaps);
        }
    }

    public record Network(
            String engine,
            String name,
            String id,
            String scope,
            String driver,
            boolean ipv6,
            boolean internal,
            List<Subnet> subnets,
            List<Integer> vnis,
            List<Endpoint> endpoints,
            List<Peer> peers,
            List<Service> services)
            implements Document {
        private static Network of(dev.sonde.core.model.Network n) {
            List<Subnet> subnets = new ArrayList<>(n.subnets().size());
            for (dev.sonde.core.model.Subnet s : n.subnets()) {
                subnets.add(new Subnet(s.range(), s.gateway()));
            }
            List<Endpoint> endpoints = new ArrayList<>(n.endpoints().size());
            for (dev.sonde.core.model.Endpoint e : n.endpoints()) {
                endpoints.add(Endpoint.of(e));
            }
            List<Service> services = new ArrayList<>(n.services().size());
            for (dev.sonde.core.model.Service one : n.services()) {
                services.add(new Service(one.name(), one.id(), one.vip()));
            }
            List<Peer> peers = new ArrayList<>(n.peers().size());
            for (SwarmPeer p : n.peers()) {
                peers.add(new Peer(p.host(), p.address()));
            }
            return new Network(
                    n.engine().label(),
                    n.name(),
                    n.id(),
                    n.scope(),
                    n.driver(),
                    n.ipv6(),
                    n.internal(),
                    subnets,
                    n.vnis(),
                    endpoints,
                    peers,
                    services);
        }

        @Override
        public void members(JsonWriter to) {
            to.member("engine", engine).member("name", name).member("id", id);
            to.member("scope", scope).member("driver", driver).member("ipv6", ipv6);
            to.member("internal", internal).member("subnets", subnets).member("vnis", vnis);
            to.member("endpoints", endpoints).member("peers", peers);
            to.member("services", services);
        }
    }

    public record Subnet(Prefix range, IpAddress gateway) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("range", range).member("gateway", gateway);
        }
    }

    public record Endpoint(
            String id,
            @MayBeAbsent WorkloadDocument workload,
            LinkAddress mac,
            Prefix ipv4,
            Prefix ipv6,
            String host,
            IpAddress vtep)
            implements Document {
        private static Endpoint of(dev.sonde.core.model.Endpoint e) {
            return new Endpoint(
                    e.id(), WorkloadDocument.of(e.workload()), e.mac(), e.ipv4(), e.ipv6(), e.host(), e.vtep());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("id", id).member("workload", workload).member("mac", mac);
            to.member("ipv4", ipv4).member("ipv6", ipv6).member("host", host);
            to.member("vtep", vtep);
        }
    }

    /// A host on which the network is live.
    /// `id`: empty where it is not told. `vip`: the virtual address; null where there is none.
    public record Service(String name, String id, IpAddress vip) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("vip", vip);
        }
    }

    public record Peer(String host, IpAddress address) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("address", address);
        }
    }

    /// Either all tables, or `errno` and `why` of a namespace that could not be entered.
    public record Namespace(
            long netns,
            long dev,
            long cookie,
            State state,
            Kind kind,
            String name,
            String host,
            NameSource knownBy,
            @MayBeAbsent NetworkDocument network,
            @MayBeAbsent WorkloadDocument workload,
            List<WorkloadDocument> tenants,
            int processes,
            List<HandleDocument> handles,
            @MayBeAbsent Supplier<Table<KernelRow.Link>> links,
            @MayBeAbsent Supplier<Table<KernelRow.Address>> addresses,
            @MayBeAbsent Supplier<Table<KernelRow.Route>> routes,
            @MayBeAbsent Supplier<Table<KernelRow.Rule>> rules,
            @MayBeAbsent Supplier<Table<KernelRow.Neighbour>> neighbours,
            @MayBeAbsent Supplier<Table<KernelRow.Neighbour>> fdb,
            @MayBeAbsent Supplier<GroupTable> mdb,
            @MayBeAbsent Integer errno,
            @MayBeAbsent String why)
            implements Document {
        /// `cookie`: as the source knows it by now. `tables`: null where it could not be entered, and `errno` says
        /// why.
        public static Namespace of(dev.sonde.core.model.Namespace n, long cookie, Tables tables, int errno) {
            boolean read = tables != null;
            return new Namespace(
                    n.unseen() ? 0 : n.id().ino(),
                    n.id().dev(),
                    cookie,
                    n.state(),
                    n.kind(),
                    n.name(),
                    n.host(),
                    n.knownBy(),
                    NetworkDocument.of(n.network()),
                    WorkloadDocument.of(n.workload()),
                    WorkloadDocument.of(n.tenants()),
                    n.processes(),
                    HandleDocument.of(n.handles()),
                    read ? tables::links : null,
                    read ? tables::addresses : null,
                    read ? tables::routes : null,
                    read ? tables::rules : null,
                    read ? tables::neighbours : null,
                    read ? tables::fdb : null,
                    read ? tables::mdb : null,
                    read ? null : errno,
                    read ? null : Errno.text(errno));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("netns", netns).member("dev", dev).member("cookie", cookie);
            to.member("state", state).member("kind", kind).member("name", name);
            to.member("host", host).member("knownBy", knownBy).member("network", network);
            to.member("workload", workload).member("tenants", tenants);
            to.member("processes", processes).member("handles", handles).member("links", links);
            to.member("addresses", addresses).member("routes", routes).member("rules", rules);
            to.member("neighbours", neighbours).member("fdb", fdb).member("mdb", mdb);
            to.member("errno", errno).member("why", why);
        }
    }

    /// The tables of one namespace. Each is read when it is asked for, in this order.
    public interface Tables {
        Table<KernelRow.Link> links();

        Table<KernelRow.Address> addresses();

        Table<KernelRow.Route> routes();

        Table<KernelRow.Rule> rules();

        Table<KernelRow.Neighbour> neighbours();

        Table<KernelRow.Neighbour> fdb();

        GroupTable mdb();
    }

    /// `why`, `errno`: of a table of which not all could be read.
    public record Table<R extends Document>(
            boolean complete,
            @MayBeAbsent String why,
            @MayBeAbsent Integer errno,
            Rows<R> rows) implements Document {
        /// `gap`: null where all was read.
        public static <R extends Document> Table<R> of(Gap gap, Rows<R> rows) {
            return new Table<>(gap == null, gap == null ? null : gap.why(), gap == null ? null : gap.errno(), rows);
        }

        @Override
        public void members(JsonWriter to) {
            to.member("complete", complete).member("why", why).member("errno", errno);
            to.rows("rows", rows);
        }
    }

    /// The multicast groups of bridges, and their ports that lead to multicast routers.
    public record GroupTable(
            boolean complete,
            @MayBeAbsent String why,
            @MayBeAbsent Integer errno,
            Rows<KernelRow.Group> rows,
            Rows<KernelRow.Router> routers)
            implements Document {
        /// `gap`: null where all was read.
        public static GroupTable of(Gap gap, Rows<KernelRow.Group> rows, Rows<KernelRow.Router> routers) {
            return new GroupTable(
                    gap == null, gap == null ? null : gap.why(), gap == null ? null : gap.errno(), rows, routers);
        }

        @Override
        public void members(JsonWriter to) {
            to.member("complete", complete).member("why", why).member("errno", errno);
            to.rows("rows", rows).rows("routers", routers);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("version", version).each("hosts", hosts);
    }
}
