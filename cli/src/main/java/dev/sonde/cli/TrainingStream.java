package dev.sonde.cli;

import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a sensor would send, made of messages that a kernel once sent: so the training run sees bridges, VXLAN
/// devices, routes and forwarding rows also where the building host has none.
final class TrainingStream {
    private static final int DONE_PAYLOAD = 12;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final String commandLine;

    /// The tables by the requests for them.
    static final class Tables {
        private final Map<String, ByteArrayOutputStream> byName = new LinkedHashMap<>();

        /// Takes in the file of a capture: messages in hexadecimal digits, a line each, `#` begins a comment. Its
        /// name says which table they are of.
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
        this(0, argv);
    }

    /// The same, of a sensor that collects what these bits name.
    TrainingStream(int collecting, String... argv) {
        commandLine = String.join(" ", argv);
        stream.writeBytes(RawText.encode(Header.MAGIC));
        stream.writeBytes(new byte[] {0, Header.VERSION, 0});
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        // u32 pid, uid, gid, euid; u64 capabilities, time; u32 terminals, columns, collecting
        p.writeBytes(new byte[4 * 4]);
        p.writeBytes(little(-1, 8));
        p.writeBytes(new byte[8 + 2 * 4]);
        p.writeBytes(little(collecting, 4));
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

    /// A sensor that sends what a recording has, with a Docker that answers, and then says to each of many questions
    /// that there is nothing.
    static TrainingStream live(byte[] recording, String... argv) {
        TrainingStream t = new TrainingStream(ScanSet.ALL | ScanBit.BRIEF, argv);
        int at = 8; // behind the magic
        at += length(recording, at); // and its HELLO
        int done = at;
        while (done < recording.length && recording[done + 4] != FrameKind.DONE) {
            done += length(recording, done);
        }
        t.stream.write(recording, at, done - at);
        t.docker();
        t.denied("open", "/proc/PID/fd of 1"); // as an ordinary user meets them, and root a few
        t.denied("open", "/proc/PID/mountinfo of 1");
        t.frame(FrameKind.DONE, 0, 0, new byte[DONE_PAYLOAD]);
        for (int i = 1; i <= QUESTIONS; i++) {
            t.frame(FrameKind.REPLY, 0, i, little(1, 8));
        }
        return t;
    }

    /// More than any command asks of a small lab.
    private static final int QUESTIONS = 4000;

    private static int length(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | (b[at + 3] & 0xff) << 24;
    }

    /// What Docker's socket answers, in the forms of its API.
    private void docker() {
        answered("/info", "{\"ID\": \"a\", \"Name\": \"n\", \"DockerRootDir\": \"/var/lib/docker\", \"Swarm\": {}}");
        answered(
                "/networks",
                "[{\"Name\": \"bridge\", \"Id\": \"0b\", \"Scope\": \"local\", \"Driver\": \"bridge\", \"EnableIPv6\":"
                        + " false, \"IPAM\": {\"Driver\": \"default\", \"Options\": null, \"Config\": [{\"Subnet\":"
                        + " \"172.17.0.0/16\", \"Gateway\": \"172.17.0.1\"}]}, \"Options\": {}, \"Labels\": {}}]");
        answered(
                "/containers/json?all=1",
                "[{\"Id\": \"c0\", \"Names\": [\"/c\"], \"Image\": \"i\", \"Labels\": {}, \"NetworkSettings\": {\"Networks\":"
                        + " {\"bridge\": {\"NetworkID\": \"0b\", \"EndpointID\": \"e\", \"MacAddress\": \"02:42:ac:11:00:02\","
                        + " \"IPAddress\": \"172.17.0.2\", \"IPPrefixLen\": 16}}}}]");
        answered("/networks/0b?verbose=true", "{\"Id\": \"0b\", \"Peers\": [], \"Services\": {}, \"Containers\": {}}");
    }

    private void answered(String asked, String json) {
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        string(p, "/run/docker.sock " + asked);
        p.writeBytes(RawText.encode("HTTP/1.0 200 OK\r\nServer: Docker/28.5 (linux)\r\n\r\n" + json));
        frame(FrameKind.FILE, 0, 0, p.toByteArray());
    }

    private void denied(String operation, String object) {
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        string(p, operation);
        string(p, object);
        frame(FrameKind.GAP, 0, Errno.EACCES, 0, p.toByteArray());
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
        frame(kind, origin, 0, request, payload);
    }

    private void frame(int kind, int origin, int errno, int request, byte[] payload) {
        stream.writeBytes(little(Header.SIZE + payload.length, 4));
        stream.writeBytes(little(kind, 4)); // and flags
        stream.writeBytes(little(origin, 4));
        stream.writeBytes(little(errno, 4));
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
