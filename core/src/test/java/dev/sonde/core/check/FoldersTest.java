package dev.sonde.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Host;
import dev.sonde.core.model.HostId;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whose a folder of namespaces is, and whether its engine tells of all its networks.
class FoldersTest {
    private static Folders of(EngineId engine) {
        Network n = new Network(
                engine,
                "web",
                "9tp0f348donsd",
                "swarm",
                "overlay",
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                "",
                0,
                List.of(),
                List.of(),
                null);
        return new Folders(new Snapshot(
                new Host(new HostId("", ""), "node1", "6.1", 0, true, 0),
                List.of(),
                List.of(),
                List.of(n),
                List.of(engine),
                List.of(),
                Map.of(),
                List.of()));
    }

    @Test
    void anEngineThatAnswersHasAFolder() {
        EngineId docker = EngineId.answering(EngineId.Kind.DOCKER, "20.10.24", "", "/run/docker.sock", 0, 0);
        Folders here = of(docker);
        assertThat(here.engine("/run/docker/netns/1-9tp0f348do")).isEqualTo(docker);
        assertThat(here.network(docker, "/run/docker/netns/1-9tp0f348do").name())
                .isEqualTo("web");
        assertThat(here.network(docker, "/run/docker/netns/1-gone012345")).isNull();
        Folders nested = of(EngineId.answering(EngineId.Kind.DOCKER, "29.1", "/proc/7/root", "/run/docker.sock", 0, 0));
        assertThat(nested.engine("/proc/7/root/run/docker/netns/1-9tp0f348do")).isNotNull();
        assertThat(nested.engine("/run/docker/netns/1-9tp0f348do")).isNull();
    }

    /// What lies on disk tells of networks with running containers only: none of the others is an orphan.
    @Test
    void theStateOnDiskSaysNothing() {
        assertThat(of(EngineId.files(EngineId.Kind.DOCKER, "", "/var/lib/docker", 0, 0))
                        .engine("/run/docker/netns/1-gone012345"))
                .isNull();
    }
}
