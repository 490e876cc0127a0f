package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What CNI plugins gave to containers: `/var/lib/cni/results/NETWORK-CONTAINER-INTERFACE`, the runtime's own copy
/// of each result, with the network's configuration in it.
final class CniResults {
    private static final String RESULTS = "/var/lib/cni/results/";
    private static final String GIVEN = "/var/lib/cni/networks/";

    /// The networks with an endpoint for each container that `containers` knows.
    static Collection<NetworkDraft> drafts(
            EngineId engine, String host, EngineFiles files, Containers containers, List<Gap> gaps) {
        Map<String, NetworkDraft> networks = new LinkedHashMap<>();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (!e.getKey().startsWith(RESULTS)) {
                continue;
            }
            FileEntry f = e.getValue();
            try {
                if (f.errno() != 0) {
                    gaps.add(new Gap(f.path(), Errno.text(f.errno()), f.errno()));
                    continue;
                }
                JsonTree t = JsonTree.parse(f.content(), 0);
                Workload w = containers.id(t.text("containerId"));
                if (w != null && t.text("kind").equals("cniCacheV1")) {
                    String name = t.text("networkName");
                    NetworkDraft n = networks.computeIfAbsent(name, k -> network(engine, host, k, t));
                    endpoint(n, w, host, t);
                }
            } catch (IOException x) {
                gaps.add(new Gap(f.path(), "not JSON: " + JsonTree.why(x), 0));
            }
        }
        files.files().forEach((path, file) -> address(engine, host, path, file, containers, networks));
        return networks.values();
    }

    /// What the plugin `host-local` gave away: `/var/lib/cni/networks/NETWORK/ADDRESS`, in it the container's id
    /// and the link's name. It counts where no result tells more.
    private static void address(
            EngineId engine,
            String host,
            String path,
            FileEntry f,
            Containers all,
            Map<String, NetworkDraft> networks) {
        int slash = path.lastIndexOf('/');
        if (!path.startsWith(GIVEN) || slash <= GIVEN.length() || f.errno() != 0) {
            return;
        }
        Workload w = all.id(f.text().lines().findFirst().orElse("").strip());
        String ip = path.substring(slash + 1);
        if (w == null || ip.startsWith("last_reserved_ip")) {
            return;
        }
        NetworkDraft n = networks.computeIfAbsent(
                path.substring(GIVEN.length(), slash), k -> network(engine, host, k, JsonTree.nothing()));
        if (n.endpoints.stream().noneMatch(e -> e.workload() == w)) {
            boolean six = ip.indexOf(':') >= 0;
            String id = w.container() + " " + n.name;
            n.endpoints.add(Endpoint.of(id, w, "", six ? "" : ip, six ? ip : "", host, ""));
        }
    }

    /// By the configuration, which lies in the result as base64: its first plugin makes the link.
    private static NetworkDraft network(EngineId engine, String host, String name, JsonTree t) {
        String driver = "";
        List<Subnet> subnets = new ArrayList<>();
        try {
            JsonTree config = JsonTree.parse(Base64.getDecoder().decode(t.text("config")), 0);
            List<JsonTree> plugins = config.at("plugins").elements();
            JsonTree first = plugins.isEmpty() ? config : plugins.getFirst();
            driver = first.text("type");
            JsonTree ipam = first.at("ipam");
            subnet(subnets, ipam);
            for (JsonTree set : ipam.at("ranges").elements()) {
                for (JsonTree range : set.elements()) {
                    subnet(subnets, range);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            driver = ""; // an older runtime kept none
        }
        NetworkDraft draft = new NetworkDraft(engine, name, name, "local", driver, host);
        draft.subnets.addAll(subnets);
        return draft;
    }

    private static void subnet(List<Subnet> subnets, JsonTree range) {
        if (!range.text("subnet").isEmpty()) {
            subnets.add(Subnet.of(range.text("subnet"), range.text("gateway")));
        }
    }

    private static void endpoint(NetworkDraft n, Workload w, String host, JsonTree t) {
        JsonTree result = t.at("result");
        String mac = "";
        for (JsonTree i : result.at("interfaces").elements()) {
            // Of a veth pair the end inside, which the others have no sandbox of.
            if (i.text("name").equals(t.text("ifName")) && !i.text("sandbox").isEmpty()) {
                mac = i.text("mac");
            }
        }
        String v4 = "";
        String v6 = "";
        for (JsonTree ip : result.at("ips").elements()) {
            String address = ip.text("address");
            if (address.indexOf(':') >= 0) {
                v6 = address;
            } else {
                v4 = address;
            }
            if (n.subnets.isEmpty() && !ip.text("gateway").isEmpty()) {
                n.subnets.add(Subnet.of(Ranges.of(address), ip.text("gateway")));
            }
        }
        String id = t.text("containerId") + " " + t.text("ifName");
        n.endpoints.add(Endpoint.of(id, w, mac.toLowerCase(java.util.Locale.ROOT), v4, v6, host, ""));
    }

    private CniResults() {}
}
