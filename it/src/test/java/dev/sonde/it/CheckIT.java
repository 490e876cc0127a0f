package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults of a lab: found with the right code and victim and no other, mended by pasting what is printed, then gone.
@Tag("kernel")
class CheckIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up("--networks", "2");
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// Only this lab's first network: others may be up at the same time.
    private static Sonde.Result check() {
        return Sonde.sonde("check", "nsenter-test@" + lab.host(1), "nsenter-test@" + lab.host(2));
    }

    @Test
    void aHealthyLabHasNoFault() {
        Sonde.Result r = check();
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("no fault found; ");
    }

    /// A service's name means the networks that it is in.
    @Test
    void aServiceMeansItsNetworks() {
        Sonde.Result service = Sonde.sonde("check", "-j", "nsenter-l2-table-test");
        Sonde.Result network = Sonde.sonde("check", "-j", "nsenter-test");
        assertThat(service.status()).as("%s", service).isZero();
        assertThat(json(service).get("endpoints").asInt()).isPositive();
        for (String key : new String[] {"networks", "endpoints", "rows", "whole"}) {
            assertThat(json(service).get(key)).as(key).isEqualTo(json(network).get(key));
        }
    }

    private static JsonNode json(Sonde.Result r) {
        try {
            return new ObjectMapper().readTree(r.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + r, e);
        }
    }

    private static List<Found> findings() {
        return Found.of(lab.own(Lab.check()));
    }

    /// Faults of `lab break`, one of each kind of table; [#soIsEachOther] are the rest.
    @ParameterizedTest
    @CsvSource({
        "missing-fdb, S101, error, nsenter-l2-table-test.1",
        "veth-unplugged, S105, error, nsenter-l2-table-test.1",
        "wrong-vni, S112, error, nsenter-test",
        "vxlan-blocked, S313, error, HOST2",
    })
    void isFoundAndMendedByPasting(String fault, String code, String severity, String victim) {
        Lab.whileThere(() -> foundAndMended(fault, code, severity, victim));
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "duplicate-ip, S109, error, nsenter-l2-table-test.1",
        "self-loop, S107, error, nsenter-l2-table-test.1",
        "leaked-vxlan, S310, warning, vx-0013e9-",
        "underlay-mtu, S307, error, HOST2",
        "missing-neighbour, S103, error, nsenter-l2-table-test.1",
        "wrong-vtep, S102, error, nsenter-l2-table-test.1",
        "stale-row, S106, warning, 10.0.1.250",
        "missing-peer, S108, error, nsenter-l2-table-test.1",
        "failed-neighbour, S304, warning, nsenter-l2-table-test.1",
        "table-full, S305, warning, nsenter-l2-table-test.1",
        "veth-down, S104, error, nsenter-l2-table-test.1",
        "port-blocked, S301, error, nsenter-l2-table-test.1",
        "wrong-mtu, S308, error, nsenter-l2-table-test.1",
        "duplicate-mac, S110, error, nsenter-l2-table-test.1",
        "underlay-down, S316, error, HOST2",
        "wrong-source, S317, error, HOST2",
        "vni-clash, S309, warning, nsenter-test",
        "orphan-namespace, S114, warning, 1-",
        "second-epoch, S115, warning, nsenter-test",
        "left-over-file, S312, info, ''",
        "news-blocked, S314, error, HOST2",
    })
    void soIsEachOther(String fault, String code, String severity, String victim) {
        isFoundAndMendedByPasting(fault, code, severity, victim);
    }

    /// False where the fault went by itself before it was mended.
    private static boolean foundAndMended(String fault, String code, String severity, String victim) {
        lab.run("break", fault);
        try {
            List<Found> found = findings();
            if (!lab.isThere(fault)) {
                return false;
            }
            assertThat(found).hasSize(1);
            Found f = found.getFirst();
            assertThat(f.code()).isEqualTo(code);
            assertThat(f.severity()).isEqualTo(severity);
            assertThat(f.victim()).startsWith(victim.equals("HOST2") ? lab.host(2) : victim);
            List<String> unseen = f.notSeenByTheTools();
            Sonde.Result see = Sonde.sh(f.see());
            if (!lab.isThere(fault)) {
                return false;
            }
            assertThat(unseen).isEmpty();
            assertThat(see.status()).as("%s: %s", f.see(), see).isZero();
            Sonde.Result paste = Sonde.sh(f.command());
            boolean gone = paste.err().contains("No such file or directory") && fault.equals("failed-neighbour");
            assertThat(paste.status() == 0 || gone)
                    .as("%s: %s", f.command(), paste)
                    .isTrue();
            assertThat(findings()).isEmpty();
            return !gone;
        } finally {
            // The lab does not know what was pasted, and nothing that it finds mended is in its way.
            assertThat(lab.run("mend")).startsWith(lab.name() + ": mended: " + fault + " of ");
        }
    }

    private static String space(String where) {
        return switch (where) {
            case "host1" -> lab.segment(lab.host(1));
            case "host2" -> lab.segment(lab.host(2));
            default -> lab.file(lab.task(1).file());
        };
    }

    /// A container started with --mac-address: its rows have that MAC, and the engine tells its address only.
    @Test
    void aChosenMacIsNoFault() {
        String file = space("host1");
        Lab.in(file, "bridge fdb del 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self");
        Lab.in(file, "bridge fdb add 06:00:00:00:00:01 dev vxlan0 dst 10.99.0.2 self permanent");
        Lab.in(file, "ip neigh replace 10.0.1.3 lladdr 06:00:00:00:00:01 dev vxlan0 nud permanent");
        try {
            assertThat(findings()).isEmpty();
            Lab.in(file, "bridge fdb del 06:00:00:00:00:01 dev vxlan0 dst 10.99.0.2 self");
            List<Found> found = findings();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().code()).isEqualTo("S101");
            assertThat(found.getFirst().command())
                    .endsWith("06:00:00:00:00:01 dev vxlan0 dst 10.99.0.2 self permanent");
        } finally {
            Sonde.sh("nsenter --net=" + file + " bridge fdb del 06:00:00:00:00:01 dev vxlan0 dst 10.99.0.2 self");
            Lab.in(file, "ip neigh replace 10.0.1.3 lladdr 02:42:0a:00:01:03 dev vxlan0 nud permanent");
            Lab.in(file, "bridge fdb replace 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent");
        }
        assertThat(findings()).isEmpty();
    }

    /// The route itself says how much fits: the command changes that, and nothing else of it.
    @Test
    void aRouteThatIsTooSmallIsChanged() {
        String host = lab.file("host2");
        Lab.in(host, "ip route change 10.99.0.0/24 dev eth0 proto kernel src 10.99.0.2 mtu 1400");
        String before = Lab.in(host, "ip route show 10.99.0.0/24");
        List<Found> found = findings();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().code()).isEqualTo("S307");
        Sonde.Result paste = Sonde.sh(found.getFirst().command());
        assertThat(paste.status()).as("%s: %s", found, paste).isZero();
        assertThat(findings()).isEmpty();
        assertThat(Lab.in(host, "ip route show 10.99.0.0/24")).isEqualTo(before.replace("mtu 1400", "mtu 1500"));
    }

    /// A veth into a namespace that only a file descriptor on its way through a socket holds.
    @Test
    void aVethThatLeadsNowhereIsFound() throws Exception {
        Path script = Path.of("src/test/python/hide.py").toAbsolutePath();
        // The near end comes to be where the script's parent is.
        String hide = "python3 '" + script + "' /tmp peer; :";
        Process hiding = new ProcessBuilder("nsenter", "--net=" + space("host2"), "sh", "-c", hide)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String line = "";
            while (line != null && !line.equals("ready")) {
                line = hiding.inputReader().readLine();
            }
            assertThat(line).isEqualTo("ready");
            List<Found> found = findings();
            assertThat(found).hasSize(1);
            Found f = found.getFirst();
            assertThat(f.code() + " " + f.severity() + " " + f.victim()).isEqualTo("S303 warning hidden-near");
            f.isSeenByTheTools();
            Sonde.Result paste = Sonde.sh(f.command());
            assertThat(paste.status()).as("%s: %s", f.command(), paste).isZero();
            assertThat(findings()).isEmpty();
        } finally {
            hiding.getOutputStream().close();
            hiding.waitFor();
        }
    }

    /// Older iptables keeps its rules where no message tells them: they are read all the same.
    @Test
    void olderIptablesIsJudged() {
        Lab.in(lab.file("host2"), "iptables-legacy -A INPUT -p udp --dport 4789 -j DROP");
        try {
            List<Found> found = findings();
            assertThat(found).extracting(Found::code).containsExactly("S313");
            assertThat(found.getFirst().command())
                    .endsWith("iptables-legacy -t filter -D INPUT -p udp --dport 4789 -j DROP");
            Sonde.Result paste = Sonde.sh(found.getFirst().command());
            assertThat(paste.status()).as("%s", paste).isZero();
            Sonde.Result r = Sonde.sonde("check", lab.host(2));
            assertThat(r.err()).isEmpty();
            assertThat(r.out()).startsWith("no fault found; ");
        } finally {
            Lab.in(lab.file("host2"), "iptables-legacy -F");
        }
    }

    /// The name of a link may be anything: what is pasted means that link and does nothing else.
    @Test
    void aHostileNameIsPastedAsItIs() {
        String file = space("host2");
        String name = "$'`a;\\x1b'";
        Sonde.Result made = Sonde.run(
                "bash", "-c", "nsenter --net=" + file + " sh -c 'ip link set dev veth1 down name \"$0\"' " + name);
        assertThat(made.status()).as("%s", made).isZero();
        try {
            List<Found> found = findings();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().code()).isEqualTo("S104");
            assertThat(check().outBytes()).doesNotContain((byte) 0x1b);
            Sonde.Result paste = Sonde.sh(found.getFirst().command());
            assertThat(paste.status()).as("%s: %s", found, paste).isZero();
            assertThat(findings()).isEmpty();
        } finally {
            Sonde.run("bash", "-c", "nsenter --net=" + file + " ip link set dev " + name + " name veth1");
        }
    }

    /// Programs rely on the keys, and people who write them on the document.
    @Test
    void theJsonHasTheDocumentedKeys() {
        lab.run("break", "missing-fdb");
        JsonNode check = Lab.check();
        lab.run("mend");
        assertThat(keys(check)).containsExactly("findings", "networks", "endpoints", "rows", "whole", "gaps", "open");
        JsonNode f = lab.own(check).getFirst();
        assertThat(keys(f))
                .containsExactly(
                        "code",
                        "severity",
                        "title",
                        "headline",
                        "victim",
                        "where",
                        "expected",
                        "source",
                        "found",
                        "evidence",
                        "see",
                        "remedy");
        assertThat(keys(f.get("where"))).containsExactly("network", "vni", "host", "file");
        assertThat(keys(f.get("evidence").get(0))).containsExactly("file", "tool", "line");
        assertThat(keys(f.get("remedy"))).containsExactly("command", "safe", "steps");
        assertThat(f.at("/where/vni").isInt()).isTrue();
        assertThat(f.at("/remedy/safe").isBoolean()).isTrue();
        assertThat(f.at("/remedy/steps/0").get(0).asText()).isEqualTo("sonde");
        Documented.keys("sonde check -j", check);
    }

    private static List<String> keys(JsonNode object) {
        List<String> all = new ArrayList<>();
        object.fieldNames().forEachRemaining(all::add);
        return all;
    }

    /// A line of text for people: what, where, who says so, and the command.
    @Test
    void readsLikeACompilersMessage() {
        assertThat(Sonde.sonde("lab", "break", "missing-fdb", "--name", lab.name())
                        .status())
                .isZero();
        try {
            Sonde.Result r = check();
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            String file = lab.segment(lab.host(1));
            assertThat(r.out())
                    .startsWith("error[S101]: " + lab.host(1) + " loses every frame for nsenter-l2-table-test.1\n"
                            + "  where     network nsenter-test (VNI 4097) on " + lab.host(1) + ", " + file + "\n"
                            + "  expected  02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent\n"
                            + "            source: lab " + lab.name() + "\n"
                            + "  found     no such row; the neighbour 10.0.1.3 is PERMANENT, so the sender looks"
                            + " healthy\n"
                            + "  evidence  10.0.1.3 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT\n")
                    .contains(
                            "  mend      sonde enter nsenter-test@" + lab.host(1)
                                    + " -- bridge fdb replace 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent\n  more      sonde check --explain S101\n\n1 error; ")
                    .containsPattern("; 1 network, 5 endpoints, [0-9]+ rows compared in [0-9]+\\.[0-9]{2} s\n$");
        } finally {
            Sonde.sonde("lab", "mend", "--name", lab.name());
        }
    }

    /// Several findings of one rule at one place say once what they have in common, and the worst come first.
    @Test
    void isGrouped() {
        String file = space("host1");
        Lab.in(file, "bridge fdb del 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self");
        Lab.in(file, "ip addr del 10.0.1.1/24 dev br0");
        Lab.in(file, "bridge fdb del 02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.2 self");
        try {
            Sonde.Result r = check();
            String second = "error[S101]: " + lab.host(1) + " loses every frame for nsenter-l2-table-test.3\n"
                    + "  expected  02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.2 self permanent\n";
            assertThat(r.out())
                    .startsWith("error[S101]: " + lab.host(1) + " loses every frame for nsenter-l2-table-test.1\n"
                            + "  where     network nsenter-test (VNI 4097) on ")
                    .contains(second)
                    .containsOnlyOnce("  more      sonde check --explain S101\n")
                    .contains("\n\nwarning[S113]: ");
            List<String> mend = r.out()
                    .lines()
                    .filter(l -> l.startsWith("  mend  "))
                    .map(l -> l.strip().substring(4))
                    .toList();
            assertThat(mend).hasSize(3).allMatch(l -> Sonde.sh(l).status() == 0);
            assertThat(check().status()).isZero();
        } finally {
            Sonde.sonde("check", "nsenter-test@" + lab.host(1), "--mend", "--yes");
        }
    }

    /// The engine's folder of files alone is left, as on a host whose daemon does not answer: the MACs tell.
    @Test
    void withoutAnEngineTheNeighboursTell() {
        String name = "it-nature-" + ProcessHandle.current().pid();
        String in = "ip netns exec " + name + " ";
        try {
            Sonde.Result made = Sonde.sh("set -e; ip netns add " + name + "; mkdir -p /run/docker/netns; touch"
                    + " /run/docker/netns/1-" + name.substring(3) + "; mount --bind /run/netns/" + name
                    + " /run/docker/netns/1-" + name.substring(3) + "; " + in + "ip link add br0 type bridge"
                    + " vlan_default_pvid 0; " + in + "ip link add vxlan0 type vxlan id 4099 dstport 4789 proxy l2miss"
                    + " l3miss; " + in + "ip link set vxlan0 master br0 up; " + in + "ip link set br0 up; " + in
                    + "ip neigh add 10.0.9.5 lladdr 02:42:0a:00:09:05 dev vxlan0 nud permanent; " + in
                    + "ip neigh add 10.0.9.6 lladdr 02:42:0a:00:09:06 dev vxlan0 nud permanent; " + in
                    + "bridge fdb add 02:42:0a:00:09:06 dev vxlan0 dst 10.99.0.7 self permanent");
            assertThat(made.status()).as("%s", made).isZero();
            Sonde.Result r = Sonde.sonde("check", "/run/docker/netns/1-" + name.substring(3));
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(r.out())
                    .contains("error[S101]: ", " loses every frame for 10.0.9.5 (02:42:0a:00:09:05)\n", "\n1 error; ");
        } finally {
            Sonde.sh("umount /run/docker/netns/1-" + name.substring(3) + "; rm -f /run/docker/netns/1-"
                    + name.substring(3) + "; ip netns del " + name);
        }
    }

    @Test
    void aRuleIsExplained() {
        Sonde.Result r = Sonde.sonde("check", "--explain", "S101");
        assertThat(r.status()).isZero();
        assertThat(r.out()).startsWith("S101: the FDB row of a remote endpoint is missing (error)\n");
        assertThat(Sonde.sonde("check", "--explain", "s101").out()).isEqualTo(r.out());
        Sonde.Result none = Sonde.sonde("check", "--explain", "S999");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).startsWith("sonde: check: S999: no such rule\n  valid codes: S101 ");
    }
}
