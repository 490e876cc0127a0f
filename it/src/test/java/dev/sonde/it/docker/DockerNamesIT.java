package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One real engine: every namespace has the name that Docker gives it, also when its daemon does not answer.
class DockerNamesIT {
    private static Engines docker;

    @BeforeAll
    static void start() {
        docker = Engines.one();
        docker.docker(1, "network", "create", "names-net");
        docker.docker(1, "run", "-d", "--name", "names-a", "--net", "names-net", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-b", "-p", "8080:80", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-c", "--net", "container:names-a", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-none", "--net", "none", "busybox", "sleep", "600");
        docker.docker(1, "run", "-d", "--name", "names-host", "--net", "host", "busybox", "sleep", "600");
    }

    @AfterAll
    static void remove() {
        if (docker != null) {
            docker.sh(1, "docker rm -f names-a names-b names-c names-none names-host; docker network rm names-net");
        }
    }

    private static String ls() {
        Sonde.Result r = docker.sonde(1, "ls", "--json");
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    /// The namespace that `docker inspect` says is this container's is the one that sonde goes to by its name.
    private static void same(String container) {
        String pid = docker.docker(1, "inspect", "-f", "{{.State.Pid}}", container);
        Sonde.Result r = docker.sonde(1, "enter", container, "--", "readlink", "/proc/self/ns/net");
        assertThat(r.out().strip())
                .as("%s", r)
                .isEqualTo(
                        docker.sh(1, "readlink /proc/" + pid + "/ns/net").out().strip());
    }

    @Test
    void namesEveryContainer() {
        assertThat(ls())
                .contains("\"names-a\"", "\"names-b\"", "\"names-none\"")
                .doesNotContain("sandbox ");
        same("names-a");
        same("names-b");
        same("names-none");
        String id = docker.docker(1, "inspect", "-f", "{{.Id}}", "names-b");
        Sonde.Result r = docker.sonde(1, "enter", "container:" + id.substring(0, 8), "--", "true");
        assertThat(r.status()).as("%s", r).isZero();
    }

    @Test
    void inspectsAsDockerDoes() {
        Sonde.Result r = docker.sonde(1, "inspect", "names-net");
        assertThat(r.status()).as("%s", r).isZero();
        String mac = docker.docker(
                1, "inspect", "-f", "{{(index .NetworkSettings.Networks \"names-net\").MacAddress}}", "names-a");
        assertThat(r.out()).contains(mac, docker.docker(1, "network", "inspect", "-f", "{{.Id}}", "names-net"));
    }

    @Test
    void namesThemFromDiskWhenTheDaemonIsGone() {
        docker.kill(1);
        try {
            Sonde.Result r = docker.sonde(1, "ls");
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(r.out()).contains("names-a", "names-b", "names-none");
            assertThat(r.out() + r.err()).contains("Connection refused");
        } finally {
            docker.restart(1);
        }
    }

    @Test
    void namesThemFromOutside() {
        Sonde.Result r = Sonde.sonde("ls", "--json");
        assertThat(r.out()).as("%s", r).contains("\"names-a\"", "/proc/");
    }

    @Test
    void recordsTheNames() {
        Sonde.Result r = docker.sh(
                1, "f=$(mktemp -u) && $SONDE collect -o $f && $SONDE ls --json --from $f; s=$?; rm -f $f; exit $s");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).contains("\"names-a\"", "\"names-b\"");
    }
}
