package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.core.stream.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Docker engine: what its API says, and where it does not answer, its containers' state on disk. This host's, or one
/// in another mount namespace (KinD, Docker in Docker).
public final class DockerEngine implements Engine {
    private static final String NETNS = "/run/docker/netns/";
    private static final String SWARM = "com.docker.swarm.";
    private static final String COMPOSE = "com.docker.compose.";
    private static final String VNIS = "com.docker.network.driver.overlay.vxlanid_list";

    private final DockerState state;
    private final String name;
    private final String host;
    private final Map<String, Workload> byContainer = new HashMap<>();

    /// By the name of the sandbox's file.
    private final Map<String, Workload> bySandbox = new HashMap<>();

    private final Map<String, Network> networks = new LinkedHashMap<>();

    /// A sandbox's first network, by container.
    private final Map<String, List<String>> attached = new HashMap<>();

    private DockerEngine(DockerState state, String host) {
        this.state = state;
        JsonTree info = state.answer("/info");
        String own = info == null ? "" : info.text("Name");
        this.host = state.root.isEmpty() || own.isEmpty() ? host : own;
        JsonTree version = state.answer("/version");
        String where = "unix://" + state.root + DockerState.SOCKET.strip();
        this.name = version == null
                ? "Docker's state in " + state.root + "/var/lib/docker"
                : "Docker " + version.text("Version") + " (" + where + ")";
        JsonTree known = state.answer("/networks");
        if (known != null) {
            for (JsonTree n : known.elements()) {
                network(n);
            }
        }
        for (JsonTree config : state.configs) {
            config(config);
        }
        JsonTree containers = state.answer("/containers/json?all=1");
        if (containers != null) {
            for (JsonTree c : containers.elements()) {
                container(c);
            }
        }
        for (JsonTree n : state.networks) {
            cluster(n, info == null ? "" : info.at("Swarm").text("NodeAddr"));
        }
    }

    static void addTo(List<Engine> all, Source source, List<Gap> gaps) {
        for (DockerState state : DockerState.of(source.files(), gaps)) {
            all.add(new DockerEngine(state, source.hello().host()));
        }
    }

    /// One of `/networks`.
    private void network(JsonTree n) {
        List<Subnet> subnets = new ArrayList<>();
        for (JsonTree c : n.at("IPAM").at("Config").elements()) {
            subnets.add(new Subnet(c.text("Subnet"), c.text("Gateway")));
        }
        List<Integer> vnis = new ArrayList<>();
        for (String vni : n.at("Options").text(VNIS).split(",")) {
            int v = vni.length() > 0 && vni.length() < 9 && vni.chars().allMatch(d -> d >= '0' && d <= '9')
                    ? Integer.parseInt(vni)
                    : -1;
            if (v >= 0) {
                vnis.add(v);
            }
        }
        String id = n.text("Id");
        networks.put(
                id,
                new Network(
                        name,
                        n.text("Name"),
                        id,
                        n.text("Scope"),
                        n.text("Driver"),
                        n.is("EnableIPv6"),
                        n.is("Internal"),
                        subnets,
                        vnis,
                        new ArrayList<>()));
    }

    /// A `config.v2.json`.
    private void config(JsonTree c) {
        String id = c.text("ID");
        JsonTree settings = c.at("NetworkSettings");
        boolean running = c.at("State").is("Running");
        int pid = state.root.isEmpty() ? c.at("State").number("Pid") : 0;
        String title = c.text("Name");
        JsonTree of = c.at("Config");
        Workload w = workload(id, title, of.text("Image"), of.at("Labels"), pid);
        if (id.isEmpty() || byContainer.putIfAbsent(id, w) != null || !running) {
            return;
        }
        String key = settings.text("SandboxKey");
        if (!key.isEmpty()) {
            bySandbox.put(key.substring(key.lastIndexOf('/') + 1), w);
            endpoints(w, settings.at("Networks"));
        }
    }

    /// One of `/containers/json`.
    private void container(JsonTree c) {
        String id = c.text("Id");
        List<JsonTree> titles = c.at("Names").elements();
        if (id.isEmpty() || titles.isEmpty() || byContainer.containsKey(id)) {
            return;
        }
        Workload w = workload(id, titles.getFirst().text(), c.text("Image"), c.at("Labels"), 0);
        byContainer.put(id, w);
        endpoints(w, c.at("NetworkSettings").at("Networks"));
    }

    private Workload workload(String id, String title, String image, JsonTree labels, int pid) {
        String called = title.startsWith("/") ? title.substring(1) : title;
        String task = labels.text(SWARM + "task.name");
        String service = labels.text(SWARM + "service.name");
        if (!task.isEmpty()) {
            return new Workload(Kind.TASK, task, service, id, host, pid, image, "");
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
                        name, e.getKey(), id, "", "", false, false, List.of(), List.of(), new ArrayList<>());
                networks.put(id, network);
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

    /// One of `/networks/ID?verbose=true`: its load balancer here, and tasks on other hosts.
    private void cluster(JsonTree n, String here) {
        Network network = networks.get(n.text("Id"));
        if (network == null) {
            return;
        }
        for (Map.Entry<String, JsonTree> e : n.at("Containers").members().entrySet()) {
            JsonTree c = e.getValue();
            if (endpoint(network, c.text("EndpointID")) == null) {
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
                                here));
            }
        }
        for (Map.Entry<String, JsonTree> service : n.at("Services").members().entrySet()) {
            for (JsonTree t : service.getValue().at("Tasks").elements()) {
                String vtep = t.at("Info").text("Host IP");
                if (!vtep.equals(here) && endpoint(network, t.text("EndpointID")) == null) {
                    remote(network, service.getKey(), t, vtep);
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
        JsonTree nodes = state.answer("/nodes");
        if (nodes != null) {
            for (JsonTree n : nodes.elements()) {
                String own = n.at("Status").text("Addr");
                String manager = n.at("ManagerStatus").text("Addr");
                if (own.equals(address) || manager.startsWith(address + ":")) {
                    return n.at("Description").text("Hostname");
                }
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

    private static Endpoint endpoint(Network network, String id) {
        for (Endpoint e : network.endpoints()) {
            if (e.id().equals(id)) {
                return e;
            }
        }
        return null;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Claim claim(Found namespace) {
        for (String path : namespace.files()) {
            String folder = state.root + NETNS;
            if (path.startsWith(folder)) {
                Claim c = file(path.substring(folder.length()));
                if (c != null) {
                    return c;
                }
            }
        }
        if (namespace.oldest() == null) {
            return null;
        }
        String id = CgroupEngine.container(namespace.oldest().cgroup());
        Workload w = id == null ? null : byContainer.get(id);
        return w == null || !state.root.isEmpty() && !namespace.files().isEmpty() ? null : claim(w);
    }

    private Claim file(String file) {
        Workload w = bySandbox.get(file);
        if (w != null) {
            return claim(w);
        }
        int dash = file.indexOf('-');
        if (dash > 0) {
            Network n = network(file.substring(dash + 1));
            return n == null ? null : new Claim(Kind.OVERLAY, n.name(), host, n, null);
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
