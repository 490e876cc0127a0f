package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Frame;
import dev.sonde.core.connection.FrameReader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.jvm.FfmSys;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.scan.Scan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the sensor asks the kernel unasked is, byte for byte, what the analysis would ask: else a recorded answer is
/// not
/// found by its question. The sensor runs on this JVM, and reads its own namespace.
class RequestsOfBothTest {
    @TempDir
    Path folder;

    @Test
    void theTablesOfAScan() throws IOException {
        assertThat(asked(ScanBit.LINKS | ScanBit.ADDRESSES | ScanBit.TABLES))
                .containsExactly(hex(
                        Requests.links(),
                        Requests.addresses(Nlmsg.AF_UNSPEC),
                        Requests.routes(Nlmsg.AF_INET),
                        Requests.routes(Nlmsg.AF_INET6),
                        Requests.rules(Nlmsg.AF_INET),
                        Requests.rules(Nlmsg.AF_INET6),
                        Requests.neighbours(Nlmsg.AF_UNSPEC),
                        Requests.forwarding(),
                        Requests.multicastGroups(),
                        Requests.nsids()));
    }

    @Test
    void linksWithoutCounters() throws IOException {
        assertThat(asked(ScanBit.LINKS | ScanBit.BRIEF)).containsExactly(hex(Requests.briefLinks()));
    }

    @Test
    void neighboursAlone() throws IOException {
        assertThat(asked(ScanBit.NEIGHBOURS)).containsExactly(hex(Requests.neighbours(Nlmsg.AF_UNSPEC)));
    }

    @Test
    void theFurtherTables() throws IOException {
        List<String> all = asked(ScanBit.FURTHER);
        all.removeIf(r -> r.startsWith(ELEMENTS, 8)); // of the sets that there are
        if (Files.exists(Path.of("/sys/module/ip_set"))) { // nobody loads it by a look
            assertThat(all.removeLast()).isEqualTo(HexFormat.of().formatHex(Requests.ipsets()));
        }
        assertThat(all)
                .containsExactly(hex(
                        Requests.bridgeLinks(),
                        Requests.bridgeLinksCompressed(),
                        Requests.proxies(Nlmsg.AF_UNSPEC),
                        Requests.cachedRoutes(Nlmsg.AF_INET),
                        Requests.cachedRoutes(Nlmsg.AF_INET6),
                        Requests.routes(Nlmsg.AF_MPLS),
                        Requests.vlans(0),
                        Requests.vlans(1),
                        Requests.vlans(2),
                        Requests.nexthops(Nlmsg.AF_UNSPEC),
                        Requests.nexthopBuckets(Nlmsg.AF_UNSPEC),
                        Requests.netconf(Nlmsg.AF_UNSPEC),
                        Requests.tunnels(0, false),
                        Requests.tunnels(0, true),
                        Requests.stats(2),
                        Requests.stats(4),
                        Requests.filterChains(),
                        Requests.filterRules(),
                        Requests.filterSets()));
    }

    private static final String ELEMENTS = "0d0a"; // NFT_MSG_GETSETELEM

    /// The question by which the ids of namespaces are recorded, in which a number stands for the file descriptor.
    @Test
    void theIdOfANamespace() {
        Kernel kernel = new Kernel(new FfmSys(new byte[0][]));
        byte[] question =
                new Scan(kernel, new Frames(kernel, -1, false)).netns().nsidQuestion(513);
        assertThat(hex(Requests.nsidOf(513))).containsExactly(hex(question));
    }

    private static String[] hex(byte[]... requests) {
        return Arrays.stream(requests).map(HexFormat.of()::formatHex).toArray(String[]::new);
    }

    /// The requests of a scan of our own namespace, in their order.
    private List<String> asked(int bits) throws IOException {
        Path file = Files.createFile(folder.resolve("stream-" + bits));
        Kernel kernel = new Kernel(new FfmSys(new byte[0][]));
        int fd = kernel.open(Bytes.of(file.toString()), Kernel.O_WRONLY);
        assertThat(fd).isNotNegative();
        Frames frames = new Frames(kernel, fd, false);
        Scan scan = new Scan(kernel, frames);
        frames.magic();
        assertThat(scan.begin()).isZero();
        scan.run(bits);
        kernel.close(fd);
        FrameReader reader = new FrameReader(new ByteArrayInputStream(Files.readAllBytes(file)));
        List<String> requests = new ArrayList<>();
        for (Frame f = reader.next(); f != null; f = reader.next()) {
            if (f.kind() == FrameKind.NETLINK && f.origin() == Origin.OWN) {
                String request = HexFormat.of().formatHex(f.fields().bytes());
                if (requests.isEmpty() || !requests.getLast().equals(request)) {
                    requests.add(request); // a long table comes in several frames
                }
            }
        }
        return requests;
    }
}
