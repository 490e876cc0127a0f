package dev.sonde.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `ls`, `show`, `enter` and `inspect` on a lab: live, and from a recorded stream with the same output.
@Tag("kernel")
class ViewsIT {
    private static final String LAB = "views";
    private static final String NET = "nsenter-test@views-host1";
    private static final String TASK = "nsenter-l2-table-test.2@views-host1";

    @TempDir
    static Path folder;

    @BeforeAll
    static void up() {
        Sonde.Result up = Sonde.sonde("lab", "up", "--name", LAB);
        assertThat(up.status()).as("%s", up).isZero();
    }

    @AfterAll
    static void down() {
        Sonde.Result down = Sonde.sonde("lab", "down", "--name", LAB);
        assertThat(down.status()).as("%s", down).isZero();
    }

    private static String out(String... arguments) {
        Sonde.Result r = Sonde.sonde(arguments);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    private static String recorded(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            out("collect", "-o", file.toString());
        }
        return file.toString();
    }

    @Test
    void lsNamesEveryNamespaceOfTheLab() {
        List<String> rows = out("ls")
                .lines()
                .map(l -> l.replaceAll(" +", " "))
                .filter(l -> l.contains("views"))
                .map(l -> l.substring(l.indexOf(' ') + 1))
                .toList();
        assertThat(rows)
                .contains(
                        "lab host views-host1 views-host1 held - 2 10.99.0.1/24",
                        "lab host views-host2 views-host2 held - 2 10.99.0.2/24",
                        "overlay network nsenter-test@views-host1 views-host1 held - 5 10.0.1.1/24 VNI 4097",
                        "overlay network nsenter-test@views-host2 views-host2 held - 6 10.0.1.1/24 VNI 4097",
                        "task nsenter-l2-table-test.1 views-host2 live 1 2 10.0.1.3/24",
                        "task nsenter-l2-table-test.2 views-host1 live 1 2 10.0.1.4/24",
                        "task nsenter-l2-table-test.3 views-host2 live 1 2 10.0.1.5/24");
    }

    /// The lab's overlay namespaces and left-over files only; the summary says of how many.
    @Test
    void lsOfOneKind() throws IOException {
        String file = recorded("all");
        String all = out("ls", "--from", file);
        String some = out("ls", "--kind", "overlay network", "--from", file);
        List<String> rows =
                some.lines().filter(l -> l.matches("[0-9]{10} .*views.*")).toList();
        assertThat(rows).hasSize(2).allSatisfy(l -> assertThat(l).contains("  overlay network  "));
        assertThat(some).doesNotContain("  task  ").containsPattern("\n[0-9]+ of [0-9]+ namespaces");
        assertThat(all).contains("  task  ").doesNotContainPattern("[0-9]+ of [0-9]+ namespaces");
        String json = out("ls", "-j", "--kind=task,lab host", "--from", file);
        assertThat(json).contains("\"kind\": \"task\"").contains("\"kind\": \"lab host\"");
        assertThat(json).doesNotContain("\"kind\": \"overlay network\"");
    }

    /// A kind may be shortened, a name may mean several, a host is one of the lab's.
    @Test
    void lsOfSome() throws IOException {
        String file = recorded("all");
        assertThat(rows("ls", "--kind", "overlay", "--from", file))
                .isEqualTo(rows("ls", "--kind", "overlay network", "--from", file))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(rows("ls", "nsenter-test@views", "nsenter-l2-table-test.2@views", "--from", file))
                .hasSize(3)
                .allSatisfy(l -> assertThat(l).contains("views-host"));
        List<String> host = rows("ls", "--host", "views-host2", "--from", file);
        assertThat(host)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(l -> assertThat(l).contains("views-host2"));
        assertThat(rows("ls", "--host", "views-host2", "--kind", "task", "--from", file))
                .hasSize(2);
        assertThat(out("ls", "nsenter-test@views")).containsPattern("\n2 of [0-9]+ namespaces");
    }

    private static List<String> rows(String... arguments) {
        return out(arguments).lines().filter(l -> l.matches("[0-9]{10} .*")).toList();
    }

    /// What a terminal has no room for is said; the host stays longer than what is counted.
    @Test
    void lsOnANarrowTerminal() {
        for (String[] c :
                new String[][] {{"85", "TENANTS"}, {"78", "TENANTS, LINKS"}, {"40", "TENANTS, LINKS, HOST"}}) {
            String shown = Sonde.run(
                            "script",
                            "-qec",
                            "stty cols " + c[0] + "; exec '" + Sonde.BINARY + "' ls --kind task --host views",
                            "/dev/null")
                    .out();
            assertThat(shown).contains("hidden: " + c[1] + " (the terminal is narrow: --wide shows all)");
            assertThat(shown.lines().findFirst().orElseThrow().contains("HOST")).isEqualTo(!c[1].contains("HOST"));
        }
        assertThat(Sonde.run(
                                "script",
                                "-qec",
                                "stty cols 40; exec '" + Sonde.BINARY + "' ls --wide --kind task --host views",
                                "/dev/null")
                        .out())
                .contains("TENANTS")
                .doesNotContain("hidden: ");
    }

