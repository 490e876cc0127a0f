package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `sonde ip`, `bridge`, `brctl` and `ifconfig` beside the real ones: namespaces with contents from a seed, every
/// command line on both, byte for byte but for what [Mask] names.
///
/// The stream is recorded before and after the real tools have run; a table that changes in between (a bridge's port
/// that begins to forward, a multicast report that counts as a packet) may agree with either.
///
/// `-Dsonde.seeds=1000` tries more seeds than the hundred, `-Dsonde.seed=7` this one alone.
class ToolsIT {
    /// Run on both; `%B` a bridge, `%V` a veth, `%L` any link.
    private static final List<String> LINES = List.of(
            "ip link",
            "ip -d link",
            "ip -j link",
            "ip -d -j link",
            "ip -d -j -p link",
            "ip -s link",
            "ip -s -s link",
            "ip -s -j link",
            "ip -s -s -j link",
            "ip -s -h link",
            "ip -s -h -iec link",
            "ip -br link",
            "ip -br -j link",
            "ip -o link",
            "ip -o -d link",
            "ip -N -d link",
            "ip l sh %B",
            "ip link show dev %V",
            "ip -j link show %L",
            "ip link show up",
            "ip -j link show up",
            "ip link show master %B",
            "ip -j link show master %B",
            "ip link show nomaster",
            "ip link show type vxlan",
            "ip -j link show type bridge",
            "ip link show type bridge_slave",
            "ip link show group default",
            "ip link show absent0",
            "ip link foo",
            "ip addr",
            "ip a",
            "ip -j a",
            "ip -j -p addr",
            "ip -d addr",
            "ip -d -j addr",
            "ip -s addr",
            "ip -s -j addr",
            "ip -4 addr",
            "ip -6 addr",
            "ip -4 -j addr",
            "ip -6 -j addr",
            "ip -br addr",
            "ip -br -j addr",
            "ip -br -6 addr",
            "ip -o addr",
            "ip -o -j addr",
            "ip -o -4 addr",
            "ip addr show %L",
            "ip -j addr show dev %V",
            "ip -6 addr show dev %L",
            "ip addr show scope global",
            "ip -j addr show scope link",
            "ip addr show up",
            "ip addr show to 10.0.0.0/8",
            "ip addr show to 2001:db8::/32",
            "ip addr show label '*:1'",
            "ip addr show permanent",
            "ip -j addr show dynamic",
            "ip addr show deprecated",
            "ip addr show primary",
            "ip addr show -secondary",
            "ip addr show master %B",
            "ip addr show type vxlan",
            "ip addr show absent0",
            "ip addr show dev",
            "ip addr show scope nosuch",
            "ip -0 addr",
            "ip route",
            "ip r s",
            "ip -j route",
            "ip -j -p route",
            "ip -d route",
            "ip -d -j route",
            "ip -s route",
            "ip -o route",
            "ip -N route",
            "ip -4 route",
            "ip -6 route",
            "ip -6 -j route",
            "ip -6 -d route",
            "ip route show table all",
            "ip -j route show table all",
            "ip -d route show table all",
            "ip -6 route show table all",
            "ip route show table local",
            "ip -6 route show table local",
            "ip route show table 77777",
            "ip route show table main",
            "ip route show dev %L",
            "ip -j route show dev %V",
            "ip route show proto kernel",
            "ip route show proto static",
            "ip route show scope link",
            "ip route show type blackhole",
            "ip route show type unicast",
            "ip route show root 10.100.0.0/14",
            "ip route show match 10.150.1.1",
            "ip route show exact 10.200.0.0/24",
            "ip route show via 10.1.0.1",
            "ip route show src 10.1.0.1",
            "ip route show metric 10",
            "ip route show dev absent0",
            "ip route show table nosuch",
            "ip route show 10.0.0.0/33",
            "ip -6 route show root 2001:db8::/32",
            "ip maddr",
            "ip -j maddr",
            "ip -j -p maddr",
            "ip -4 maddr",
            "ip -6 -j maddr",
            "ip -0 maddr",
            "ip -o maddr",
            "ip -o -j maddr",
            "ip -c=always maddr",
            "ip maddr show dev %V",
            "ip -j maddr show %L",
            "ip maddr show dev absent0",
            "ip maddr show %V %L",
            "ip neigh",
            "ip n",
            "ip -j neigh",
            "ip -j -p neigh",
            "ip -s neigh",
            "ip -s -j neigh",
            "ip -br neigh",
            "ip -br -j neigh",
            "ip -4 neigh",
            "ip -6 neigh",
            "ip neigh show dev %L",
            "ip -j neigh show dev %V",
            "ip neigh show nud all",
            "ip neigh show nud permanent",
            "ip neigh show nud stale nud noarp",
            "ip neigh show nud nosuch",
            "ip neigh show to 10.0.0.0/8",
            "ip neigh show protocol zebra",
            "ip neigh show master %B",
            "ip neigh show nomaster",
            "ip neigh show unused",
            "ip neigh show dev absent0",
            "ip rule",
            "ip -j rule",
            "ip -j -p rule",
            "ip -d rule",
            "ip -6 rule",
            "ip -6 -j rule",
            "ip -N rule",
            "ip rule show table main",
            "ip rule show pref 1000",
            "ip rule show from 10.1.0.0/16",
            "ip -c=always link",
            "ip -c=always addr",
            "ip -c=always route",
            "ip -c=always neigh",
            "ip -c=always rule",
            "ip -c=never -j addr",
            "ip nosuch",
            "ip -zzz",
            "ip -f nosuch addr",
            "ip neigh foo",
            "ip route show table",
            "bridge fdb",
            "bridge fdb show",
            "bridge -j fdb",
            "bridge -j -p fdb show",
            "bridge -s fdb",
            "bridge -s -j fdb",
            "bridge -d fdb",
            "bridge fdb show br %B",
            "bridge -j fdb show br %B",
            "bridge fdb show br %V",
            "bridge fdb show dev %V",
            "bridge -j fdb show brport %V",
            "bridge fdb show dynamic",
            "bridge fdb show state static",
            "bridge fdb show state permanent",
            "bridge fdb show vlan 1",
            "bridge fdb show br absent0",
            "bridge fdb show dev absent0",
            "bridge -c=always fdb",
            "bridge fdb show state x",
            "bridge link",
            "bridge -j link",
            "bridge -j -p link",
            "bridge -d link",
            "bridge -d -j link",
            "bridge link show dev %V",
            "bridge link show dev absent0",
            "bridge nosuch",
            "bridge fdb foo",
            "bridge -zzz",
            "ip nexthop",
            "ip -d nexthop",
            "ip -j nexthop",
            "ip -d -j -p nexthop",
            "ip nexthop show vrf %L",
            "ip nexthop show dev absent0",
            "ip nexthop bucket",
            "ip -j nexthop bucket show",
            "ip nexthop foo",
            "ip -c=always nexthop",
            "ip netconf",
            "ip -j netconf",
            "ip -4 netconf",
            "ip -6 -j netconf show",
            "ip -f mpls netconf",
            "ip netconf show dev %L",
            "ip netconf show dev absent0",
            "ip -c=always netconf",
            "ip -f mpls route",
            "ip -M route",
            "ip route show vrf absent0",
            "bridge mdb",
            "bridge -d mdb",
            "bridge -s mdb show",
            "bridge -d -s mdb",
            "bridge -j mdb",
            "bridge -j -p -d -s mdb show",
            "bridge mdb show dev %B",
            "bridge mdb show vid 3",
            "bridge mdb show dev absent0",
            "bridge mdb foo",
            "bridge -c=always -d mdb",
            "bridge vni",
            "bridge -s vni",
            "bridge -j vni",
            "bridge -j -p -s vni show",
            "bridge vni show dev vni0",
            "bridge vni foo",
            "bridge -d vlan",
            "bridge -s vlan",
            "bridge -j -s vlan",
            "bridge vlan tunnelshow",
            "bridge -j vlan tunnelshow",
            "bridge vlan global",
            "bridge vlan global show",
            "ip neigh show proxy",
            "ip -j neigh show proxy",
            "ip route show cache",
            "bridge vlan",
            "bridge -j vlan",
            "bridge vlan show dev %V",
            "bridge -compressvlans vlan",
            "brctl show",
            "brctl show %B",
            "brctl show absent0",
            "brctl show absent0 %B",
            "brctl show %V",
            "brctl showmacs %B",
            "brctl showmacs absent0",
            "brctl showmacs %V",
            "brctl showstp %B",
            "brctl showstp absent0",
            "brctl showstp %V",
            "ifconfig",
            "ifconfig -a",
            "ifconfig %L",
            "ifconfig %B",
            "ifconfig absent0",
            "ifconfig lo");

