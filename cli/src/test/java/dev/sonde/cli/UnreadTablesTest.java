package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recording of each fault, once for each table of each namespace, as if the kernel had refused that table. What
/// was not read may hide a fault, and then `check` says that not all was read; it never makes one.
class UnreadTablesTest {
    /// Types of requests whose answers rules look at; the last two are the firewall's.
    private static final Set<Integer> READ = Set.of(
            Nlmsg.RTM_NEWLINK + 2,
            Nlmsg.RTM_NEWADDR + 2,
            Nlmsg.RTM_NEWROUTE + 2,
            Nlmsg.RTM_NEWNEIGH + 2,
            0x0a04,
            0x0a07);

    @TempDir
    static Path folder;

    /// The answer to one netlink request in one namespace.
    private record Table(int type, int family, int origin, int at, int length) {}

    private static List<Table> tables(byte[] stream) {
        ByteBuffer b = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        List<Table> all = new ArrayList<>();
        for (int at = Header.MAGIC_SIZE; at < stream.length; at += b.getInt(at)) {
            int request = at + Header.SIZE + 4;
            boolean netlink = b.getShort(at + Header.KIND) == FrameKind.NETLINK;
            if (netlink && READ.contains((int) b.getShort(request + 4))) {
                all.add(new Table(
                        b.getShort(request + 4), b.get(request + 16), b.getInt(at + Header.ORIGIN), at, b.getInt(at)));
            }
        }
        return all;
    }

    /// The stream with a table that failed.
    private static byte[] without(byte[] stream, Table t) {
        ByteBuffer b = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        int question = 4 + b.getInt(t.at + Header.SIZE);
        byte[] frame = new byte[Header.SIZE + question];
        System.arraycopy(stream, t.at, frame, 0, frame.length);
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Header.LENGTH, frame.length)
                .putShort(Header.FLAGS, (short) FrameFlag.FAILED)
                .putInt(Header.ERRNO, Errno.ENOMEM);
        ByteArrayOutputStream all = new ByteArrayOutputStream(stream.length);
        all.write(stream, 0, t.at);
        all.writeBytes(frame);
        all.write(stream, t.at + t.length, stream.length - t.at - t.length);
        return all.toByteArray();
    }

    private static Set<String> findings(JsonNode check) {
        Set<String> codes = new TreeSet<>();
        check.get("findings")
                .forEach(f -> codes.add(
                        f.get("code").asText() + " " + f.at("/where/host").asText()));
        return codes;
    }

    private static List<String> names() {
        return Recordings.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aTableThatWasNotReadMakesNoFindingAndNoAllClear(String recording) throws IOException {
        Recordings recordings = new Recordings(folder);
        Set<String> whole = findings(recordings.run(recording, "check", "-j").json());
        byte[] stream = Files.readAllBytes(recordings.file(recording));
        List<String> wrong = new ArrayList<>();
        for (Table t : tables(stream)) {
            Files.write(folder.resolve("unread"), without(stream, t));
            Recordings.Result r = recordings.run("unread", "check", "-j");
            JsonNode check = r.json();
            Set<String> found = findings(check);
            // A VXLAN device that was left on a host: S309 while the network is seen whose VNI it has, else S310.
            if (recording.equals("vni-clash") && found.remove("S310 host2")) {
                found.add("S309 host2");
            }
            boolean invented = !whole.containsAll(found);
            boolean hidden = !found.containsAll(whole) && check.get("whole").asBoolean();
            if (invented || hidden) {
                wrong.add("request " + t.type + " of family " + t.family + " in namespace " + t.origin + ": " + found
                        + " instead of " + whole + ", status " + r.status() + " " + check.get("gaps"));
            }
        }
        assertThat(wrong).isEmpty();
    }
}
