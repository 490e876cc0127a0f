package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An engine whose daemon does not answer: every namespace has its name from what lies on the disk, and kind and id
/// where nothing is left of that.
@Tag("docker")
class DockerDiskIT {
    private static Engines docker;

    @BeforeAll
    static void start() {
        docker = DockerNamesIT.containers();
    }

    @AfterAll
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    private static Map<String, JsonNode> byFile() throws IOException {
        Sonde.Result r = docker.sonde(1, "ls", "--json");
        assertThat(r.status()).as("%s", r).isZero();
        return DockerNamesIT.byFile(r.out());
    }

    @Test
    void namesThemFromDiskWhenTheDaemonIsGone() throws IOException {
        Map<String, String> expected = DockerNamesIT.sandboxes(docker);
        Map<String, String> networks = new HashMap<>();
        for (String name : List.of("bridge", "host", "none", "names-net", "names-labelled")) {
            networks.put(name, docker.docker(1, "network", "inspect", name));
        }
        docker.kill(1);
        Sonde.Result r = docker.sonde(1, "ls");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out() + r.err()).contains("Connection refused");
        Map<String, JsonNode> found = byFile();
        expected.forEach((file, name) -> {
            if (!file.equals("default")) {
                assertThat(found.get(file).get("name").asText()).as(file).isEqualTo(name);
            }
        });
        networks.forEach((name, text) -> {
            Sonde.Result inspect = docker.sonde(1, "inspect", name);
            assertThat(inspect.out().strip()).as("%s", inspect).isEqualTo(text);
        });
        Map<String, String> ids = ids();
        docker.withoutState(1, () -> {
            Map<String, JsonNode> bare = byFile();
            ids.forEach((file, id) -> {
                assertThat(bare.get(file).get("kind").asText()).as(file).isEqualTo("container");
                assertThat(bare.get(file).get("name").asText()).as(file).isEqualTo(id.substring(0, 12));
            });
        });
    }

    /// By the files of the sandboxes: the ids of containers, from Docker's own state.
    private static Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        String all = docker.sh(
                        1,
                        "cd /var/lib/docker/containers && for c in *; do printf '%s ' $c;"
                                + " grep -o '\"Running\":true' $c/config.v2.json | head -1;"
                                + " grep -o '\"SandboxKey\":\"[^\"]*' $c/config.v2.json; done")
                .out();
        Matcher m = Pattern.compile("([0-9a-f]{64}) \"Running\":true\\s+\"SandboxKey\":\"\\S*/([0-9a-f]{12})\\s")
                .matcher(all + "\n");
        while (m.find()) {
            ids.put(m.group(2), m.group(1));
        }
        assertThat(ids).isNotEmpty();
        return ids;
    }
}