    /// Asked of the live namespace alone: what a recorded stream does not hold, and a few that it does.
    private static final List<String> LIVE = List.of(
            "ip maddr",
            "ip -j maddr",
            "ip netns",
            "ip -j netns list",
            "ip netns list-id",
            "ip netns list-id nsid 0",
            "ip netns list-id nsid 99",
            "ip netns identify",
            "ip addr",
            "ip -j -d link",
            "ip route",
            "ip neigh",
            "bridge fdb show",
            "brctl show",
            "ifconfig -a",
            "ip neigh show proxy",
            "ip -j neigh show proxy",
            "ip route get 10.1.0.9",
            "ip -j route get 10.1.0.9",
            "ip route get fibmatch 10.1.0.9",
            "ip route get 10.1.0.9 oif lo",
            "ip -6 route get 2001:db8:1::1",
            "ip route get 127.0.0.1",
            "ip route get",
            "bridge vlan",
            "bridge -j vlan",
            "bridge -j -p vlan show",
            "bridge vlan show dev %V",
            "bridge vlan show vid 1",
            "bridge -compressvlans vlan",
            "ip route show cache",
            "ip route get 10.1.0.9 connected",
            "ip route get 10.1.0.9 uid 7 notify",
            "ip route get 10.1.0.9 ipproto tcp sport 7 dport 80",
            "ip route get 10.1.0.9 ipproto udp dport 0x50",
            "ip route get 10.1.0.9 ipproto nosuch",
            "ip route get 10.1.0.9 sport 99999",
            "ip route get 10.1.0.9 vrf %L",
            "ip route get 10.1.0.9 as to 10.2.0.1",
            "ip -d route get 10.252.0.7",
            "ip route get 10.253.1.9",
            "ip nexthop show dev %L",
            "ip nexthop list groups",
            "ip nexthop show fdb",
            "ip nexthop show protocol 4",
            "ip nexthop show master %B",
            "ip nexthop get id 2",
            "ip nexthop show id 21",
            "ip -j nexthop get id 20",
            "ip nexthop get id 999",
            "ip nexthop bucket list id 21",
            "ip nexthop bucket show nhid 1",
            "ip nexthop bucket get id 21 index 3",
            "ip nexthop bucket get id 21 index 999",
            "bridge fdb get 02:00:00:00:00:99 br %B",
            "ip neigh get 10.1.0.251 dev %L");

