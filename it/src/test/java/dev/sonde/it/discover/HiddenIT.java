package dev.sonde.it.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A network namespace hidden in each kind of handle is found, shown, and entered wherever the kernel permits.
@Tag("kernel")
class HiddenIT {
    private static Hidden world;
    private static JsonNode ls;

    /// The ids in the world before and after the first scan.
    private static String unlisted;

    private static String listed;

    @TempDir
    Path temporary;

    @BeforeAll
    static void hide() throws IOException {
        world = Hidden.of(
                "thread",
                "descriptor",
                "nameless",
                "socket",
                "bind",
                "elsewhere",
                "peer",
                "iproute2",
                "docker",
                "rootless",
                "xdg",
                "daemon",
                "hostile",
                "leftover");
        unlisted = ids("ip netns list-id");
        ls = world.ls();
        listed = ids("ip netns list-id");
    }

    @AfterAll
    static void end() throws IOException {
        world.close();
    }

    /// The tables of ids of the world's namespaces, of all that can be entered: only the lines that begin with an id.
    private static String nsids() {
        StringBuilder all = new StringBuilder(ids("ip netns list-id"));
        for (String hidden : List.of("thread", "descriptor", "nameless", "socket", "bind", "elsewhere")) {
            String path =
                    Hidden.find(ls, world.inode(hidden)).at("/handles/0/path").asText();
            if (!hidden.equals("socket")) {
                all.append(hidden).append('\n').append(ids("nsenter '--net=" + path + "' ip netns list-id"));
            }
        }
        return all.toString();
    }

    private static String ids(String command) {
        Sonde.Result r = world.run("sh", "-c", command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
        StringBuilder b = new StringBuilder();
        r.out()
                .lines()
                .filter(l -> l.startsWith("nsid "))
                .forEach(l -> b.append(l).append('\n'));
        return b.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "thread, thread, thread, live",
        "descriptor, descriptor, open file, held",
        "nameless, descriptor, open file, held",
        "socket, socket, socket, held",
        "bind, file, file, held",
        "elsewhere, file, file, held"
    })
    void isFound(String hidden, String type, String kind, String state) {
        JsonNode n = Hidden.find(ls, world.inode(hidden));
        assertThat(n.get("kind").asText()).isEqualTo(kind);
        assertThat(n.get("state").asText()).isEqualTo(state);
        assertThat(n.get("cookie").asLong()).isPositive();
        assertThat(n.get("links").asInt()).isEqualTo(1);
        assertThat(n.get("handles"))
                .isNotEmpty()
                .allSatisfy(h -> assertThat(h.get("type").asText()).isEqualTo(type));
    }

    /// The folders of engines, ours, of users, and behind the root of a daemon that has a mount namespace of its own.
    @ParameterizedTest
    @CsvSource({
        "iproute2, /run/netns/hidden",
        "docker, /run/docker/netns/abcdef012345",
        "rootless, /run/user/1000/netns/cni-1",
        "xdg, /run/xdg/docker/netns/fedcba543210",
        "daemon, '/proc/[0-9]+/root/run/docker/netns/1-hiddennetw'",
    })
    void aFolderTells(String hidden, String path) {
        JsonNode n = Hidden.find(ls, world.inode(hidden));
        assertThat(n.get("state").asText()).isEqualTo("held");
        assertThat(n.get("links").asInt()).isEqualTo(1);
        assertThat(n.at("/handles/0/path").asText()).matches(path);
        // Where a mount namespace was copied later it lies too.
        assertThat(n.get("handles"))
                .allSatisfy(h -> assertThat(h.get("type").asText()).isEqualTo("file"));
    }

    /// A root that is another's may be hostile: no link leads out of it, no FIFO is opened, nothing outside is told.
    @Test
    void nothingLeadsOutOfAHostileRoot() {
        assertThat(ls.toString()).contains("root/run/netns/fifo").doesNotContain("secret");
        assertThat(StreamSupport.stream(ls.at("/hosts/0/leftOvers").spliterator(), false)
                        .map(o -> o.get("path").asText())
                        .filter(p -> p.contains("/root/run/netns/link")))
                .as("a link that leads to a namespace is none, and not followed")
                .hasSize(1);
    }

    @Test
    void aFileThatIsNoNamespaceIsLeftOver() {
        assertThat(ls.at("/hosts/0/leftOvers").toString())
                .contains(
                        "{\"path\":\"/run/docker/netns/0123456789ab\",\"why\":\"no namespace: its container is gone\"}");
    }

    /// Neither a process nor a mount is left by a scan; its fds end with it.
    @Test
    void nothingIsLeftByAScan() {
        Sonde.Result r = world.run(
                "unshare",
                "-p",
                "-f",
                "--mount-proc",
                "sh",
                "-c",
                "grep -c . /proc/self/mountinfo; " + Sonde.BINARY + " ls >/dev/null; grep -c . /proc/self/mountinfo; "
                        + "echo /proc/[0-9]*");
        String[] lines = r.out().split("\n");
        assertThat(lines).as("%s", r).hasSize(3);
        assertThat(lines[1]).as("mounts").isEqualTo(lines[0]);
        assertThat(lines[2]).as("processes").isEqualTo("/proc/1");
    }

