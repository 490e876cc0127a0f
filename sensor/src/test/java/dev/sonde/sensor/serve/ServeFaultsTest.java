package dev.sonde.sensor.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.frames.Stream;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.FakeNetlink;
import dev.sonde.sensor.kernel.FaultySys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Sys;
import dev.sonde.sensor.process.Privileges;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The sensor answering an analysis: right, while system calls fail, and when the requests are hostile.
@Timeout(120)
class ServeFaultsTest {
    private static final String[] READING = {"sonde", "ip", "link"};

    private static byte[] request(int kind, int id, int origin, byte[] payload) {
        byte[] header = new byte[Header.SIZE];
        Bytes.put32(header, 0, Header.SIZE + payload.length);
        Bytes.put16(header, 4, kind);
        Bytes.put32(header, 8, origin);
        Bytes.put32(header, 16, id);
        return Bytes.join(header, payload);
    }

    private static byte[] string(byte[] b) {
        byte[] r = new byte[4 + b.length];
        Bytes.put32(r, 0, b.length);
        Bytes.copy(b, 0, r, 4, b.length);
        return r;
    }

    private static byte[] way(long dev, long ino, String path) {
        byte[] numbers = new byte[24];
        Bytes.put64(numbers, 0, dev);
        Bytes.put64(numbers, 8, ino);
        return Bytes.join(numbers, string(Bytes.of(path)));
    }

    private static byte[] netlink(int type, int flags) {
        byte[] q = new byte[32];
        Bytes.put32(q, 0, 32);
        Bytes.put16(q, 4, type);
        Bytes.put16(q, 6, flags);
        return string(q);
    }