    /// Of which host and of when a recording is, stands before what is shown of it; the tools say nothing of their own.
    @Test
    void aRecordingIsAnnounced() throws IOException {
        String file = recorded("all");
        String host = Sonde.run("uname", "-n").out().strip();
        for (String line :
                new String[] {"ls", "show host", "snapshot", "inspect " + NET, "who views-host1", "check -j"}) {
            Sonde.Result r = Sonde.sonde((line + " --from " + file).split(" "));
            assertThat(r.err())
                    .as(line)
                    .matches("(?s)sonde: \\Q" + file + "\\E: recorded on \\Q" + host
                            + "\\E at 20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC\n.*")
                    .containsOnlyOnce("recorded on");
        }
        assertThat(Sonde.sonde("ip", "--from", file, "link").err()).isEmpty();
    }

    @Test
    void lsSorts() throws IOException {
        String file = recorded("all");
        List<Long> inodes = out("ls", "--sort", "netns", "--from", file)
                .lines()
                .filter(l -> l.matches("[0-9]{10} .*"))
                .map(l -> Long.parseLong(l.substring(0, 10)))
                .toList();
        assertThat(inodes).hasSizeGreaterThan(6).isSorted();
        assertThat(out("ls", "--from", file).lines().filter(l -> l.matches("[0-9]{10} .*")))
                .hasSameSizeAs(inodes);
        List<String> kinds = out("ls", "--sort=name", "--kind=task", "--from", file)
                .lines()
                .filter(l -> l.matches("[0-9]{10} .*views.*"))
                .map(l -> l.replaceAll(".*(nsenter-l2-table-test.[0-9]).*", "$1"))
                .toList();
        assertThat(kinds)
                .containsExactly("nsenter-l2-table-test.1", "nsenter-l2-table-test.2", "nsenter-l2-table-test.3");
    }

    /// Every way that is listed leads to the namespace above it.
    @Test
    void lsHandlesLeadThere() throws IOException {
        String inode = "";
        int ways = 0;
        for (String l :
                out("ls", "--handles", "--kind", "task,lab host").lines().toList()) {
            if (l.matches("[0-9]{10} .*")) {
                inode = l.contains("views") ? l.substring(0, 10) : "";
            } else if (l.startsWith("  /") && !inode.isEmpty()) {
                String path = l.strip().replaceAll(" .*", "");
                assertThat(Files.getAttribute(Path.of(path), "unix:ino").toString())
                        .as(l)
                        .isEqualTo(inode);
                ways++;
            }
        }
        assertThat(ways).isGreaterThanOrEqualTo(5);
    }

    @Test
    void lsWideSaysWhoGaveTheName() throws IOException {
        String file = recorded("all");
        assertThat(out("ls", "--from", file)).doesNotContain("KNOWN BY");
        assertThat(out("ls", "--wide", "--from", file)).contains("KNOWN BY").contains("  lab views  ");
        assertThat(out("ls", "--unnamed", "--from", file))
                .doesNotContain("  task  ")
                .doesNotContain("  lab views");
    }

    @Test
    void lsRefusesWhatItDoesNotKnow() {
        for (String line : new String[] {"ls --kind nonsense", "ls --sort=nonsense", "ls --sort", "ls --nonsense"}) {
            Sonde.Result r = Sonde.sonde(line.split(" "));
            assertThat(r.status()).as(line).isEqualTo(2);
            assertThat(r.err()).as(line).startsWith("sonde: ls: ").hasLineCount(2);
        }
    }

    /// A row for each namespace that the kernel lists for the processes that we can see, by lsns.
    @Test
    void lsMissesNone() {
        List<String> kernels = Sonde.run("lsns", "-t", "net", "-n", "-o", "NS")
                .out()
                .lines()
                .map(String::strip)
                .toList();
        String ours = out("ls");
        List<String> still = Sonde.run("lsns", "-t", "net", "-n", "-o", "NS")
                .out()
                .lines()
                .map(String::strip)
                .toList();
        assertThat(kernels.stream().filter(still::contains))
                .isNotEmpty()
                .allSatisfy(ns -> assertThat(ours).contains("\n" + ns + " "));
    }

