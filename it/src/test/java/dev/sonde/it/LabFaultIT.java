package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.engine.LabState;
import dev.sonde.lab.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault of `lab break`: made, seen by the real tools, and taken back so that nothing of it is left.
@Tag("kernel")
class LabFaultIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// What a real tool prints in one of the namespaces with a fault (`+`), or without it (`-`).
    private record Sign(String where, String command, boolean appears, String words) {
        boolean there(String file) {
            return Lab.in(file, command).contains(words);
        }
    }

    private static final Map<String, List<Sign>> SIGNS = signs("""
            missing-fdb | segment1 | bridge fdb | - 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2
            wrong-vtep | segment1 | bridge fdb | + 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.250
            self-loop | segment1 | bridge fdb | + 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.1
            stale-row | segment1 | ip neigh | + 10.0.1.250 dev vxlan0 lladdr 02:42:0a:00:01:fa PERMANENT
            stale-row | segment1 | bridge fdb | + 02:42:0a:00:01:fa dev vxlan0 dst 10.99.0.2
            missing-neighbour | segment1 | ip neigh | - 10.0.1.3 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT
            missing-peer | segment1 | ip neigh | - 10.0.1.3 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT
            missing-peer | segment1 | bridge fdb | - 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2
            failed-neighbour | task1 | ip neigh | + 10.0.1.4 dev eth0 FAILED
            veth-down | segment2 | ip -o link show veth1 | + state DOWN
            veth-unplugged | segment2 | ip -o link show veth1 | - master br0
            port-blocked | segment2 | bridge link show dev veth1 | + state listening
            wrong-mtu | task1 | ip -o link show eth0 | + mtu 1500
            duplicate-ip | task2 | ip -o -4 addr show eth0 | + inet 10.0.1.3/24
            duplicate-mac | task2 | ip -o link show eth0 | + 02:42:0a:00:01:03
            underlay-mtu | host2 | ip -o link show eth0 | + mtu 1400
            underlay-down | host2 | ip -o link show eth0 | + state DOWN
            wrong-source | host2 | ip route get 10.99.0.1 | + src 10.99.0.102
            vni-clash | host2 | ip -d link show type vxlan | + vxlan id 4097
            leaked-vxlan | host2 | ip -d link show type vxlan | + vxlan id 5097
            """);

    private static Map<String, List<Sign>> signs(String table) {
        Map<String, List<Sign>> all = new HashMap<>();
        for (String line : table.lines().toList()) {
            String[] cells = line.split(" \\| ");
            boolean appears = cells[3].startsWith("+");
            all.computeIfAbsent(cells[0], k -> new ArrayList<>())
                    .add(new Sign(cells[1], cells[2], appears, cells[3].substring(2)));
        }
        return all;
    }

    /// Those that lose packets of task 2 to task 1, and how large they are.
    private static final Map<String, Integer> LOSES = Map.of(
            "missing-fdb", 56,
            "wrong-vtep", 56,
            "self-loop", 56,
            "vxlan-blocked", 56,
            "veth-down", 56,
            "veth-unplugged", 56,
            "port-blocked", 56,
            "underlay-down", 56,
            "wrong-source", 56,
            "underlay-mtu", 1422);

    static List<String> all() {
        return Fault.ALL.stream()
                .filter(f -> !f.six() && !f.ofCluster()) // ProbeV6IT and FlannelLabIT have labs for these
                .map(Fault::name)
                .toList();
    }

    private static Sonde.Result run(String verb, String... more) {
        List<String> command = new ArrayList<>(List.of("lab", verb));
        command.addAll(List.of(more));
        command.addAll(List.of("--name", lab.name()));
        return Sonde.sonde(command.toArray(String[]::new));
    }

    private static void succeed(String verb, String... more) {
        Sonde.Result r = run(verb, more);
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// What the real tools say of every namespace of the lab; what the kernel changes by itself is left out: states,
    /// timers, FAILED neighbours, the order of ports, and the address that it gives to a tunnel which is made anew,
    /// which a bridge takes over where it is the lowest of its ports'.
    private static Map<String, String> everything() {
        // One shell for all namespaces, and few programs in each: this runs a hundred times.
        Sonde.Result r = Sonde.sh("cd " + lab.file("") + " && for f in *; do echo \"== $f\";"
                + " if [ \"$(stat -f -c %t $f)\" = 6e736673 ]; then nsenter --net=$f sh -c '"
                + "printf \"link\\naddr\\nneigh show nud permanent\\n\" | ip -o -d -b -;"
                + " printf \"fdb\\nlink\\n\" | bridge -b -'; else echo no namespace; fi; done");
        assertThat(r.status()).as("%s", r).isZero();
        Map<String, String> all = new TreeMap<>();
        for (String part : r.out().split("(?m)^== ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                all.put(part.substring(0, end), still(part.substring(end + 1)));
            }
        }
        assertThat(all).hasSizeGreaterThan(8);
        return all;
    }

    private static final Pattern TUNNEL = Pattern.compile("(?m)^[0-9]+: vxlan0[:@].* link/ether (\\S+) ");

    private static String still(String text) {
        Matcher tunnel = TUNNEL.matcher(text);
        String own = tunnel.find() ? text.replace(tunnel.group(1), "OWN") : text;
        return own.lines()
                .filter(l -> !l.contains(" inet6 "))
                .filter(l -> !l.contains(" dev ") || l.contains("PERMANENT") || l.contains("permanent"))
                .map(l -> l.replaceAll(" state (UP|DOWN|UNKNOWN|LOWERLAYERDOWN)", "")
                        .replaceAll("_timer +[0-9.]+", "_timer")
                        .replaceAll("designated_(bridge|root) \\S+", ""))
                .map(l -> l.matches("[0-9]+: br0: .*") ? l.replaceAll("(ether|bridge_id) \\S+", "$1 PORT") : l)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /// The lines that one has and the other has not, each with the namespace.
    private static List<String> changed(Map<String, String> before, Map<String, String> after) {
        List<String> lines = new ArrayList<>();
        Set<String> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        for (String file : files) {
            List<String> lost = lines(before, file);
            List<String> more = lines(after, file);
            lines(after, file).forEach(lost::remove);
            lines(before, file).forEach(more::remove);
            lost.forEach(l -> lines.add(file + " lacks: " + l));
            more.forEach(l -> lines.add(file + " has now: " + l));
        }
        return lines;
    }

    private static List<String> lines(Map<String, String> namespaces, String file) {
        String text = namespaces.get(file);
        return new ArrayList<>(
                text == null ? List.of("no such file") : text.lines().toList());
    }

    /// What was there before any fault; each test leaves it so.
    private static Map<String, String> whole;

    static Stream<String> some() {
        return Programme.some(all(), 4);
    }

    /// One fault after the other: it is seen by the real tools, packets are lost where it has to lose them, and when
    /// it is mended everything is as before.
    @ParameterizedTest
    @MethodSource("some")
    void isSeenByTheRealToolsAndTakenBackWhole(String fault) {
        Map<String, String> before = whole == null ? everything() : whole;
        whole = null; // until this test has left it so
        List<Sign> signs = SIGNS.getOrDefault(fault, List.of());
        signs.forEach(
                s -> assertThat(s.there(file(s.where))).as("before: %s", s).isNotEqualTo(s.appears));
        Lab.whileThere(() -> {
            succeed("break", fault);
            try {
                for (Sign s : signs) {
                    boolean there = s.there(file(s.where));
                    if (there != s.appears && !lab.isThere(fault)) {
                        return false;
                    }
                    assertThat(there).as("%s", s).isEqualTo(s.appears);
                }
                Integer size = LOSES.get(fault);
                if (size != null) {
                    assertThat(answers(lab.task(2), lab.task(1), size)).isFalse();
                }
                // some are seen by what they do
                if (!List.of("failed-neighbour", "table-full", "vxlan-blocked", "news-blocked")
                        .contains(fault)) {
                    assertThat(everything()).isNotEqualTo(before);
                }
                return true;
            } finally {
                succeed("mend");
            }
        });
        Integer size = LOSES.get(fault);
        boolean again = size == null;
        for (int i = 0; i < 5 && !again; i++) {
            again = answers(lab.task(2), lab.task(1), size);
        }
        assertThat(again).as("mended").isTrue();
        assertThat(changed(before, everything())).isEmpty();
        whole = before;
    }

    /// Several of one kind, and such as stand in the way of each other; the last made is mended first. What somebody
    /// did by hand is no hindrance.
    @Test
    @Tag("slow")
    void severalAreTakenBackWhole() {
        Map<String, String> before = everything();
        succeed("break", "missing-fdb", "nsenter-l2-table-test.1");
        succeed("break", "missing-fdb", "nsenter-l2-table-test.3");
        succeed("break", "missing-fdb", "nsenter-l2-table-test.2");
        succeed("break", "port-blocked", "nsenter-l2-table-test.1");
        succeed("break", "veth-down", "nsenter-l2-table-test.1");
        succeed("break", "port-blocked", "nsenter-l2-table-test.3");
        succeed("break", "veth-unplugged", "nsenter-l2-table-test.3");
        succeed("break", "duplicate-ip", "nsenter-l2-table-test.3");
        succeed("break", "vni-clash");
        succeed("break", "table-full");
        String task = " of nsenter-l2-table-test.";
        assertThat(run("status").out())
                .contains("  broken by lab break: missing-fdb" + task, "broken by lab break: veth-down" + task)
                .contains("broken by lab break: port-blocked" + task, "broken by lab break: table-full" + task);
        Sonde.Result twice = run("break", "vni-clash", "nsenter-l2-table-test.3");
        assertThat(twice.err()).startsWith("sonde: lab break: vni-clash is there already, in nsenter-test@");
        assertThat(Lab.in(file("segment1"), "bridge fdb show dev vxlan0"))
                .doesNotContain("02:42:0a:00:01:03 dst", "02:42:0a:00:01:05 dst");
        Lab.in(file("segment1"), "bridge fdb add 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent");
        Lab.in(file("segment2"), "bridge fdb replace 02:42:0a:00:01:03 dev veth1 master static");
        Lab.in(file("host2"), "sh -c 'ip link del $(ip -o link show type vxlan | cut -d: -f2)'");
        // port-blocked while the port is down, and while it is none: it forwards as soon as it is one again
        assertThat(run("mend", "port-blocked").out().lines()).hasSize(2);
        assertThat(run("mend").out().lines()).hasSize(8).allMatch(l -> l.contains(": mended: "));
        assertThat(Lab.in(file("segment2"), "bridge fdb show br br0")).doesNotContain("static");
        assertThat(changed(before, everything())).isEmpty();
        assertThat(run("status").out()).doesNotContain("broken");
    }

    /// What can no longer be brought back is named, and keeps nothing else from being mended.
    @Test
    void whatCannotBeTakenBackIsNamed() {
        try (Lab own = Lab.up("--replicas", "2")) {
            own.run("break", "veth-down", "nsenter-l2-table-test.1");
            own.run("break", "missing-fdb", "nsenter-l2-table-test.1");
            Lab.in(own.segment(own.host(2)), "ip link del veth1");
            Sonde.Result r = Sonde.sonde("lab", "mend", "--name", own.name());
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.out())
                    .isEqualTo(own.name() + ": mended: missing-fdb of nsenter-l2-table-test.1 in nsenter-test@"
                            + own.host(1) + "\n");
            assertThat(r.err())
                    .startsWith("sonde: lab mend: veth-down of nsenter-l2-table-test.1 in nsenter-test@" + own.host(2)
                            + ": cannot change 2-")
                    .contains(": No such device\n  somebody changed it by hand: ");
        }
    }

    private String file(String where) {
        return switch (where) {
            case "segment1" -> lab.segment(lab.host(1));
            case "segment2" -> lab.segment(lab.host(2));
            case "host2" -> lab.file("host2");
            case "task1" -> lab.file(lab.task(1).file());
            case "task2" -> lab.file(lab.task(2).file());
            default -> throw new AssertionError(where);
        };
    }

    private static boolean answers(LabState.Task from, LabState.Task to, int size) {
        return Sonde.sh("nsenter -t " + from.pid() + " -n ping -W 1 -c 2 -i 0.2 -M do -s " + size + " " + to.ip())
                        .status()
                == 0;
    }

    private static long learned() {
        answers(lab.task(1), lab.task(3), 56);
        return Lab.in(lab.segment(lab.host(2)), "bridge fdb show br br0")
                .lines()
                .filter(row -> row.matches(".* dev veth[0-9] master br0 *"))
                .count();
    }

    @Test
    void aFullTableLearnsNoMore() {
        assertThat(learned()).isGreaterThanOrEqualTo(2); // the load balancer may have spoken too
        succeed("break", "table-full");
        try {
            assertThat(learned()).isLessThanOrEqualTo(1);
        } finally {
            succeed("mend");
        }
        assertThat(learned()).isGreaterThanOrEqualTo(2); // the load balancer may have spoken too
    }

    @Test
    void aPlaceCanBeNamed() {
        succeed("break", "missing-fdb", "nsenter-l2-table-test.2@" + lab.host(2));
        assertThat(run("status", "-j").out())
                .contains("\"fault\": \"missing-fdb\"", "\"task\": \"nsenter-l2-table-test.2\"");
        assertThat(Lab.in(lab.segment(lab.host(2)), "bridge fdb")).doesNotContain("02:42:0a:00:01:04 dev vxlan0 dst");
        Sonde.Result again = run("break", "missing-fdb", "nsenter-l2-table-test.2");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).startsWith("sonde: lab break: missing-fdb is there already");
        succeed("mend", "missing-fdb");
        assertThat(run("mend").out()).isEqualTo(lab.name() + ": nothing to mend\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rust | 1 | lab break: there is no fault rust",
                "missing-fdb web | 1 | lab break: there is no task or network web in the lab ",
                "missing-fdb @host9 | 1 | lab break: there is no host host9 in the lab ",
                "'' | 2 | lab break: missing argument FAULT",
            })
    void whatCannotBeIsToldInOneLine(String words, int status, String message) {
        Sonde.Result r = run("break", words.isEmpty() ? new String[0] : words.split(" "));
        assertThat(r.status()).as("%s", r).isEqualTo(status);
        assertThat(r.err()).startsWith("sonde: " + message);
        assertThat(run("status").out()).doesNotContain("broken");
    }
}