    private static byte[] all(byte[]... requests) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] r : requests) {
            all.writeBytes(r);
        }
        return all.toByteArray();
    }

    private static byte[] four(int v) {
        byte[] b = new byte[4];
        Bytes.put32(b, 0, v);
        return b;
    }

    /// A conversation as `ip -n blue link` has it, and some that are refused.
    private static final byte[] TALK = all(
            request(RequestKind.SCAN, 1, 0, four(ScanBit.PROCESSES | ScanBit.FOLDERS)),
            request(RequestKind.OPEN, 2, 0, way(FakeKernel.DEV, 1002, "/run/netns/blue")),
            request(RequestKind.GET, 3, 2, netlink(18, 0x301)),
            request(RequestKind.GET, 4, 1, netlink(18, 0x301)),
            request(RequestKind.OPEN, 5, 0, way(FakeKernel.DEV, 1002, "/run/netns/red")), // another than expected
            request(RequestKind.OPEN, 6, 0, way(FakeKernel.DEV, 7, "/run/netns/junk")), // no namespace
            request(RequestKind.OPEN, 7, 0, way(FakeKernel.DEV, 1, "/run/netns/gone")),
            request(RequestKind.GET, 8, 9, netlink(18, 0x301)), // never opened
            request(RequestKind.GET, 9, 1, netlink(16, 5)), // RTM_NEWLINK: changes
            request(RequestKind.GET, 10, 1, netlink(18, 0x601)), // NLM_F_CREATE
            request(RequestKind.LAB_UP, 11, 0, string(Bytes.of("x"))),
            request(RequestKind.LAB_DOWN, 12, 0, string(Bytes.of("x"))),
            request(99, 13, 0, new byte[0]),
            request(
                    RequestKind.READ,
                    14,
                    0,
                    all(four(ScanBit.LINKS | ScanBit.TABLES), way(FakeKernel.DEV, 1002, "/run/netns/blue"))),
            request(RequestKind.READ, 15, 0, all(four(ScanBit.LINKS), way(FakeKernel.DEV, 1002, "/run/netns/red"))));

    private static Stream serve(FakeKernel fake, Sys sys, byte[] requests, String... argv) {
        fake.requests = requests;
        Kernel kernel = new Kernel(sys);
        byte[][] raw = new byte[argv.length][];
        for (int i = 0; i < argv.length; i++) {
            raw[i] = Bytes.of(argv[i]);
        }
        Serve serve = new Serve(kernel, FakeKernel.ANALYSIS, raw, 0);
        serve.run(Privileges.invoker(kernel));
        Stream stream = Stream.of(fake.answers.toByteArray());
        stream.assertAttribution();
        return stream;
    }

    private static Stream serve(byte[] requests) {
        FakeKernel fake = new FakeKernel(READING);
        return serve(fake, fake, requests, READING);
    }

    private static List<String> replies(Stream stream) {
        return stream.frames().stream()
                .filter(f -> f.kind() == FrameKind.REPLY)
                .map(f -> f.request() + " " + Bytes.i64(f.payload(), 0))
                .toList();
    }

    @Test
    void answersAndRefuses() {
        Stream stream = serve(TALK);
        assertThat(replies(stream))
                .containsExactly(
                        "1 0",
                        "2 2",
                        "3 0",
                        "4 0",
                        "5 " + -Errno.ESTALE,
                        "6 " + -Errno.ESTALE,
                        "7 " + -Errno.ENOENT,
                        "8 " + -Errno.EBADF,
                        "9 " + -Errno.EPERM,
                        "10 " + -Errno.EPERM,
                        "11 " + -Errno.EPERM,
                        "12 " + -Errno.EPERM,
                        "13 " + -Errno.EPERM,
                        "14 2",
                        "15 " + -Errno.ESTALE);
        assertThat(stream.frames().stream().filter(f -> f.kind() == FrameKind.NETLINK && f.request() == 14))
                .as("links, and eight other tables")
                .hasSize(9)
                .allSatisfy(f -> assertThat(Stream.rows(f)).containsExactly(1002L));
        assertThat(stream.frames().stream()
                        .filter(f -> f.kind() == FrameKind.NETLINK && f.request() < 14)
                        .collect(Collectors.toMap(Stream.Frame::request, Stream::rows)))
                .containsEntry(3, List.of(1002L))
                .containsEntry(4, List.of(1001L));
    }

    @Test
    void shortReadsAndWritesChangeNothing() {
        for (int most : new int[] {1, 5, 31, 33}) {
            FakeKernel fake = new FakeKernel(READING);
            fake.most = most;
            assertThat(serve(fake, fake, TALK, READING).facts())
                    .isEqualTo(serve(TALK).facts());
        }
    }

    @Test
    void everyCallFailsOnceWithEveryErrno() {
        FakeKernel fake = new FakeKernel(READING);
        FaultySys counting = FaultySys.once(fake, -1, 0);
        serve(fake, counting, TALK, READING);
        int[] errnos = {
            Errno.EINTR, Errno.EPERM, Errno.ENOENT, Errno.EAGAIN, Errno.ENOMEM, Errno.EMSGSIZE, Errno.ENOBUFS
        };
        int replies = replies(serve(TALK)).size();
        for (int errno : errnos) {
            for (int at = 0; at < counting.calls.size(); at++) {
                FakeKernel kernel = new FakeKernel(READING);
                FaultySys faulty = FaultySys.once(kernel, at, errno);
                Stream stream = serve(kernel, faulty, TALK, READING);
                int nr = faulty.calls.get(at);
                // Only a connection to the analysis that breaks, or a start without /proc, ends the conversation early.
                if (nr != Nr.SENDTO && nr != Nr.READ && nr != Nr.OPENAT && nr != Nr.STATX) {
                    assertThat(replies(stream))
                            .as("call %d of number %d: %s", at, nr, Errno.text(errno))
                            .hasSize(replies);
                }
            }
        }
    }

    /// One GET of a table that changes all the time: how often it was begun anew, and what the last frame is marked as.
    private static String dumped(int rows, int flags) {
        FakeKernel fake = new FakeKernel(READING);
        fake.netlink.reply = FakeNetlink.Reply.INTERRUPTED;
        fake.netlink.rows = rows;
        byte[] get = request(RequestKind.GET, 1, 1, netlink(26, 0x301));
        Bytes.put16(get, 6, flags);
        List<Stream.Frame> tables = serve(fake, fake, get, READING).frames().stream()
                .filter(f -> f.kind() == FrameKind.NETLINK)
                .toList();
        long anew =
                tables.stream().filter(f -> (f.flags() & FrameFlag.AGAIN) != 0).count();
        return anew + " " + tables.getLast().flags();
    }

    @Test
    void aLongDumpWhoseRowsAreUsedIsNotAskedForAgain() {
        int few = 1000;
        int many = Limits.HELD / 24 + 1;
        assertThat(dumped(many, FrameFlag.STREAMED)).isEqualTo("0 " + FrameFlag.INTERRUPTED);
        assertThat(dumped(many, 0)).isEqualTo("4 " + FrameFlag.INTERRUPTED);
        assertThat(dumped(few, FrameFlag.STREAMED)).isEqualTo("4 " + (FrameFlag.INTERRUPTED | FrameFlag.AGAIN));
    }

    /// What comes unasked behind DONE, as kind and origin.
    private static List<String> prefetched(String... argv) {
        FakeKernel fake = new FakeKernel(argv);
        List<Stream.Frame> frames = serve(fake, fake, new byte[0], argv).frames();
        int done = 0;
        while (done < frames.size() && frames.get(done).kind() != FrameKind.DONE) {
            done++;
        }
        return frames.stream()
                .skip(done + 1)
                .map(f -> f.kind() + " " + f.origin()
                        + (f.kind() == FrameKind.NETLINK
                                ? " " + Bytes.u16(f.payload(), 8) + " " + f.payload()[20]
                                : ""))
                .toList();
    }

    @Test
    void whatTheCommandLineCertainlyAsksForIsPrefetched() {
        assertThat(prefetched("sonde", "ip", "-n", "blue", "-j", "route"))
                .containsExactly("4 2", "5 2 18 0", "5 2 26 2", "8 0");
        assertThat(prefetched("sonde", "ip", "-6", "r", "ls")).containsExactly("5 1 18 0", "5 1 26 10", "8 0");
        assertThat(prefetched("sonde", "ip", "neigh")).containsExactly("5 1 18 0", "5 1 30 0", "8 0");
        assertThat(prefetched("sonde", "bridge", "-n", "blue", "fdb", "show"))
                .containsExactly("4 2", "5 2 18 0", "5 2 30 7", "8 0");
        // The analysis will say why.
        assertThat(prefetched("sonde", "ip", "-n", "nobody", "route")).containsExactly("8 0");
    }

    @Test
    void whatIsNotCertainIsNotPrefetched() {
        String[][] lines = {
            {"ip", "-d", "route"},
            {"ip", "route", "get", "10.0.0.1"},
            {"ip", "route", "show", "cache"},
            {"ip", "-n"},
            {"ip", "-n", "blue"},
            {"ip", "rule"},
            {"ip", "--from", "x", "route"},
            {"bridge", "route"},
            {"ls", "route"}
        };
        for (String[] line : lines) {
            byte[][] argv = new byte[line.length + 1][];
            argv[0] = Bytes.of("sonde");
            for (int i = 0; i < line.length; i++) {
                argv[i + 1] = Bytes.of(line[i]);
            }
            assertThat(new Prefetch(argv).bits()).as(String.join(" ", line)).isZero();
        }
    }

    @Test
    void aReadingCommandIsNeverMoreThanReading() {
        for (int kind = 36; kind < 60; kind++) {
            Stream stream = serve(request(kind, 1, 0, string(Bytes.of("name"))));
            // It may ask for an id and for tables, but this is no question; and for files of /proc/net, but not for
            // this one; and for files of the command line.
            boolean reads = kind == RequestKind.NSID
                    || kind == RequestKind.READ
                    || kind == RequestKind.LOOK
                    || kind == RequestKind.ARGUMENT;
            int expected = reads ? Errno.EINVAL : Errno.EPERM;
            assertThat(replies(stream)).containsExactly("1 " + -expected);
        }
    }

    /// A recorded stream is read by the analysis itself: nothing of this host is asked for.
    @Test
    void withARecordedStreamNothingIsAnswered() {
        for (String command : new String[] {"ls", "check", "enter", "lab", "ip"}) {
            String[] argv = {"sonde", command, "--mend", "--probe", "--from", "f"};
            FakeKernel fake = new FakeKernel(argv);
            byte[] requests = TALK;
            for (int kind = 32; kind < 70; kind++) {
                requests = all(requests, request(kind, kind, 1, string(Bytes.of("name"))));
            }
            Stream stream = serve(fake, fake, requests, argv);
            assertThat(replies(stream)).hasSize(15 + 38).allSatisfy(r -> {
                // Words of the command line may be read; these are none.
                boolean words = r.startsWith(RequestKind.LOOK + " ") || r.startsWith(RequestKind.ARGUMENT + " ");
                assertThat(r).endsWith(" " + -(words ? Errno.EINVAL : Errno.EPERM));
            });
            assertThat(stream.frames().stream().map(Stream.Frame::kind))
                    .as("of the scan nothing was sent")
                    .containsOnly(FrameKind.HELLO, FrameKind.NETNS, FrameKind.REPLY);
        }
    }

    /// Each command of a lab has its own request, and no other.
    @Test
    void aLabCommandMayDoWhatItIsCalled() {
        byte[] requests = all(
                request(RequestKind.LAB_UP, 1, 0, string(Bytes.of("x"))),
                request(RequestKind.LAB_DOWN, 2, 0, string(Bytes.of("x"))),
                request(RequestKind.LAB_JOIN, 3, 0, string(Bytes.of("x"))));
        String[] actions = {"status", "up", "down", "break", "mend"};
        int[] allowed = {0, 1, 2, 3, 3};
        for (int i = 0; i < actions.length; i++) {
            FakeKernel fake = new FakeKernel("sonde", "lab", actions[i]);
            List<String> replies = replies(serve(fake, fake, requests, "sonde", "lab", actions[i]));
            for (int id = 1; id <= 3; id++) {
                boolean refused = replies.contains(id + " " + -Errno.EPERM);
                assertThat(refused).as(actions[i] + ": " + replies).isEqualTo(id != allowed[i]);
            }
        }
    }

    @Test
    void becomeIsTakenOnceAndOnlyWhereTheCommandLineAllows() {
        byte[] become = all(
                request(RequestKind.BECOME, 1, 0, Bytes.join(four(20), way(4, 1002, "/first"))),
                request(RequestKind.BECOME, 2, 0, Bytes.join(four(21), way(4, 1003, "/second"))));
        for (String command : new String[] {"ip", "enter"}) {
            FakeKernel fake = new FakeKernel("sonde", command);
            fake.requests = become;
            Kernel kernel = new Kernel(fake);
            Serve serve = new Serve(kernel, FakeKernel.ANALYSIS, fake.argv(), 0);
            serve.run(Privileges.invoker(kernel));
            if (command.equals("enter")) {
                assertThat(serve.way().path()).isEqualTo(Bytes.of("/first"));
                assertThat(serve.way().pid()).isEqualTo(20);
            } else {
                assertThat(serve.way()).isNull();
            }
        }
    }

    @Test
    void aDestinationIsAnAddress() {
        byte[] four = {10, 0, 1, 4};
        byte[] six = new byte[16];
        six[15] = 1;
        byte[] requests = all(
                request(RequestKind.DESTINATION, 1, 0, string(four)),
                request(RequestKind.DESTINATION, 2, 0, string(six)),
                request(RequestKind.DESTINATION, 3, 0, string(new byte[5])),
                request(RequestKind.DESTINATION, 4, 0, four(4)),
                request(RequestKind.DESTINATION, 5, 0, Bytes.NONE));
        for (String command : new String[] {"ip", "ping"}) {
            FakeKernel fake = new FakeKernel("sonde", command);
            fake.requests = requests;
            Kernel kernel = new Kernel(fake);
            Serve serve = new Serve(kernel, FakeKernel.ANALYSIS, fake.argv(), 0);
            serve.run(Privileges.invoker(kernel));
            boolean pings = command.equals("ping");
            assertThat(serve.destination(4)).isEqualTo(pings ? four : Bytes.NONE);
            assertThat(serve.destination(6)).isEqualTo(pings ? six : Bytes.NONE);
        }
    }

    @Test
    void lengthsThatLieEndTheConversation() {
        byte[] tooShort = request(RequestKind.SCAN, 1, 0, four(0));
        Bytes.put32(tooShort, 0, 8);
        byte[] tooLong = request(RequestKind.SCAN, 1, 0, four(0));
        Bytes.put32(tooLong, 0, 1 << 30);
        byte[] cutOff = Bytes.sub(request(RequestKind.SCAN, 1, 0, four(0)), 0, 20);
        for (byte[] b : new byte[][] {tooShort, tooLong, cutOff}) {
            assertThat(replies(serve(b))).isEmpty();
        }
        // The inner lengths are wrong, the outer is right.
        byte[] inner = way(FakeKernel.DEV, 1002, "/run/netns/blue");
        Bytes.put32(inner, 24, 1 << 20);
        byte[] netlink = netlink(18, 0x301);
        Bytes.put32(netlink, 4, 1 << 20);
        assertThat(replies(serve(all(
                        request(RequestKind.OPEN, 1, 0, inner),
                        request(RequestKind.OPEN, 2, 0, new byte[3]),
                        request(RequestKind.GET, 3, 1, netlink),
                        request(RequestKind.GET, 4, 1, new byte[1]),
                        request(RequestKind.SCAN, 5, 0, new byte[2])))))
                .containsExactly(
                        "1 " + -Errno.EINVAL,
                        "2 " + -Errno.EINVAL,
                        "3 " + -Errno.EPERM,
                        "4 " + -Errno.EINVAL,
                        "5 " + -Errno.EINVAL);
    }

    /// Of more namespaces than there is room for the one that was opened first is closed, and can be opened again.
    @Test
    void ofManyOpenNamespacesTheFirstIsClosed() {
        FakeKernel fake = new FakeKernel(READING);
        ByteArrayOutputStream talk = new ByteArrayOutputStream();
        for (int i = 1; i <= 65; i++) {
            fake.namespace("/run/netns/many" + i, 2000 + i);
            talk.writeBytes(request(RequestKind.OPEN, i, 0, way(FakeKernel.DEV, 2000 + i, "/run/netns/many" + i)));
        }
        talk.writeBytes(request(RequestKind.GET, 100, 2, netlink(18, 0x301)));
        talk.writeBytes(request(RequestKind.GET, 101, 3, netlink(18, 0x301)));
        talk.writeBytes(request(RequestKind.OPEN, 102, 0, way(FakeKernel.DEV, 2001, "/run/netns/many1")));
        talk.writeBytes(request(RequestKind.GET, 103, 2, netlink(18, 0x301)));
        List<String> replies = replies(serve(fake, fake, talk.toByteArray(), READING));
        assertThat(replies.get(64)).isEqualTo("65 66");
        assertThat(replies.subList(65, 69)).containsExactly("100 " + -Errno.EBADF, "101 0", "102 2", "103 0");
    }

    @Test
    void requestsAreCounted() {
        byte[] scans = new byte[0];
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 1; i <= 4097; i++) {
            many.writeBytes(request(99, i, 0, scans));
        }
        many.writeBytes(request(RequestKind.GET, 5000, 1, netlink(18, 0x301)));
        List<String> replies = replies(serve(many.toByteArray()));
        assertThat(replies.get(4095)).isEqualTo("4096 " + -Errno.EPERM);
        assertThat(replies.get(4096)).isEqualTo("4097 " + -Errno.E2BIG);
        assertThat(replies.getLast()).as("a GET makes nothing").isEqualTo("5000 0");
    }

    @Test
    void bytesWithoutMeaning() {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            byte[] payload = new byte[random.nextInt(80)];
            random.nextBytes(payload);
            int kind = random.nextBoolean() ? 32 + random.nextInt(4) : random.nextInt(1 << 16);
            byte[] b = request(kind, 1 + i, random.nextInt(4), payload);
            if (random.nextInt(4) == 0) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            serve(b); // reads the answer strictly, and every row's namespace
        }
    }
}
