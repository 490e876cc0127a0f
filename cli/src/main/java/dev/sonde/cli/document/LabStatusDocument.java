package dev.sonde.cli.document;

import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What `sonde lab status` prints of a lab. `described`: whether its own document could be read; else all lists are
/// empty.
public record LabStatusDocument(
        String name,
        boolean alive,
        int keeper,
        String folder,
        boolean described,
        List<Host> hosts,
        List<Network> networks,
        List<Bridge> bridges,
        List<Container> containers,
        @MayBeAbsent Cluster cluster,
        List<Broken> broken)
        implements Document {
    /// `state`: null where its document cannot be read.
    public static LabStatusDocument of(LabEntry entry, LabState state) {
        LabState known = state == null ? LabState.empty(entry.name(), entry.keeper()) : state;
        return new LabStatusDocument(
                entry.name(),
                entry.keeper() != 0,
                entry.keeper(),
                entry.folder(),
                state != null,
                all(known.hosts(), h -> new Host(h.name(), h.address(), h.file())),
                all(known.networks(), Network::of),
                all(known.bridges(), Bridge::of),
                all(known.containers(), Container::of),
                known.cluster() == null ? null : Cluster.of(known.cluster()),
                all(known.broken(), b -> new Broken(b.fault(), b.network(), b.host(), b.task())));
    }

    private static <T, D> List<D> all(List<T> some, Function<T, D> of) {
        List<D> all = new ArrayList<>(some.size());
        for (T t : some) {
            all.add(of.apply(t));
        }
        return all;
    }

    public record Host(String name, String address, String file) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("address", address).member("file", file);
        }
    }

    /// An overlay network.
    public record Network(
            String name,
            String id,
            String subnet,
            String gateway,
            int vni,
            int mtu,
            List<Segment> segments,
            List<Service> services,
            List<Task> tasks,
            List<Balancer> balancers,
            List<Member> members)
            implements Document {
        private static Network of(LabState.Network n) {
            return new Network(
                    n.name(),
                    n.id(),
                    n.subnet(),
                    n.gateway(),
                    n.vni(),
                    n.mtu(),
                    all(n.segments(), s -> new Segment(s.host(), s.file())),
                    all(n.services(), s -> new Service(s.name(), s.id(), s.vip())),
                    all(n.tasks(), Task::of),
                    all(n.balancers(), Balancer::of),
                    all(n.members(), Member::of));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("subnet", subnet);
            to.member("gateway", gateway).member("vni", vni).member("mtu", mtu);
            to.member("segments", segments).member("services", services).member("tasks", tasks);
            to.member("balancers", balancers).member("members", members);
        }
    }

    public record Segment(String host, String file) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("file", file);
        }
    }

    public record Service(String name, String id, String vip) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("vip", vip);
        }
    }

    public record Task(
            String name,
            String service,
            int slot,
            String container,
            String endpoint,
            String sandbox,
            String file,
            String host,
            String address,
            String mac,
            int pid)
            implements Document {
        private static Task of(LabState.Task t) {
            return new Task(
                    t.name(),
                    t.service(),
                    t.slot(),
                    t.container(),
                    t.endpoint(),
                    t.sandbox(),
                    t.file(),
                    t.host(),
                    t.address(),
                    t.mac(),
                    t.pid());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("service", service).member("slot", slot);
            to.member("container", container).member("endpoint", endpoint);
            to.member("sandbox", sandbox).member("file", file).member("host", host);
            to.member("address", address).member("mac", mac).member("pid", pid);
        }
    }

    public record Balancer(String host, String endpoint, String file, String address, String mac) implements Document {
        private static Balancer of(LabState.Balancer b) {
            return new Balancer(b.host(), b.endpoint(), b.file(), b.address(), b.mac());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("endpoint", endpoint).member("file", file);
            to.member("address", address).member("mac", mac);
        }
    }

    /// A container's attachment to a network.
    public record Member(
            String container, String endpoint, String host, String file, String link, String address, String mac)
            implements Document {
        private static Member of(LabState.Member m) {
            return new Member(m.container(), m.endpoint(), m.host(), m.file(), m.link(), m.address(), m.mac());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("container", container).member("endpoint", endpoint).member("host", host);
            to.member("file", file).member("link", link).member("address", address);
            to.member("mac", mac);
        }
    }

    /// A bridge network.
    public record Bridge(
            String name, String id, String host, String link, String subnet, String gateway, List<Member> members)
            implements Document {
        private static Bridge of(LabState.Bridge b) {
            return new Bridge(
                    b.name(), b.id(), b.host(), b.link(), b.subnet(), b.gateway(), all(b.members(), Member::of));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("host", host);
            to.member("link", link).member("subnet", subnet).member("gateway", gateway);
            to.member("members", members);
        }
    }

    /// `shares`: the id of the container whose namespace it is in, or empty.
    public record Container(String name, String id, String sandbox, String file, String host, String shares, int pid)
            implements Document {
        private static Container of(LabState.Container c) {
            return new Container(c.name(), c.id(), c.sandbox(), c.file(), c.host(), c.shares(), c.pid());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("sandbox", sandbox);
            to.member("file", file).member("host", host).member("shares", shares);
            to.member("pid", pid);
        }
    }

    /// The nodes of a lab of kind flannel, and their pods.
    public record Cluster(String range, int vni, int udpPort, int mtu, String link, List<Node> nodes, List<Pod> pods)
            implements Document {
        private static Cluster of(LabState.Cluster c) {
            return new Cluster(
                    c.range(),
                    c.vni(),
                    c.udpPort(),
                    c.mtu(),
                    c.link(),
                    all(c.nodes(), n -> new Node(n.host(), n.range(), n.gateway(), n.mac())),
                    all(c.pods(), Pod::of));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("range", range).member("vni", vni).member("udpPort", udpPort);
            to.member("mtu", mtu).member("link", link).member("nodes", nodes);
            to.member("pods", pods);
        }
    }

    /// `vtep`: the address of its VXLAN device, whose MAC is `mac`.
    public record Node(String host, String range, String vtep, String mac) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("range", range).member("vtep", vtep);
            to.member("mac", mac);
        }
    }

    public record Pod(
            String name,
            String namespace,
            String sandbox,
            String file,
            String host,
            String address,
            String mac,
            int pid)
            implements Document {
        private static Pod of(LabState.Pod p) {
            return new Pod(p.name(), p.namespace(), p.sandbox(), p.file(), p.host(), p.address(), p.mac(), p.pid());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("namespace", namespace).member("sandbox", sandbox);
            to.member("file", file).member("host", host).member("address", address);
            to.member("mac", mac).member("pid", pid);
        }
    }

    /// A fault that `lab break` made.
    public record Broken(String fault, String network, String host, String task) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("fault", fault).member("network", network).member("host", host);
            to.member("task", task);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("name", name).member("alive", alive).member("keeper", keeper);
        to.member("folder", folder).member("described", described).member("hosts", hosts);
        to.member("networks", networks).member("bridges", bridges);
        to.member("containers", containers);
        to.member("cluster", cluster);
        to.member("broken", broken);
    }
}
