package dev.sonde.cli;

import dev.sonde.netlink.Requests;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Streams with other answers in them: of a daemon's socket, and of the kernel where it is asked for a firewall.
final class ChangedStream {
    /// What the kernel dumps of Docker 29's tables: `netlink/src/test/python/capture-docker-29.py`.
    private static final Path DOCKER_29 = Path.of("../netlink/src/test/resources/filter/docker-29.hex");

    private static final String SOCKET = ".sock /";
    private static final int NLMSG_DONE = 3;

    interface Answer {
        /// What is answered in place of `http`. `asked`: `/info`.
        String of(String asked, String http);
    }

    private static ByteBuffer buffer(byte[] b) {
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// With other answers of all daemons.
    static byte[] answers(byte[] stream, Answer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, Header.MAGIC_SIZE);
        Map<String, ByteArrayOutputStream> pieces = new HashMap<>();
        ByteBuffer b = buffer(stream);
        for (int at = Header.MAGIC_SIZE; at < stream.length; at += b.getInt(at)) {
            int end = at + b.getInt(at);
            int path = b.getShort(at + Header.KIND) == FrameKind.FILE ? b.getInt(at + Header.SIZE) : 0;
            int from = at + Header.SIZE + 4 + path;
            String asked = new String(stream, at + Header.SIZE + 4, path, StandardCharsets.ISO_8859_1);
            if (!asked.contains(SOCKET) || b.getInt(at + Header.ERRNO) != 0) {
                out.write(stream, at, end - at);
                continue;
            }
            ByteArrayOutputStream whole = pieces.computeIfAbsent(asked, a -> new ByteArrayOutputStream());
            whole.write(stream, from, end - from);
            if ((b.getShort(at + Header.FLAGS) & FrameFlag.MORE) == 0) {
                String http = answer.of(
                        asked.substring(asked.indexOf(SOCKET) + SOCKET.length() - 1),
                        whole.toString(StandardCharsets.UTF_8));
                frame(out, stream, at, from, http.getBytes(StandardCharsets.UTF_8));
                pieces.remove(asked);
            }
        }
        return out.toByteArray();
    }

    /// The frame at `at`, of which all behind `from` is `content`.
    private static void frame(ByteArrayOutputStream out, byte[] stream, int at, int from, byte[] content) {
        byte[] head = new byte[from - at];
        System.arraycopy(stream, at, head, 0, head.length);
        buffer(head).putInt(Header.LENGTH, head.length + content.length);
        out.writeBytes(head);
        out.writeBytes(content);
    }

    /// With the firewall of a Docker 29 in the namespace of this number, in place of its own. `table`: `ip docker-dns`.
    static byte[] filter(byte[] stream, int origin, String table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, Header.MAGIC_SIZE);
        ByteBuffer b = buffer(stream);
        for (int at = Header.MAGIC_SIZE; at < stream.length; at += b.getInt(at)) {
            int end = at + b.getInt(at);
            boolean netlink =
                    b.getShort(at + Header.KIND) == FrameKind.NETLINK && b.getInt(at + Header.ORIGIN) == origin;
            int from = netlink ? at + Header.SIZE + 4 + b.getInt(at + Header.SIZE) : 0;
            int type = netlink ? b.getShort(at + Header.SIZE + 8) & 0xffff : 0;
            if (type == Nft.GETCHAIN) {
                frame(out, stream, at, from, messages(table, "chain"));
            } else if (type == Nft.GETRULE) {
                frame(out, stream, at, from, messages(table, "rule"));
            } else if (type == Nft.GETSET) {
                frame(out, stream, at, from, messages(table, "set"));
                elements(out, stream, at, table);
            } else {
                out.write(stream, at, end - at);
            }
        }
        return out.toByteArray();
    }

    interface Content {
        /// What the file holds instead. `path`: as `/proc/net` has it: `ip_vs`.
        String of(int origin, String path, String content);
    }

    /// With other files of `/proc/net`.
    static byte[] files(byte[] stream, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, Header.MAGIC_SIZE);
        ByteBuffer b = buffer(stream);
        for (int at = Header.MAGIC_SIZE; at < stream.length; at += b.getInt(at)) {
            int end = at + b.getInt(at);
            int path = b.getShort(at + Header.KIND) == FrameKind.FILE ? b.getInt(at + Header.SIZE) : 0;
            int from = at + Header.SIZE + 4 + path;
            String name = new String(stream, at + Header.SIZE + 4, path, StandardCharsets.ISO_8859_1);
            if (path == 0 || name.startsWith("/")) {
                out.write(stream, at, end - at);
                continue;
            }
            String is = new String(stream, from, end - from, StandardCharsets.ISO_8859_1);
            String other = content.of(b.getInt(at + Header.ORIGIN), name, is);
            frame(out, stream, at, from, other.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }

    /// What is in each of its sets.
    private static void elements(ByteArrayOutputStream out, byte[] stream, int at, String table) throws IOException {
        for (String line : lines(table)) {
            if (line.startsWith("elements ")) {
                String set = line.split(" ")[1];
                byte[] request = Requests.filterElements(Nft.IPV4, table.split(" ")[1], set);
                byte[] head = new byte[Header.SIZE + 4 + request.length];
                System.arraycopy(stream, at, head, 0, Header.SIZE);
                buffer(head).putInt(Header.SIZE, request.length).put(Header.SIZE + 4, request);
                frame(out, head, 0, head.length, messages(table, "elements " + set));
            }
        }
    }

    private static List<String> lines(String table) throws IOException {
        List<String> all = Files.readAllLines(DOCKER_29);
        int from = 0;
        while (!all.get(from).endsWith(".nft " + table)) {
            from++;
        }
        int to = from + 1;
        while (to < all.size() && !all.get(to).startsWith("#")) {
            to++;
        }
        return all.subList(from + 1, to);
    }

    private static byte[] messages(String table, String kind) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String line : lines(table)) {
            if (line.startsWith(kind + " ")) {
                all.writeBytes(HexFormat.of().parseHex(line.substring(kind.length() + 1)));
            }
        }
        byte[] done = new byte[20];
        buffer(done).putInt(0, done.length).putShort(4, (short) NLMSG_DONE).putShort(6, (short) 2);
        all.writeBytes(done);
        return all.toByteArray();
    }

    private ChangedStream() {}
}
