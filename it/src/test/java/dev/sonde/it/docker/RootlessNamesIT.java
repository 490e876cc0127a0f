package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A real Docker without root, as RootlessKit starts it: its daemon in user, mount and network namespaces of its own,
/// its sockets and namespaces below the user's runtime folder.
@Tag("docker")
@Tag("long")
@Tag("slow")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class RootlessNamesIT {
    private static final String HOST = "DOCKER_HOST=unix:///run/user/47110/docker.sock ";
    private static Engines engines;
    private static Path program;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) throws Exception {
        engines = Engines.one(suite);
        engines.rootless(1);
        program = Sonde.forEveryone();
        run(HOST + "docker import -c 'CMD [\"sh\"]' /run/rootless/image busybox:latest");
        run(HOST + "docker network create users-net");
        run(HOST + "docker run -d --name users-a --network users-net busybox sleep 600");
        run(HOST + "docker run -d --name users-none --net none busybox sleep 600");
        run(HOST + "docker run -d --name users-host --net host busybox sleep 600");
    }

    @AfterParameterizedClassInvocation
    static void remove() {
        if (engines != null) {
            engines.close();
        }
        if (program != null) {
            Sonde.run("rm", "-rf", program.toString());
        }
    }

    private static String run(String command) {
        Sonde.Result r = engines.sh(1, command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
        return r.out().strip();
    }

    private static Sonde.Result sonde(boolean root, String arguments) {
        String user = "setpriv --reuid 47110 --regid 47110 --init-groups env HOME=/home/sonde-user"
                + " XDG_RUNTIME_DIR=/run/user/47110 ";
        return engines.sh(1, root ? "$SONDE " + arguments : user + program.resolve("sonde") + " " + arguments);
    }

    private static void named(boolean root) {
        Sonde.Result ls = sonde(root, "ls --wide");
        assertThat(ls.out())
                .as("%s", ls)
                .containsPattern("\\n[0-9]+ +container +users-a .* 172\\.[0-9.]+/16\\n")
                .containsPattern("\\n[0-9]+ +container +users-none ")
                .containsPattern("\\n[0-9]+ +node +dockerd \\(pid [0-9]+\\) ")
                .containsPattern("Docker " + Pattern.quote(run(HOST + "docker version -f '{{.Server.Version}}'"))
                        + " \\(unix://(/proc/[0-9]+/root)?/run/user/47110/docker.sock\\)")
                .doesNotContainPattern(
                        "left-over +/run/user/"); // those of /run/docker go a minute after their containers
        for (String c : new String[] {"users-a", "users-none", "users-host"}) {
            Sonde.Result r = sonde(root, "enter " + c + " -- readlink /proc/self/ns/net");
            assertThat(r.out().strip()).as("%s: %s", c, r).isEqualTo(namespace(c));
        }
        Sonde.Result show = sonde(root, "show users-a");
        assertThat(show.out())
                .as("%s", show)
                .contains("on       users-net", " of dockerd (pid ", "via 172.")
                .containsPattern("⇄ veth[0-9a-f]+ of dockerd");
    }

    /// The pid that the daemon tells is of its pid namespace, which is the host's.
    private static String namespace(String container) {
        String pid = run(HOST + "docker inspect -f '{{.State.Pid}}' " + container);
        return run("readlink /proc/" + pid + "/ns/net");
    }

    @Test
    void rootFindsThem() {
        named(true);
        Sonde.Result two = sonde(true, "inspect bridge");
        assertThat(two.err())
                .as("%s", two)
                .contains("bridge: matches 2 networks", "/run/user/47110/docker.sock)", "bridge@node1");
        assertThat(sonde(true, "inspect bridge@node1").out().strip()).isEqualTo(run("docker network inspect bridge"));
    }

    @Test
    void theUserFindsThem() {
        named(false);
    }

    /// RootlessKit 2 can leave what it starts in the host's network namespace: the one that it makes is a file in its
    /// state folder, mounted in its own mount namespace alone. Docker takes part in that from 29.5 on.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDetachedNamespaceIsFound(boolean root) {
        String kit = "/run/rootless/kit/usr/bin";
        String state = "/run/user/47110/detached-" + root;
        boolean can = engines.sh(1, kit + "/rootlesskit --help | grep -q detach-netns")
                        .status()
                == 0;
        assertThat(can).isEqualTo(suite != Engines.Suite.OWN);
        if (!can) {
            return;
        }
        run("cd /home/sonde-user; env -i HOME=/home/sonde-user XDG_RUNTIME_DIR=/run/user/47110 PATH=" + kit + ":$PATH"
                + " setpriv --reuid 47110 --regid 47110 --init-groups setsid rootlesskit --state-dir=" + state
                + " --net=slirp4netns --mtu=1500 --disable-host-loopback --copy-up=/etc --copy-up=/run --detach-netns"
                + " sleep 600 </dev/null >/run/rootless/detached 2>&1 & for t in $(seq 100); do [ -s " + state
                + "/child_pid ] && nsenter --net=/proc/$(cat " + state + "/child_pid)/root" + state
                + "/netns ip -o addr show dev tap0 | grep -q 10.0.2.100 && exit 0; sleep 0.1; done; exit 1");
        try {
            String inode = run("stat -Lc %i /proc/$(cat " + state + "/child_pid)/root" + state + "/netns");
            assertThat(inode).isNotEqualTo(run("stat -Lc %i /proc/1/ns/net"));
            Sonde.Result ls = sonde(root, "ls --wide");
            assertThat(ls.out()).as("%s", ls).containsPattern("\\n" + inode + " .* 10\\.0\\.2\\.100/24\\n");
            Sonde.Result in = sonde(root, "enter netns:" + inode + " -- ip -br addr show dev tap0");
            assertThat(in.out()).as("%s", in).contains("10.0.2.100/24");
            Sonde.Result check = sonde(root, "check");
            assertThat(check.out()).as("%s", check).doesNotContain("error[", "warning[");
        } finally {
            run("kill $(cat " + state + "/child_pid)");
        }
    }

    /// The files of its namespaces are mounted in its own mount namespace alone: to remove what is seen of them from
    /// here would unmount them there.
    @Test
    void checkLeavesItsFilesAlone() {
        assertThat(run("ls /run/user/47110/docker/netns")).isNotEmpty();
        Sonde.Result r = sonde(true, "check");
        assertThat(r.out()).as("%s", r).doesNotContain("/run/user/47110/");
    }

    /// What the user may link or mount into his folders is read only where it is his own.
    @Test
    void nothingOfOthersIsReadThere() {
        String folder = "/home/sonde-user/.local/share/docker/containers/";
        run("printf %s%s roots-own -secret >/run/rootless/secret; chmod 600 /run/rootless/secret;"
                + " for c in 1 2; do mkdir -p " + folder + "$(printf %064d $c); done;"
                + " ln -s /run/rootless/secret " + folder + "$(printf %064d 1)/config.v2.json;"
                + " printf %s%s users-own -file >" + folder + "$(printf %064d 2)/config.v2.json;"
                + " chown -R -h 47110 " + folder + "$(printf %064d 1) " + folder + "$(printf %064d 2)");
        try {
            Sonde.Result r = sonde(
                    true,
                    "collect -o /run/rootless/stream; grep -c 'roots-own[-]secret' /run/rootless/stream;"
                            + " grep -c 'users-own[-]file' /run/rootless/stream");
            assertThat(r.out()).as("%s", r).matches("0\n[12]\n"); // by the home, by the daemon's root
        } finally {
            run("rm -rf " + folder + "$(printf %064d 1) " + folder + "$(printf %064d 2) /run/rootless/stream");
        }
    }
}
