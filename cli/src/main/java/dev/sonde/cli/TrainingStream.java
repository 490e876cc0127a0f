package dev.sonde.cli;

import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a sensor would send, made of messages that a kernel once sent: so the training run sees bridges, VXLAN devices,
/// routes and forwarding rows also where the building host has none.
final class TrainingStream {
    private static final int DONE_PAYLOAD = 12;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final String commandLine;

    /// The tables by the requests for them.
    static final class Tables {
        private final Map<String, ByteArrayOutputStream> byName = new LinkedHashMap<>();

        /// Takes in the file of a capture: messages in hexadecimal digits, a line each, `#` begins a comment. Its name
        /// says which table they are of.
        void add(Path file) throws IOException {
            String name = file.getFileName().toString().replaceAll("(-.*)?\\.hex$", "");
            ByteArrayOutputStream table = byName.computeIfAbsent(name, n -> new ByteArrayOutputStream());
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                if (!line.startsWith("#")) {
                    table.writeBytes(HexFormat.of().parseHex(line));
                }
            }
        }

        private byte[] messages(String name) {
            ByteArrayOutputStream table = byName.get(name);
            return table == null ? new byte[0] : table.toByteArray();
        }

        private static byte[] request(String name) {
            return switch (name) {
                case "link" -> Requests.links();
                case "addr" -> Requests.addresses(Nlmsg.AF_UNSPEC);
                case "route4" -> Requests.routes(Nlmsg.AF_INET);
                case "route6" -> Requests.routes(Nlmsg.AF_INET6);
                case "rule" -> Requests.rules(Nlmsg.AF_INET);
                case "neigh" -> Requests.neighbours(Nlmsg.AF_UNSPEC);
                case "fdb" -> Requests.forwarding();
                default -> throw new IllegalArgumentException("no table is called " + name);
            };
        }
    }

    /// Begins with a HELLO frame: nothing is collected unasked, and this is the command line.
    TrainingStream(String... argv) {
        commandLine = String.join(" ", argv);
        stream.writeBytes(RawText.encode(Header.MAGIC));
        stream.writeBytes(new byte[] {0, Header.VERSION, 0});
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        // u32 pid, uid, gid, euid; u64 capabilities, time; u32 terminals, columns, collecting
        p.writeBytes(new byte[4 * 4 + 2 * 8 + 3 * 4]);
        string(p, "release");
        string(p, "host");
        string(p, "version");
        p.writeBytes(little(argv.length, 4));
        for (String a : argv) {
            string(p, a);
        }
        frame(FrameKind.HELLO, 0, 0, p.toByteArray());
    }

    @Override
    public String toString() {
        return commandLine;
    }

    byte[] bytes() {
        return stream.toByteArray();
    }

    /// The namespace in which sonde itself runs.
    TrainingStream own() {
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        p.writeBytes(little(4, 8));
        p.writeBytes(little(4026531833L, 8));
        p.writeBytes(little(1, 8));
        string(p, "/proc/self/ns/net");
        frame(FrameKind.NETNS, 1, 0, p.toByteArray());
        return this;
    }

    /// All tables, as a recorded stream has them, to its end.
    TrainingStream record(Tables tables) {
        for (String name : tables.byName.keySet()) {
            table(tables, name, 0);
        }
        frame(FrameKind.DONE, 0, 0, new byte[DONE_PAYLOAD]);
        return this;
    }

    /// The answers to requests for these tables, in this order.
    TrainingStream answer(Tables tables, String... names) {
        for (int i = 0; i < names.length; i++) {
            table(tables, names[i], i + 1);
            frame(FrameKind.REPLY, 0, i + 1, new byte[8]);
        }
        return this;
    }

    private void table(Tables tables, String name, int request) {
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        byte[] question = Tables.request(name);
        p.writeBytes(little(question.length, 4));
        p.writeBytes(question);
        p.writeBytes(tables.messages(name));
        frame(FrameKind.NETLINK, 1, request, p.toByteArray());
    }

    private void frame(int kind, int origin, int request, byte[] payload) {
        stream.writeBytes(little(Header.SIZE + payload.length, 4));
        stream.writeBytes(little(kind, 4)); // and flags
        stream.writeBytes(little(origin, 8)); // and errno
        stream.writeBytes(little(request, 8));
        stream.writeBytes(little(0, 8)); // time
        stream.writeBytes(payload);
    }

    private static void string(ByteArrayOutputStream p, String s) {
        byte[] b = RawText.encode(s);
        p.writeBytes(little(b.length, 4));
        p.writeBytes(b);
    }

    private static byte[] little(long v, int size) {
        byte[] b = new byte[size];
        for (int i = 0; i < size; i++) {
            b[i] = (byte) (v >> 8 * i);
        }
        return b;
    }
}
