package dev.sonde.core.engine;

import dev.sonde.core.connection.Errnos;
import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Docker engine: what its API says, and where it does not answer, its containers' state on disk. This host's, one in
/// another mount namespace (KinD, Docker in Docker), or a user's own.
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
    private final String name;
    private final String host;
    private final Containers containers = new Containers();
    private final Map<String, Network> networks = new LinkedHashMap<>();

    /// The networks of a sandbox, by container.
    private final Map<String, List<String>> attached = new HashMap<>();

    /// What lies on disk of an engine: the folder of its data, each container's `config.v2.json`, and its networks,
    /// null where they could not be read.
    private record Kept(String data, List<JsonTree> configs, DockerStore store) {
        Kept(String data) {
            this(data, new ArrayList<>(), null);
        }
    }

    private DockerEngine(EngineFiles files, Api api, Kept kept, Source source) {
        this.files = files;
        this.api = api;
        JsonTree info = api.at("/info");
        String own = info.text("Name");
        this.host = files.root().isEmpty() || own.isEmpty() ? source.hello().host() : own;
        this.name = api.answers() ? api.name("Docker") : "Docker's state in " + files.root() + kept.data();
        for (JsonTree n : api.at("/networks").elements()) {
            Network network = ApiNetwork.of(name, host, n);
            networks.put(network.id(), network);
        }
        DockerStore store = api.answers() ? null : kept.store();
        if (store != null) {
            store.networks(name, host, networks);
        }
        for (JsonTree config : kept.configs()) {
            config(config);
        }
        if (store != null) {
            store.balancers(host, networks);
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
        List<String> ids = new ArrayList<>();
        for (EngineFiles f : files) {
            Map<String, Kept> onDisk = onDisk(f, gaps);
            for (Api api : f.apis()) {
                if (api.podman() || !api.id().isEmpty() && ids.contains(api.id())) {
                    continue;
                }
                ids.add(api.id());
                String data = api.at("/info").text("DockerRootDir");
                data = data.isEmpty() && api.path.equals(SOCKET) ? DATA : data;
                Kept kept = onDisk.remove(data);
                if (api.answers() || kept != null) {
                    all.add(new DockerEngine(f, api, kept == null ? new Kept(data) : kept, source));
                }
            }
            onDisk.keySet().removeIf(data -> daemons(files, f, data));
            for (Kept kept : onDisk.values()) {
                all.add(new DockerEngine(f, new Api("", ""), kept, source));
            }
        }
    }

    /// Whether a folder in a user's home is that of a daemon which was met, and which sees it as well: then what lies
    /// behind the daemon's root counts.
    private static boolean daemons(List<EngineFiles> files, EngineFiles here, String data) {
        if (!here.root().isEmpty() || !data.startsWith("/home/")) {
            return false;
        }
        for (EngineFiles f : files) {
            boolean same = f != here
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
                gaps.add(new Gap(f.path(), Errnos.text(f.errno()), f.errno()));
                continue;
            }
            Kept kept = all.computeIfAbsent(path.substring(0, at), Kept::new);
            try {
                if (store) {
                    all.put(kept.data(), new Kept(kept.data(), kept.configs(), DockerStore.of(f.content())));
                } else {
                    kept.configs().add(JsonTree.parse(f.content(), 0));
                }
            } catch (IOException x) {
                gaps.add(new Gap(f.path(), store ? JsonTree.why(x) : "it is no JSON: " + JsonTree.why(x), 0));
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
        if (!task.isEmpty()) {
            return new Workload(Kind.TASK, task, service, id, host, pid, image, "");
        }
        String pod = labels.text(KUBERNETES + "pod.name");
        if (!pod.isEmpty()) { // kubelet's, through cri-dockerd
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
            Network network = networks.get(id);
            if (network == null) { // no API: all that the disk tells
                network = new Network(
                        name,
                        e.getKey(),
                        id,
                        "",
                        "",
                        !n.text("GlobalIPv6Address").isEmpty(),
                        false,
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        host,
                        0,
                        new ArrayList<>());
                networks.put(id, network);
            }
            if (network.subnets().isEmpty()) {
                String range = Ranges.of(n.text("IPAddress") + "/" + n.text("IPPrefixLen"));
                if (!range.isEmpty()) {
                    network.subnets().add(new Subnet(range, n.text("Gateway")));
                }
            }
            String v4 = n.text("IPAddress");
            String v6 = n.text("GlobalIPv6Address");
            network.endpoints()
                    .add(new Endpoint(
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
            Network n = network(h.path().substring(dash + 1));
            if (n != null && n.driver().isEmpty()) {
                networks.put(n.id(), n.overlay());
            }
        }
    }

    /// One of `/networks/ID`: its load balancer here, and with `?verbose=true` tasks on other hosts.
    private void cluster(JsonTree n, String here) {
        Network listed = networks.get(n.text("Id"));
        if (listed == null) {
            return;
        }
        // That of this host: the list has the cluster's.
        Network network = listed.with(ApiNetwork.settings(n));
        networks.put(network.id(), network);
        String vtep = network.driver().equals("overlay") ? here : "";
        for (JsonTree p : n.at("Peers").elements()) {
            String address = p.text("IP");
            String there = node(address);
            String name = p.text("Name");
            network.peers().add(new SwarmPeer(there.equals(address) ? name : there, address, name));
        }
        for (Map.Entry<String, JsonTree> e : n.at("Containers").members().entrySet()) {
            JsonTree c = e.getValue();
            if (ApiNetwork.endpoint(network, c.text("EndpointID")) == null) {
                boolean balancer = e.getKey().startsWith("lb-") || e.getKey().equals("ingress-sbox");
                Kind kind = balancer ? Kind.LOAD_BALANCER : Kind.CONTAINER;
                Workload w = new Workload(kind, c.text("Name"), "", e.getKey(), host, 0);
                network.endpoints()
                        .add(new Endpoint(
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
            for (JsonTree t : service.getValue().at("Tasks").elements()) {
                String there = t.at("Info").text("Host IP");
                if (!there.equals(here) && ApiNetwork.endpoint(network, t.text("EndpointID")) == null) {
                    remote(network, service.getKey(), t, there);
                }
            }
        }
    }

    private void remote(Network network, String service, JsonTree t, String vtep) {
        String ip = t.text("EndpointIP");
        Kind kind = service.isEmpty() ? Kind.CONTAINER : Kind.TASK;
        String there = node(vtep);
        Workload w = new Workload(kind, t.text("Name"), service, "", there, 0);
        String range =
                network.subnets().isEmpty() ? "" : network.subnets().getFirst().range();
        int slash = range.indexOf('/');
        String v4 = slash < 0 ? ip : ip + range.substring(slash);
        network.endpoints().add(new Endpoint(t.text("EndpointID"), w, mac(ip), v4, "", there, vtep));
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

    /// Docker makes the MAC of an overlay's endpoint of its address: `02:42` and its four bytes.
    static String mac(String ip) {
        String[] parts = ip.split("\\.", -1);
        StringBuilder b = new StringBuilder("02:42");
        for (String part : parts) {
            if (parts.length != 4 || part.isEmpty() || part.length() > 3) {
                return "";
            }
            int v = 0;
            for (int i = 0; i < part.length(); i++) {
                v = 10 * v + Character.digit(part.charAt(i), 10);
            }
            if (v < 0 || v > 255) {
                return "";
            }
            b.append(v < 16 ? ":0" : ":").append(Integer.toHexString(v));
        }
        return b.toString();
    }

    @Override
    public String name() {
        return name;
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
            for (Network n : networks.values()) {
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
        Network found = null;
        for (Network n : networks.values()) {
            if (!id.isEmpty() && n.id().startsWith(id)) {
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
            Network n = networks.get(id);
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
        return new ArrayList<>(networks.values());
    }
}
