package dev.sonde.core.lab;

import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.Live;
import dev.sonde.core.stream.Reply;
import dev.sonde.netlink.RawText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a plan real, in Docker's order: hosts on a fabric; for each network and host its own namespace with bridge
/// and VXLAN device; for each task its namespace, a veth pair and a process; and the rows for tasks on other hosts.
///
/// Every step is a request that the sensor carries out. When one fails nothing is left: the lab's keeper ends with
/// this process until [#build] has come to its end.
public final class LabBuilder {
    static final int UNDERLAY_MTU = 1500;

    /// The underlay's without 50 bytes of outer Ethernet, IP, UDP and VXLAN headers.
    static final int OVERLAY_MTU = 1450;

    /// Numbers of links: `lo` is 1 in every namespace.
    private static final int FABRIC = 2;

    static final int FIRST_HOST = 10;
    static final int ETH0 = 2;
    static final int BR0 = 2;
    static final int VXLAN0 = 3;
    static final int FIRST_VETH = 4;

    private final Live live;
    private final LabPlan plan;

    /// A namespace of the lab: its number there, and the keeper's fd of it.
    private record Place(int number, int fd) {}

    /// By the names of their files.
    private final Map<String, Place> places = new HashMap<>();

    public LabBuilder(Live live, LabPlan plan) {
        this.live = live;
        this.plan = plan;
    }

    /// Makes the lab: its document, which is stored.
    public LabState build() {
        int keeper = start();
        underlay();
        List<LabState.Network> made = new ArrayList<>();
        for (LabState.Network network : plan.networks()) {
            made.add(network(network));
        }
        LabState state = new LabState(plan.name(), keeper, plan.hosts(), List.copyOf(made));
        store(state.toJson());
        ask(Frame.LAB_DETACH, 0, new byte[0], "let the lab live by itself");
        return state;
    }

    private int start() {
        Reply reply = live.ask(Frame.LAB_UP, 0, string(plan.name()));
        if (!reply.failed()) {
            return (int) reply.result();
        }
        int errno = reply.errno();
        String name = plan.name();
        if (errno == Errnos.EEXIST) {
            throw new LabException(
                    "there is a lab " + name + " already",
                    "to remove it: " + down(name) + "; or choose another --name");
        }
        if (errno == EAGAIN) {
            throw new LabException(
                    "the lab " + name + " is being made or removed just now", "wait for it, or choose another --name");
        }
        String step = RawText.decode(reply.bytes(), 0, reply.bytes().length);
        throw new LabException("cannot make the lab: " + step + ": " + Errnos.text(errno), remedy(errno));
    }

    private static final int EAGAIN = 11;
    private static final int ENOSYS = 38;
    private static final int ENOSPC = 28;

    static String remedy(int errno) {
        return switch (errno) {
            case Errnos.EPERM, Errnos.EACCES ->
                "user namespaces may be forbidden here"
                        + " (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces): run it as root";
            case ENOSYS -> "a lab needs the binary: install a C compiler (Debian: gcc, musl-tools) and build again";
            case ENOSPC -> "there are too many namespaces: see sysctl user.max_net_namespaces";
            default -> "";
        };
    }

    /// The command that removes a lab.
    public static String down(String name) {
        return "sonde lab down --name " + name;
    }

    /// The hosts, each with an `eth0` whose other end is a port of the fabric's switch, in the keeper's own namespace.
    private void underlay() {
        Batch fabric = new Batch();
        fabric.bridge(FABRIC, "fab0");
        fabric.up(FABRIC);
        Batch host = new Batch();
        for (int i = 0; i < plan.hosts().size(); i++) {
            LabState.Host h = plan.hosts().get(i);
            Place place = namespace(h.file());
            int port = FIRST_HOST + i;
            fabric.veth(port, h.file(), ETH0, "eth0", place.fd(), null, UNDERLAY_MTU);
            fabric.master(port, FABRIC);
            fabric.up(port);
            carryOut(0, fabric, "the fabric");
            host.address(ETH0, Batch.address(h.address()), 24);
            host.up(ETH0);
            carryOut(place.number(), host, h.name());
        }
    }

    /// Makes one network with its tasks; gives it with the pids of the processes.
    private LabState.Network network(LabState.Network network) {
        Map<String, Integer> veths = new HashMap<>();
        for (LabState.Segment segment : network.segments()) {
            segment(network, segment);
            veths.put(segment.host(), 0);
        }
        List<LabState.Task> tasks = new ArrayList<>();
        for (LabState.Task task : network.tasks()) {
            int veth = veths.merge(task.host(), 1, Integer::sum) - 1;
            tasks.add(task(network, task, veth));
        }
        for (LabState.Segment segment : network.segments()) {
            peers(network, segment);
        }
        return new LabState.Network(
                network.name(),
                network.id(),
                network.subnet(),
                network.gateway(),
                network.vni(),
                network.segments(),
                network.services(),
                List.copyOf(tasks));
    }

