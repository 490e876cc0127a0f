package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real Docker without root, as RootlessKit starts it: its daemon in user, mount and network namespaces of its own,
/// its sockets and namespaces below the user's runtime folder.
@Tag("docker")
class RootlessNamesIT {
    private static final String HOST = "DOCKER_HOST=unix:///run/user/47110/docker.sock ";
    private static Engines engines;
    private static Path program;

    @BeforeAll
    static void start() throws Exception {
        engines = Engines.one();
        engines.rootless(1);
        program = Sonde.forEveryone();
        run("cp " + engines.image() + " /run/rootless/image");
        run(HOST + "docker import -c 'CMD [\"sh\"]' /run/rootless/image busybox:latest");
        run(HOST + "docker network create users-net");
        run(HOST + "docker run -d --name users-a --network users-net busybox sleep 600");
        run(HOST + "docker run -d --name users-none --net none busybox sleep 600");
        run(HOST + "docker run -d --name users-host --net host busybox sleep 600");
    }

    @AfterAll
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
                .containsPattern("Docker 20[^ ]* \\(unix://(/proc/[0-9]+/root)?/run/user/47110/docker.sock\\)")
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
