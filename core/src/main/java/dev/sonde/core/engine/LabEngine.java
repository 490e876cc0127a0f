package dev.sonde.core.engine;

import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lab: its document says what it made, and in which file each namespace is kept.
public final class LabEngine implements Engine {
    private final String name;
    private final EngineId id;
    private final int keeper;
    private final Map<String, Claim> byPath = new HashMap<>();
    private final List<Network> networks = new ArrayList<>();

    /// By container.
    private final Map<String, Workload> workloads = new HashMap<>();

    /// Of those who share another one's namespace, by the pid of their process.
    private final Map<Integer, Workload> guests = new HashMap<>();

    private final Map<String, String> vteps = new HashMap<>();

    private LabEngine(LabEntry entry, LabState state, int uid) {
        name = entry.name();
        id = EngineId.lab(name, uid);
        keeper = entry.keeper();
        String folder = entry.folder() + "/";
        for (LabState.Host h : state.hosts()) {
            byPath.put(folder + h.file(), new Claim(Kind.LAB_HOST, h.name(), h.name(), null, null));
            vteps.put(h.name(), h.address());
        }
        for (LabState.Container c : state.containers()) {
            workloads.put(c.id(), new Workload(Kind.CONTAINER, c.name(), "", c.id(), c.host(), c.pid()));
        }
        Map<String, Network> of = new HashMap<>();
        for (LabState.Network n : state.networks()) {
            Network network = network(folder, n);
            networks.add(network);
            for (LabState.Segment s : n.segments()) {
                byPath.put(folder + s.file(), new Claim(Kind.OVERLAY, n.name(), s.host(), network, null));
            }
            n.members().forEach(m -> of.putIfAbsent(m.container(), network));
        }
        for (LabState.Bridge b : state.bridges()) {
            Network network = bridge(b);
            networks.add(network);
            b.members().forEach(m -> of.putIfAbsent(m.container(), network));
        }
        if (state.cluster() != null) {
            cluster(folder, state.cluster());
        }
        for (LabState.Container c : state.containers()) {
            Workload w = workloads.get(c.id());
            if (!c.shares().isEmpty()) {
                guests.put(c.pid(), w);
            } else {
                byPath.put(folder + c.file(), new Claim(Kind.CONTAINER, c.name(), c.host(), of.get(c.id()), w));
            }
        }
    }

    private void cluster(String folder, LabState.Cluster c) {
        for (LabState.Pod p : c.pods()) {
            Workload w = new Workload(Kind.POD, p.fullName(), "", p.sandbox(), p.host(), p.pid());
            workloads.put(p.sandbox(), w);
            byPath.put(folder + p.file(), new Claim(Kind.POD, p.fullName(), p.host(), null, w));
        }
    }

    /// An overlay network: the tasks, load balancers and containers of all hosts, as Docker's control plane knows
    /// them.
    private Network network(String folder, LabState.Network n) {
        NetworkDraft draft = new NetworkDraft(id, n.name(), n.id(), "swarm", "overlay", "");
        draft.ipv6 = !n.subnet6().isEmpty();
        draft.mtu = n.mtu();
        draft.vnis.add(n.vni());
        draft.subnets.add(Subnet.of(n.subnet(), n.gateway()));
        if (draft.ipv6) {
            draft.subnets.add(Subnet.of(n.subnet6(), ""));
        }
        for (LabState.Segment s : n.segments()) {
            draft.peers.add(new SwarmPeer(s.host(), Network.address(vteps.getOrDefault(s.host(), ""))));
        }
        for (LabState.Service s : n.services()) {
            draft.services.add(new Service(s.name(), s.id(), Network.address(s.vip())));
        }
        List<Workload> tasks = new ArrayList<>(n.tasks().size());
        for (LabState.Task t : n.tasks()) {
            Workload w = new Workload(Kind.TASK, t.name(), t.service(), t.container(), t.host(), t.pid());
            workloads.put(t.container(), w);
            tasks.add(w);
            draft.endpoints.add(endpoint(n, t, t.endpoint(), w));
        }
        List<Workload> balancers = new ArrayList<>(n.balancers().size());
        for (LabState.Balancer b : n.balancers()) {
            // Docker's names; the second also serves as the id, which a load balancer has not.
            String name = "lb-" + n.name() + "@" + b.host();
            Workload w = new Workload(Kind.LOAD_BALANCER, n.name() + "-endpoint", "", name, b.host(), 0);
            balancers.add(w);
            draft.endpoints.add(endpoint(n, b, b.endpoint(), w));
        }
        members(draft, n, n.members());
        Network network = draft.network();
        for (int i = 0; i < tasks.size(); i++) {
            LabState.Task t = n.tasks().get(i);
            byPath.put(folder + t.file(), new Claim(Kind.TASK, t.shortName(), t.host(), network, tasks.get(i)));
        }
        for (int i = 0; i < balancers.size(); i++) {
            LabState.Balancer b = n.balancers().get(i);
            byPath.put(folder + b.file(), new Claim(Kind.LOAD_BALANCER, n.name(), b.host(), network, balancers.get(i)));
        }
        return network;
    }

