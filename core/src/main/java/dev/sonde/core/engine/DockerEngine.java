package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.SourceEntry;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Docker engine: what its API says, and where it does not answer, its containers' state on disk. This host's,
/// one in another mount namespace (KinD, Docker in Docker), or a user's own.
public final class DockerEngine implements Engine {
    private static final String NETNS = "/run/docker/netns/";
    private static final String SOCKET = "/run/docker.sock";
    private static final String DATA = "/var/lib/docker";
    private static final String CONTAINERS = "/containers/";
    private static final String CONFIG = "/config.v2.json";
    private static final String STORE = "/network/files/local-kv.db";
    private static final String SWARM = "com.docker.swarm.";
    private static final String COMPOSE = "com.docker.compose.";
    private static final String KUBERNETES = "io.kubernetes.";

    private final EngineFiles files;
    private final Api api;
    private final EngineId id;
    private final String host;
    private final Containers containers = new Containers();
    private final Map<String, NetworkDraft> drafts = new LinkedHashMap<>();

    /// The networks of a sandbox, by container.
    private final Map<String, List<String>> attached = new HashMap<>();

    /// What lies on disk of an engine: the folder of its data, each container's `config.v2.json`, and its networks,
    /// null where they could not be read. `source`: whose the first of these files is; null: there is none.
    private record Kept(String data, SourceEntry source, List<JsonTree> configs, DockerStore store) {
        Kept(String data, SourceEntry source) {
            this(data, source, new ArrayList<>(), null);
        }
    }

    private DockerEngine(EngineFiles files, Api api, Kept kept, Source source) {
        this.files = files;
        this.api = api;
        JsonTree info = api.at("/info");
        String own = info.text("Name");
        this.host = files.root().isEmpty() || own.isEmpty() ? source.hello().host() : own;
        this.id = api.answers()
                ? api.engine(EngineId.Kind.DOCKER)
                : files.engine(EngineId.Kind.DOCKER, kept.data(), kept.source());
        for (JsonTree n : api.at("/networks").elements()) {
            NetworkDraft network = ApiNetwork.of(id, host, n);
            network.settings = ApiNetwork.dockers(n);
            drafts.put(network.id, network);
        }
        DockerStore store = api.answers() ? null : kept.store();
        if (store != null) {
            store.networks(id, host, drafts);
        }
        for (JsonTree config : kept.configs()) {
            config(config);
        }
        if (store != null) {
            store.balancers(host, drafts);
        }
        for (JsonTree c : api.at("/containers/json?all=1").elements()) {
            container(c);
        }
        for (JsonTree n : api.networks) {
            cluster(n, info.at("Swarm").text("NodeAddr"));
        }
        overlays(source);
    }

