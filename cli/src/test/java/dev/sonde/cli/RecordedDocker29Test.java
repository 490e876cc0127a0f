package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Recorded swarms whose Docker 28.5 answers as Docker 29 would (API 1.55): lists of networks without `Containers`,
/// `Status` behind all else, members in the order of 29, a firewall of nf_tables. Those of [RecordedSwarmsTest], and
/// `docker-29/balanced`: node 1 of two, with IPVS and ESP, networks flt, sec (encrypted) and ingress, services web and
/// sec. Its host has no rules; older iptables has those that mark packets in the load balancers' namespaces.
class RecordedDocker29Test {
    private static final Path FOLDER = Path.of("src/test/resources/swarm");
    private static final String SOCKET = "/run/docker.sock /";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> ORDER = List.of(
            "Name",
            "Id",
            "Created",
            "Scope",
            "Driver",
            "EnableIPv4",
            "EnableIPv6",
            "IPAM",
            "Internal",
            "Attachable",
            "Ingress",
            "ConfigFrom",
            "ConfigOnly",
            "Options",
            "Labels",
            "Peers");

    @TempDir
    static Path folder;

    private static List<String> names() {
        return Recordings.names(FOLDER);
    }

    private static Recordings recordings() {
        return new Recordings(folder, FOLDER);
    }

    private static Recordings own() {
        return new Recordings(folder, Path.of("src/test/resources/docker-29"));
    }

    private static byte[] stream(String name) throws IOException {
        return Files.readAllBytes(recordings().file(name));
    }

    /// The stream with answers of 29, written down under this name.
    private static String of29(String name, byte[] stream, boolean manager) throws IOException {
        String changed = name + (manager ? "-29" : "-29-worker");
        Files.write(
                folder.resolve(changed), ChangedStream.answers(stream, (asked, http) -> answer(asked, http, manager)));
        return changed;
    }

    private static String answer(String asked, String http, boolean manager) {
        String status = http.substring(0, http.indexOf("\r\n"));
        String body = http.substring(http.indexOf("\r\n\r\n") + 4);
        if (status.endsWith(" 200 OK")) {
            try {
                JsonNode json = JSON.readTree(body);
                body = JSON.writeValueAsString(
                        asked.equals("/info")
                                ? info((ObjectNode) json, manager)
                                : asked.equals("/networks")
                                        ? list(json)
                                        : asked.startsWith("/networks/") ? network((ObjectNode) json, manager) : json);
            } catch (IOException e) {
                throw new UncheckedIOException(asked, e);
            }
        }
        if (asked.equals("/nodes") && !manager) {
            status = "HTTP/1.0 503 Service Unavailable";
            body = "{\"message\":\"This node is not a swarm manager.\"}";
        }
        return status
                + "\r\nApi-Version: 1.55\r\nContent-Type: application/json\r\nServer: Docker/29.8.0 (linux)\r\n\r\n"
                + body + "\n";
    }

    private static ObjectNode info(ObjectNode info, boolean manager) {
        info.put("ServerVersion", "29.8.0");
        ArrayNode proxy =
                info.putObject("FirewallBackend").put("Driver", "nftables").putArray("Info");
        proxy.addArray().add("EnableUserlandProxy").add("true");
        info.putArray("DiscoveredDevices").addObject().put("Source", "cdi").put("ID", "vendor.com/gpu=0");
        info.putObject("NRI").putNull("Info");
        if (info.get("Swarm") instanceof ObjectNode swarm && !manager) {
            swarm.put("ControlAvailable", false).remove(List.of("Cluster", "Nodes", "Managers"));
        }
        return info;
    }

    private static ArrayNode list(JsonNode networks) {
        ArrayNode all = JSON.createArrayNode();
        for (JsonNode n : networks) {
            all.add(common(n));
        }
        return all;
    }

    private static ObjectNode common(JsonNode n) {
        ObjectNode common = JSON.createObjectNode();
        for (String key : ORDER) {
            if (n.has(key)) {
                common.set(key, n.get(key));
            }
        }
        return common;
    }

