package dev.sonde.cli;

import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.ProbeLayout;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// A sensor that answers out of a recorded stream: unasked it sends what the real one sends for the command line, and
/// then what it is asked for. It counts the requests.
final class RecordedSensor {
    /// One frame as it was recorded.
    private record Recorded(byte[] bytes) {
        int kind() {
            return little(bytes, Header.KIND) & 0xffff;
        }

        int origin() {
            return little(bytes, Header.ORIGIN);
        }

        /// Of NETLINK and FILE: the request, or the name.
        byte[] key() {
            int at = Header.SIZE + 4;
            return Arrays.copyOfRange(bytes, at, at + little(bytes, Header.SIZE));
        }

        /// What is asked for to get it: a bit of [ScanBit], 0 for what every scan sends.
        int bits() {
            if (kind() == FrameKind.FILE) {
                return origin() == 0 ? ScanBit.ENGINES : ScanBit.FURTHER;
            }
            if (kind() != FrameKind.NETLINK) {
                return 0;
            }
            byte[] key = key();
            return Arrays.equals(key, Requests.links())
                    ? ScanBit.LINKS
                    : Arrays.equals(key, Requests.addresses(Nlmsg.AF_UNSPEC))
                            ? ScanBit.ADDRESSES
                            : Arrays.equals(key, Requests.neighbours(Nlmsg.AF_UNSPEC))
                                    ? ScanBit.TABLES | ScanBit.NEIGHBOURS
                                    : TABLES.stream().anyMatch(t -> Arrays.equals(key, t))
                                            ? ScanBit.TABLES
                                            : ScanBit.FURTHER;
        }
    }

    /// Bytes of `struct nlmsghdr`.
    private static final int MESSAGE = 16;

    private static final List<byte[]> TABLES = List.of(
            Requests.routes(Nlmsg.AF_INET),
            Requests.routes(Nlmsg.AF_INET6),
            Requests.rules(Nlmsg.AF_INET),
            Requests.rules(Nlmsg.AF_INET6),
            Requests.forwarding(),
            Requests.multicastGroups(),
            Requests.nsids());

    private final List<Recorded> recorded = new ArrayList<>();

    /// How often each request came; GET and PROC_NET by what they are for.
    final Map<String, Integer> asked = new TreeMap<>();

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int taken;

    /// What becomes of a probe: whether an answer comes, and whether the request was seen where it should arrive.
    enum Fate {
        ANSWERED,
        ARRIVED,
        LOST
    }

    /// By the address of a probe of IPv4, and the size of its packet.
    BiFunction<String, Integer, Fate> fates = (address, size) -> Fate.ANSWERED;

    /// How many packets each link loses, by its counter of errors, while probes are sent.
    int lossy;

    private boolean probed;

    RecordedSensor(byte[] recording, String... argv) {
        for (int at = Header.MAGIC_SIZE; at < recording.length; at += little(recording, at)) {
            recorded.add(new Recorded(Arrays.copyOfRange(recording, at, at + little(recording, at))));
        }
        byte[][] words = new byte[argv.length][];
        for (int i = 0; i < argv.length; i++) {
            words[i] = RawText.encode(argv[i]);
        }
        int unasked = CommandRights.unasked(words);
        sent.writeBytes(new TrainingStream(unasked, argv).bytes());
        scan(unasked, 0);
    }