    /// One for each socket behind which a Docker answers, and one for what lies on disk without any.
    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        List<Api> known = new ArrayList<>();
        for (EngineFiles f : files) {
            Map<String, Kept> onDisk = onDisk(f, gaps);
            for (Api api : f.apis()) {
                if (api.podman() || known.stream().anyMatch(api::same)) {
                    continue;
                }
                known.add(api);
                String data = api.at("/info").text("DockerRootDir");
                data = data.isEmpty() && api.path.equals(SOCKET) ? DATA : data;
                Kept kept = onDisk.remove(data);
                if (api.answers() || kept != null) {
                    all.add(new DockerEngine(f, api, kept == null ? new Kept(data, null) : kept, source));
                }
            }
            onDisk.keySet().removeIf(data -> daemons(files, f, data));
            for (Kept kept : onDisk.values()) {
                all.add(new DockerEngine(f, new Api("", "", SourceEntry.HOST), kept, source));
            }
        }
    }

    /// Whether a folder in a user's home is that of a daemon which was met, and which sees it as well: then what
    /// lies behind the daemon's root counts.
    private static boolean daemons(List<EngineFiles> files, EngineFiles here, String data) {
        if (!here.root().isEmpty() || !data.startsWith("/home/")) {
            return false;
        }
        for (EngineFiles f : files) {
            boolean same = f != here
                    && f.source(data).uid() == here.source(data).uid()
                    && f.files().keySet().stream()
                            .anyMatch(p -> p.startsWith(data.concat(CONTAINERS)) || p.equals(data.concat(STORE)));
            if (same) {
                return true;
            }
        }
        return false;
    }

    /// What lies on disk, by the folder in which an engine keeps its data.
    private static Map<String, Kept> onDisk(EngineFiles files, List<Gap> gaps) {
        Map<String, Kept> all = new LinkedHashMap<>();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            String path = e.getKey();
            boolean store = path.endsWith(STORE);
            int at = store ? path.length() - STORE.length() : path.lastIndexOf(CONTAINERS);
            FileEntry f = e.getValue();
            if (at < 0 || !store && !path.endsWith(CONFIG)) {
                continue;
            }
            if (f.errno() != 0) {
                gaps.add(new Gap(f.path(), Errno.text(f.errno()), f.errno()));
                continue;
            }
            Kept kept = all.computeIfAbsent(path.substring(0, at), data -> new Kept(data, f.source()));
            try {
                if (store) {
                    all.put(
                            kept.data(),
                            new Kept(kept.data(), kept.source(), kept.configs(), DockerStore.of(f.content())));
                } else {
                    kept.configs().add(JsonTree.parse(f.content(), 0));
                }
            } catch (IOException x) {
                gaps.add(new Gap(f.path(), store ? JsonTree.why(x) : "not JSON: " + JsonTree.why(x), 0));
            }
        }
        return all;
    }

    /// A `config.v2.json`.
    private void config(JsonTree c) {
        String id = c.text("ID");
        JsonTree settings = c.at("NetworkSettings");
        boolean running = c.at("State").is("Running");
        int pid = running && files.root().isEmpty() ? c.at("State").number("Pid") : 0;
        JsonTree of = c.at("Config");
        Workload w = workload(id, c.text("Name"), of.text("Image"), of.at("Labels"), pid);
        if (id.isEmpty() || containers.id(id) != null) {
            return;
        }
        String key = settings.text("SandboxKey");
        // Its sandbox is gone with it; a key that is left in its state may name another's by now.
        containers.add(w, running && !key.isEmpty() ? files.handle(key) : "");
        if (running && !key.isEmpty()) {
            endpoints(w, settings.at("Networks"));
        }
    }

    /// One of `/containers/json`.
    private void container(JsonTree c) {
        String id = c.text("Id");
        List<JsonTree> titles = c.at("Names").elements();
        if (id.isEmpty() || titles.isEmpty() || containers.id(id) != null) {
            return;
        }
        Workload w = workload(id, titles.getFirst().text(), c.text("Image"), c.at("Labels"), 0);
        containers.add(w, "");
        endpoints(w, c.at("NetworkSettings").at("Networks"));
    }

    private Workload workload(String id, String title, String image, JsonTree labels, int pid) {
        String called = title.startsWith("/") ? title.substring(1) : title;
        String task = labels.text(SWARM + "task.name");
        String service = labels.text(SWARM + "service.name");
        // An image has labels too: they count where the name, which the orchestrator gives, says the same.
        if (!task.isEmpty() && called.equals(task)) {
            String serviceId = labels.text(SWARM + "service.id");
            return new Workload(Kind.TASK, task, service, id, host, pid, image, "", serviceId);
        }
        String pod = labels.text(KUBERNETES + "pod.name");
        String inName = "_" + pod + "_" + labels.text(KUBERNETES + "pod.namespace") + "_";
        if (!pod.isEmpty() && called.startsWith("k8s_") && called.contains(inName)) { // kubelet's, by cri-dockerd
            boolean sandbox = labels.text(KUBERNETES + "docker.type").equals("podsandbox");
            String whole = labels.text(KUBERNETES + "pod.namespace") + "/" + pod;
            return sandbox
                    ? new Workload(Kind.POD, whole, "", id, host, pid)
                    : new Workload(
                            Kind.CONTAINER, labels.text(KUBERNETES + "container.name"), "", id, host, pid, image, "");
        }
        String project = labels.text(COMPOSE + "project");
        String part = project.isEmpty() ? "" : project + "/" + labels.text(COMPOSE + "service");
        return new Workload(Kind.CONTAINER, called, part, id, host, pid, image, project);
    }

    private void endpoints(Workload w, JsonTree of) {
        for (Map.Entry<String, JsonTree> e : of.members().entrySet()) {
            JsonTree n = e.getValue();
            String id = n.text("NetworkID");
            if (id.isEmpty() || n.text("EndpointID").isEmpty()) {
                continue;
            }
            NetworkDraft network = drafts.get(id);
            if (network == null) { // no API: all that the disk tells
                network = new NetworkDraft(this.id, e.getKey(), id, "", "", host);
                network.ipv6 = !n.text("GlobalIPv6Address").isEmpty();
                drafts.put(id, network);
            }
            if (network.subnets.isEmpty()) {
                String range = Ranges.of(n.text("IPAddress") + "/" + n.text("IPPrefixLen"));
                if (!range.isEmpty()) {
                    network.subnets.add(Subnet.of(range, n.text("Gateway")));
                }
            }
            String v4 = n.text("IPAddress");
            String v6 = n.text("GlobalIPv6Address");
            network.endpoints.add(Endpoint.of(
                    n.text("EndpointID"),
                    w,
                    n.text("MacAddress"),
                    v4.isEmpty() ? "" : v4 + "/" + n.text("IPPrefixLen"),
                    v6.isEmpty() ? "" : v6 + "/" + n.text("GlobalIPv6PrefixLen"),
                    host,
                    ""));
            attached.computeIfAbsent(w.container(), k -> new ArrayList<>(1)).add(id);
        }
    }

    /// Of networks that nobody described: those with a namespace of their own are overlays.
    private void overlays(Source source) {
        String folder = files.root() + NETNS;
        for (HandleEntry h : source.handles()) {
            int dash = h.path().indexOf('-', folder.length());
            if (!h.path().startsWith(folder) || dash < 0) {
                continue;
            }
            NetworkDraft n = draft(h.path().substring(dash + 1));
            if (n != null && n.driver.isEmpty()) {
                n.overlay();
            }
        }
    }

    /// One of `/networks/ID`: its load balancer here, and with `?verbose=true` tasks on other hosts.
    private void cluster(JsonTree n, String here) {
        NetworkDraft network = drafts.get(n.text("Id"));
        if (network == null) {
            return;
        }
        // That of this host: the list has the cluster's.
        network.settings = ApiNetwork.dockers(n);
        String vtep = network.driver.equals("overlay") ? here : "";
        for (JsonTree p : n.at("Peers").elements()) {
            String address = p.text("IP");
            String there = node(address);
            String name = p.text("Name");
            network.peers.add(new SwarmPeer(there.equals(address) ? name : there, Network.address(address), name));
        }
        for (Map.Entry<String, JsonTree> e : n.at("Containers").members().entrySet()) {
            JsonTree c = e.getValue();
            if (network.endpoint(c.text("EndpointID")) == null) {
                boolean balancer = e.getKey().startsWith("lb-") || e.getKey().equals("ingress-sbox");
                Kind kind = balancer ? Kind.LOAD_BALANCER : Kind.CONTAINER;
                Workload w = new Workload(kind, c.text("Name"), "", e.getKey(), host, 0);
                network.endpoints.add(Endpoint.of(
                        c.text("EndpointID"),
                        w,
                        c.text("MacAddress"),
                        c.text("IPv4Address"),
                        c.text("IPv6Address"),
                        host,
                        vtep));
            }
        }
        for (Map.Entry<String, JsonTree> service : n.at("Services").members().entrySet()) {
            IpAddress vip = Network.address(service.getValue().text("VIP"));
            if (vip != null && !service.getKey().isEmpty()) {
                network.services.add(service(service.getKey(), vip, service.getValue()));
            }
            for (JsonTree t : service.getValue().at("Tasks").elements()) {
                String there = t.at("Info").text("Host IP");
                if (!there.equals(here) && network.endpoint(t.text("EndpointID")) == null) {
                    remote(network, service.getKey(), t, there);
                }
            }
        }
    }

    private static Service service(String name, IpAddress vip, JsonTree s) {
        List<Service.Task> tasks = new ArrayList<>();
        for (JsonTree t : s.at("Tasks").elements()) {
            IpAddress ip = Network.address(t.text("EndpointIP"));
            if (ip != null) {
                tasks.add(new Service.Task(t.text("Name"), ip));
            }
        }
        List<String> ports = new ArrayList<>();
        for (JsonTree p : s.at("Ports").elements()) {
            ports.add(p.text());
        }
        return new Service(name, "", vip, s.number("LocalLBIndex"), ports, tasks);
    }

    private void remote(NetworkDraft network, String service, JsonTree t, String vtep) {
        String ip = t.text("EndpointIP");
        Kind kind = service.isEmpty() ? Kind.CONTAINER : Kind.TASK;
        String there = node(vtep);
        Workload w = new Workload(kind, t.text("Name"), service, "", there, 0);
        IpAddress address = Network.address(ip);
        Prefix range =
                network.subnets.isEmpty() ? null : network.subnets.getFirst().range();
        Prefix v4 = address == null ? null : new Prefix(address, range == null ? Prefix.NONE : range.length());
        LinkAddress mac = address == null || !address.isV4() ? null : DockerMac.of(address);
        network.endpoints.add(new Endpoint(t.text("EndpointID"), w, mac, v4, null, there, Network.address(vtep)));
    }

    /// A manager tells of all nodes; a worker of itself and of its managers.
    @Override
    public List<SwarmNode> nodes() {
        JsonTree swarm = api.at("/info").at("Swarm");
        String own = swarm.text("NodeID");
        List<SwarmNode> all = new ArrayList<>();
        for (JsonTree n : api.at("/nodes").elements()) {
            JsonTree status = n.at("Status");
            String name = n.at("Description").text("Hostname");
            IpAddress at = Network.address(status.text("Addr"));
            boolean self = n.text("ID").equals(own);
            all.add(new SwarmNode(id, n.text("ID"), name, at, self, status.text("State"), n.text("UpdatedAt")));
        }
        if (all.isEmpty() && !own.isEmpty()) {
            all.add(new SwarmNode(id, own, node(), Network.address(swarm.text("NodeAddr")), true, "", ""));
            // A manager, which lists itself here too, has not answered.
            boolean worker = !swarm.is("ControlAvailable");
            for (JsonTree m : worker ? swarm.at("RemoteManagers").elements() : List.<JsonTree>of()) {
                String at = withoutPort(m.text("Addr"));
                all.add(new SwarmNode(id, m.text("NodeID"), at, Network.address(at), false, "", ""));
            }
        }
        return all;
    }

    /// `10.99.0.1:2377`, `[fd00::1]:2377`.
    private static String withoutPort(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /// What the swarm calls the host with this address; on a worker, which is not told, the address.
    private String node(String address) {
        for (JsonTree n : api.at("/nodes").elements()) {
            String own = n.at("Status").text("Addr");
            String manager = n.at("ManagerStatus").text("Addr");
            if (own.equals(address) || manager.startsWith(address + ":")) {
                return n.at("Description").text("Hostname");
            }
        }
        return address;
    }

    @Override
    public EngineId id() {
        return id;
    }

    @Override
    public int daemon() {
        return files.pid();
    }

    @Override
    public String node() {
        return api.at("/info").text("Name");
    }

    @Override
    public Claim claim(DiscoveredNetns namespace) {
        for (String path : namespace.files()) {
            String folder = files.root() + NETNS;
            Claim c = path.startsWith(folder) ? file(path.substring(folder.length())) : null;
            if (c != null) {
                return c;
            }
        }
        Workload w = containers.of(namespace);
        return w == null ? null : claim(w);
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return containers.of(process, container);
    }

    @Override
    public List<Workload> guests(DiscoveredNetns namespace) {
        return containers.sharing(namespace);
    }

    /// What only networks have: a container's file is known by its state.
    private Claim file(String file) {
        int dash = file.indexOf('-');
        if (dash > 0) {
            Network n = network(file.substring(dash + 1));
            return n == null ? null : new Claim(Kind.OVERLAY, n.name(), host, n, null);
        }
        if (file.equals("ingress_sbox")) {
            for (Network n : networks()) {
                if (n.name().equals("ingress")) {
                    return new Claim(Kind.INGRESS, n.name(), host, n, null);
                }
            }
        }
        if (file.startsWith("lb_")) {
            Network n = network(file.substring(3));
            return n == null ? null : new Claim(Kind.LOAD_BALANCER, n.name(), host, n, null);
        }
        return null;
    }

    /// The one network whose id begins so, or null.
    private Network network(String id) {
        NetworkDraft n = draft(id);
        return n == null ? null : n.network();
    }

    private NetworkDraft draft(String id) {
        NetworkDraft found = null;
        for (NetworkDraft n : drafts.values()) {
            if (!id.isEmpty() && n.id.startsWith(id)) {
                if (found != null) {
                    return null;
                }
                found = n;
            }
        }
        return found;
    }

    private Claim claim(Workload w) {
        List<String> ids = attached.getOrDefault(w.container(), List.of());
        Network network = null;
        for (String id : ids) {
            NetworkDraft draft = drafts.get(id);
            Network n = draft == null ? null : draft.network();
            // A task is of its overlay, not of the bridge by which it reaches the world.
            if (network == null || network.driver().equals("bridge")) {
                network = n;
            }
        }
        String called = w.name();
        if (w.kind() == Kind.TASK) {
            int dot = called.indexOf('.', w.service().length() + 1);
            called = dot > 0 && called.startsWith(w.service()) ? called.substring(0, dot) : called;
        }
        return new Claim(w.kind(), called, host, network, w);
    }

    @Override
    public List<Network> networks() {
        return NetworkDraft.networks(drafts.values());
    }
}