    private static ObjectNode network(ObjectNode n, boolean manager) {
        ObjectNode all = common(n);
        all.set("Containers", n.get("Containers"));
        if (n.has("Services")) {
            all.set("Services", n.get("Services"));
            for (JsonNode service : n.get("Services")) {
                if (service.get("VIP").asText().equals("<nil>")) {
                    ((ObjectNode) service).put("VIP", "");
                }
            }
        }
        ObjectNode ipam = all.putObject("Status").putObject("IPAM");
        if (manager || !n.get("Scope").asText().equals("swarm")) {
            ObjectNode subnets = ipam.putObject("Subnets");
            for (JsonNode c : n.at("/IPAM/Config")) {
                subnets.putObject(c.get("Subnet").asText()).put("IPsInUse", 9).put("DynamicIPsAvailable", 247);
            }
        }
        return all;
    }

    private static List<String> findings(JsonNode check) {
        List<String> all = new ArrayList<>();
        for (JsonNode f : check.get("findings")) {
            all.add(String.join(
                    " | ",
                    f.get("code").asText(),
                    f.get("victim").asText(),
                    f.get("found").asText(),
                    f.at("/remedy/command").asText()));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSameIsFound(String recording) throws IOException {
        String of29 = of29(recording, stream(recording), true);
        JsonNode before = recordings().run(recording, "check", "-j").json();
        JsonNode after = recordings().run(of29, "check", "-j").json();
        assertThat(findings(after)).containsExactlyElementsOf(findings(before));
        assertThat(after.get("open")).isEqualTo(before.get("open"));
        assertThat(after.get("networks")).isEqualTo(before.get("networks"));
    }

    private static byte[] balanced() throws IOException {
        return Files.readAllBytes(own().file("balanced"));
    }

    /// The namespace of node 1 itself, and of the container `web`, in their recordings.
    private static final int NODE = 1;

    private static final int WEB = 2;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereNothingIsWrongNothingIsFound(boolean manager) throws IOException {
        byte[] healthy = ChangedStream.filter(balanced(), NODE, "ip docker-overlay");
        Recordings.Result check = recordings().run(of29("healthy", healthy, manager), "check", "-j");
        JsonNode json = check.json();
        assertThat(json.get("findings")).as("%s", json).isEmpty();
        assertThat(json.get("open")).as("%s", json).isEmpty();
        assertThat(json.get("networks").asInt()).isEqualTo(3);
        assertThat(check.status()).isZero();
    }

    /// The table of 29 marks what is to be encrypted, and another one does not.
    @ParameterizedTest
    @ValueSource(strings = {"", "ip docker-bridges", "ip docker-dns"})
    void withoutTheRuleThatMarksNothingIsEncrypted(String table) throws IOException {
        byte[] stream = table.isEmpty() ? balanced() : ChangedStream.filter(balanced(), NODE, table);
        JsonNode json =
                recordings().run(of29("unmarked", stream, true), "check", "-j").json();
        assertThat(findings(json))
                .singleElement()
                .asString()
                .startsWith("S120 | sec.2 | no rule marks packets with 13681891");
    }

    /// The rules of 29 in a container lead its questions to the daemon: without them no name resolves.
    @Test
    void theResolverOf29IsOne() throws IOException {
        byte[] flushed = stream("resolver-flushed");
        byte[] whole = ChangedStream.filter(flushed, WEB, "ip docker-dns");
        JsonNode json =
                recordings().run(of29("resolver", whole, true), "check", "-j").json();
        assertThat(findings(json)).isEmpty();
        for (byte[] without : List.of(flushed, ChangedStream.filter(flushed, WEB, "ip docker-overlay"))) {
            json = recordings()
                    .run(of29("resolver", without, true), "check", "-j")
                    .json();
            assertThat(findings(json)).containsExactly("S121 | web | no such rule | docker restart 97949953f861");
        }
    }

    /// An engine that does without IPVS (moby#53125), on a kernel that has it: nobody knows whether its rules are
    /// right, and nothing is said to be wrong. Where there are no rules either, nothing balances; and where a rule
    /// marks packets for IPVS, the engine has not done without it.
    @Test
    void withoutIpvsNothingIsSure() throws IOException {
        Set<Integer> balancers = new TreeSet<>();
        byte[] marked = ChangedStream.files(balanced(), (origin, path, content) -> {
            int services = path.equals("ip_vs") ? content.indexOf("FWM ") : -1;
            if (services >= 0) {
                balancers.add(origin);
            }
            return services < 0 ? content : content.substring(0, services);
        });
        assertThat(balancers).hasSize(3);
        marked = ChangedStream.filter(marked, NODE, "ip docker-overlay");
        byte[] stream =
                ChangedStream.files(marked, (origin, path, content) -> path.equals("ip_tables_names") ? "" : content);
        JsonNode json =
                recordings().run(of29("no-ipvs", stream, true), "check", "-j").json();
        assertThat(findings(json)).hasSize(3).allMatch(f -> f.startsWith("S117 | ") && f.contains("no virtual server"));
        for (int origin : balancers) {
            stream = ChangedStream.filter(stream, origin, "ip docker-lb-nat");
        }
        json = recordings().run(of29("no-ipvs", stream, true), "check", "-j").json();
        assertThat(findings(json)).isEmpty();
        List<String> open = new ArrayList<>();
        json.get("open").forEach(o -> open.add(o.get("what").asText()));
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "how the load balancer of flt on node1 sends requests to tasks",
                        "how the load balancer of sec on node1 sends requests to tasks",
                        "how the ingress of node1 sends requests to tasks");
        assertThat(recordings().run(of29("no-ipvs", stream, true), "check").err())
                .contains("not judged: how the ingress of node1 sends requests to tasks: there is no virtual server");
    }

    /// What Docker answers of one network is passed on whole; of one that only the list tells, who is in it is added.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inspectPassesOnWhatDockerSays(boolean manager) throws IOException {
        String of29 = of29("balanced", balanced(), manager);
        JsonNode flt = recordings().run(of29, "inspect", "flt").json().get(0);
        assertThat(flt.fieldNames()).toIterable().containsExactly(concat(ORDER, "Containers", "Status"));
        assertThat(flt.get("Status"))
                .hasToString(
                        manager
                                ? "{\"IPAM\":{\"Subnets\":{\"10.0.50.0/24\":{\"IPsInUse\":9,\"DynamicIPsAvailable\":247}}}}"
                                : "{\"IPAM\":{}}");
        JsonNode bridge = recordings().run(of29, "inspect", "bridge").json().get(0);
        assertThat(bridge.get("Containers")).hasToString("{}");
    }

