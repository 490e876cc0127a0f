package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.FileEntry;
import dev.sonde.core.stream.ProcessEntry;
import dev.sonde.core.stream.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Podman: what its storage keeps (names, bundles, networks), and, where its socket answers, what that says of images,
/// pods and endpoints. It needs no daemon.
public final class PodmanEngine implements Engine {
    private static final String STORAGE = "/var/lib/containers/storage";
    private static final String SANDBOX = "io.kubernetes.cri-o.SandboxID";

    private final EngineFiles files;
    private final String name;
    private final String host;
    private final Containers containers = new Containers();
    private final Map<String, Network> networks = new LinkedHashMap<>();

    /// Containers with a namespace of their own.
    private final Set<String> owners = new HashSet<>();

    private PodmanEngine(EngineFiles files, List<OciBundle> bundles, Api api, String host, List<Gap> gaps) {
        this.files = files;
        this.host = host;
        this.name = api == null ? "Podman's storage in " + files.root() + STORAGE : api.name("Podman");
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
        } else {
            answered(api, pods);
        }
    }

    private int pid(OciBundle b) {
        return files.root().isEmpty() ? b.pid() : 0;
    }

    /// One for each storage, with the socket that tells of it, and one for each further socket: users have their own.
    static void addTo(List<Engine> all, List<EngineFiles> files, Source source, List<Gap> gaps) {
        for (EngineFiles f : files) {
            List<OciBundle> bundles = new ArrayList<>();
            for (OciBundle b : OciBundle.storage(f, gaps)) {
                if (!CrioEngine.owns(b)) {
                    bundles.add(b);
                }
            }
            boolean stored = false;
            for (Api api : f.apis()) {
                if (!api.podman()) {
                    continue;
                }
                String root = api.at("/info").text("DockerRootDir");
                boolean own =
                        !stored && (root.equals(STORAGE) || root.isEmpty() && api.path.startsWith("/run/podman/"));
                all.add(new PodmanEngine(
                        f, own ? bundles : List.of(), api, source.hello().host(), gaps));
                stored |= own;
            }
            if (!stored && !bundles.isEmpty()) {
                all.add(new PodmanEngine(f, bundles, null, source.hello().host(), gaps));
            }
        }
    }

    /// `containers.json`, by id.
    private Map<String, JsonTree> stored(List<Gap> gaps) {
        Map<String, JsonTree> all = new HashMap<>();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (e.getKey().startsWith(STORAGE) && e.getKey().endsWith("/containers.json")) {
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
            gaps.add(new Gap(f.path(), Errnos.text(f.errno()), f.errno()));
        } catch (IOException e) {
            gaps.add(new Gap(f.path(), "it is no JSON: " + JsonTree.why(e), 0));
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

    /// `/etc/containers/networks`: what is configured; who has which address is in no file that is read.
    private void configured(List<Gap> gaps) {
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (!e.getKey().startsWith("/etc/containers/networks/")) {
                continue;
            }
            JsonTree n = json(e.getValue(), gaps);
            List<Subnet> subnets = new ArrayList<>();
            for (JsonTree s : n.at("subnets").elements()) {
                subnets.add(new Subnet(s.text("subnet"), s.text("gateway")));
            }
            networks.put(
                    n.text("id"),
                    new Network(
                            name,
                            n.text("name"),
                            n.text("id"),
                            "local",
                            n.text("driver"),
                            n.is("ipv6_enabled"),
                            n.is("internal"),
                            subnets,
                            List.of(),
                            new ArrayList<>(),
                            host,
                            0,
                            List.of()));
        }
    }

    private void answered(Api api, Map<String, String> pods) {
        for (JsonTree c : api.at("/containers/json?all=1").elements()) {
            List<JsonTree> names = c.at("Names").elements();
            String id = c.text("Id");
            String called = names.isEmpty() ? id : names.getFirst().text();
            String pod = pods.get(id);
            containers.add(
                    new Workload(
                            pod == null ? Kind.CONTAINER : Kind.POD,
                            pod != null ? pod : called.startsWith("/") ? called.substring(1) : called,
                            "",
                            id,
                            host,
                            0,
                            c.text("Image"),
                            c.at("Labels").text("com.docker.compose.project")),
                    "");
        }
        for (JsonTree n : api.at("/networks").elements()) {
            Network network = ApiNetwork.of(name, host, n);
            networks.put(network.id(), network);
            for (Map.Entry<String, JsonTree> e : n.at("Containers").members().entrySet()) {
                Workload w = containers.id(e.getKey());
                JsonTree c = e.getValue();
                // Who shares another's namespace repeats what that one has.
                boolean again =
                        network.endpoints().stream().anyMatch(p -> p.mac().equals(c.text("MacAddress")));
                if (w != null && (!again || w.kind() == Kind.POD || owners.contains(e.getKey()))) {
                    network.endpoints().removeIf(p -> p.mac().equals(c.text("MacAddress")));
                    network.endpoints()
                            .add(new Endpoint(
                                    e.getKey() + " " + network.name(),
                                    w,
                                    c.text("MacAddress"),
                                    c.text("IPv4Address"),
                                    c.text("IPv6Address"),
                                    host,
                                    ""));
                }
            }
        }
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
    public Claim claim(Found namespace) {
        return Claim.of(containers.of(namespace), networks());
    }

    @Override
    public Workload workload(ProcessEntry process, String container) {
        return containers.of(process, container);
    }

    @Override
    public List<Network> networks() {
        return new ArrayList<>(networks.values());
    }
}
