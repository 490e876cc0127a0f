package dev.sonde.cli.document;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.view.FdbRow;
import dev.sonde.core.view.LinkView;
import dev.sonde.core.view.NamespaceView;
import dev.sonde.core.view.RouteLine;
import java.util.ArrayList;
import java.util.List;

/// What `sonde show` prints: what is inside one namespace.
public record ShowDocument(
        long netns,
        Kind kind,
        String name,
        String host,
        @MayBeAbsent NetworkDocument network,
        @MayBeAbsent WorkloadDocument workload,
        List<WorkloadDocument> tenants,
        List<Link> links,
        List<Route> routes,
        int otherRoutes,
        List<String> rules,
        List<String> notes,
        List<Fault> findings,
        List<GapDocument> gaps)
        implements Document {
    public static ShowDocument of(NamespaceView view) {
        Namespace n = view.namespace();
        List<Route> routes = new ArrayList<>(view.routes().size());
        for (RouteLine r : view.routes()) {
            routes.add(new Route(r.text(), r.owner()));
        }
        return new ShowDocument(
                n.unseen() ? 0 : n.id().ino(),
                n.kind(),
                n.name(),
                n.host(),
                NetworkDocument.of(n.network()),
                WorkloadDocument.of(n.workload()),
                WorkloadDocument.of(n.tenants()),
                Link.of(view.links()),
                routes,
                view.otherRoutes(),
                view.rules(),
                view.notes(),
                Fault.of(view.findings()),
                GapDocument.of(view.gaps()));
    }

    /// A network that several hosts have: its namespace on each.
    public record Several(List<ShowDocument> namespaces) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("namespaces", namespaces);
        }
    }

    /// `vni`, `port`: of a VXLAN link alone.
    public record Link(
            int index,
            String name,
            String kind,
            String state,
            String mac,
            int mtu,
            @MayBeAbsent Long vni,
            @MayBeAbsent Integer port,
            CountersDocument counters,
            String peer,
            String network,
            List<String> addresses,
            List<Station> stations,
            List<Link> ports)
            implements Document {
        private static List<Link> of(List<LinkView> links) {
            List<Link> all = new ArrayList<>(links.size());
            for (LinkView l : links) {
                all.add(of(l));
            }
            return all;
        }

        private static Link of(LinkView l) {
            boolean vxlan = l.vni() >= 0;
            List<Station> stations = new ArrayList<>(l.stations().size());
            for (FdbRow s : l.stations()) {
                stations.add(Station.of(s));
            }
            return new Link(
                    l.index(),
                    l.name(),
                    l.kind(),
                    l.state(),
                    l.mac(),
                    l.mtu(),
                    vxlan ? l.vni() : null,
                    vxlan ? l.udpPort() : null,
                    CountersDocument.of(l.counters()),
                    l.peer(),
                    l.network(),
                    l.addresses(),
                    stations,
                    of(l.ports()));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("index", index).member("name", name).member("kind", kind);
            to.member("state", state).member("mac", mac).member("mtu", mtu);
            to.member("vni", vni).member("port", port).member("counters", counters);
            to.member("peer", peer).member("network", network).member("addresses", addresses);
            to.member("stations", stations).member("ports", ports);
        }
    }

    /// An address behind a link. `why`: why the owner is not known, where that can be said.
    public record Station(
            String mac,
            String ip,
            String owner,
            @MayBeAbsent String why,
            String host,
            String vtep,
            String fdb,
            String neighbour,
            boolean faulty)
            implements Document {
        private static Station of(FdbRow s) {
            return new Station(
                    s.mac(),
                    s.ip(),
                    s.owner(),
                    s.why().isEmpty() ? null : s.why(),
                    s.host(),
                    s.vtep(),
                    s.fdb(),
                    s.neighbour(),
                    s.faulty());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("mac", mac).member("ip", ip).member("owner", owner).member("why", why);
            to.member("host", host).member("vtep", vtep).member("fdb", fdb);
            to.member("neighbour", neighbour).member("faulty", faulty);
        }
    }

    /// A finding of `sonde check` in this namespace, which tells more of it.
    public record Fault(Severity severity, String code, String headline, String victim) implements Document {
        private static List<Fault> of(List<Finding> findings) {
            List<Fault> all = new ArrayList<>(findings.size());
            for (Finding f : findings) {
                all.add(new Fault(f.severity(), f.rule().code(), f.headline(), f.victim()));
            }
            return all;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("severity", severity).member("code", code);
            to.member("headline", headline).member("victim", victim);
        }
    }

    public record Route(String route, String owner) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("route", route).member("owner", owner);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("netns", netns).member("kind", kind).member("name", name);
        to.member("host", host).member("network", network).member("workload", workload);
        to.member("tenants", tenants).member("links", links).member("routes", routes);
        to.member("otherRoutes", otherRoutes).member("rules", rules).member("notes", notes);
        to.member("findings", findings).member("gaps", gaps);
    }
}