    @TempDir
    static Path folder;

    static LongStream seeds() {
        long one = Long.getLong("sonde.seed", -1);
        return one >= 0 ? LongStream.of(one) : LongStream.range(0, Long.getLong("sonde.seeds", 100));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("seeds")
    void printsWhatTheRealToolsPrint(long seed) throws IOException {
        Contents contents = new Contents(seed);
        Path d = Files.createDirectory(folder.resolve("seed" + seed));
        List<String> lines = new ArrayList<>();
        for (String line : LINES) {
            lines.add(filled(line, contents));
        }
        StringBuilder script = setUp(contents);
        script.append("$SONDE collect -o before\n");
        for (int i = 0; i < lines.size(); i++) {
            real(script, lines.get(i), i);
        }
        script.append("$SONDE collect -o after\n");
        run(d, script);
        assertThat(Files.readString(d.resolve("0.out")))
                .as("the namespace has contents")
                .contains("br0")
                .contains("vxlan");
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String before = compare(d, "before", lines.get(i), i);
            String after = before.isEmpty() ? before : compare(d, "after", lines.get(i), i);
            if (!after.isEmpty()) {
                differences.add(after);
            }
        }
        if (!differences.isEmpty()) {
            fail(differences.size() + " of " + lines.size() + " command lines differ, seed " + seed + "\n"
                    + String.join("\n", differences));
        }
    }

