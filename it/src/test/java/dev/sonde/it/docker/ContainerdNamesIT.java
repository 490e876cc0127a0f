package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A real containerd, Debian's (1.6, 1.7, and the newest), and `ctr`: known by the bundles that it keeps.
@Tag("docker")
@Tag("long")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class ContainerdNamesIT {
    private static final String IMAGE = "docker.io/library/busybox:latest";
    private static Engines engines;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        engines = Engines.one(suite);
        engines.containerd(1);
        run("docker save busybox | ctr image import - && ip netns add ctr-blue");
        run("ctr run -d " + IMAGE + " ctr-a sleep 600");
        run("ctr run -d --net-host " + IMAGE + " ctr-host sleep 600");
        run("ctr run -d --with-ns network:/var/run/netns/ctr-blue " + IMAGE + " ctr-b sleep 600");
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (engines != null) {
            engines.close();
        }
    }

    private static String run(String command) {
        Sonde.Result r = engines.sh(1, command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
        return r.out().strip();
    }

    @Test
    void namesItsContainers() {
        Sonde.Result ls = engines.sonde(1, "ls");
        assertThat(ls.out())
                .as("%s", ls)
                .containsPattern("container +ctr-a ")
                .containsPattern("container +ctr-b ")
                .contains("containerd's bundles in /run/containerd");
        for (String c : new String[] {"ctr-a", "ctr-b", "ctr-host"}) {
            String pid = run("ctr task ls | awk '$1 == \"" + c + "\" {print $2}'");
            Sonde.Result r = engines.sonde(1, "enter", c, "--", "readlink", "/proc/self/ns/net");
            assertThat(r.out().strip()).as("%s: %s", c, r).isEqualTo(run("readlink /proc/" + pid + "/ns/net"));
        }
    }
}