    @Test
    void showGivesEveryAddressItsOwner() {
        // Both local and remote stations have been heard of after a ping each way.
        Sonde.sonde("enter", TASK, "--", "ping", "-c", "1", "-W", "2", "10.0.1.3");
        String text = out("show", NET).replaceAll(" +", " ");
        assertThat(text)
                .contains("VNI 4097 10.0.1.0/24\n on views-host1\n")
                .contains("02:42:0a:00:01:03 10.0.1.3 nsenter-l2-table-test.1\n")
                .contains(" views-host2 (10.99.0.2) fdb ok neighbour ok\n")
                .contains("⇄ eth0 of nsenter-l2-table-test.2\n")
                .contains("⇄ eth0 of the load balancer\n")
                .contains("02:42:0a:00:01:04 10.0.1.4 nsenter-l2-table-test.2")
                .contains("vxlan on views-host1")
                .contains("route 10.0.1.0/24 dev br0 src 10.0.1.1 (network nsenter-test)\n")
                .doesNotContain("MISSING")
                .doesNotContain("?");
        assertThat(out("show", TASK)).contains("⇄ veth1 of nsenter-test@views-host1");
    }

    @Test
    void showNamesTheRowThatIsMissing() {
        String row = "02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.2 self";
        String bridge = "bridge fdb %s " + row + "%s";
        inNetwork(bridge.formatted("del", ""));
        try {
            assertThat(out("show", NET).replaceAll("[ │]+", " "))
                    .contains("nsenter-l2-table-test.3\n views-host2 (10.99.0.2) fdb MISSING neighbour ok\n");
            inNetwork("ip neigh del 10.0.1.5 dev vxlan0");
            assertThat(out("show", NET)).contains("fdb MISSING  neighbour MISSING");
            inNetwork("bridge fdb add 02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.9 self permanent");
            assertThat(out("show", NET)).contains("fdb WRONG: to 10.99.0.9");
            inNetwork("bridge fdb del 02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.9 self");
        } finally {
            inNetwork("ip neigh replace 10.0.1.5 dev vxlan0 lladdr 02:42:0a:00:01:05 nud permanent");
            inNetwork(bridge.formatted("replace", " permanent"));
        }
        assertThat(out("show", NET)).doesNotContain("MISSING");
    }

    private static void inNetwork(String command) {
        String line = "enter " + NET + " -- " + command;
        Sonde.Result r = Sonde.sonde(line.split(" "));
        assertThat(r.status()).as("%s: %s", command, r).isZero();
    }

    /// Counters and times tick; the rest is the same, byte for byte.
    @ParameterizedTest
    @ValueSource(
            strings = {"ls", "ls -j", "show " + NET, "show " + TASK, "show host", "show -j " + NET, "inspect " + NET})
    void theRecordedStreamGivesTheSame(String line) throws IOException {
        String file = recorded("all");
        String live = mine(line, out(line.split(" ")));
        String again = mine(line, out((line + " --from " + file).split(" ")));
        assertThat(again).isNotEmpty().isEqualTo(live);
    }

    /// Other namespaces of the host come and go, and its processes: of `ls` only the lab's rows are compared.
    private static String mine(String line, String text) {
        String masked = text.replaceAll("\\s+RX [0-9]+ TX [0-9]+", "")
                .replaceAll("\\s+[RT]X (dropped|errors) [0-9]+( !)?", "")
                .replaceAll("\"[rt]x(Packets|Bytes|Errors|Dropped)\": [0-9]+", "")
                .replaceAll("[^ ]* and [0-9]+ more", "")
                .replaceAll(" +", " ");
        if (line.startsWith("ls")) {
            return String.join(
                    "\n",
                    masked.lines()
                            .filter(l -> l.contains("views") && !l.matches("[0-9]+ namespaces?[,;] .*"))
                            .toList());
        }
        // What the host itself has heard from its own network is not ours.
        return line.equals("show host")
                ? String.join(
                        "\n",
                        masked.lines().filter(l -> !l.contains("neighbour ")).toList())
                : masked;
    }

    @ParameterizedTest
    @CsvSource({
        "nsenter-l2-table-test.1@views-host2, 10.0.1.3/24",
        "task:nsenter-l2-table-test.2@views, 10.0.1.4/24",
        "nsenter-test@views-host2, 10.0.1.1/24",
        "network:nsenter-test@views-host1, 10.0.1.1/24",
        "views-host1, 10.99.0.1/24",
    })
    void enterGoesThere(String target, String address) {
        assertThat(out("enter", target, "--", "ip", "-br", "-4", "addr")).contains(address);
    }

    @Test
    void enterByContainerIdAndItsBeginning() {
        String id = out("inspect", NET)
                .lines()
                .filter(l -> l.matches(" {12}\"[0-9a-f]{64}\": \\{"))
                .map(l -> l.strip().substring(1, 65))
                .findFirst()
                .orElseThrow();
        String whole = out("enter", id, "--", "readlink", "/proc/self/ns/net");
        assertThat(out("enter", "container:" + id.substring(0, 16), "--", "readlink", "/proc/self/ns/net"))
                .isEqualTo(whole)
                .startsWith("net:[");
    }