    @Test
    void aMountTellsInWhichMountNamespaceItLies() throws IOException {
        JsonNode own = Hidden.find(ls, world.inode("bind")).at("/handles/0");
        assertThat(own.get("path").asText())
                .isEqualTo(world.folder().resolve("a mount").toString());
        assertThat(own.get("mountNamespace").asLong()).isZero();
        JsonNode other = Hidden.find(ls, world.inode("elsewhere")).at("/handles/0");
        String path = other.get("path").asText();
        assertThat(path).matches("/proc/[0-9]+/root" + world.folder() + "/elsewhere");
        String process = path.substring(0, path.indexOf("/root"));
        assertThat(other.get("mountNamespace").asLong())
                .isEqualTo(Files.getAttribute(Path.of(process, "ns/mnt"), "unix:ino"));
    }

    /// It has no inode that anybody could tell; its addresses are read by the id that it has here. Its links are not:
    /// to list them would have the kernel give an id to our own namespace.
    @Test
    void whatOnlyALinkLeadsToIsFoundAndRead() {
        List<JsonNode> peers = StreamSupport.stream(ls.at("/hosts/0/namespaces").spliterator(), false)
                .filter(n -> n.get("kind").asText().equals("link"))
                .toList();
        assertThat(peers).singleElement().satisfies(n -> {
            assertThat(n.get("netns").asLong()).isZero();
            assertThat(n.get("state").asText()).isEqualTo("held");
            assertThat(n.get("name").asText()).isEqualTo("behind hidden-near");
            assertThat(n.get("links").isNull()).isTrue();
            assertThat(n.at("/addresses/0").asText()).isEqualTo("192.0.2.77/24");
            assertThat(n.at("/handles/0/type").asText()).isEqualTo("peer");
        });
        int nsid = peers.getFirst().at("/handles/0/nsid").asInt();
        Sonde.Result shown = world.sonde("show", "nsid:" + nsid);
        assertThat(shown.out()).contains("hidden-far").contains("192.0.2.77/24");
        assertThat(shown.err())
                .contains("not read: the routes: Operation not supported")
                .contains("not read: the links: only those with an address");
        Sonde.Result entered = world.sonde("enter", "nsid:" + nsid, "--", "true");
        assertThat(entered.status()).isEqualTo(1);
        assertThat(entered.err())
                .isEqualTo("sonde: nsid:" + nsid + ": no way in: nothing that can be opened leads there\n"
                        + "  sonde show nsid:" + nsid
                        + " shows its links and addresses, which are read from outside\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "descriptor", "nameless", "socket", "bind", "elsewhere"})
    void isEntered(String hidden) {
        Sonde.Result r =
                world.sonde("enter", "netns:" + world.inode(hidden), "--", "readlink", "/proc/thread-self/ns/net");
        assertThat(r.out()).as("%s", r).isEqualTo("net:[" + world.inode(hidden) + "]\n");
    }

    /// The path of a socket is a target as that of a file is: without the analysis, and with it.
    @Test
    void aSocketIsAWayIn() {
        String path =
                Hidden.find(ls, world.inode("socket")).at("/handles/0/path").asText();
        assertThat(world.sonde("enter", path, "--", "readlink", "/proc/self/ns/net")
                        .out())
                .isEqualTo("net:[" + world.inode("socket") + "]\n");
        assertThat(world.sonde("ip", "-n", path, "-br", "link").out()).startsWith("lo ");
    }

    @Test
    void isShown() {
        Sonde.Result r = world.sonde("show", "netns:" + world.inode("socket"));
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("socket python3").contains("lo");
    }

    /// All handles, for people.
    @Test
    void lsTellsTheHandles() {
        String text = world.sonde("ls", "--handles").out();
        assertThat(text)
                .contains("  thread of python3\n")
                .contains("  open file of python3\n")
                .contains("  socket of python3\n")
                .contains("/elsewhere\n")
                .contains("  other end of a link\n")
                .contains(" held without a process");
    }

    /// The same from a file: nothing that is hidden is lost by recording it.
    @Test
    void isRecorded() throws IOException {
        String file = temporary.resolve("stream").toString();
        assertThat(world.sonde("collect", "-o", file).status()).isZero();
        Sonde.Result r = world.sonde("ls", "-j", "--from", file);
        assertThat(r.status()).as("%s", r).isZero();
        for (String hidden : List.of("thread", "descriptor", "nameless", "socket", "bind", "elsewhere")) {
            assertThat(new String(r.outBytes(), StandardCharsets.UTF_8))
                    .contains("\"netns\": " + world.inode(hidden) + ",");
        }
        assertThat(r.out()).contains("behind hidden-near");
    }

    /// Never less than lsns: what it lists before and after is listed in between.
    @Test
    void neverLessThanLsns() throws IOException {
        List<String> first = lsns();
        String ours = world.ls().toString();
        List<String> second = lsns();
        assertThat(first.stream().filter(second::contains))
                .isNotEmpty()
                .allSatisfy(ns -> assertThat(ours).contains("\"netns\":" + ns + ","));
    }

    private static List<String> lsns() {
        return world.run("lsns", "-t", "net", "-n", "-r", "-o", "NS")
                .out()
                .lines()
                .map(String::strip)
                .toList();
    }

    /// No command gives an id to any namespace: the table of ids of each is the same afterwards. The kernel itself
    /// numbers the other end of a link when that link is first listed by anybody, which `ip link` did before.
    @ParameterizedTest
    @ValueSource(strings = {"ls", "ls --handles", "snapshot", "show host", "show nsid:0", "who 192.0.2.77", "check"})
    void aScanAssignsNoId(String line) {
        String ids = nsids();
        assertThat(ids).contains("nsid 0");
        Sonde.Result r = world.sonde(line.split(" "));
        assertThat(r.err()).as("%s", r).doesNotContain("Exception");
        assertThat(nsids()).as(line).isEqualTo(ids);
    }
}
