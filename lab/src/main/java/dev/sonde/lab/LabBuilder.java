package dev.sonde.lab;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Pipeline;
import dev.sonde.core.connection.Reply;
import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes a plan real, in Docker's order: hosts on a fabric; for each network and host its own namespace with bridge
/// and VXLAN device; for each task its namespace, a veth pair and a process; and the rows for tasks on other hosts.
///
/// Every step is a request that the sensor carries out. When one fails nothing is left: the lab's keeper ends with
/// this process until [#build] has come to its end.
public final class LabBuilder {
    static final int UNDERLAY_MTU = 1500;
    static final int UNDERLAY_PREFIX = 24;

    /// The underlay's without 50 bytes of outer Ethernet, IP, UDP and VXLAN headers.
    static final int PREFIX_V6 = 64;
    static final int OVERLAY_MTU = 1450;

    /// Numbers of links: `lo` is 1 in every namespace.
    private static final int FABRIC = 2;

    static final int FIRST_HOST = 10;
    static final int ETH0 = 2;
    static final int BR0 = 2;
    static final int VXLAN0 = 3;

    /// Of flannel's nodes, beside `eth0`.
    static final int FLANNEL = 3;

    static final int CNI0 = 4;

    private final Live live;
    private final LabPlan plan;

    /// Requests go without waiting for the answers to those before.
    private final Pipeline pipeline;

    /// A namespace of the lab: its number there, and the keeper's fd of it.
    private record Place(int number, int fd) {}

    /// By the names of their files.
    private final Map<String, Place> places = new HashMap<>();

    /// The pids of processes, by the container's id.
    private final Map<String, Integer> pids = new HashMap<>();

    public LabBuilder(Live live, LabPlan plan) {
        this.live = live;
        this.plan = plan;
        this.pipeline = new Pipeline(live);
    }

    /// Makes the lab: its document, which is stored.
    public LabState build() {
        int keeper = start();
        namespaces();
        underlay();
        for (LabState.Network network : plan.networks()) {
            network(network);
        }
        for (LabState.Bridge bridge : plan.bridges()) {
            bridge(bridge);
        }
        if (plan.cluster() != null) {
            new ClusterBuilder(this, plan.cluster()).build();
        }
        pipeline.finish();
        processes();
        LabState state = state(keeper);
        store(state.toJson());
        ask(RequestKind.LAB_DETACH, 0, new byte[0], "let the lab live by itself");
        return state;
    }

    /// The plan with the pids of what was started.
    private LabState state(int keeper) {
        List<LabState.Network> networks = new ArrayList<>();
        for (LabState.Network network : plan.networks()) {
            List<LabState.Task> tasks = new ArrayList<>();
            for (LabState.Task t : network.tasks()) {
                tasks.add(t.running(pids.get(t.container())));
            }
            networks.add(network.withTasks(List.copyOf(tasks)));
        }
        List<LabState.Container> containers = new ArrayList<>();
        for (LabState.Container c : plan.containers()) {
            containers.add(c.running(pids.get(c.id())));
        }
        LabState.Cluster cluster =
                plan.cluster() == null ? null : plan.cluster().running(p -> pids.get(p.sandbox()));
        return new LabState(
                plan.name(),
                keeper,
                plan.hosts(),
                List.copyOf(networks),
                plan.bridges(),
                List.copyOf(containers),
                cluster,
                List.of());
    }

    private int start() {
        Reply reply = live.ask(RequestKind.LAB_UP, 0, string(plan.name()));
        if (!reply.failed()) {
            return (int) reply.result();
        }
        int errno = reply.errno();
        String name = plan.name();
        if (errno == Errno.EEXIST) {
            throw new LabException(
                    "there is a lab " + name + " already",
                    "to remove it: " + down(name) + "; or choose another --name");
        }
        if (errno == Errno.EAGAIN) {
            throw new LabException(
                    "the lab " + name + " is being made or removed just now", "wait for it, or choose another --name");
        }
        String step = RawText.decode(reply.bytes(), 0, reply.bytes().length);
        throw new LabException("cannot make the lab: " + step + ": " + Errno.text(errno), remedy(errno));
    }