    /// What it sends.
    InputStream frames() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
            }

            @Override
            public int read(byte[] b, int at, int length) {
                byte[] all = sent.toByteArray();
                int n = Math.min(length, all.length - taken);
                System.arraycopy(all, taken, b, at, n);
                taken += n;
                return n == 0 && length > 0 ? -1 : n;
            }
        };
    }

    /// Where requests go, each of which is written whole.
    OutputStream requests() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("a request is written whole");
            }

            @Override
            public void write(byte[] b, int at, int length) {
                answer(Arrays.copyOfRange(b, at, at + length));
            }
        };
    }

    private void answer(byte[] b) {
        int kind = little(b, Header.KIND) & 0xffff;
        int number = little(b, Header.REQUEST);
        int origin = little(b, Header.ORIGIN);
        switch (kind) {
            case RequestKind.SCAN -> {
                count("SCAN");
                scan(little(b, Header.SIZE), number);
                reply(number, 0);
            }
            case RequestKind.OPEN -> {
                count("OPEN");
                reply(number, met(longAt(b, Header.SIZE + 8), number));
            }
            case RequestKind.READ -> {
                count("READ");
                int found = met(longAt(b, Header.SIZE + 4 + 8), number);
                int bits = little(b, Header.SIZE);
                recorded.stream()
                        .filter(r -> r.kind() == FrameKind.NETLINK && r.origin() == found && (r.bits() & bits) != 0)
                        .forEach(r -> send(r.bytes, number));
                reply(number, found);
            }
            case RequestKind.GET, RequestKind.PROC_NET -> {
                byte[] key = Arrays.copyOfRange(b, Header.SIZE + 4, b.length);
                boolean file = kind == RequestKind.PROC_NET;
                count(
                        file
                                ? "PROC_NET " + RawText.decode(key, 0, key.length)
                                : "GET " + NAMES.get(little(key, 4) & 0xffff));
                long n = recorded.stream()
                        .filter(r -> r.kind() == (file ? FrameKind.FILE : FrameKind.NETLINK)
                                && r.origin() == origin
                                && Arrays.equals(r.key(), key))
                        .peek(r -> send(probed && r.bits() == ScanBit.LINKS ? worn(r) : r.bytes, number))
                        .count();
                reply(number, n == 0 && file ? -Errno.ENOENT : n == 0 ? single(origin, key, number) : 0);
            }
            case RequestKind.PROBE -> probe(b, number);
            case RequestKind.NSID -> {
                count("NSID");
                reply(number, -Errno.EOPNOTSUPP);
            }
            default -> throw new AssertionError("request " + kind);
        }
    }

    /// What GET is for, by the type of the netlink message.
    private static final Map<Integer, String> NAMES = Map.of(
            Nlmsg.RTM_GETLINK,
            "link",
            Nlmsg.RTM_GETNEIGHTBL,
            "neighbour tables",
            0x0a04,
            "chains",
            0x0a07,
            "rules",
            0x0a0a,
            "sets",
            0x0a0d,
            "elements");

    private void count(String what) {
        asked.merge(what, 1, Integer::sum);
    }

    private void scan(int bits, int number) {
        for (Recorded r : recorded) {
            boolean whole = r.kind() == FrameKind.HELLO || r.kind() == FrameKind.DONE;
            if (!whole && (r.bits() == 0 || (r.bits() & bits) != 0)) {
                boolean brief = r.bits() == ScanBit.LINKS && (bits & ScanBit.BRIEF) != 0;
                send(brief ? brief(r) : r.bytes, number);
            }
        }
        frame(FrameKind.DONE, number, new byte[12]);
    }

    /// The number of a namespace, whose frame is sent again.
    private int met(long inode, int number) {
        for (Recorded r : recorded) {
            if (r.kind() == FrameKind.NETNS && longAt(r.bytes, Header.SIZE + 8) == inode) {
                send(r.bytes, number);
                return r.origin();
            }
        }
        return -Errno.ENOENT;
    }

    /// Of the recorded links the one that is asked for by its index.
    private int single(int origin, byte[] request, int number) {
        boolean link = Nlmsg.RTM_GETLINK == (request[4] & 0xff) && little(request, MESSAGE + 4) != 0;
        for (Recorded r : recorded) {
            if (link && r.origin() == origin && r.bits() == ScanBit.LINKS) {
                byte[] b = r.bytes;
                for (int at = messages(r); at < b.length; at += little(b, at) + 3 & ~3) {
                    if (little(b, at + MESSAGE + 4) == little(request, MESSAGE + 4)) {
                        byte[] message = Arrays.copyOfRange(b, at, at + little(b, at));
                        send(netlink(b, request, message), number);
                        return 0;
                    }
                }
            }
        }
        return -Errno.ENOENT;
    }

    /// Payloads of ECHO as docs/frames.md has them.
    private void probe(byte[] b, int number) {
        count("PROBE");
        probed = true;
        int probes = little(b, Header.SIZE + ProbeLayout.COUNT);
        int at = Header.SIZE + ProbeLayout.HEAD;
        for (int place = 0; place < probes; place++) {
            int size = little(b, at + ProbeLayout.SIZE);
            at += ProbeLayout.ADDRESS;
            Fate fate = fates.apply(
                    (b[at] & 0xff) + "." + (b[at + 1] & 0xff) + "." + (b[at + 2] & 0xff) + "." + (b[at + 3] & 0xff),
                    size);
            at += 4;
            for (int end = 0; end < 2; end++) {
                at += ProbeLayout.PATH + little(b, at + ProbeLayout.LENGTH);
            }
            // An echo reply: the header of IPv4 alone, and behind it ICMP, all of whose fields may be 0.
            byte[] answer = new byte[fate == Fate.ANSWERED ? 28 : 0];
            if (answer.length > 0) {
                answer[0] = 0x45;
            }
            frame(
                    FrameKind.ECHO,
                    number,
                    ByteBuffer.allocate(32 + answer.length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(place)
                            .putInt(fate == Fate.ANSWERED ? 1 : 3)
                            .putLong(1)
                            .putLong(fate == Fate.ANSWERED ? 3 : 0)
                            .putLong(fate == Fate.LOST ? 0 : 2)
                            .put(answer)
                            .array());
        }
        reply(number, probes);
    }

    private static final int STATS64 = 23;

    /// Where `rx_errors` of `struct rtnl_link_stats64` is.
    private static final int RX_ERRORS = 32;

    /// The links, each of which has lost more packets.
    private byte[] worn(Recorded r) {
        byte[] b = r.bytes.clone();
        for (int at = messages(r); at < b.length; at += little(b, at) + 3 & ~3) {
            int end = at + little(b, at);
            boolean row = (b[at + 4] & 0xff) == Nlmsg.RTM_NEWLINK;
            for (int a = at + MESSAGE + 16; row && a < end; a += (little(b, a) & 0xffff) + 3 & ~3) {
                if ((little(b, a) >> 16 & 0x3fff) == STATS64) {
                    put(b, a + 4 + RX_ERRORS, little(b, a + 4 + RX_ERRORS) + lossy);
                }
            }
        }
        return b;
    }

    private static int messages(Recorded r) {
        return Header.SIZE + 4 + little(r.bytes, Header.SIZE);
    }

    private static final List<Integer> COUNTERS = List.of(7, 23, 24); // IFLA_STATS, IFLA_STATS64, IFLA_VF_PORTS

    /// The links as they are told where counters were not asked for.
    private static byte[] brief(Recorded r) {
        byte[] b = r.bytes;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int at = messages(r); at < b.length; at += little(b, at) + 3 & ~3) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            int end = at + little(b, at);
            int attributes = Math.min(end, at + MESSAGE + 16);
            one.write(b, at, attributes - at);
            boolean row = (b[at + 4] & 0xff) == Nlmsg.RTM_NEWLINK;
            int size;
            for (int a = attributes; a < end; a += size) {
                size = row ? (little(b, a) & 0xffff) + 3 & ~3 : end - a;
                if (!row || !COUNTERS.contains(little(b, a) >> 16 & 0x3fff)) {
                    one.write(b, a, Math.min(size, end - a));
                }
            }
            byte[] message = one.toByteArray();
            put(message, 0, message.length);
            all.writeBytes(message);
        }
        return netlink(b, Requests.briefLinks(), all.toByteArray());
    }

    /// A NETLINK frame with the header of another.
    private static byte[] netlink(byte[] header, byte[] request, byte[] messages) {
        byte[] frame = Arrays.copyOf(header, Header.SIZE + 4 + request.length + messages.length);
        put(frame, Header.LENGTH, frame.length);
        put(frame, Header.SIZE, request.length);
        System.arraycopy(request, 0, frame, Header.SIZE + 4, request.length);
        System.arraycopy(messages, 0, frame, Header.SIZE + 4 + request.length, messages.length);
        return frame;
    }

    private void send(byte[] frame, int number) {
        byte[] b = frame.clone();
        put(b, Header.REQUEST, number);
        sent.writeBytes(b);
    }

    private void reply(int number, long result) {
        frame(
                FrameKind.REPLY,
                number,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(result)
                        .array());
    }

    private void frame(int kind, int number, byte[] payload) {
        byte[] b = new byte[Header.SIZE + payload.length];
        put(b, Header.LENGTH, b.length);
        put(b, Header.KIND, kind);
        System.arraycopy(payload, 0, b, Header.SIZE, payload.length);
        send(b, number);
    }

    private static int little(byte[] b, int at) {
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static long longAt(byte[] b, int at) {
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    private static void put(byte[] b, int at, int value) {
        ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }
}
