package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Podman: what its storage keeps (names, bundles, networks), and, where its socket answers, what that says of
/// images, pods and endpoints. It needs no daemon.
public final class PodmanEngine implements Engine {
    private static final String STORAGE = "/var/lib/containers/storage";
    private static final String CONFIGURED = "/etc/containers/networks/";
    private static final String SANDBOX = "io.kubernetes.cri-o.SandboxID";

    private final EngineFiles files;

    /// Where it keeps all: root's folder, or a user's.
    private final String storage;

    private final EngineId id;
    private final String host;
    private final Containers containers = new Containers();
    private final Map<String, NetworkDraft> drafts = new LinkedHashMap<>();

    /// Containers with a namespace of their own.
    private final Set<String> owners = new HashSet<>();

    private PodmanEngine(
            EngineFiles files, String storage, List<OciBundle> bundles, Api api, String host, List<Gap> gaps) {
        this.files = files;
        this.storage = storage;
        this.host = host;
        this.id = api == null ? files.engine(EngineId.Kind.PODMAN, storage) : api.engine(EngineId.Kind.PODMAN);
        Map<String, JsonTree> stored = stored(gaps);
        Map<String, String> pods = api == null ? podsOf(bundles) : podsOf(api);
        for (OciBundle b : bundles) {
            if (pods.containsKey(b.id())) {
                containers.add(new Workload(Kind.POD, pods.get(b.id()), "", b.id(), host, pid(b)), b.netns());
            }
        }
        for (OciBundle b : bundles) {
            if (!b.netns().isEmpty() && !b.netns().startsWith(files.root() + "/proc/")) {
                owners.add(b.id());
            }
            JsonTree s = stored.getOrDefault(b.id(), JsonTree.nothing());
            List<JsonTree> names = s.at("names").elements();
            String called = names.isEmpty() ? b.id() : names.getFirst().text();
            containers.add(new Workload(Kind.CONTAINER, called, "", b.id(), host, pid(b), image(s), ""), b.netns());
        }
        if (api == null) {
            configured(gaps);
            for (NetworkDraft n : CniResults.drafts(id, host, files, containers, gaps)) {
                drafts.putIfAbsent(n.id, n);
            }
        } else {
            answered(api, pods);
        }
    }

    private int pid(OciBundle b) {
        return files.root().isEmpty() ? b.pid() : 0;
    }