    private static String[] concat(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void whoKnowsWhoseAnAddressIs() throws IOException {
        byte[] stream = balanced();
        for (boolean manager : new boolean[] {true, false}) {
            String of29 = of29("balanced", stream, manager);
            for (String word : List.of("10.0.50.4", "10.0.50.3", "10.0.50.2", "02:42:0a:00:32:07", "web.1")) {
                String before = own().run("balanced", "who", word).out();
                String after = recordings().run(of29, "who", word).out();
                // a worker knows other nodes by their addresses
                assertThat(after)
                        .as("%s, a manager: %s", word, manager)
                        .isEqualTo(
                                manager
                                        ? before
                                        : before.replace("10.99.0.2 node2", "10.99.0.2")
                                                .replace("node2", "10.99.0.2"));
            }
        }
    }

    /// A refusal is told with the daemon's words, which are as hostile as all that it says.
    @Test
    void aRefusalIsShown() throws IOException {
        String words = "client version 1.24 is too old.\\u001b[2J Minimum supported API version is 1.44";
        byte[] refused = ChangedStream.answers(
                balanced(),
                (asked, http) -> "HTTP/1.0 400 Bad Request\r\nServer: Docker/29.0.0 (linux)\r\n\r\n{\"message\":\""
                        + words + "\"}\n");
        Files.write(folder.resolve("refused"), refused);
        for (String command : List.of("ls", "check")) {
            Recordings.Result r = recordings().run("refused", command);
            assertThat(r.out() + r.err())
                    .contains("HTTP status 400: client version 1.24 is too old.")
                    .contains("Minimum supported API version is 1.44")
                    .doesNotContain("\u001b");
        }
    }
}
