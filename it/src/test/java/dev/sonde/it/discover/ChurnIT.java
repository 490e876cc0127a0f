package dev.sonde.it.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// While 50 namespaces a second are made and removed, all that live throughout are found, and no handle, name or cookie
/// is attributed to another, though inodes are given again at once: see `churn.py`.
@Tag("kernel")
@Tag("slow")
class ChurnIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// How long it goes on, in seconds.
    private static final int DURATION = 10;

    private record Stays(String kind, long cookie, long inode) {}

    @Test
    void nothingIsMistakenForAnother() throws Exception {
        String program = Path.of("src/test/python/churn.py").toAbsolutePath().toString();
        String script = "mount -t tmpfs none /run && mkdir /run/lock && echo $$ && exec python3 " + program;
        Process churn = new ProcessBuilder("unshare", "-n", "-m", "--propagation", "private", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = churn.inputReader(StandardCharsets.UTF_8)) {
            String pid = out.readLine();
            List<Stays> stay = new ArrayList<>();
            for (String line = out.readLine(); !line.equals("ready"); line = out.readLine()) {
                String[] w = line.split(" ");
                stay.add(new Stays(w[0], Long.parseLong(w[1]), Long.parseLong(w[2])));
            }
            assertThat(stay).hasSize(10);
            int scans = 0;
            int passing = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DURATION);
            while (System.nanoTime() < end) {
                JsonNode namespaces = scan(pid);
                scans++;
                for (Stays s : stay) {
                    found(namespaces, s);
                }
                passing += attributed(namespaces) - stay.size();
            }
            churn.getOutputStream().close();
            String[] made = out.readLine().split(" ");
            assertThat(scans).as("scans").isGreaterThan(2);
            assertThat(passing).as("namespaces met that came and went").isPositive();
            assertThat(Integer.parseInt(made[3]))
                    .as("different inodes of %s namespaces: they are given again", made[1])
                    .isLessThan(Integer.parseInt(made[1]));
        } finally {
            churn.destroyForcibly().waitFor();
        }
    }

    private static JsonNode scan(String pid) throws IOException {
        Sonde.Result r =
                Sonde.run(List.of("nsenter", "-t", pid, "-n", "-m", Sonde.BINARY.toString(), "ls", "-j"), Map.of());
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.err()).isEmpty();
        return JSON.readTree(r.outBytes()).at("/hosts/0/namespaces");
    }

    private static void found(JsonNode namespaces, Stays s) {
        for (JsonNode n : namespaces) {
            if (n.get("cookie").asLong() == s.cookie) {
                assertThat(n.get("netns").asLong()).isEqualTo(s.inode);
                assertThat(n.get("links").asInt()).isEqualTo(1);
                assertThat(n.get("name").asText()).isEqualTo((s.kind.equals("file") ? "n" : "k") + s.cookie);
                assertThat(n.get("state").asText()).isEqualTo(s.kind.equals("file") ? "held" : "live");
                return;
            }
        }
        throw new AssertionError(s + " was not found");
    }

    /// Every process k1234 and every file n1234 stands with the namespace of that cookie: how many such namespaces.
    private static int attributed(JsonNode namespaces) {
        int checked = 0;
        for (JsonNode n : namespaces) {
            long cookie = n.get("cookie").asLong();
            boolean tells = false;
            for (JsonNode h : n.get("handles")) {
                String name = h.get("type").asText().equals("process")
                        ? h.get("command").asText()
                        : h.get("path").asText().replaceAll(".*/", "");
                if (name.matches("[kn][0-9]+") && cookie != 0) {
                    assertThat(name.substring(1)).as("%s", n).isEqualTo(Long.toString(cookie));
                    tells = true;
                }
            }
            checked += tells ? 1 : 0;
        }
        return checked;
    }
}
