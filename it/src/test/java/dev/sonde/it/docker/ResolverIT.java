package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Docker's resolver in containers: nothing is found where it works, and where it does not the containers are named.
/// `nslookup` in the container judges.
@Tag("docker")
@Tag("long")
@Tag("slow")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class ResolverIT {
    private static Engines docker;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        docker = Engines.one(suite);
        docker.docker(1, "network", "create", "made");
        for (String name : List.of("one", "two")) {
            docker.docker(
                    1,
                    "run",
                    "-d",
                    "--stop-timeout",
                    "1",
                    "--name",
                    name,
                    "--network",
                    "made",
                    "busybox",
                    "sleep",
                    "6000");
        }
        // What has no resolver of Docker's.
        docker.docker(1, "run", "-d", "--name", "plain", "busybox", "sleep", "6000");
        docker.docker(1, "run", "-d", "--name", "hosts", "--network", "host", "busybox", "sleep", "6000");
        docker.docker(1, "run", "-d", "--name", "guest", "--network", "container:plain", "busybox", "sleep", "6000");
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    private static boolean resolves(String container) {
        return docker.sh(
                                1,
                                "docker exec " + container
                                        + " timeout 3 nslookup -type=a two 127.0.0.11 2>&1 | grep -q '^Name:'")
                        .status()
                == 0;
    }

    private static List<JsonNode> findings() {
        // Of a container that was just started nothing is said yet.
        Sonde.Result old = docker.sh(
                1,
                "for p in $(docker inspect -f '{{.State.Pid}}' $(docker ps -q)); do [ $p = 0 ] || while [ $(($(cut -d. -f1"
                        + " /proc/uptime) - $(cut -d' ' -f22 /proc/$p/stat) / 100)) -lt 11 ]; do sleep 0.2; done; done");
        assertThat(old.status()).as("%s", old).isZero();
        return CheckedSwarm.findings(docker.sonde(1, "check", "-j"));
    }

    private static String inside(String container) {
        return "nsenter -n -t $(docker inspect -f '{{.State.Pid}}' " + container + ") ";
    }

    /// As the daemon writes its rules, and as newer ones do.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one | nft flush table ip nat
            two | nft flush chain ip nat DOCKER_OUTPUT
            """)
    void whatIsFlushedIsNamed(String container, String how) {
        flushedIsNamed(container, how);
    }

    private static void flushedIsNamed(String container, String how) {
        assertThat(resolves(container)).isTrue();
        assertThat(findings()).isEmpty();
        Sonde.Result r = docker.sh(1, inside(container) + how);
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(resolves(container)).isFalse();
        List<JsonNode> found = findings();
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText() + " " + f.get("headline").asText())
                .isEqualTo("S121 names do not resolve in " + container + " on node1");
        assertThat(docker.sh(1, inside(container) + "ss -lnu").out())
                .contains(f.at("/evidence/0/line").asText());
        Sonde.Result pasted = docker.sh(1, f.at("/remedy/command").asText());
        assertThat(pasted.status()).as("%s: %s", f, pasted).isZero();
        assertThat(resolves(container)).isTrue();
        assertThat(findings()).isEmpty();
    }

    /// Docker makes the resolver when a container is first connected to such a network, and leaves it there when it is
    /// the default bridge's alone again: then names resolve no more, and that is no fault.
    @Test
    void whatIsConnectedAndDisconnectedIsNoFault() {
        docker.docker(1, "network", "create", "other");
        docker.docker(1, "run", "-d", "--name", "later", "busybox", "sleep", "6000");
        docker.docker(
                1,
                "run",
                "-d",
                "--stop-timeout",
                "1",
                "--name",
                "back",
                "--network",
                "made",
                "busybox",
                "sleep",
                "6000");
        try {
            assertThat(resolves("later")).isFalse();
            quiet("connect made later", "connect bridge back");
            assertThat(resolves("later")).isTrue();
            assertThat(resolves("back")).isTrue();
            quiet("disconnect made later", "disconnect made back");
            assertThat(resolves("later")).as("on the default bridge alone").isFalse();
            assertThat(docker.sh(1, inside("later") + "ss -lnuH").out())
                    .as("what Docker leaves there")
                    .contains("127.0.0.11:");
            if (Programme.LONG) { // a quarter of a minute each
                quiet("connect made later", "disconnect bridge later");
                quiet("connect other later", "disconnect made later", "connect made back", "disconnect bridge back");
                quiet("disconnect other later", "disconnect made back"); // none at all
                quiet("connect other back", "connect bridge back");
            }
            quiet("connect made later", "connect made back");
            assertThat(resolves("later")).isTrue();
            assertThat(resolves("back")).isTrue();
            flushedIsNamed("later", "nft flush table ip nat");
            flushedIsNamed("back", "nft flush table ip nat");
        } finally {
            docker.docker(1, "rm", "-f", "later", "back");
            docker.docker(1, "network", "rm", "other");
        }
    }

    /// Looks after each of these changes at once, and once more when nothing is new any more.
    private static void quiet(String... changes) {
        for (String change : changes) {
            Sonde.Result r = docker.sh(1, "docker network " + change);
            assertThat(r.status()).as("%s: %s", change, r).isZero();
            assertThat(CheckedSwarm.findings(docker.sonde(1, "check", "-j")))
                    .as(change)
                    .isEmpty();
        }
        assertThat(findings()).as(String.join(", ", changes)).isEmpty();
    }

    /// A rule of another tool that does the same.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add table ip docker-dns; add chain ip docker-dns out { type nat hook output priority -100; }; add rule ip docker-dns out ip daddr 127.0.0.11 udp dport 53 counter dnat to 127.0.0.11:PORT
            add table ip t; add chain ip t out { type nat hook output priority -100; }; add rule ip t out udp dport { 53, 5353 } dnat to 127.0.0.11:PORT
            """)
    void anotherRuleServesAsWell(String rules) {
        String port = docker.sh(1, inside("one") + "ss -lnuH | sed -n 's/.* 127.0.0.11:\\([0-9]*\\) .*/\\1/p'")
                .out()
                .strip();
        Sonde.Result r = docker.sh(
                1,
                inside("one") + "nft 'flush table ip nat'; " + inside("one") + "nft '" + rules.replace("PORT", port)
                        + "'");
        assertThat(r.status()).as("%s", r).isZero();
        try {
            assertThat(resolves("one")).isTrue();
            assertThat(findings()).isEmpty();
        } finally {
            docker.docker(1, "restart", "-t", "0", "one");
        }
    }

    /// The daemon alone holds the sockets.
    @ParameterizedTest
    @CsvSource("one, two")
    void whenTheDaemonDiesAllItsContainersAreNamed(String first, String second) {
        assertThat(findings()).isEmpty();
        docker.kill(1);
        try {
            List<JsonNode> found = findings();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().get("headline").asText())
                    .isEqualTo("names do not resolve in " + first + ", " + second + " on node1");
            assertThat(found.getFirst().at("/remedy/text").asText()).startsWith("start the daemon ");
        } finally {
            docker.restart(1);
            docker.docker(1, "start", "one", "two", "plain", "hosts");
        }
        assertThat(resolves(first)).isTrue();
        assertThat(findings()).isEmpty();
    }
}