    /// The network's own namespace on one host: `br0` with the gateway's address, and `vxlan0`, whose UDP socket is
    /// the host's.
    private void segment(LabState.Network network, LabState.Segment segment) {
        Place place = namespace(segment.file());
        String where = network.name() + " on " + segment.host();
        Batch own = new Batch();
        own.bridge(BR0, "br0");
        carryOut(place.number(), own, where);
        Batch host = new Batch();
        host.vxlan(VXLAN0, "vxlan0", network.vni(), place.fd(), OVERLAY_MTU);
        LabState.Host at = host(segment.host());
        carryOut(places.get(at.file()).number(), host, where);
        own.master(VXLAN0, BR0);
        own.mtu(BR0, OVERLAY_MTU);
        own.address(BR0, Batch.address(network.gateway()), prefix(network.subnet()));
        own.up(VXLAN0);
        own.up(BR0);
        carryOut(place.number(), own, where);
    }

    /// A task: its namespace with an `eth0` whose other end is a port of the network's bridge, and its process.
    private LabState.Task task(LabState.Network network, LabState.Task task, int veth) {
        Place place = namespace(task.file());
        Batch bridge = new Batch();
        int port = FIRST_VETH + veth;
        byte[] mac = Batch.address(task.mac());
        bridge.veth(port, "veth" + veth, ETH0, "eth0", place.fd(), mac, OVERLAY_MTU);
        bridge.master(port, BR0);
        bridge.up(port);
        carryOut(segmentOf(network, task.host()).number(), bridge, task.shortName());
        Batch own = new Batch();
        own.address(ETH0, Batch.address(task.ip()), prefix(task.address()));
        own.up(ETH0);
        carryOut(place.number(), own, task.shortName());
        byte[] host = string(task.container().substring(0, 12));
        byte[] argv0 = string(task.name());
        byte[] both = new byte[host.length + argv0.length];
        System.arraycopy(host, 0, both, 0, host.length);
        System.arraycopy(argv0, 0, both, host.length, argv0.length);
        Reply reply = ask(Frame.LAB_SPAWN, place.number(), both, "start " + task.shortName());
        return new LabState.Task(
                task.name(),
                task.service(),
                task.slot(),
                task.id(),
                task.container(),
                task.endpoint(),
                task.sandbox(),
                task.file(),
                task.host(),
                task.address(),
                task.mac(),
                (int) reply.result());
    }

    /// What Docker writes for each task on another host: the neighbour that `vxlan0` answers ARP from, and the row
    /// that says at which host the task's MAC is. Tasks of this host have neither: the bridge learns them.
    private void peers(LabState.Network network, LabState.Segment segment) {
        int number = places.get(segment.file()).number();
        Batch batch = new Batch();
        for (LabState.Task task : network.tasks()) {
            if (!task.host().equals(segment.host())) {
                byte[] mac = Batch.address(task.mac());
                batch.neighbour(VXLAN0, Batch.address(task.ip()), mac);
                batch.forward(VXLAN0, mac, Batch.address(host(task.host()).address()));
                if (batch.isFull()) {
                    carryOut(number, batch, "the peers of " + segment.host());
                }
            }
        }
        if (!batch.isEmpty()) {
            carryOut(number, batch, "the peers of " + segment.host());
        }
    }

    private LabState.Host host(String name) {
        for (LabState.Host h : plan.hosts()) {
            if (h.name().equals(name)) {
                return h;
            }
        }
        throw new IllegalStateException("the plan has no host " + name);
    }

    private Place segmentOf(LabState.Network network, String host) {
        for (LabState.Segment segment : network.segments()) {
            if (segment.host().equals(host)) {
                return places.get(segment.file());
            }
        }
        throw new IllegalStateException(network.name() + " is not on " + host);
    }

    private static int prefix(String subnet) {
        return Integer.parseInt(subnet.substring(subnet.indexOf('/') + 1));
    }

    private Place namespace(String file) {
        Reply reply = ask(Frame.LAB_NETNS, 0, string(file), "make the namespace " + file);
        byte[] b = reply.bytes();
        if (b.length != 4) {
            throw new LabException("cannot make the namespace " + file + ": the sensor's answer has no fd", "");
        }
        int fd = b[0] & 0xff | (b[1] & 0xff) << 8 | (b[2] & 0xff) << 16 | (b[3] & 0xff) << 24;
        Place place = new Place((int) reply.result(), fd);
        places.put(file, place);
        return place;
    }

    /// Carries the batch out and empties it. An error names the message by its place, and carries the kernel's words.
    private void carryOut(int number, Batch batch, String where) {
        Reply reply = live.ask(Frame.LAB_DO, number, string(batch.take()));
        if (reply.failed()) {
            String words = KernelAnswer.text(reply.bytes());
            throw new LabException(
                    "cannot make " + where + ": request " + KernelAnswer.place(reply.bytes()) + " to the kernel: "
                            + Errnos.text(reply.errno()) + (words.isEmpty() ? "" : ": " + words),
                    remedy(reply.errno()));
        }
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
            int flags = at + n < document.length ? Frame.MORE : 0;
            Reply reply = live.ask(Frame.LAB_STATE, flags, 0, string(piece));
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
        return new LabException("cannot " + what + ": " + Errnos.text(reply.errno()), remedy(reply.errno()));
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
