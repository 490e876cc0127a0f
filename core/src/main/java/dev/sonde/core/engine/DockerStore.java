package dev.sonde.core.engine;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Docker's store of this host's networks, `network/files/local-kv.db`: what `docker network inspect` tells of
/// bridges, and of overlays the endpoints that are here, load balancers among them. Of other hosts, and of the
/// overlays themselves but their names, it holds nothing; of secrets neither.
final class DockerStore {
    private static final String TOP = "docker/network/v1.0/";
    private static final String GENERIC = "com.docker.network.generic";

    /// What libkv puts before each value: the number of its last change.
    private static final int INDEX = 8;

    private final List<JsonTree> networks = new ArrayList<>();
    private final List<JsonTree> overlayEndpoints = new ArrayList<>();

    /// By the id of an overlay: its name, from that of its load balancer.
    private final Map<String, String> overlays = new HashMap<>();

    private boolean ingress;

    static DockerStore of(byte[] content) throws IOException {
        DockerStore store = new DockerStore();
        for (Map.Entry<String, byte[]> e :
                BoltFile.read(content).at("libnetwork").values().entrySet()) {
            String key = e.getKey();
            byte[] value = e.getValue();
            if (!key.startsWith(TOP) || value.length <= INDEX) {
                continue;
            }
            if (key.startsWith("network/", TOP.length())) {
                store.networks.add(JsonTree.parse(value, INDEX));
            } else if (key.startsWith("overlay/endpoint/", TOP.length())) {
                store.overlayEndpoints.add(JsonTree.parse(value, INDEX));
            } else if (key.startsWith("sandbox/", TOP.length())) {
                store.sandbox(JsonTree.parse(value, INDEX));
            }
        }
        return store;
    }

    private void sandbox(JsonTree s) {
        String id = s.text("ID");
        String container = s.text("Cid");
        if (id.startsWith("lb_") && container.startsWith("lb-")) {
            overlays.put(id.substring(3), container.substring(3));
        }
        ingress |= id.equals("ingress_sbox");
    }

    /// The networks of this host, and the overlays of which it has a load balancer, by their ids.
    void networks(EngineId engine, String host, Map<String, NetworkDraft> all) {
        for (JsonTree n : networks) {
            all.putIfAbsent(n.text("id"), network(engine, host, n));
        }
        for (JsonTree e : overlayEndpoints) {
            String id = e.text("nid");
            // The ingress has its sandbox in place of a load balancer's.
            String name = overlays.getOrDefault(id, ingress ? "ingress" : "");
            if (!name.isEmpty() && !all.containsKey(id)) {
                all.put(id, overlay(engine, name, id, e));
            }
        }
    }

    private static NetworkDraft overlay(EngineId engine, String name, String id, JsonTree endpoint) {
        NetworkDraft draft = new NetworkDraft(engine, name, id, "swarm", "overlay", "");
        String range = Ranges.of(endpoint.text("addr"));
        if (!range.isEmpty()) {
            draft.subnets.add(Subnet.of(range, ""));
        }
        return draft;
    }

    /// The endpoints of overlays that are no container's: those of load balancers. Containers come first.
    void balancers(String host, Map<String, NetworkDraft> all) {
        for (JsonTree e : overlayEndpoints) {
            NetworkDraft n = all.get(e.text("nid"));
            if (n != null && n.endpoint(e.text("id")) == null) {
                boolean sandbox = n.name.equals("ingress");
                String id = sandbox ? "ingress-sbox" : "lb-".concat(n.name);
                Workload w = new Workload(Kind.LOAD_BALANCER, n.name + "-endpoint", "", id, host, 0);
                n.endpoints.add(Endpoint.of(e.text("id"), w, e.text("mac"), e.text("addr"), "", host, ""));
            }
        }
    }

    private static NetworkDraft network(EngineId engine, String host, JsonTree n) {
        Map<String, String> options = n.at("generic").at(GENERIC).texts();
        NetworkDraft draft =
                new NetworkDraft(engine, n.text("name"), n.text("id"), n.text("scope"), n.text("networkType"), host);
        subnets(draft.subnets, n.text("ipamV4Config"), n.text("ipamV4Info"));
        subnets(draft.subnets, n.text("ipamV6Config"), n.text("ipamV6Info"));
        draft.ipv6 = n.is("enableIPv6");
        draft.internal = n.is("internal");
        draft.mtu = JsonTree.decimal(options.getOrDefault("com.docker.network.driver.mtu", ""));
        draft.settings = new NetworkSettings(
                n.text("created"),
                n.has("enableIPv4") ? (Boolean) n.is("enableIPv4") : null,
                n.is("attachable"),
                n.is("ingress"),
                n.text("configFrom"),
                n.is("configOnly"),
                n.text("ipamType"),
                n.at("ipamOptions").object() ? n.at("ipamOptions").texts() : null,
                options,
                n.at("labels").texts(),
                null);
        return draft;
    }

    /// What was asked for, else what was given, as Docker tells it: documents within documents.
    private static void subnets(List<Subnet> subnets, String config, String info) {
        boolean asked = false;
        for (JsonTree c : inner(config).elements()) {
            if (!c.text("PreferredPool").isEmpty()) {
                Map<String, String> reserved = c.at("AuxAddresses").texts();
                subnets.add(Subnet.of(c.text("PreferredPool"), c.text("Gateway"), c.text("SubPool"), reserved));
                asked = true;
            }
        }
        for (JsonTree given : asked ? List.<JsonTree>of() : inner(info).elements()) {
            JsonTree data = inner(given.text("IPAMData"));
            String gateway = data.text("Gateway");
            int slash = gateway.indexOf('/');
            subnets.add(Subnet.of(data.text("Pool"), slash < 0 ? gateway : gateway.substring(0, slash)));
        }
    }

    private static JsonTree inner(String document) {
        try {
            byte[] b = document.getBytes(StandardCharsets.UTF_8);
            return b.length == 0 ? JsonTree.nothing() : JsonTree.parse(b, 0);
        } catch (IOException e) {
            return JsonTree.nothing(); // of a form that another version writes
        }
    }
}
