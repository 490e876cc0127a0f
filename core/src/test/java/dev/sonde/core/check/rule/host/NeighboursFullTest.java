package dev.sonde.core.check.rule.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.run.Checks;
import dev.sonde.core.connection.Recorded;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The host's table of neighbours: the kernel's own message, in which numbers are changed as its rows would change
/// them.
class NeighboursFullTest {
    /// What Linux 6.18 says of `arp_cache`, up to NDTA_STATS: the first message received on a NETLINK_ROUTE socket
    /// after RTM_GETNEIGHTBL with NLM_F_DUMP and a `struct ndtmsg` of zeros, asked from Python.
    /// Thresholds 128, 512 and 1024, 376 entries, nothing refused.
    private static final byte[] ARP = HexFormat.of()
            .parseHex("c8000000400002000100000000000000020000000e0001006172705f6361636865000000"
                    + "0c00080030750000000000000800020080000000080003000002000008000400000400002400050004005001"
                    + "78010000202f3b008c56020053aedc88ff1f000000000000000000005c000700491b000000000000d11a000000000000"
                    + "0a0000000000000001000000000000007f8300000000000017010000000000000000000000000000"
                    + "000000000000000001000000000000000000000000000000" + "0000000000000000");

    private static final int THRESH3 = 68;
    private static final int ENTRIES = 80;
    private static final int TABLE_FULLS = 192;

    /// `struct nlmsghdr` with NLM_F_REQUEST and NLM_F_DUMP, and a body of zeros.
    private static byte[] request(int type, int body) {
        ByteBuffer b = ByteBuffer.allocate(16 + body).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(16 + body).putShort((short) type).putShort((short) 0x301);
        return b.array();
    }

    private static byte[] table(int entries, int most, int refused) {
        byte[] all = ARP.clone();
        ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(THRESH3, most).putInt(ENTRIES, entries).putLong(TABLE_FULLS, refused);
        return all;
    }

    /// So many RTM_NEWNEIGH of 10.0.0.0 and what follows.
    private static byte[] rows(int n, int state, int flags) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < n; i++) {
            ByteBuffer b = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
            b.putInt(36).putShort((short) 28).putShort((short) 2).putLong(0);
            b.putInt(2).putInt(7).putShort((short) state).put((byte) flags).put((byte) 1);
            b.putShort((short) 8).putShort((short) 1).put((byte) 10).put((byte) 0);
            b.put((byte) (i >> 8)).put((byte) i);
            all.writeBytes(b.array());
        }
        return all.toByteArray();
    }

    private static List<Finding> findings(byte[] table, byte[] rows) {
        Recorded recorded = new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, 4026532100L, "/proc/self/ns/net")
                .netlink(1, 0, request(66, 4), table)
                .netlink(1, 0, request(30, 12), rows)
                .done()
                .recorded();
        return Checks.of(recorded, SnapshotBuilder.of(recorded), at -> true, ClusterNodes.NONE, said -> {})
                .findings()
                .stream()
                .filter(f -> f.rule() instanceof NeighboursFull)
                .toList();
    }

    @Test
    void theCapturedMessageHasItsNumbersThere() {
        assertThat(ARP).hasSize(200);
        assertThat(table(376, 1024, 0)).isEqualTo(ARP);
    }

    @Test
    void aHealthyHostHasNone() {
        assertThat(findings(ARP, rows(376, NeighbourState.REACHABLE, 0))).isEmpty();
        assertThat(findings(table(600, 1024, 12), rows(600, NeighbourState.STALE, 0)))
                .as("an old refusal, and room now")
                .isEmpty();
        assertThat(findings(table(900, 1024, 0), rows(900, NeighbourState.STALE, 0)))
                .isEmpty();
    }

    /// A host with many remote endpoints has more rows than the limit, and is well: they do not count.
    @Test
    void whatTheKernelMayNotDropDoesNotCount() {
        assertThat(findings(table(9000, 1024, 0), rows(9000, NeighbourState.PERMANENT, 0)))
                .isEmpty();
        assertThat(findings(table(9000, 1024, 3), rows(9000, NeighbourState.REACHABLE, 0x10)))
                .as("NTF_EXT_LEARNED")
                .isEmpty();
        assertThat(findings(table(1024, 1024, 3), rows(1024, NeighbourState.FAILED, 0)))
                .as("dropped at once")
                .isEmpty();
        assertThat(findings(table(9000, 1024, 3), rows(100, NeighbourState.REACHABLE, 0)))
                .as("rows in namespaces that are not seen may be of any kind")
                .isEmpty();
    }

    @Test
    void littleRoomIsAWarning() {
        List<Finding> all = findings(table(930, 1024, 0), rows(930, NeighbourState.REACHABLE, 0));
        assertThat(all).hasSize(1);
        Finding f = all.getFirst();
        assertThat(f.severity()).isEqualTo(Severity.WARNING);
        assertThat(f.headline()).isEqualTo("node1 has little room for more neighbours");
        assertThat(f.found()).isEqualTo("930 rows that count, of 930 in all; none refused yet");
        assertThat(f.remedy().line())
                .isEqualTo("sysctl -w net.ipv4.neigh.default.gc_thresh2=1024 net.ipv4.neigh.default.gc_thresh3=2048");
        assertThat(f.evidence().getFirst().line()).isEqualTo("thresh3 1024");
        assertThat(findings(table(700, 1024, 5), rows(700, NeighbourState.REACHABLE, 0)))
                .as("it was full before")
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
        assertThat(findings(table(1024, 1024, 0), rows(1024, NeighbourState.REACHABLE, 0)))
                .as("full, and nobody was refused")
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
    }

    @Test
    void aFullTableThatRefusedIsAnError() {
        List<Finding> all = findings(table(5000, 1024, 71), rows(1024, NeighbourState.DELAY, 0));
        assertThat(all).extracting(Finding::severity).containsExactly(Severity.ERROR);
        assertThat(all.getFirst().found())
                .isEqualTo("1024 rows that count, of 5000 in all; the kernel has refused 71 since it started");
        Remedy.Command mend = (Remedy.Command) all.getFirst().remedy();
        assertThat(mend.safe()).as("it changes the host").isFalse();
        assertThat(String.join(" ", all.getFirst().see()).toLowerCase(Locale.ROOT))
                .isEqualTo("ip -s ntable show name arp_cache");
    }

    @Test
    void whatIsCutOrStrangeIsNoFinding() {
        for (int n = 0; n < ARP.length; n += 7) {
            byte[] cut = java.util.Arrays.copyOf(table(1024, 1024, 3), n);
            assertThat(findings(cut, rows(1024, NeighbourState.REACHABLE, 0))).isEmpty();
        }
        assertThat(findings(table(1024, 0, 3), rows(1024, NeighbourState.REACHABLE, 0)))
                .as("no limit is told")
                .isEmpty();
    }
}