    /// One for each storage, with the socket that tells of it, and one for each further socket: users have their
    /// own.
    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        String host = source.hello().host();
        for (EngineFiles f : files) {
            Map<String, List<OciBundle>> storages = OciBundle.storages(f, new ArrayList<>()); // told by CRI-O's
            for (Api api : f.apis()) {
                if (!api.podman()) {
                    continue;
                }
                String root = api.at("/info").text("DockerRootDir");
                root = root.isEmpty() && api.path.startsWith("/run/podman/") ? STORAGE : root;
                List<OciBundle> bundles = storages.remove(root);
                all.add(new PodmanEngine(f, root, own(bundles), api, host, gaps));
            }
            storages.forEach((storage, bundles) -> {
                if (!own(bundles).isEmpty()) {
                    all.add(new PodmanEngine(f, storage, own(bundles), null, host, gaps));
                }
            });
        }
    }

    private static List<OciBundle> own(List<OciBundle> bundles) {
        return bundles == null
                ? List.of()
                : bundles.stream().filter(b -> !CrioEngine.owns(b)).toList();
    }

    /// `containers.json`, by id.
    private Map<String, JsonTree> stored(List<Gap> gaps) {
        Map<String, JsonTree> all = new HashMap<>();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (!storage.isEmpty()
                    && e.getKey().startsWith(storage)
                    && e.getKey().endsWith("/containers.json")) {
                JsonTree list = json(e.getValue(), gaps);
                for (JsonTree c : list.elements()) {
                    all.put(c.text("id"), c);
                }
            }
        }
        return all;
    }

    private static JsonTree json(FileEntry f, List<Gap> gaps) {
        try {
            if (f.errno() == 0) {
                return JsonTree.parse(f.content(), 0);
            }
            gaps.add(new Gap(f.path(), Errno.text(f.errno()), f.errno()));
        } catch (IOException e) {
            gaps.add(new Gap(f.path(), "not JSON: " + JsonTree.why(e), 0));
        }
        return JsonTree.nothing();
    }

    /// Its metadata is a document in a string.
    private static String image(JsonTree stored) {
        String metadata = stored.text("metadata");
        try {
            byte[] b = metadata.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return b.length == 0 ? "" : JsonTree.parse(b, 0).text("image-name");
        } catch (IOException e) {
            return ""; // another program's metadata
        }
    }

    /// The pods' names by their infra containers: those to which others belong. A pod is its infra container's host
    /// name.
    private static Map<String, String> podsOf(List<OciBundle> bundles) {
        Map<String, String> pods = new HashMap<>();
        for (OciBundle b : bundles) {
            for (OciBundle infra : bundles) {
                if (!infra.id().equals(b.id()) && infra.id().equals(b.annotation(SANDBOX))) {
                    pods.put(infra.id(), infra.hostname());
                }
            }
        }
        return pods;
    }

    private static Map<String, String> podsOf(Api api) {
        Map<String, String> pods = new HashMap<>();
        for (JsonTree pod : api.at("/v4.0.0/libpod/pods/json").elements()) {
            pods.put(pod.text("InfraId"), pod.text("Name"));
        }
        return pods;
    }

    /// The networks that are configured, root's below `/etc`, a user's in his storage; and netavark's book of who
    /// has which address. MACs are in neither.
    private void configured(List<Gap> gaps) {
        boolean users = !storage.equals(STORAGE);
        String folder = users ? storage + "/networks/" : CONFIGURED;
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (e.getKey().startsWith(folder)) {
                NetworkDraft n = configured(json(e.getValue(), gaps));
                drafts.put(n.id, n);
            }
        }
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (e.getKey().endsWith(ADDRESSES) && e.getKey().startsWith("/run/user/") == users) {
                addresses(e.getValue(), gaps);
            }
        }
    }

    private static final String ADDRESSES = "/containers/networks/ipam.db";

    /// Podman has its default network in no file.
    private static final String DEFAULT = "podman";

    private NetworkDraft configured(JsonTree n) {
        List<Subnet> subnets = new ArrayList<>();
        for (JsonTree s : n.at("subnets").elements()) {
            subnets.add(Subnet.of(s.text("subnet"), s.text("gateway")));
        }
        return network(n.text("name"), n.text("id"), n.text("driver"), n.is("ipv6_enabled"), n.is("internal"), subnets);
    }

    private NetworkDraft network(
            String called, String id, String driver, boolean ipv6, boolean internal, List<Subnet> subnets) {
        NetworkDraft draft = new NetworkDraft(this.id, called, id, "local", driver, host);
        draft.ipv6 = ipv6;
        draft.internal = internal;
        draft.subnets.addAll(subnets);
        return draft;
    }

    /// A bucket for each network, in it one for each range, and `ids`: by container the list of its addresses.
    private void addresses(FileEntry f, List<Gap> gaps) {
        try {
            if (f.errno() != 0) {
                gaps.add(new Gap(f.path(), Errno.text(f.errno()), f.errno()));
                return;
            }
            for (Map.Entry<String, BoltFile.Bucket> e :
                    BoltFile.read(f.content()).buckets().entrySet()) {
                for (Map.Entry<String, byte[]> ids :
                        e.getValue().at("ids").values().entrySet()) {
                    Workload w = containers.id(ids.getKey());
                    if (w != null) {
                        endpoint(named(e.getKey(), e.getValue()), w, JsonTree.parse(ids.getValue(), 0));
                    }
                }
            }
        } catch (IOException x) {
            gaps.add(new Gap(f.path(), JsonTree.why(x), 0));
        }
    }

    private NetworkDraft named(String called, BoltFile.Bucket bucket) {
        for (NetworkDraft n : drafts.values()) {
            if (n.name.equals(called)) {
                return n;
            }
        }
        List<Subnet> subnets = new ArrayList<>(1);
        bucket.buckets().keySet().stream().filter(k -> k.indexOf('/') > 0).forEach(k -> subnets.add(Subnet.of(k, "")));
        NetworkDraft n = network(called, called, called.equals(DEFAULT) ? "bridge" : "", false, false, subnets);
        drafts.put(called, n);
        return n;
    }

    private void endpoint(NetworkDraft n, Workload w, JsonTree addresses) {
        Prefix v4 = null;
        Prefix v6 = null;
        for (JsonTree a : addresses.elements()) {
            IpAddress ip = Network.address(a.text());
            for (Subnet s : ip == null ? List.<Subnet>of() : n.subnets) {
                if (s.range() == null || s.range().address().isV4() != ip.isV4()) {
                    continue;
                }
                if (!ip.isV4()) {
                    v6 = new Prefix(ip, s.range().length());
                } else if (s.range().contains(ip)) {
                    v4 = new Prefix(ip, s.range().length());
                }
            }
        }
        n.endpoints.add(new Endpoint(w.container() + " " + n.name, w, null, v4, v6, host, null));
    }

    private void answered(Api api, Map<String, String> pods) {
        for (JsonTree c : api.at("/containers/json?all=1").elements()) {
            List<JsonTree> names = c.at("Names").elements();
            String container = c.text("Id");
            String called = names.isEmpty() ? container : names.getFirst().text();
            String pod = pods.get(container);
            containers.add(
                    new Workload(
                            pod == null ? Kind.CONTAINER : Kind.POD,
                            pod != null ? pod : called.startsWith("/") ? called.substring(1) : called,
                            "",
                            container,
                            host,
                            0,
                            c.text("Image"),
                            c.at("Labels").text("com.docker.compose.project")),
                    "");
        }
        for (JsonTree n : api.at("/networks").elements()) {
            NetworkDraft network = ApiNetwork.of(id, host, n);
            drafts.put(network.id, network);
            for (Map.Entry<String, JsonTree> e : n.at("Containers").members().entrySet()) {
                Workload w = containers.id(e.getKey());
                JsonTree c = e.getValue();
                // Who shares another's namespace repeats what that one has.
                Endpoint told = Endpoint.of(
                        e.getKey() + " " + network.name,
                        w,
                        c.text("MacAddress"),
                        c.text("IPv4Address"),
                        c.text("IPv6Address"),
                        host,
                        "");
                boolean again = told.mac() != null
                        && network.endpoints.stream().anyMatch(p -> told.mac().equals(p.mac()));
                if (w != null && (!again || w.kind() == Kind.POD || owners.contains(e.getKey()))) {
                    network.endpoints.removeIf(
                            p -> told.mac() != null && told.mac().equals(p.mac()));
                    network.endpoints.add(told);
                }
            }
        }
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
    public Claim claim(DiscoveredNetns namespace) {
        return Claim.of(containers.of(namespace), networks());
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return containers.of(process, container);
    }

    @Override
    public List<Network> networks() {
        return NetworkDraft.networks(drafts.values());
    }
}
