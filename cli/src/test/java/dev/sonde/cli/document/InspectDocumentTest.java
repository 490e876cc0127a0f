package dev.sonde.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Console;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Told;
import dev.sonde.core.model.Workload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What Docker tells is printed as it tells it, hostile or new; only its list lacks who is in a network.
class InspectDocumentTest {
    private static final EngineId DOCKER =
            EngineId.answering(EngineId.Kind.DOCKER, "28.5.2", "", "/run/docker.sock", 0, 0);

    private static String print(Told containers, List<Endpoint> endpoints) {
        Map<String, Told> words = new LinkedHashMap<>();
        words.put("Name", new Told.Text("n\u001b[31m\""));
        words.put("New", new Told.Elements(List.of(new Told.Word("1e3"), new Told.Word("null"))));
        words.put("Containers", containers);
        words.put("Labels", new Told.Word("null"));
        return print(words, endpoints);
    }

    private static String print(Map<String, Told> words, List<Endpoint> endpoints) {
        NetworkSettings settings = new NetworkSettings(
                "", true, false, false, "", false, "", null, Map.of(), Map.of(), new Told.Members(words));
        Network network = new Network(
                DOCKER, "n", "i", "local", "bridge", false, false, List.of(), List.of(), endpoints, "", 0, List.of(),
                List.of(), settings);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console out = new Console(bytes, false, 0, false);
        JsonWriter.print(out, List.of(InspectDocument.of(network)));
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String text(String containers) {
        return """
                [
                    {
                        "Name": "n\\u001b[31m\\"",
                        "New": [
                            1e3,
                            null
                        ],
                        "Containers": %s,
                        "Labels": null
                    }
                ]
                """.formatted(containers);
    }

    @Test
    void dockersWordsStayAsTheyAre() {
        Workload w = new Workload(Kind.CONTAINER, "c", "", "c0", "node1", 0);
        List<Endpoint> one = List.of(Endpoint.of("e", w, "02:42:ac:11:00:02", "172.17.0.2/16", "", "node1", ""));
        assertThat(print(new Told.Word("null"), one)).isEqualTo(text("null"));
        assertThat(print(new Told.Members(Map.of()), List.of())).isEqualTo(text("{}"));
        assertThat(print(new Told.Members(Map.of("x", new Told.Text("y"))), one))
                .isEqualTo(text("{\n            \"x\": \"y\"\n        }"));
        assertThat(print(new Told.Members(Map.of()), one))
                .contains("\"c0\": {", "\"Name\": \"c\",", "\"IPv4Address\": \"172.17.0.2/16\",");
    }

    /// Docker 29 lists networks without those that are in them.
    @Test
    void whatTheListOf29LeavesOutIsThere() {
        Workload w = new Workload(Kind.CONTAINER, "c", "", "c0", "node1", 0);
        List<Endpoint> one = List.of(Endpoint.of("e", w, "02:42:ac:11:00:02", "172.17.0.2/16", "", "node1", ""));
        Map<String, Told> local = Map.of("Scope", new Told.Text("local"));
        assertThat(print(local, one)).contains("\"Containers\": {", "\"c0\": {", "\"Name\": \"c\",");
        assertThat(print(local, List.of())).contains("\"Scope\": \"local\",", "\"Containers\": {}");
    }
}
