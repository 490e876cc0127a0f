package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is larger or odder than what [Contents] makes: a thousand addresses on a link, three hundred next hops, aliases
/// and alternative names of every byte; an output that is closed; a target that is not there.
@Tag("kernel")
class OddContentsIT {
    private static final int ADDRESSES = 1000;
    private static final int HOPS = 300;

    private static final List<String> LINES = List.of(
            "ip addr",
            "ip addr show dev many",
            "ip -s -s addr show many",
            "ip -4 -o addr",
            "ip -6 -o -d addr",
            "ip -br addr",
            "ip -br -c=always addr",
            "ip -br -6 a",
            "ip -j addr show dev many",
            "ip -j -p -4 a s many",
            "ip -c=always -d a show dev many",
            "ip -s -s -d link show many",
            "ip -s -s -h -iec link show many",
            "ip -human -s l sh many",
            "ip -br -c=always link",
            "ip -o link",
            "ip -ts route",
            "ip route",
            "ip -d route",
            "ip -o route",
            "ip -j -p route",
            "ip -c=always route",
            "ip -6 route",
            "ip -6 -o -d r",
            "ip -6 -j route",
            "ip route show dev many",
            "ip route get 99.0.0.9",
            "ip nexthop",
            "ip -d nexthop",
            "ip -j nexthop",
            "ip -o nexthop show groups",
            "ip link show low",
            "ip -d link show high",
            "ip -o link show high",
            "ip -c=always link show low",
            "ip -j link show low",
            "ip -j -p -d addr show low",
            "bridge link",
            "bridge -d link show dev high");

    @TempDir
    static Path folder;

    /// Of more than a hundred next hops of IPv6 the real tool prints none: [NextHopsIT].
    ///
    /// Every byte that an alias can hold; those beyond 127 on a link of their own, which JSON is not asked for. An
    /// alternative name holds no blank and no `/`.
    private static String setUp(Path folder) throws IOException {
        Path python = folder.resolve("multipath.py");
        try (InputStream in = OddContentsIT.class.getResourceAsStream("/routes/multipath.py")) {
            Files.write(python, in.readAllBytes());
        }
        StringBuilder addresses = new StringBuilder();
        for (int i = 0; i < ADDRESSES; i++) {
            addresses
                    .append("addr add 10.")
                    .append(20 + i / 250)
                    .append('.')
                    .append(i % 250)
                    .append(".1/24 dev many\n");
            addresses
                    .append("addr add fd20::")
                    .append(Integer.toHexString(i + 1))
                    .append("/64 dev many nodad\n");
        }
        for (int i = 1; i <= HOPS; i++) {
            addresses.append("nexthop add id ").append(i).append(" via 10.20.0.9 dev many\n");
        }
        Files.writeString(folder.resolve("batch"), addresses);
        StringBuilder group = new StringBuilder(); // of more, ip makes no message
        for (int i = 1; i <= 100; i++) {
            group.append(i > 1 ? "/" : "").append(i);
        }
        return """
                mount -t sysfs none /sys
                echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
                ip link set lo up
                ip link add many type veth peer name other; ip link set other up; ip link set many up
                ip -b batch || exit 5
                ip addr add 10.0.0.1/16 dev many; ip addr add fd00::1/64 dev many nodad
                python3 multipath.py 4 %d many 254 && python3 multipath.py 6 100 many 254 || exit 6
                ip nexthop add id 1000 group %s || exit 7
                ip route add 10.99.0.0/24 nhid 1000
                ip link add bridge0 type bridge
                ip link add low master bridge0 type veth peer name high master bridge0
                b() { for i in $(seq $1 $2); do printf "\\\\$(printf %%o $i)"; done; printf x; }
                low=$(b 1 127) high=$(b 128 255)
                ip link set low alias "${low%%x}"; ip link set high alias "${high%%x}"
                low=$(b 1 8; b 14 31; b 33 46) high=$(b 48 127)
                ip link property add dev low altname "${low}" altname "${high}" || exit 8
                high=$(b 161 255)
                ip link property add dev high altname "${high}" || exit 9
                """.formatted(HOPS, group);
    }

    @Test
    void printsTheSame() throws IOException {
        Path d = Files.createDirectory(folder.resolve("odd"));
        StringBuilder script = new StringBuilder(setUp(d));
        Beside.both(script, LINES);
        // What the environment says of languages and terminals changes nothing.
        List<String> some = List.of("ip -br addr", "ip -s link", "ip -o route", "bridge link");
        script.append("mkdir e; cd e; export COLUMNS=20 LINES=3 LANG=de_DE.UTF-8 LC_ALL=C TERM=vt100\n");
        Beside.both(script, some);
        Beside.run(d, script);
        long addresses = Beside.read(d.resolve("o0.out"))
                .lines()
                .filter(line -> line.matches(" +inet6? (10|fd20:).*many.*| +inet6 fd20:.*"))
                .count();
        assertThat(addresses).isEqualTo(2 * ADDRESSES + 1);
        assertThat(Beside.differences(d, LINES)).isEmpty();
        assertThat(Beside.differences(d.resolve("e"), some)).isEmpty();
    }

    /// Who reads no further, a full disk, and no output at all; a target that is not there. Of an output that takes
    /// nothing the real tools say nothing and end with 0; ours says so.
    @Test
    void endsAsTheRealToolDoes() {
        List<String> said = new ArrayList<>();
        for (String tool : List.of(Newest.brought() ? Newest.program("ip") : "ip", Sonde.BINARY + " ip")) {
            Sonde.Result r = Sonde.run(List.of("unshare", "--net", "bash", "-c", """
                            ip link set lo up
                            $T addr | true; echo "pipe ${PIPESTATUS[0]}"
                            $T -n absent addr 2>/dev/null; echo "absent $?"
                            $T addr 2>&- >/dev/null; echo "no stderr $?"
                            $T link show absent0 2>&-; echo "no stderr, an error $?"
                            $T addr </dev/null >/dev/null; echo "$?"
                            $T addr <&- >/dev/null; echo "no stdin $?"
                            """), Map.of("T", tool));
            said.add(r.out() + r.err());
        }
        assertThat(said.get(1)).isEqualTo(said.get(0)).contains("absent 255\n");
        Sonde.Result closed = Sonde.sh("unshare --net \"$SONDE\" ip addr >&-; echo $? >&2");
        assertThat(closed.err()).isEqualTo("sonde: cannot write the result: Bad file descriptor\n1\n");
    }
}