    /// The whole way: sensor, live requests, analysis, in the same namespace and the same second.
    @Test
    void printsTheSameLive() throws IOException {
        Contents contents = new Contents(4711);
        Path d = Files.createDirectory(folder.resolve("live"));
        StringBuilder script = setUp(contents);
        List<String> lines = new ArrayList<>();
        for (String line : LIVE) {
            lines.add(filled(line, contents));
        }
        for (int i = 0; i < lines.size(); i++) {
            real(script, lines.get(i), i);
            script.append("$SONDE ").append(lines.get(i));
            script.append(" >o" + i + ".out 2>o" + i + ".err; echo $? >o" + i + ".status\n");
        }
        script.append("$SONDE collect -o after\n");
        run(d, script);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            for (String part : List.of(".out", ".err", ".status")) {
                String real = Mask.all(read(d.resolve(i + part)));
                String ours = Mask.all(read(d.resolve("o" + i + part)));
                if (!real.equals(ours)) {
                    differences.add(lines.get(i) + part + "\n--- real\n" + real + "--- ours\n" + ours);
                }
            }
        }
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private static String filled(String line, Contents contents) {
        return line.replace("%B", contents.bridge())
                .replace("%V", contents.veth())
                .replace("%L", contents.any());
    }

    /// Begins a script that fills the namespace it runs in. Duplicate address detection would change tables for
    /// seconds: it is off.
    private static StringBuilder setUp(Contents contents) {
        StringBuilder script = new StringBuilder()
                .append("mount -t sysfs none /sys || exit 9\n")
                // Namespaces of others on this host would be recorded too.
                .append("mount -t tmpfs none /run || exit 9\n")
                .append("for f in accept_dad dad_transmits router_solicitations; do\n")
                .append("  echo 0 >/proc/sys/net/ipv6/conf/all/$f\n  echo 0 >/proc/sys/net/ipv6/conf/default/$f\n")
                .append("done\n");
        // Multicast reports at once and not again: they would move the counters for seconds.
        script.append("echo 1 >/proc/sys/net/ipv6/mld_qrv\necho 1 >/proc/sys/net/ipv4/igmp_qrv\n")
                .append("for f in mldv1 mldv2; do\n")
                .append("  echo 1 >/proc/sys/net/ipv6/conf/default/${f}_unsolicited_report_interval\n")
                .append("done\n")
                .append("echo 1 >/proc/sys/net/ipv4/conf/default/igmpv3_unsolicited_report_interval\n");
        // A batch would end at the first word that its tool does not know.
        script.append("{\n");
        contents.links.forEach(line -> script.append("ip ").append(line).append('\n'));
        contents.forwarding.forEach(
                line -> script.append("bridge ").append(line).append('\n'));
        contents.routing.forEach(line -> script.append("ip ").append(line).append('\n'));
        return script.append("} >/dev/null 2>&1\n");
    }

    private static void real(StringBuilder script, String line, int i) {
        script.append(line.startsWith("ifconfig") ? "busybox " + line : line);
        script.append(" >" + i + ".out 2>" + i + ".err; echo $? >" + i + ".status\n");
    }

