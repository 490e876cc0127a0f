package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sensor as a binary and the sensor on a JVM: the same frames of the same namespaces, the same words about the
/// same wrong command lines.
@Tag("kernel")
@Timeout(120)
class SensorOnBothIT {
    private static final Path BINARY = Path.of(System.getProperty("sonde.binary"));

    /// How the same sources are started on a JVM.
    private static final String JVM = Path.of(System.getProperty("java.home"), "bin/java")
            + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "
            + System.getProperty("java.class.path") + " dev.sonde.sensor.jvm.JvmMain";

    @TempDir
    Path folder;

    private record Result(int status, String out, String err) {}

    /// Runs a shell in network, mount and pid namespaces of its own, with its own /proc and /run.
    private Result shell(String script) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process p = new ProcessBuilder(
                        "unshare", "-n", "-m", "-p", "-f", "--kill-child", "--mount-proc", "sh", "-e", "-c", script)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(p.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Result(
                p.exitValue(),
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    /// Links of the kinds that Docker makes, addresses, routes, rules, neighbours, forwarding rows; two more
    /// namespaces, one of them with a peer, the other with tables of older iptables, whose counters stand still
    /// there; a file that is no namespace.
    private static final String WORLD = """
            mount -t tmpfs none /run
            ip netns add blue
            ip netns add red
            echo junk >/run/netns/junk
            echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
            ip netns exec blue sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
            ip link set lo up
            ip link add br0 type bridge
            ip link add v0 type veth peer name v1 netns blue
            ip link set v0 master br0 up
            ip link add vx0 type vxlan id 4097 dstport 4789 nolearning
            ip link set vx0 master br0 up
            ip link set br0 up
            ip addr add 10.0.1.1/24 dev br0
            ip addr add fd00::1/64 dev br0 nodad
            ip route add 10.9.0.0/16 via 10.0.1.7
            ip rule add from 10.0.1.0/24 table 100 pref 500
            ip neigh add 10.0.1.4 lladdr 02:42:0a:00:01:04 dev br0 nud permanent
            bridge fdb add 02:42:0a:00:01:05 dev vx0 dst 192.0.2.9 self permanent
            ip -n blue link set v1 up
            ip -n blue addr add 10.0.1.4/24 dev v1
            ip netns exec red iptables-legacy -A INPUT -p udp --dport 4789 -j DROP
            ip netns exec red ip6tables-legacy -t raw -P PREROUTING DROP
            sleep 1
            """;

    @Test
    void theSameFramesOfTheSameWorld() throws Exception {
        Path a = folder.resolve("binary");
        Path b = folder.resolve("jvm");
        Result result = shell(WORLD + BINARY + " collect -o " + a + "\n" + JVM + " collect -o " + b + "\n");
        assertThat(result.err)
                .matches("sonde: collect: wrote " + a + ": 3 namespaces, [0-9]+ KiB\n" + "sonde: collect: wrote " + b
                        + ": 3 namespaces, [0-9]+ KiB\n");
        assertThat(result.status).isZero();
        List<String> binary = frames(Files.readAllBytes(a));
        List<String> jvm = frames(Files.readAllBytes(b));
        assertThat(binary).hasSizeGreaterThan(30);
        for (int i = 0; i < binary.size(); i++) {
            assertThat(i < jvm.size() ? jvm.get(i) : "none").as("frame %d", i).isEqualTo(binary.get(i));
        }
        assertThat(jvm).hasSameSizeAs(binary);
        for (String table : new String[] {"ip_tables/filter", "ip6_tables/raw"}) {
            assertThat(binary.stream().filter(f -> f.startsWith("kind 6 flags 0 ") && f.contains(table)))
                    .as(table)
                    .hasSize(1);
        }
        assertThat(binary.stream().filter(f -> f.startsWith("kind 4 ")))
                .as("namespaces")
                .hasSize(3);
        assertThat(binary.stream().filter(f -> f.startsWith("kind 5 ")))
                .as("tables")
                // of every scan, of collect, of the firewall with its sets of ipset, and the ids of the two ends of the
                // veth
                .hasSize(3 * (9 + 17 + 3 + (Files.exists(Path.of("/sys/module/ip_set")) ? 1 : 0)) + 2);
    }

    /// One line for each frame, without what differs from run to run: times, the reader itself among the processes,
    /// its pid and arguments; the ages and counters within rows are masked by their attributes.
    private static List<String> frames(byte[] b) {
        List<String> all = new ArrayList<>();
        assertThat(new String(b, 0, 8, StandardCharsets.ISO_8859_1)).isEqualTo("SONDE\0\1\0");
        int at = 8;
        while (at < b.length) {
            int length = Bytes.i32(b, at);
            assertThat(length).isBetween(Header.SIZE, b.length - at);
            int kind = Bytes.u16(b, at + 4);
            byte[] payload = Bytes.sub(b, at + Header.SIZE, length - Header.SIZE);
            boolean reader = kind == FrameKind.PROCESS && Bytes.i32(payload, 0) != 1;
            // The reader's own command line is CUT where it is a JVM's.
            int flags = reader ? Bytes.u16(b, at + 6) & ~FrameFlag.CUT : Bytes.u16(b, at + 6);
            String header = "kind " + kind + " flags " + flags + " origin " + Bytes.i32(b, at + 8) + " errno "
                    + Bytes.i32(b, at + 12) + " request " + Bytes.i32(b, at + 16);
            String content = switch (kind) {
                case FrameKind.HELLO -> hello(payload);
                case FrameKind.PROCESS -> process(payload);
                case FrameKind.NETLINK -> netlink(payload);
                default -> text(payload);
            };
            all.add(header + " " + content);
            at += length;
        }
        return all;
    }

    private static String text(byte[] b) {
        StringBuilder s = new StringBuilder();
        for (byte c : b) {
            s.append(c > ' ' && c < 127 ? String.valueOf((char) c) : String.format("\\%02x", c));
        }
        return s.toString();
    }

    /// Without pid, clock and arguments: ids, capabilities, terminals, what is collected, kernel, host, version.
    private static String hello(byte[] p) {
        int strings = 4 * 4 + 8 + 8 + 3 * 4;
        int end = strings;
        for (int i = 0; i < 3; i++) {
            end += 4 + Bytes.i32(p, end);
        }
        return text(Bytes.sub(p, 4, 20)) + text(Bytes.sub(p, 32, end - 32));
    }

    /// The processes are the shell, number 1, and the reader. Of each: its namespaces.
    private static String process(byte[] p) {
        boolean shell = Bytes.i32(p, 0) == 1;
        return shell + text(Bytes.sub(p, 8, 24));
    }

    /// Request, and each message as type, flags and the names of its attributes with their lengths; values that count
    /// or age are left out.
    private static String netlink(byte[] p) {
        StringBuilder s = new StringBuilder(text(Bytes.sub(p, 0, 4 + Bytes.i32(p, 0))));
        int at = 4 + Bytes.i32(p, 0);
        while (p.length - at >= 16) {
            int length = Bytes.i32(p, at);
            int type = Bytes.u16(p, at + 4);
            s.append(" [").append(type).append(' ').append(length).append(' ').append(Bytes.u16(p, at + 6));
            int body = switch (type) {
                case 16 -> 16; // RTM_NEWLINK: struct ifinfomsg
                case 20 -> 8; // RTM_NEWADDR: struct ifaddrmsg
                case 24, 28, 32, 92 -> 12; // RTM_NEWROUTE, RTM_NEWNEIGH, RTM_NEWRULE, RTM_NEWSTATS
                case 86 -> 8; // RTM_GETMDB: struct br_port_msg
                default -> length - 16;
            };
            s.append(text(Bytes.sub(p, at + 16, body)));
            attributes(s, p, at + 16 + body, at + length, type);
            s.append(']');
            at += length + 3 & ~3;
        }
        return s.toString();
    }

    private static void attributes(StringBuilder s, byte[] p, int from, int end, int type) {
        int at = from;
        while (end - at >= 4) {
            int length = Bytes.u16(p, at);
            int number = Bytes.u16(p, at + 2) & 0x3fff;
            s.append(' ').append(number).append('/').append(length);
            if (!counts(type, number)) {
                s.append(text(Bytes.sub(p, at + 4, length - 4)));
            }
            at += Math.max(4, length) + 3 & ~3;
        }
    }

    /// Attributes that change by themselves.
    private static boolean counts(int type, int number) {
        return switch (type) {
            // IFLA_STATS, IFLA_PROTINFO (timers of the port), IFLA_LINKINFO (timers of the bridge), IFLA_STATS64,
            // IFLA_AF_SPEC (its own counters)
            case 16 -> number == 7 || number == 12 || number == 18 || number == 23 || number == 26;
            case 20 -> number == 6; // IFA_CACHEINFO
            case 24 -> number == 12; // RTA_CACHEINFO
            case 28 -> number == 3; // NDA_CACHEINFO
            case 86, 92 -> true; // MDBA_MDB, MDBA_ROUTER with their timers, IFLA_STATS_*
            default -> false;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "collect --no-such-option",
                "collect -o",
                "collect -o /no/such/folder/file",
                "collect -o /proc/version",
                "ping",
                "ping -c x 127.0.0.1",
                "ping -i 1e400 127.0.0.1",
                "ping -W 4295 127.0.0.1",
                "ping -Q 0x100 127.0.0.1",
                "ping -p 12xyz 127.0.0.1",
                "ping -s 65508 127.0.0.1",
                "ping 127.0.0.1 127.0.0.2",
                "ping -V",
                "ping --no-such-option",
                "ping -c 1 no.such.host.invalid"
            })
    void theSameWordsAndStatus(String line) throws Exception {
        Result binary = shell("set +e\n" + BINARY + " " + line + "\n");
        Result jvm = shell("set +e\n" + JVM + " " + line + "\n");
        assertThat(jvm.err).isEqualTo(binary.err);
        assertThat(jvm.out).isEqualTo(binary.out);
        assertThat(jvm.status).isEqualTo(binary.status);
    }

    /// What only a process with one thread can do is one error line on the JVM, not something else in silence.
    @ParameterizedTest
    @ValueSource(strings = {"nsenter --net=/proc/self/ns/net true", "ls", "demo"})
    void whatNeedsOneThreadSaysSo(String line) throws Exception {
        Result jvm = shell("set +e\n" + JVM + " " + line + " 2>&1 >/dev/null | head -n 3\n");
        assertThat(jvm.out + jvm.err).contains(": ").doesNotContain("Exception", "\tat ");
        assertThat((jvm.out + jvm.err).lines().count()).isBetween(1L, 2L);
    }

    /// Without a C compiler: both halves in one JVM, and the analysis has its answers.
    @Test
    void bothHalvesInOneJvm() throws Exception {
        String inProcess = JVM.replace("JvmMain", "InProcess");
        Result result = shell(WORLD + inProcess + " ip -n blue addr show dev v1\n");
        assertThat(result.err).isEmpty();
        assertThat(result.out).contains("10.0.1.4/24");
        assertThat(result.status).isZero();
    }
}
