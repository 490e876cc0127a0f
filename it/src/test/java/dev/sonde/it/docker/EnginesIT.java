package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The engines of the tests are what they say: real, apart from this host, and able to begin again.
@Tag("docker")
@Tag("long")
class EnginesIT {
    private static Engines docker;

    @BeforeAll
    static void start() {
        docker = Engines.one();
    }

    @AfterAll
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    @Test
    void runsContainersInNamespacesOfTheirOwn() {
        docker.docker(1, "run", "-d", "--name", "engines-a", "busybox", "sleep", "600");
        try {
            String key = docker.docker(1, "inspect", "-f", "{{.NetworkSettings.SandboxKey}}", "engines-a");
            assertThat(key).startsWith("/var/run/docker/netns/");
            assertThat(docker.root(1).resolve(key.substring("/var/".length()))).exists();
            assertThat(Files.exists(Path.of(key))).isFalse();
            Sonde.Result address = docker.sh(1, "nsenter --net=" + key + " ip -o -4 addr show eth0");
            assertThat(address.out()).contains("172.17.0.");
        } finally {
            docker.docker(1, "rm", "-f", "engines-a");
        }
    }

    @Test
    void keepsItsStateWhenItsDaemonIsKilled() {
        docker.docker(1, "network", "create", "engines-n");
        docker.kill(1);
        assertThat(docker.sh(1, "docker version").status()).isNotZero();
        docker.restart(1);
        assertThat(docker.docker(1, "network", "ls", "-q", "-f", "name=engines-n"))
                .isNotEmpty();
        docker.docker(1, "network", "rm", "engines-n");
    }

    static List<Engines.Suite> newer() {
        return Programme.LONG ? List.of(Engines.Suite.TRIXIE, Engines.Suite.SID) : List.of(Engines.Suite.SID);
    }

    /// Those of later suites of Debian; as a swarm [NewDockerNamesIT] has them.
    @ParameterizedTest
    @Tag("slow")
    @MethodSource("newer")
    void newerOnes(Engines.Suite suite) {
        try (Engines newer = Engines.one(suite)) {
            int version = Integer.parseInt(
                    newer.docker(1, "version", "-f", "{{.Server.Version}}").split("\\.")[0]);
            assertThat(version).isGreaterThanOrEqualTo(suite == Engines.Suite.SID ? 28 : 26);
            newer.docker(1, "run", "-d", "--name", "engines-1", "busybox", "sleep", "600");
            newer.docker(1, "exec", "engines-1", "ping", "-c", "1", "-w", "5", "172.17.0.1");
            newer.kill(1);
            newer.restart(1);
            newer.docker(1, "inspect", "engines-1");
        }
    }
}
