package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every view of every recording, in this process. What the views print of the healthy labs is that of the golden
/// texts, which `it/record/faults` writes anew (`-Dsonde.golden.write=true`).
class RecordedViewsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    static Path folder;

    private static Recordings recordings() {
        return new Recordings(folder);
    }

    private static List<String> names() {
        return Recordings.names();
    }

    private static Recordings.Result succeed(String recording, String... words) {
        Recordings.Result r = recordings().run(recording, words);
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).as("%s", r).isNotEmpty().doesNotContain("Exception");
        return r;
    }

    private static JsonNode namespaces(String recording) {
        return succeed(recording, "ls", "-j").json().at("/hosts/0/namespaces");
    }

    /// By which each namespace is named: its inode; of what only a link leads to, its id there.
    private static List<String> targets(String recording) {
        List<String> all = new ArrayList<>();
        for (JsonNode n : namespaces(recording)) {
            if (n.get("netns").asLong() != 0) {
                all.add("netns:" + n.get("netns").asText());
            }
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(Recordings.ofCluster(recording) ? 8 : 11);
        return all;
    }

    /// Its networks: overlays by the name of each of their namespaces, and the bridge network of one host.
    private static TreeSet<String> networks(String recording) {
        TreeSet<String> all = new TreeSet<>();
        for (JsonNode n : namespaces(recording)) {
            if (n.get("kind").asText().equals("overlay network") && n.has("network")) {
                all.add(n.at("/network/name").asText() + "@" + n.get("host").asText());
            }
        }
        for (JsonNode n : succeed(recording, "snapshot").json().at("/hosts/0/networks")) {
            if (n.get("name").asText().equals("local")) {
                all.add("local");
            }
        }
        return all;
    }

    /// Every MAC and every address of a link, without loopback.
    private static TreeSet<String> addresses(String recording) {
        TreeSet<String> all = new TreeSet<>();
        for (JsonNode n : succeed(recording, "snapshot").json().at("/hosts/0/namespaces")) {
            for (JsonNode l : n.at("/links/rows")) {
                String mac = l.get("mac").asText();
                if (!mac.isEmpty() && !mac.equals("00:00:00:00:00:00")) {
                    all.add(mac);
                }
            }
            for (JsonNode a : n.at("/addresses/rows")) {
                String ip = a.get("address").asText().replaceAll("/.*", "");
                if (!ip.startsWith("127.") && !ip.equals("::1")) {
                    all.add(ip);
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("names")
    void lsListsEveryNamespace(String recording) {
        String text = succeed(recording, "ls").out();
        String wide = succeed(recording, "ls", "--wide").out();
        for (JsonNode n : namespaces(recording)) {
            String row = (n.get("netns").asLong() == 0 ? "?" : n.get("netns").asText()) + " ";
            assertThat(text.lines()).anyMatch(l -> l.startsWith(row));
            assertThat(wide.lines())
                    .anyMatch(l -> l.startsWith(row) && l.contains(n.get("name").asText()));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNamespaceIsShown(String recording) {
        for (String target : targets(recording)) {
            String text = succeed(recording, "show", "--all", target).out();
            JsonNode json = succeed(recording, "show", "--all", "-j", target).json();
            assertThat("netns:" + json.get("netns").asText()).isEqualTo(target);
            for (JsonNode link : json.get("links")) {
                assertThat(text).contains(link.get("name").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNetworkIsInspected(String recording) {
        TreeSet<String> networks = networks(recording);
        assertThat(networks).hasSizeGreaterThanOrEqualTo(Recordings.ofCluster(recording) ? 0 : 2);
        for (String name : networks) {
            JsonNode network = succeed(recording, "inspect", name).json().get(0);
            assertThat(network.get("Name").asText()).isEqualTo(name.replaceAll("@.*", ""));
            assertThat(network.get("Containers").size()).isPositive();
        }
    }

    /// Whose each address is, by every view that can tell: only link-local addresses may be several links'.
    @ParameterizedTest
    @MethodSource("names")
    void everyAddressHasAnOwner(String recording) {
        TreeSet<String> addresses = addresses(recording);
        assertThat(addresses).hasSizeGreaterThan(20);
        for (String address : addresses) {
            JsonNode answers = succeed(recording, "who", "-j", address).json().get("answers");
            assertThat(answers).as(address).isNotEmpty();
            boolean named = false;
            for (JsonNode a : answers) {
                named |= a.get("mac").asText().equals(address)
                        || a.get("addresses").toString().contains("\"" + address + "/");
            }
            assertThat(named).as("%s of %s: %s", address, recording, answers).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSnapshotHasEveryNamespace(String recording) {
        JsonNode snapshot = succeed(recording, "snapshot").json();
        assertThat(snapshot.at("/hosts/0/host").asText()).isEqualTo("node1");
        assertThat(snapshot.at("/hosts/0/namespaces").size())
                .isEqualTo(namespaces(recording).size());
    }

    /// The text of one view; of several calls each has its command line before it.
    private static String text(String recording, String view) {
        List<String[]> lines = new ArrayList<>();
        switch (view) {
            case "show.txt" -> targets(recording).forEach(t -> lines.add(new String[] {"show", "--all", t}));
            case "who.txt" -> addresses(recording).forEach(a -> lines.add(new String[] {"who", a}));
            case "inspect.json" -> networks(recording).forEach(n -> lines.add(new String[] {"inspect", n}));
            case "show.json" -> networks(recording).forEach(n -> lines.add(new String[] {"show", "--all", "-j", n}));
            case "ls.txt" -> lines.addAll(List.of(new String[] {"ls"}, new String[] {"ls", "--wide"}));
            case "ls.json" -> lines.add(new String[] {"ls", "-j"});
            case "check.txt" -> lines.add(new String[] {"check"});
            case "check.json" -> lines.add(new String[] {"check", "-j"});
            default -> throw new AssertionError(view);
        }
        StringBuilder all = new StringBuilder();
        for (String[] words : lines) {
            Recordings.Result r = recordings().run(recording, words);
            assertThat(r.err()).as("%s", r).isEmpty();
            all.append("$ sonde ").append(String.join(" ", words)).append('\n');
            all.append(r.out().replaceAll("in [0-9]+\\.[0-9]+ s\n", "in N s\n"));
            all.append(r.status() == 0 ? "" : "= " + r.status() + "\n");
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "healthy, ls.txt",
        "healthy, ls.json",
        "healthy, show.txt",
        "healthy, show.json",
        "healthy, who.txt",
        "healthy, inspect.json",
        "healthy, check.txt",
        "healthy, check.json",
        "healthy-ipv6, show.txt",
        "healthy-ipv6, who.txt",
        "healthy-ipv6, check.txt",
        "healthy-mixed, ls.txt",
        "healthy-mixed, show.txt",
        "healthy-mixed, who.txt",
        "healthy-mixed, inspect.json",
        "healthy-mixed, check.txt",
        "missing-fdb, check.txt",
        "missing-fdb, show.txt",
        "wrong-vtep, show.txt",
        "missing-neighbour, show.txt",
    })
    void theTextIsTheGoldenOne(String recording, String view) throws IOException {
        Path file = GOLDEN.resolve(recording).resolve(view);
        String now = text(recording, view);
        if (Boolean.getBoolean("sonde.golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, now);
        }
        Path target = Path.of("target/golden").resolve(recording).resolve(view);
        Files.createDirectories(target.getParent());
        Files.writeString(target, now);
        assertThat(now).as("to see it: diff cli/%s cli/%s", file, target).isEqualTo(Files.readString(file));
    }
}
