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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A network namespace hidden in each kind of handle is found, shown, and entered wherever the kernel permits.
class HiddenIT {
    private static Hidden world;
    private static String before;
    private static JsonNode ls;

    @TempDir
    Path temporary;

    @BeforeAll
    static void hide() throws IOException {
        world = Hidden.of("thread", "descriptor", "nameless", "socket", "bind", "elsewhere", "peer");
        // The kernel itself numbers the other end of a link when anybody first lists it: here `ip` does.
        world.run("ip", "link");
        before = nsids();
        ls = world.ls();
    }

    @AfterAll
    static void end() throws IOException {
        world.close();
    }

    /// What the kernel calls the other namespaces: only the lines that begin with an id.
    private static String nsids() {
        return String.join(
                "\n",
                world.run("ip", "netns", "list-id")
                        .out()
                        .lines()
                        .filter(l -> l.startsWith("nsid "))
                        .toList());
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
    /// to
    /// list them would have the kernel give an id to our own namespace.
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
        assertThat(shown.out()).contains("hidden-far");
        assertThat(shown.err()).contains("not read: the routes: Operation not supported");
        Sonde.Result entered = world.sonde("enter", "nsid:" + nsid, "--", "true");
        assertThat(entered.status()).isEqualTo(1);
        assertThat(entered.err())
                .isEqualTo("sonde: nsid:" + nsid + ": no way in: nothing that can be opened leads there\n"
                        + "  sonde show nsid:" + nsid
                        + " tells of its links and addresses, which are read from outside\n");
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

    /// A scan asks for no id. The one that the kernel gives by itself, when the links of the namespace behind the
    /// link are listed, is that of our own.
    @Test
    void aScanAssignsNoId() {
        world.sonde("ls");
        List<String> after = nsids().lines().toList();
        assertThat(after).containsAll(before.lines().toList());
        assertThat(after.size() - before.lines().count()).isLessThanOrEqualTo(1);
    }
}