    @Test
    void enterHandsTheStatusOn() {
        assertThat(Sonde.sonde("enter", TASK, "--", "sh", "-c", "exit 42").status())
                .isEqualTo(42);
    }

    /// Key by key and blank by blank as Docker lays it out.
    @Test
    void inspectIsLaidOutAsDockers() {
        String text = out("inspect", NET)
                .replaceAll("[0-9a-f]{64}", "HEX")
                .replaceAll("\"[0-9a-z]{25}\"", "\"ID\"")
                .replaceAll("\\.[0-9a-z]{25}\"", ".ID\"");
        assertThat(text)
                .startsWith("""
                [
                    {
                        "Name": "nsenter-test",
                        "Id": "ID",
                        "Scope": "swarm",
                        "Driver": "overlay",
                        "EnableIPv6": false,
                        "IPAM": {
                            "Driver": "default",
                            "Options": null,
                            "Config": [
                                {
                                    "Subnet": "10.0.1.0/24",
                                    "Gateway": "10.0.1.1"
                                }
                            ]
                        },
                        "Internal": false,
                        "Containers": {
                            "HEX": {
                                "Name": "nsenter-l2-table-test.""")
                .contains("""
                                "EndpointID": "HEX",
                                "MacAddress": "02:42:0a:00:01:04",
                                "IPv4Address": "10.0.1.4/24",
                                "IPv6Address": ""
                            }""".indent(12).stripTrailing())
                .endsWith("""
                        "Options": {
                            "com.docker.network.driver.overlay.vxlanid_list": "4097"
                        },
                        "Labels": {},
                        "Peers": [
                            {
                                "Name": "views-host1",
                                "IP": "10.99.0.1"
                            },
                            {
                                "Name": "views-host2",
                                "IP": "10.99.0.2"
                            }
                        ]
                    }
                ]
                """);
    }

    @Test
    void jsonIsJson() throws IOException {
        for (String line : new String[] {"ls -j", "show -j " + NET, "inspect " + NET}) {
            byte[] json = out(line.split(" ")).getBytes(StandardCharsets.UTF_8);
            int tokens = 0;
            try (JsonParser p = new JsonFactory().createParser(json)) {
                while (p.nextToken() != null) {
                    tokens++;
                }
            }
            assertThat(tokens).as(line).isGreaterThan(20);
        }
    }

    /// Of a long table the beginning is shown, how many more there are, and how to see them; lines keep to the width.
    @Test
    void longTablesAreShortened() {
        Sonde.Result r = Sonde.sh("""
                unshare -n -m sh -ec '
                mount --make-rprivate /
                mount -t tmpfs none /run
                mkdir -p /run/netns
                : >/run/netns/blue
                mount --bind /proc/self/ns/net /run/netns/blue
                ip link add br0 type bridge
                ip link add v0 type veth peer name v1
                ip link set v0 master br0
                ip link set lo up
                for i in $(seq 10 49); do
                  bridge fdb add 02:00:00:00:00:$i dev v0 master static
                  ip route add 10.1.$i.0/24 dev lo
                done
                "$SONDE" show blue
                echo ----
                "$SONDE" show --all blue
                '""");
        assertThat(r.status()).as("%s", r).isZero();
        String[] both = r.out().split("----\n");
        assertThat(both[0])
                .contains("02:00:00:00:00:25")
                .doesNotContain("02:00:00:00:00:26")
                .contains("… and 24 more addresses, none of them faulty\n")
                .contains("… and 24 more routes\n")
                .endsWith("sonde show --all blue shows all of it\n");
        assertThat(both[1])
                .contains("02:00:00:00:00:49")
                .contains("10.1.49.0/24")
                .doesNotContain("more addresses")
                .doesNotContain("more routes");
        assertThat(r.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
    }

    /// A file that a container left behind, a hostile name in the folder, a hostile interface: in namespaces of our
    /// own.
    @Test
    void leftOversAndHostileNames() {
        Sonde.Result r = Sonde.sh("""
                unshare -n -m sh -ec '
                mount --make-rprivate /
                mount -t tmpfs none /run
                mkdir -p /run/docker/netns /run/netns
                : >/run/docker/netns/8a9a59d0d9c2
                : >/run/netns/blue
                mount --bind /proc/self/ns/net /run/netns/blue
                : >"$(printf "/run/netns/a\\\\033[2Jb")"
                ip link add "$(printf "e\\\\033[2J")" type bridge
                "$SONDE" ls
                "$SONDE" show blue
                '""");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out())
                .contains("left-over")
                .contains("/run/docker/netns/8a9a59d0d9c2")
                .contains("no namespace: its container is gone")
                .contains("/run/netns/a\\x1b[2Jb")
                .contains("e\\x1b[2J")
                .doesNotContain("\033");
    }
}