    /// In namespaces of its own: network, mounts, processes.
    private static void run(Path d, StringBuilder script) throws IOException {
        Files.writeString(
                d.resolve("script"), "cd " + d + "\nexport LC_ALL=C.UTF-8 SONDE=" + Sonde.BINARY + "\n" + script);
        Sonde.Result r = Sonde.run(
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--mount-proc",
                "sh",
                d.resolve("script").toString());
        assertThat(r.status()).as(r.toString()).isZero();
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /// Empty where both are the same.
    private static String compare(Path d, String stream, String line, int i) throws IOException {
        Analysis.Output ours = Analysis.run(d.resolve(stream), false, words(line));
        String realOut = Mask.all(read(d.resolve(i + ".out")));
        String realError = read(d.resolve(i + ".err"));
        int realStatus = Integer.parseInt(read(d.resolve(i + ".status")).strip());
        String out = Mask.all(ours.text());
        // Where it fails, the real tool leaves a lone `[` behind: not JSON, and not ours.
        boolean sameOut = out.equals(realOut)
                || realStatus != 0 && out.isEmpty() && realOut.equals("[")
                || (line.contains(" -s") || line.startsWith("ifconfig"))
                        && Mask.counters(out).equals(Mask.counters(realOut));
        // Usage is in words of our own.
        boolean sameError = ours.error().equals(realError) || realError.startsWith("Usage: ");
        if (sameOut && sameError && ours.status() == realStatus) {
            return "";
        }
        return "=== " + line + "\nstatus " + realStatus + ", ours " + ours.status() + "\n--- real\n"
                + differing(realOut, out) + realError + "--- ours\n" + differing(out, realOut) + ours.error();
    }

    /// The lines that the other does not have; of one long line, its part that differs.
    private static String differing(String text, String other) {
        List<String> theirs = List.of(other.split("\n", -1));
        StringBuilder b = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!theirs.contains(line)) {
                int at = 0;
                if (line.length() > 300) {
                    while (at < Math.min(line.length(), other.length()) && line.charAt(at) == other.charAt(at)) {
                        at++;
                    }
                    at = Math.max(0, at - 60);
                }
                b.append(line, at, Math.min(line.length(), at + 300)).append('\n');
            }
        }
        return b.toString();
    }

    /// Words of a command line; quotes hold blanks together.
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            words.add(word.replace("'", ""));
        }
        return words;
    }

    /// Names and aliases that hold what a terminal obeys, what JSON must escape, and bytes that are no UTF-8.
    @Test
    void hostileNamesComeOutWhole() throws IOException {
        Path d = Files.createDirectory(folder.resolve("hostile"));
        List<String> names =
                List.of("\\033[31mred", "a\"b\\\\c", "caf\\303\\251", "bad\\377\\200", "\\342\\200\\256rtl", "s$x`&;");
        StringBuilder script = new StringBuilder("mount -t sysfs none /sys || exit 9\n");
        for (int i = 0; i < names.size(); i++) {
            script.append("n=$(printf '%b' '" + names.get(i) + "')\n");
            script.append("ip link add \"$n\" type veth peer name p" + i + " || exit 8\n");
            script.append("ip link set \"$n\" alias \"alias $n\n\tend\"\n");
            script.append(
                    "ip addr add 10.0." + i + ".1/24 dev \"$n\"\nip link set \"$n\" up\nip link set p" + i + " up\n");
            script.append("ip link property add dev \"$n\" altname \"other$n\"\n");
        }
        List<String> lines = List.of(
                "ip link",
                "ip -br link",
                "ip addr",
                "ip route",
                "ip -d link",
                "ifconfig -a",
                "ip -o addr",
                "bridge fdb");
        script.append("sleep 1; $SONDE collect -o before\n");
        for (int i = 0; i < lines.size(); i++) {
            real(script, lines.get(i), i);
        }
        script.append("$SONDE collect -o after\n");
        run(d, script);
        for (int i = 0; i < lines.size(); i++) {
            String difference = compare(d, "before", lines.get(i), i);
            assertThat(difference.isEmpty() ? difference : compare(d, "after", lines.get(i), i))
                    .isEmpty();
            // A terminal gets no byte that it would obey.
            byte[] shown =
                    Analysis.run(d.resolve("after"), true, words(lines.get(i))).out();
            assertThat(new String(shown, StandardCharsets.UTF_8)).doesNotContain("\033", "\u202e", "\ufffd", "\t\nend");
        }
        for (String line : List.of("ip -j link", "ip -j addr", "ip -j -p -d link", "ip -j route", "bridge -j fdb")) {
            for (boolean terminal : new boolean[] {false, true}) {
                byte[] json =
                        Analysis.run(d.resolve("after"), terminal, words(line)).out();
                assertThat(strings(json)).as(line).contains("\033[31mred", "a\"b\\c", "café", "bad\udcff\udc80");
            }
        }
    }

    /// All strings of a JSON document; fails when it is none.
    private static List<String> strings(byte[] json) throws IOException {
        List<String> strings = new ArrayList<>();
        String text = new String(json, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).as("valid UTF-8").isEqualTo(json);
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    strings.add(parser.getText());
                }
            }
        }
        return strings;
    }
}