    static String remedy(int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                "user namespaces may be forbidden here"
                        + " (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces): run it as root";
            case Errno.ENOSYS ->
                "a lab needs the binary: install a C compiler (Debian: gcc, musl-tools) and build again";
            case Errno.ENOSPC -> "there are too many namespaces: see sysctl user.max_net_namespaces";
            default -> "";
        };
    }

    /// The command that removes a lab.
    public static String down(String name) {
        return "sonde lab down --name " + name;
    }

    /// All namespaces, so that links can be made into them.
    private void namespaces() {
        for (LabState.Host h : plan.hosts()) {
            namespace(h.file());
        }
        for (LabState.Network n : plan.networks()) {
            for (LabState.Segment s : n.segments()) {
                namespace(s.file());
            }
            for (LabState.Balancer b : n.balancers()) {
                namespace(b.file());
            }
            for (LabState.Task t : n.tasks()) {
                namespace(t.file());
            }
        }
        for (LabState.Container c : plan.containers()) {
            if (c.shares().isEmpty()) {
                namespace(c.file());
            }
        }
        for (LabState.Pod p : plan.pods()) {
            namespace(p.file());
        }
        pipeline.finish();
    }

    private void namespace(String file) {
        pipeline.send(RequestKind.LAB_NETNS, 0, string(file), reply -> {
            if (reply.failed()) {
                throw failed("make the namespace " + file, reply);
            }
            places.put(file, new Place((int) reply.result(), fd(reply, file)));
        });
    }

    /// The fd in the answer to a request for a namespace.
    static int fd(Reply reply, String file) {
        byte[] b = reply.bytes();
        if (b.length != 4) {
            throw new LabException("cannot reach the namespace " + file + ": the sensor's answer has no fd", "");
        }
        return b[0] & 0xff | (b[1] & 0xff) << 8 | (b[2] & 0xff) << 16 | (b[3] & 0xff) << 24;
    }

    /// The hosts, each with an `eth0` whose other end is a port of the fabric's switch, in the keeper's own
    /// namespace.
    private void underlay() {
        Batch fabric = new Batch();
        fabric.bridge(FABRIC, "fab0", null);
        fabric.up(FABRIC);
        Batch host = new Batch();
        for (int i = 0; i < plan.hosts().size(); i++) {
            LabState.Host h = plan.hosts().get(i);
            int port = FIRST_HOST + i;
            int fd = places.get(h.file()).fd();
            fabric.veth(port, h.file(), FABRIC, ETH0, "eth0", fd, null, UNDERLAY_MTU);
            carryOut(0, fabric, "the fabric");
            host.address(ETH0, IpAddress.parse(h.address()), UNDERLAY_PREFIX);
            host.up(ETH0);
            carryOut(h.file(), host, h.name());
        }
    }

    /// One network: its namespaces, its endpoints, and on each host the rows of those on the others.
    private void network(LabState.Network n) {
        Map<String, Batch> bridges = new HashMap<>();
        Map<String, Integer> veths = new HashMap<>();
        for (LabState.Segment segment : n.segments()) {
            segment(n, segment);
            bridges.put(segment.host(), new Batch());
            veths.put(segment.host(), 0);
        }
        // As in Docker the load balancer comes first: its port is veth0.
        for (LabState.Balancer b : n.balancers()) {
            plug(n, bridges, veths, b.host(), b, "eth0");
        }
        for (LabState.Task t : n.tasks()) {
            plug(n, bridges, veths, t.host(), t, "eth0");
        }
        for (LabState.Member m : n.members()) {
            plug(n, bridges, veths, m.host(), m, m.link());
        }
        for (LabState.Segment s : n.segments()) {
            carryOut(s.file(), bridges.get(s.host()), "the ports of " + n.name() + " on " + s.host());
            peers(n, s);
        }
        for (LabState.Balancer b : n.balancers()) {
            inside(n, b, n.name() + "'s load balancer on " + b.host());
        }
        for (LabState.Task t : n.tasks()) {
            inside(n, t, t.shortName());
        }
        for (LabState.Member m : n.members()) {
            inside(n, m, "a container of " + n.name());
        }
    }

    /// The network's own namespace on one host: `br0` with the gateway's address, and `vxlan0`, whose UDP socket is
    /// the host's.
    private void segment(LabState.Network network, LabState.Segment segment) {
        String where = network.name() + " on " + segment.host();
        Batch own = new Batch();
        own.bridge(BR0, "br0", null);
        carryOut(segment.file(), own, where);
        Batch host = new Batch();
        host.vxlan(VXLAN0, "vxlan0", network.vni(), places.get(segment.file()).fd(), network.mtu());
        carryOut(host(segment.host()).file(), host, where);
        own.master(VXLAN0, BR0);
        own.mtu(BR0, network.mtu());
        own.address(BR0, IpAddress.parse(network.gateway()), LabPlan.prefix(network.subnet()));
        own.up(VXLAN0);
        own.up(BR0);
        carryOut(segment.file(), own, where);
    }

    /// A port of the network's bridge, and its other end inside a namespace.
    private void plug(
            LabState.Network n,
            Map<String, Batch> bridges,
            Map<String, Integer> veths,
            String host,
            LabState.Plug p,
            String link) {
        Batch b = bridges.get(host);
        int veth = veths.merge(host, 1, Integer::sum) - 1;
        int fd = places.get(p.file()).fd();
        b.veth(p.port(), "veth" + veth, BR0, p.inside(), link, fd, LinkAddress.parse(p.mac()), n.mtu());
        if (b.isFull()) {
            carryOut(segmentOf(n, host), b, "the ports of " + n.name() + " on " + host);
        }
    }

    /// The end inside gets its addresses.
    private void inside(LabState.Network n, LabState.Plug p, String where) {
        Batch own = new Batch();
        own.address(p.inside(), IpAddress.parse(p.ip()), p.prefix());
        IpAddress six = n.ip6(p);
        if (six != null) {
            own.address6(p.inside(), six, PREFIX_V6);
        } else {
            own.withoutIpv6(p.inside()); // Docker sets disable_ipv6 there
        }
        own.up(p.inside());
        carryOut(p.file(), own, where);
    }

    /// What Docker writes for each endpoint on another host: the neighbour that `vxlan0` answers ARP from, and the
    /// row that says at which host its MAC is. Endpoints of this host have neither: the bridge learns them.
    private void peers(LabState.Network n, LabState.Segment segment) {
        Batch batch = new Batch();
        for (LabState.Task t : n.tasks()) {
            peer(batch, n, segment, t.host(), t);
        }
        for (LabState.Balancer b : n.balancers()) {
            peer(batch, n, segment, b.host(), b);
        }
        for (LabState.Member m : n.members()) {
            peer(batch, n, segment, m.host(), m);
        }
        carryOut(segment.file(), batch, "the peers of " + segment.host());
    }

    private void peer(Batch batch, LabState.Network n, LabState.Segment segment, String host, LabState.Plug p) {
        if (host.equals(segment.host())) {
            return;
        }
        batch.peer(VXLAN0, p, host(host));
        IpAddress six = n.ip6(p);
        if (six != null) { // Docker writes none: docs/lab.md
            batch.neighbour(VXLAN0, six, LinkAddress.parse(p.mac()));
        }
        if (batch.isFull()) {
            carryOut(segment.file(), batch, "the peers of " + segment.host());
        }
    }

    /// A bridge network: a bridge in its host's own namespace, and the links of its members, whose first way to the
    /// world it is.
    private void bridge(LabState.Bridge bridge) {
        String file = host(bridge.host()).file();
        String where = bridge.name() + " on " + bridge.host();
        IpAddress gateway = IpAddress.parse(bridge.gateway());
        Batch own = new Batch();
        // Docker's form of a MAC, so that it does not change with the ports.
        byte[] mac = {0x02, 0x42, 0, 0, 0, 0};
        for (int i = 0; i < 4; i++) {
            mac[2 + i] = (byte) Integer.parseInt(bridge.id(), 2 * i, 2 * i + 2, 16);
        }
        own.bridge(bridge.index(), bridge.link(), LinkAddress.of(mac));
        own.address(bridge.index(), gateway, LabPlan.prefix(bridge.subnet()));
        own.up(bridge.index());
        for (LabState.Member m : bridge.members()) {
            String veth = "veth" + m.endpoint().substring(0, 7);
            int fd = places.get(m.file()).fd();
            LinkAddress address = LinkAddress.parse(m.mac());
            own.veth(m.port(), veth, bridge.index(), m.inside(), m.link(), fd, address, UNDERLAY_MTU);
            if (own.isFull()) {
                carryOut(file, own, where);
            }
        }
        carryOut(file, own, where);
        for (LabState.Member m : bridge.members()) {
            Batch inside = new Batch();
            inside.address(m.inside(), IpAddress.parse(m.ip()), m.prefix());
            inside.withoutIpv6(m.inside());
            inside.up(m.inside());
            if (routed.add(m.file())) {
                inside.defaultRoute(m.inside(), gateway);
            }
            carryOut(m.file(), inside, "a container of " + where);
        }
    }

    /// The files of namespaces that have a default route.
    private final Set<String> routed = new HashSet<>();

    /// A process in each task and container.
    private void processes() {
        Map<String, String> files = new HashMap<>();
        for (LabState.Network n : plan.networks()) {
            for (LabState.Task t : n.tasks()) {
                spawn(t.file(), t.container(), t.name(), t.shortName());
            }
        }
        for (LabState.Pod p : plan.pods()) {
            spawn(p.file(), p.sandbox(), p.fullName(), p.fullName());
        }
        for (LabState.Container c : plan.containers()) {
            String file = c.shares().isEmpty() ? c.file() : files.get(c.shares());
            files.put(c.id(), file);
            spawn(file, c.shares().isEmpty() ? c.id() : c.shares(), c.name(), c.name(), c.id());
        }
        pipeline.finish();
    }

    private void spawn(String file, String container, String name, String who) {
        spawn(file, container, name, who, container);
    }

    /// `uts`: the container whose host name it has.
    private void spawn(String file, String uts, String name, String who, String container) {
        byte[] host = string(uts.substring(0, 12));
        byte[] argv0 = string(name);
        byte[] both = new byte[host.length + argv0.length];
        System.arraycopy(host, 0, both, 0, host.length);
        System.arraycopy(argv0, 0, both, host.length, argv0.length);
        pipeline.send(RequestKind.LAB_SPAWN, places.get(file).number(), both, reply -> {
            if (reply.failed()) {
                throw failed("start " + who, reply);
            }
            pids.put(container, (int) reply.result());
        });
    }

    LabState.Host host(String name) {
        for (LabState.Host h : plan.hosts()) {
            if (h.name().equals(name)) {
                return h;
            }
        }
        throw new IllegalStateException("the plan has no host " + name);
    }

    private static String segmentOf(LabState.Network network, String host) {
        for (LabState.Segment segment : network.segments()) {
            if (segment.host().equals(host)) {
                return segment.file();
            }
        }
        throw new IllegalStateException(network.name() + " is not on " + host);
    }

    /// The keeper's fd of a namespace.
    int fdOf(String file) {
        return places.get(file).fd();
    }

    void carryOut(String file, Batch batch, String where) {
        carryOut(places.get(file).number(), batch, where);
    }

    /// Carries the batch out and empties it. An error names the message by its place, and carries the kernel's words.
    private void carryOut(int number, Batch batch, String where) {
        if (batch.isEmpty()) {
            return;
        }
        pipeline.send(RequestKind.LAB_DO, number, string(batch.take()), reply -> {
            if (reply.failed()) {
                String words = KernelAnswer.text(reply.bytes());
                throw new LabException(
                        "cannot make " + where + ": request " + KernelAnswer.place(reply.bytes()) + " to the kernel: "
                                + Errno.text(reply.errno()) + (words.isEmpty() ? "" : ": " + words),
                        remedy(reply.errno()));
            }
        });
    }

    /// Bytes of a document that one request carries.
    private static final int PIECE = 60_000;

    private void store(byte[] document) {
        store(live, document);
    }

    static void store(Live live, byte[] document) {
        for (int at = 0; at < document.length; at += PIECE) {
            int n = Math.min(PIECE, document.length - at);
            byte[] piece = new byte[n];
            System.arraycopy(document, at, piece, 0, n);
            int flags = at + n < document.length ? FrameFlag.MORE : 0;
            Reply reply = live.ask(RequestKind.LAB_STATE, flags, 0, string(piece));
            if (reply.failed()) {
                throw failed("store the lab's document", reply);
            }
        }
    }

    private Reply ask(int kind, int origin, byte[] payload, String what) {
        Reply reply = live.ask(kind, origin, payload);
        if (reply.failed()) {
            throw failed(what, reply);
        }
        return reply;
    }

    static LabException failed(String what, Reply reply) {
        return new LabException("cannot " + what + ": " + Errno.text(reply.errno()), remedy(reply.errno()));
    }

    static byte[] string(String s) {
        return string(s.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] string(byte[] s) {
        byte[] b = new byte[4 + s.length];
        b[0] = (byte) s.length;
        b[1] = (byte) (s.length >> 8);
        b[2] = (byte) (s.length >> 16);
        b[3] = (byte) (s.length >> 24);
        System.arraycopy(s, 0, b, 4, s.length);
        return b;
    }
}
