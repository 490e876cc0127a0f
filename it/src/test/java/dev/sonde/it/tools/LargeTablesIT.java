package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of which more comes than is held back: prefetched, streamed, printed on two threads, and still byte for byte
/// what the real tools print; also while they change.
@Tag("kernel")
class LargeTablesIT {
    private static final String NETNS = "sonde-large-" + ProcessHandle.current().pid();

    /// Some 60 bytes each: one and a half times what is held back.
    private static final int ROUTES = 25_000;

    private static final int ROWS = 10_000;
    private static final int NEIGHBOURS = 20_000;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void fill() throws IOException {
        must("ip netns add " + NETNS);
        StringBuilder links = new StringBuilder("link add v0 type veth peer name v1\nlink set v0 up\nlink set v1 up\n")
                .append("addr add 10.99.0.1/24 dev v0\nlink add br0 type bridge\n")
                .append("link add vx0 type vxlan id 42 dstport 4789 nolearning\nlink set vx0 master br0\n")
                .append("route add default via 10.99.0.3\n");
        batch("ip", links.toString());
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < ROUTES; i++) {
            routes.append("route add ")
                    .append(destination(i))
                    .append(" via 10.99.0.")
                    .append(2 + i % 200);
            routes.append(" dev v0\n");
        }
        for (int i = 0; i < NEIGHBOURS; i++) {
            routes.append("neigh add 10.98.").append(i >> 8).append('.').append(i & 255);
            routes.append(" lladdr 02:42:0a:62:")
                    .append(hex(i >> 8))
                    .append(':')
                    .append(hex(i & 255));
            routes.append(" dev v0 nud permanent\n");
        }
        batch("ip", routes.toString());
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            String mac = "02:42:00:00:" + hex(i >> 8) + ":" + hex(i & 255);
            rows.append("fdb append ").append(mac).append(" dev vx0 dst 10.0.").append(i >> 8);
            rows.append('.').append(i & 255).append(" self permanent\n");
            rows.append("fdb append ").append(mac).append(" dev vx0 master static\n");
        }
        batch("bridge", rows.toString());
    }

    @AfterAll
    static void remove() {
        Sonde.run("ip", "netns", "del", NETNS);
    }

    private static String destination(int i) {
        return "10." + (100 + (i >> 16)) + "." + (i >> 8 & 255) + "." + (i & 255);
    }

    private static String hex(int v) {
        return String.format("%02x", v);
    }

    private static void batch(String tool, String commands) throws IOException {
        Path file = folder.resolve("batch");
        Files.writeString(file, commands);
        must(tool + " -n " + NETNS + " -b " + file);
    }

    private static void must(String command) {
        Sonde.Result r = Sonde.sh(command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
    }

    private static Sonde.Result sonde(String line) {
        return Sonde.sh("\"$SONDE\" " + in(line));
    }

    /// The command line with the namespace as an option.
    private static String in(String line) {
        int blank = line.indexOf(' ');
        return line.substring(0, blank) + " -n " + NETNS + line.substring(blank);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip route",
                "ip -j route",
                "ip -j -p route",
                "ip -c route show",
                "ip route show dev v0",
                "ip -j route show type multicast",
                "ip neigh",
                "ip -j neigh",
                "bridge fdb",
                "bridge -j -p fdb show",
                "bridge fdb show br br0"
            })
    void isWhatTheRealToolPrints(String line) {
        if (!Older.compared(line)) {
            return; // said once, by Newest
        }
        Sonde.Result real = Sonde.sh(Newest.path() + in(line));
        Sonde.Result ours = sonde(line);
        assertThat(ours.err()).isEqualTo(real.err());
        assertThat(ours.status()).isEqualTo(real.status());
        // Not isEqualTo on megabytes: its message would be as long.
        assertThat(Arrays.mismatch(ours.outBytes(), real.outBytes()))
                .as("%s: first byte that differs of %d", line, real.outBytes().length)
                .isEqualTo(-1);
    }

    /// Routes come and go while the table is read: those that stayed are all there, once, or the dump is said to have
    /// been interrupted.
    @Test
    void aTableThatChangesWhileItIsRead() throws IOException {
        StringBuilder changes = new StringBuilder();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) {
                String verb = round == 0 ? "add" : "del";
                changes.append("route ")
                        .append(verb)
                        .append(" 10.100.")
                        .append(i % 98)
                        .append('.');
                changes.append(i / 98 * 16).append("/28 via 10.99.0.2 dev v0\n");
            }
        }
        Path file = folder.resolve("changes");
        Files.writeString(file, changes.toString());
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> churn = CompletableFuture.supplyAsync(() -> {
            int rounds = 0;
            while (!enough.get()) {
                must("ip -n " + NETNS + " -b " + file);
                rounds++;
            }
            return rounds;
        });
        boolean changed = false;
        try {
            for (int i = 0; i < 5; i++) {
                Sonde.Result r = sonde("ip route");
                assertThat(r.status()).as("%s", r.err()).isZero();
                changed |= r.out().contains("/28 ");
                if (r.err().isEmpty()) {
                    complete(r.out());
                } else {
                    assertThat(r.err()).isEqualTo("Dump was interrupted and may be inconsistent.\n");
                }
            }
        } finally {
            enough.set(true);
        }
        assertThat(churn.join()).isPositive();
        assertThat(changed).as("the table was read while it changed").isTrue();
    }

    private static void complete(String out) {
        List<String> stayed = out.lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .filter(to -> !to.contains("/") && !to.equals("default"))
                .toList();
        Set<String> once = new TreeSet<>(stayed);
        assertThat(stayed).as("none of them twice").hasSize(once.size());
        for (int i = 0; i < ROUTES; i++) {
            assertThat(once.remove(destination(i))).as("route %d", i).isTrue();
        }
        assertThat(once).as("rows that nobody made").isEmpty();
        assertThat(out.getBytes(StandardCharsets.UTF_8)).endsWith((byte) '\n');
    }
}
