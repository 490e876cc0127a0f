package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A swarm's worker whose daemon is gone.
@Tag("docker")
@Tag("slow")
class SwarmDiskIT {
    private static PageSwarm swarm;
    private static Engines docker;

    @BeforeAll
    static void start() {
        swarm = PageSwarm.start();
        docker = swarm.docker();
    }

    @AfterAll
    static void end() {
        if (swarm != null) {
            docker.close();
        }
    }

    /// What lies on its disk names the network, its load balancer and its own tasks; of the others' it holds no name.
    /// With nothing but the folder there are kind and id.
    @Test
    void fromDiskAndFromTheFolderAlone() throws IOException {
        String id = swarm.id();
        String own = docker.docker(
                2, "ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}", "-f", "name=" + PageSwarm.SERVICE);
        assertThat(own).isNotEmpty();
        List<String> elsewhere = swarm.remote(2);
        docker.kill(2);
        Sonde.Result ls = docker.sonde(2, "ls");
        assertThat(ls.out())
                .as("%s", ls)
                .containsPattern("overlay network +" + PageSwarm.NETWORK)
                .containsPattern("overlay network +ingress")
                .containsPattern("load balancer +" + PageSwarm.NETWORK);
        Sonde.Result show = docker.sonde(2, "show", PageSwarm.NETWORK);
        for (String line : own.lines().toList()) {
            String task = line.split(" ")[1];
            String called = task.substring(0, task.lastIndexOf('.'));
            assertThat(ls.out()).containsPattern("task +" + Pattern.quote(called) + " ");
            assertThat(show.out()).as("%s", show).contains(called);
        }
        assertThat(show.out()).containsPattern(" " + swarm.prefix() + "[0-9]+ +load balancer[\\s│]+here ");
        unknown(show, elsewhere, "only the engine has their names", PageSwarm.NETWORK);
        Sonde.Result who = docker.sonde(2, "who", elsewhere.getFirst());
        assertThat(who.out())
                .as("%s", who)
                .startsWith("owner not known  vxlan0  " + elsewhere.getFirst() + "  "
                        + swarm.prefix().replace("\\", ""))
                .contains(
                        "→ vxlan0 (VNI " + swarm.vni() + ") → 10.99.0.1\n",
                        "  note     the tasks of other hosts are not known here");
        docker.withoutState(2, () -> {
            Sonde.Result folder = docker.sonde(2, "show", id.substring(0, 10));
            unknown(folder, elsewhere, "no engine reports this network", id.substring(0, 10));
            Sonde.Result bare = docker.sonde(2, "ls");
            assertThat(bare.out())
                    .as("%s", bare)
                    .containsPattern("overlay network +" + id.substring(0, 10))
                    .containsPattern("load balancer +" + id.substring(0, 9));
            for (String line : own.lines().toList()) {
                assertThat(bare.out()).containsPattern("container +" + line.substring(0, 12));
            }
        });
    }

    /// No bare MAC: its address, its host, that its task is not known, and who would know.
    private static void unknown(Sonde.Result show, List<String> macs, String why, String network) {
        for (String mac : macs) {
            assertThat(show.out())
                    .as("%s", show)
                    .containsPattern(
                            mac + " +" + swarm.prefix() + "[0-9]+ +task unknown[\\s│]+fdb to 10\\.99\\.0\\.1 ");
        }
        assertThat(show.out().replaceAll("\\s+", " "))
                .contains("note the tasks of other hosts are not known here: " + why)
                .endsWith("Start it, or run sonde show " + network + " on 10.99.0.1 ");
    }
}
