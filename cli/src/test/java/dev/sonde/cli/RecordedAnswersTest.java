package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.connection.Recorded;
import dev.sonde.core.graph.TargetWords;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.Destinations;
import dev.sonde.core.target.Place;
import dev.sonde.core.target.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of the views that single recordings ask for.
class RecordedAnswersTest {
    @TempDir
    static Path folder;

    private static Recordings.Result run(String recording, String... words) {
        return new Recordings(folder).run(recording, words);
    }

    private static List<String> names() {
        return Recordings.names();
    }

    @Test
    void whoSaysThatAVethIsInNoBridge() {
        assertThat(run("veth-unplugged", "who", "nsenter-l2-table-test.1").out())
                .contains(
                        "  way      nsenter-l2-table-test.1 eth0 ⇄ veth1 of nsenter-test@host2, which is in no bridge\n");
        assertThat(run("healthy", "who", "nsenter-l2-table-test.1").out())
                .contains(" ⇄ veth1 of nsenter-test@host2 → br0 → vxlan0 ")
                .doesNotContain("in no bridge");
    }

    @Test
    void aVirtualAddressIsItsServices() {
        Recordings.Result r = run("healthy", "who", "10.0.1.2");
        assertThat(r.status()).isZero();
        assertThat(r.out())
                .isEqualTo("virtual address of service nsenter-l2-table-test  10.0.1.2\n"
                        + "  network  nsenter-test\n"
                        + "  way      served by the load balancers 10.0.1.6 on host1, 10.0.1.7 on host2\n");
        JsonNode services = run("healthy", "snapshot").json().at("/hosts/0/networks/0/services");
        assertThat(services).hasSize(1);
        assertThat(services.at("/0/name").asText()).isEqualTo("nsenter-l2-table-test");
        assertThat(services.at("/0/vip").asText()).isEqualTo("10.0.1.2");
        assertThat(services.at("/0/id").asText()).hasSize(25);
    }

    /// Each host's as it is shown alone, one after the other.
    @ParameterizedTest
    @ValueSource(strings = {"nsenter-test", "--all nsenter-test"})
    void aNetworkIsShownOnEachHost(String arguments) {
        String whole = run("healthy", ("show " + arguments).split(" ")).out();
        String first =
                run("healthy", ("show " + arguments + "@host1").split(" ")).out();
        String second =
                run("healthy", ("show " + arguments + "@host2").split(" ")).out();
        assertThat(first).startsWith("overlay network nsenter-test  ").contains("  on host1\n");
        assertThat(whole).isEqualTo(first + "\n" + second);
    }

    @Test
    void asJsonTheyAreAListOfTheSameObjects() {
        JsonNode all = run("healthy", "show", "-j", "nsenter-test").json();
        assertThat(all.fieldNames()).toIterable().containsExactly("namespaces");
        assertThat(all.get("namespaces")).hasSize(2);
        for (JsonNode n : all.get("namespaces")) {
            String one = "nsenter-test@" + n.get("host").asText();
            assertThat(n).isEqualTo(run("healthy", "show", "-j", one).json());
        }
    }

    /// What is no network is not shown several times over: the service has three tasks.
    @Test
    void aServiceOfSeveralTasksIsStillAskedFor() {
        Recordings.Result r = run("healthy", "show", "nsenter-l2-table-test");
        assertThat(r.status()).isOne();
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).contains("name one of them: nsenter-l2-table-test.1, ");
    }

    private static Destinations destinations(String recording, String from, String to) throws IOException {
        try (InputStream in = Files.newInputStream(new Recordings(folder).file(recording))) {
            Recorded source = new Recorded(in);
            Snapshot snapshot = SnapshotBuilder.of(source);
            Place place = Targets.resolve(List.of(source), from);
            return Destinations.of(snapshot, snapshot.namespace(place.number(), place.dev(), place.ino()), to);
        }
    }

    /// `proxy` is on a bridge and on the overlay `front`, whose task on paris is not on the bridge; `sidecar` lives
    /// with it.
    @Test
    void aNameHasTheAddressOfTheNetworkThatBothAreOn() throws IOException {
        Destinations web = destinations("healthy-mixed", "proxy", "web.1");
        assertThat(web.ipv4()).hasToString("10.7.0.3");
        assertThat(web.called()).containsExactly("web.1");
        assertThat(destinations("healthy-mixed", "web.1", "proxy").ipv4()).isNotNull();
        assertThat(destinations("healthy-mixed", "web.1", "sidecar"))
                .isEqualTo(destinations("healthy-mixed", "web.1", "proxy"));
        assertThat(destinations("healthy-mixed", "berlin", "proxy").ipv4())
                .as("by the bridge")
                .isNotNull();
        Destinations db = destinations("healthy-mixed", "proxy", "db.1");
        assertThat(db.known()).isTrue();
        assertThat(db.called()).isEmpty();
        assertThat(db.ipv4()).isNull();
        assertThat(destinations("healthy-mixed", "proxy", "web").called()).containsExactly("web.1", "web.2");
        assertThat(destinations("healthy-mixed", "proxy", "nobody").known()).isFalse();
        Destinations six = destinations("healthy-ipv6", "web.1", "web.2");
        assertThat(six.ipv4()).hasToString("10.0.1.4");
        assertThat(six.ipv6()).hasToString("fd00:7::a00:104");
    }

    /// The word that stands in a command finds the namespace that the command is for.
    @ParameterizedTest
    @MethodSource("names")
    void theWordOfANamespaceLeadsToIt(String recording) throws IOException {
        try (InputStream in = Files.newInputStream(new Recordings(folder).file(recording))) {
            Recorded source = new Recorded(in);
            Snapshot snapshot = SnapshotBuilder.of(source);
            TargetWords words = new TargetWords(snapshot);
            Set<Kind> named = EnumSet.noneOf(Kind.class);
            List<String> all = new ArrayList<>();
            for (Namespace n : snapshot.namespaces()) {
                String word = words.of(n);
                if (word != null) {
                    named.add(n.kind());
                    all.add(word);
                    assertThat(Targets.resolve(List.of(source), word).ino())
                            .as(word)
                            .isEqualTo(n.id().ino());
                }
            }
            // A cluster with flannel's VXLAN has no networks of an engine.
            boolean cluster = snapshot.networks().isEmpty();
            assertThat(named)
                    .containsAll(
                            cluster
                                    ? Set.of(Kind.LAB_HOST)
                                    : Set.of(Kind.OVERLAY, Kind.TASK, Kind.LOAD_BALANCER, Kind.LAB_HOST));
            assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(cluster ? 3 : 9);
        }
    }
}