    private Network bridge(LabState.Bridge b) {
        NetworkDraft draft = new NetworkDraft(id, b.name(), b.id(), "local", "bridge", b.host());
        draft.mtu = LabState.Bridge.MTU;
        draft.subnets.add(Subnet.of(b.subnet(), b.gateway()));
        members(draft, null, b.members());
        return draft.network();
    }

    private void members(NetworkDraft draft, LabState.Network n, List<LabState.Member> members) {
        for (LabState.Member m : members) {
            Workload w = workloads.get(m.container());
            if (w != null) {
                draft.endpoints.add(endpoint(n, m, m.endpoint(), w));
            }
        }
    }

    /// `n`: the overlay network, null of a bridge.
    private Endpoint endpoint(LabState.Network n, LabState.Plug p, String id, Workload w) {
        IpAddress six = n == null ? null : n.ip6(p);
        return Endpoint.of(
                id,
                w,
                p.mac(),
                p.address(),
                six == null ? "" : six + "/64",
                w.host(),
                vteps.getOrDefault(w.host(), ""));
    }

    /// The lab that its document describes. What is no such document is an [IOException].
    static LabEngine of(LabEntry entry, int uid) throws IOException {
        if (entry.errno() != 0) {
            throw new IOException(Errno.text(entry.errno()));
        }
        // Without a document it is still being made.
        LabState state = entry.document().length == 0
                ? LabState.empty(entry.name(), entry.keeper())
                : LabState.parse(entry.document());
        return new LabEngine(entry, state, uid);
    }

    /// One for each lab whose keeper lives. A document that cannot be read is a gap. `early`: those that were read
    /// before.
    static void addTo(List<Engine> all, Source source, Map<LabEntry, LabEngine> early, List<Gap> gaps) {
        for (LabEntry entry : source.labs()) {
            if (entry.keeper() == 0) {
                continue;
            }
            try {
                LabEngine known = early.get(entry);
                all.add(known != null ? known : of(entry, source.hello().uid()));
            } catch (IOException e) {
                String why = e.getMessage();
                int end = why.indexOf('\n'); // a parser adds where, on further lines
                gaps.add(new Gap("the names of lab " + entry.name(), end < 0 ? why : why.substring(0, end), 0));
            }
        }
    }

    @Override
    public EngineId id() {
        return id;
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        for (String path : namespace.files()) {
            Claim c = byPath.get(path);
            if (c != null) {
                return c;
            }
        }
        boolean keepers = namespace.oldest() != null && namespace.oldest().pid() == keeper;
        return keepers ? new Claim(Kind.LAB, name, null, null, null) : null;
    }

    /// Whether some of its containers share a namespace.
    public boolean shares() {
        return !guests.isEmpty();
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return guests.get(process.pid());
    }

    @Override
    public List<Network> networks() {
        return networks;
    }
}
