package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Live;
import dev.sonde.it.Sonde;
import dev.sonde.it.StandIn;
import dev.sonde.it.kernel.Kernel;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes with so many next hops that they do not fit the buffer which the kernel makes for a socket's first dump. It
/// makes those that follow as large as the largest that the socket has received into (`netlink_dump` of
/// net/netlink/af_netlink.c), and ends the dump without an error where a row fits none: who receives into 16 KiB loses
/// that row and all behind it. No row is lost, first on a socket or later, and in a recording.
@Tag("kernel")
class NextHopsIT {
    private static final List<Integer> HOPS = List.of(50, 100, 200, 300, 500, 700, 1000);

    /// That kernel is a slow one.
    private static final List<Integer> FEW = List.of(200, 1000);

    /// Each in a table of its own, whose number is that of its next hops; and a route that the kernel tells behind
    /// them.
    private static final String SCRIPT = """
            ip link set lo up && ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up
            ip addr add 10.0.0.1/16 dev v0; ip -6 addr add fd00::1/64 dev v0 nodad
            for n in %s; do
              python3 %s 4 $n v0 $n || exit 1
              python3 %s 6 $n v0 $n || exit 1
            done
            ip route add 10.7.0.0/24 via 10.0.0.9 table 2000; ip -6 route add fd07::/64 via fd00::9 table 2000
            for f in -4 -6; do
              for n in %s; do
                echo "$f $n $($SONDE ip $f route show table $n | grep -c 'via .* dev v0')"
              done
              echo "$f all $($SONDE ip $f route show table all | grep -c 'via .* dev v0')"
            done
            $SONDE collect -o %s/hops.frames >/dev/null 2>&1 || exit 1
            """;

    @TempDir
    static Path folder;

    private static String script(Path shared) throws IOException {
        Path python = shared.resolve("multipath.py");
        try (InputStream in = NextHopsIT.class.getResourceAsStream("/routes/multipath.py")) {
            Files.write(python, in.readAllBytes());
        }
        return SCRIPT;
    }

    private static String filled(String script, String shared, List<Integer> hops) {
        StringBuilder all = new StringBuilder();
        hops.forEach(n -> all.append(' ').append(n));
        String python = shared + "/multipath.py";
        return script.formatted(all, python, python, all, shared);
    }

    private static void nothingIsLost(Sonde.Result r, Path recording, List<Integer> hops) {
        assertThat(r.status()).as("%s", r).isZero();
        StringBuilder expected = new StringBuilder();
        int sum = 1;
        for (int n : hops) {
            sum += n;
        }
        for (String family : List.of("-4", "-6")) {
            hops.forEach(n -> expected.append(family + " " + n + " " + n).append('\n'));
            expected.append(family).append(" all ").append(sum).append('\n');
        }
        assertThat(r.out()).isEqualTo(expected.toString());
        Sonde.Result from =
                Sonde.sh("\"$SONDE\" ip -4 --from " + recording + " route show table all | grep -c 'via .* dev v0'"
                        + "; \"$SONDE\" ip -6 --from " + recording + " route show table all | grep -c 'via .* dev v0'");
        assertThat(from.out()).as("%s", from).isEqualTo(sum + "\n" + sum + "\n");
    }

    @Test
    @Tag("slow")
    void noRowIsLost() throws IOException {
        String script = filled(script(folder), folder.toString(), HOPS);
        nothingIsLost(
                Sonde.run(List.of("unshare", "--net", "sh", "-c", script), Map.of("SONDE", Sonde.BINARY.toString())),
                folder.resolve("hops.frames"),
                HOPS);
    }

    /// No command asks a fresh socket for routes, but one may some day. What comes later on a socket is whole with any
    /// buffer, so each family is asked for first once, and once later. The large
    /// row has to be the first of all: behind others it finds the second buffer.
    @Test
    void norBecauseItIsAskedForFirst() throws IOException {
        Path binary = StandIn.of(folder, FirstDump.class, List.of("$1"), Live.class, Requests.class, Errno.class);
        script(folder);
        Sonde.Result r = Sonde.run(
                List.of("unshare", "--net", "sh", "-c", """
                        ip link add v0 type veth peer name v1; ip link set v0 addrgenmode none; ip addr add 10.9.9.9/32 dev v0
                        ip link set v0 up
                        python3 $DIR/multipath.py 4 500 v0 254 onlink || exit 1
                        python3 $DIR/multipath.py 6 500 v0 254 onlink || exit 1
                        ip route add 10.7.0.0/24 dev v0 table 2000; ip -6 route add fd07::/64 dev v0 table 2000
                        for f in -4 -6; do sed -i "s/^\\$1$/$f/; s/^-[46]$/$f/" $DIR/sonde.analysis; $SONDE lab status; done
                        """),
                Map.of("DIR", folder.toString(), "SONDE", binary.toString()));
        Matcher m = Pattern.compile("first ([1-9][0-9]*)\nlater ([1-9][0-9]*)\nfirst \\2\nlater \\1\n")
                .matcher(r.out());
        assertThat(m.matches()).as("%s", r).isTrue();
    }

    @Test
    @Tag("slow")
    void norInAnotherKernel() throws IOException {
        try (Kernel kernel = Kernel.boot(Kernel.Kind.SID)) {
            String script = filled(script(kernel.shared()), Kernel.SHARED, FEW);
            Sonde.Result r = kernel.run(
                    List.of("unshare", "--net", "sh", "-c", script), Map.of("SONDE", Sonde.BINARY.toString()));
            nothingIsLost(r, kernel.shared().resolve("hops.frames"), FEW);
        }
    }

    /// Larger than 32 KiB: the kernel ends the dump of all tables there, without an error. The rows of a table that
    /// is asked for alone come, as with the real tool. Nothing is said before there is such a route, nor where
    /// there is none at all.
    @Test
    void whatTheKernelCannotSendIsSaid() throws IOException {
        script(folder);
        Sonde.Result r = Sonde.run(
                List.of("unshare", "--net", "sh", "-c", """
                        for f in -4 -6; do $SONDE ip $f route show table all || exit 1; done
                        ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 addrgenmode none
                        ip link set v1 addrgenmode none; ip link set v1 up; ip link set v0 up
                        ip addr add 10.0.0.1/16 dev v0; ip -6 addr add fd00::1/64 dev v0 nodad
                        ip route add 10.7.0.0/24 dev v0 table 2000; ip -6 route add fd07::/64 dev v0 table 2000
                        for f in -4 -6; do $SONDE ip $f route show table all >/dev/null || exit 1; done
                        $SONDE check 2>&1 | grep -c 'ended early'
                        python3 $DIR/multipath.py 4 2500 v0 900 && python3 $DIR/multipath.py 6 1500 v0 900 || exit 1
                        for f in -4 -6; do
                          for t in all 2000; do $SONDE ip $f route show table $t 2>>$DIR/said; echo "status $?"; done
                        done
                        $SONDE check 2>&1 | grep -c 'ended early'
                        """),
                Map.of("DIR", folder.toString(), "SONDE", Sonde.BINARY.toString()));
        assertThat(r.out()).as("%s", r).isEqualTo("""
                0
                status 1
                10.7.0.0/24 dev v0 scope link\s
                status 1
                status 1
                fd07::/64 dev v0 metric 1024 pref medium
                status 1
                1
                """);
        assertThat(r.err()).as("nothing before").isEmpty();
        assertThat(Files.readAllLines(folder.resolve("said")))
                .hasSize(4)
                .containsOnly(
                        "sonde: the kernel ended early: one route is larger than what it can send, and those behind"
                                + " it are missing");
    }
}
