package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A real Podman, Debian's (4.3, 5.4, and the newest): by what it keeps on disk, without any daemon, and by its socket.
@Tag("docker")
@Tag("long")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class PodmanNamesIT {
    private static Engines engines;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        engines = Engines.one(suite);
        engines.podman(1);
        run("podman import -q " + engines.image() + " localhost/busybox");
        run("podman network create pod-net");
        run("podman run -d --name pod-a --network pod-net localhost/busybox sleep 600");
        run("podman run -d --name pod-none --network none localhost/busybox sleep 600");
        run("podman run -d --name pod-host --network host localhost/busybox sleep 600");
        run("podman run -d --name pod-b --network container:pod-a localhost/busybox sleep 600");
        run("podman pod create --name pod-pod --infra-image localhost/busybox --infra-command 'sleep 600'");
        run("podman run -d --pod pod-pod --name pod-in localhost/busybox sleep 600");
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (engines != null) {
            engines.close();
        }
    }

    private static String run(String command) {
        Sonde.Result r = engines.asPodman(1, command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
        return r.out().strip();
    }

    /// The namespace of the container's process, and that to which sonde goes by this target.
    private static void same(String container, String target) {
        String pid = run("podman inspect -f '{{.State.Pid}}' " + container);
        Sonde.Result r = engines.sonde(1, "enter", target, "--", "readlink", "/proc/self/ns/net");
        assertThat(r.out().strip())
                .as("%s: %s", target, r)
                .isEqualTo(
                        engines.sh(1, "readlink /proc/" + pid + "/ns/net").out().strip());
    }

    private static void all() {
        for (String c : List.of("pod-a", "pod-none", "pod-host", "pod-b", "pod-in")) {
            same(c, c);
        }
        same("pod-in", "pod:pod-pod");
        same("pod-a", "container:" + run("podman inspect -f '{{.Id}}' pod-a").substring(0, 9));
    }

    @Test
    void fromDisk() {
        Sonde.Result ls = engines.sonde(1, "ls");
        assertThat(ls.out())
                .as("%s", ls)
                .containsPattern("container +pod-a ")
                .containsPattern("container +pod-none ")
                .containsPattern("pod +pod-pod ")
                .contains("Podman's storage in /var/lib/containers/storage");
        all();
        Sonde.Result inspect = engines.sonde(1, "inspect", "pod-net");
        assertThat(inspect.out()).as("%s", inspect).contains("\"Driver\": \"bridge\"", "\"Subnet\": \"10.89.");
        String format = "podman inspect -f '{{with (index .NetworkSettings.Networks \"pod-net\")}}"
                + "\"MacAddress\": \"{{.MacAddress}}\",|\"IPv4Address\": \"{{.IPAddress}}/{{.IPPrefixLen}}\",{{end}}' pod-a";
        assertThat(inspect.out()).as("%s", inspect).contains(run(format).split("\\|"));
        Sonde.Result who = engines.sonde(1, "who", address());
        assertThat(who.out()).as("%s", who).contains("pod-a  eth0", "  network  pod-net\n", " of node1 → podman1\n");
    }

    private static String address() {
        return run("podman inspect -f '{{(index .NetworkSettings.Networks \"pod-net\").IPAddress}}' pod-a");
    }

    @Test
    @Tag("slow")
    void fromItsSocket() {
        engines.asPodman(
                1,
                "mkdir -p /run/podman; podman system service -t 0 unix:///run/podman/podman.sock"
                        + " >/dev/null 2>&1 & echo $! >/run/podman.pid; for t in $(seq 100); do [ -S /run/podman/podman.sock ]"
                        + " && exit 0; sleep 0.1; done");
        try {
            Sonde.Result ls = engines.sonde(1, "ls");
            assertThat(ls.out())
                    .as("%s", ls)
                    .containsPattern("container +pod-a ")
                    .containsPattern("pod +pod-pod ")
                    .contains(
                            "Podman " + run("podman version -f '{{.Client.Version}}'"),
                            "(unix:///run/podman/podman.sock)");
            all();
            String mac = run("podman inspect -f '{{(index .NetworkSettings.Networks \"pod-net\").MacAddress}}' pod-a");
            Sonde.Result who = engines.sonde(1, "who", mac);
            assertThat(who.out()).as("%s", who).contains("pod-a");
            Sonde.Result inspect = engines.sonde(1, "inspect", "pod-net");
            assertThat(inspect.out()).as("%s", inspect).contains(mac, run("podman inspect -f '{{.Id}}' pod-a"));
        } finally {
            engines.sh(1, "kill $(cat /run/podman.pid); rm -rf /run/podman /run/podman.pid");
        }
    }
}
