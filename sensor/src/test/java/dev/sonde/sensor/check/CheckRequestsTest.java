package dev.sonde.sensor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.frames.Stream;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.FakeNetlink;
import dev.sonde.sensor.kernel.FaultySys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.serve.Serve;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The two requests that only `check` has: who may make them, what they take, and what they do.
@Timeout(60)
class CheckRequestsTest {
    private static final byte[] TARGET = {10, 0, 1, 5};
    private static final byte[] TARGET_V6 = {(byte) 0xfd, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5};

    private static byte[] request(int kind, int id, int origin, byte[] payload) {
        byte[] header = new byte[Header.SIZE];
        Bytes.put32(header, 0, Header.SIZE + payload.length);
        Bytes.put16(header, 4, kind);
        Bytes.put32(header, 8, origin);
        Bytes.put32(header, 16, id);
        return Bytes.join(header, payload);
    }

    private static byte[] four(int v) {
        byte[] b = new byte[4];
        Bytes.put32(b, 0, v);
        return b;
    }

    private static byte[] string(byte[] b) {
        return Bytes.join(four(b.length), b);
    }

    private static byte[] way(long ino, String path) {
        byte[] numbers = new byte[16];
        Bytes.put64(numbers, 0, FakeKernel.DEV);
        Bytes.put64(numbers, 8, ino);
        return Bytes.join(numbers, string(Bytes.of(path)));
    }

    /// As OPEN takes it: with a cookie, which is not known.
    private static byte[] handle(long ino, String path) {
        byte[] numbers = new byte[24];
        Bytes.put64(numbers, 0, FakeKernel.DEV);
        Bytes.put64(numbers, 8, ino);
        return Bytes.join(numbers, string(Bytes.of(path)));
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }

    private static final byte[] SCAN = request(RequestKind.SCAN, 1, 0, four(ScanBit.PROCESSES | ScanBit.FOLDERS));
    private static final byte[] OPEN = request(RequestKind.OPEN, 2, 0, handle(1002, "/run/netns/blue"));

    /// The number of `blue`: before it `check` meets its own namespace, and one in the mount table of process 1.
    private static final int BLUE = 3;

    private static byte[] mend(int id, int origin) {
        return request(RequestKind.MEND, id, origin, string(RemedyTest.replaceRow()));
    }

    private static byte[] probe(int size, int bits, String from, long ino) {
        return all(four(size), four(bits), TARGET, way(ino, from), way(0, ""));
    }

    /// The same of IPv6.
    private static byte[] probe6(int size, int bits) {
        return all(four(size), four(2 | bits), TARGET_V6, way(1002, "/run/netns/blue"), way(0, ""));
    }

    private static final byte[] PROBE = probe(84, 0, "/run/netns/blue", 1002);

    private static byte[] probes(int id, int milliseconds, int packets, int n, byte[]... probes) {
        byte[] head = all(four(milliseconds), four(packets), four(n));
        return request(RequestKind.PROBE, id, 0, Bytes.join(head, all(probes)));
    }

    private FakeKernel fake;

    private Stream serve(String commandLine, byte[]... requests) {
        fake = new FakeKernel(commandLine.split(" "));
        return serve(requests);
    }

    private Stream serve(byte[]... requests) {
        fake.requests = all(requests);
        Kernel kernel = new Kernel(fake);
        new Serve(kernel, FakeKernel.ANALYSIS, fake.argv(), 0).run(Privileges.invoker(kernel));
        return Stream.of(fake.answers.toByteArray());
    }

    /// Of the requests after [#SCAN] and [#OPEN].
    private static List<String> replies(Stream stream) {
        return stream.frames().stream()
                .filter(f -> f.kind() == FrameKind.REPLY && f.request() > 2)
                .map(f -> f.request() + " " + Bytes.i64(f.payload(), 0))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sonde",
                "sonde ls --mend --probe --yes",
                "sonde show x --mend --probe",
                "sonde ip link --mend --probe",
                "sonde enter x --mend --probe",
                "sonde lab up --mend --probe",
                "sonde collect --mend --probe",
                "sonde check",
                "sonde check --yes",
                "sonde check x --json",
                "sonde check --mendx --probex",
                "sonde check -- --mend --probe",
                "sonde --mend --probe check",
            })
    void noOtherCommandLineMayChangeOrSend(String commandLine) {
        Stream s = serve(commandLine, SCAN, OPEN, mend(3, BLUE), probes(4, 100, 1, 1, PROBE));
        assertThat(replies(s)).containsExactly("3 " + -Errno.EPERM, "4 " + -Errno.EPERM);
        assertThat(fake.netlink.changes).isEmpty();
    }

    @Test
    void eachOptionAllowsItsOwnOnly() {
        Stream s = serve("sonde check --mend --yes", SCAN, OPEN, mend(3, BLUE), probes(4, 100, 1, 1, PROBE));
        assertThat(replies(s)).containsExactly("3 0", "4 " + -Errno.EPERM);
        s = serve("sonde check x --probe", SCAN, OPEN, mend(3, BLUE), probes(4, 100, 1, 1, PROBE));
        assertThat(replies(s)).containsExactly("3 " + -Errno.EPERM, "4 1");
        assertThat(fake.netlink.changes).isEmpty();
    }

    @Test
    void mendsInTheNamespaceThatWasOpened() {
        Stream s = serve("sonde check --mend --yes", SCAN, OPEN, mend(3, BLUE), mend(4, 1), mend(5, 9));
        assertThat(replies(s)).containsExactly("3 0", "4 0", "5 " + -Errno.EBADF);
        assertThat(fake.netlink.changes).containsExactly("1002 28", "1001 28");
        Stream.Frame reply =
                s.frames().stream().filter(f -> f.request() == 3).findFirst().orElseThrow();
        assertThat(reply.payload())
                .as("result, and the kernel's acknowledgement")
                .hasSize(8 + 24);
    }

    @Test
    void tellsWhatTheKernelSaid() {
        fake = new FakeKernel("sonde", "check", "--mend", "--yes");
        fake.netlink.reply = FakeNetlink.Reply.REFUSED;
        assertThat(replies(serve(OPEN, mend(3, BLUE)))).containsExactly("3 " + -Errno.EEXIST);
    }

    @Test
    void withoutATerminalNothingIsMendedUnlessTheCommandLineSaysSo() {
        Stream s = serve("sonde check --mend", SCAN, OPEN, mend(3, BLUE));
        assertThat(replies(s)).containsExactly("3 " + -Errno.ENXIO);
        assertThat(fake.netlink.changes).isEmpty();
    }

    /// A terminal at which somebody has typed a line.
    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "YES", "n", "", "no", "yesterday", "ye", "yy", " y", "yes please", "x"})
    void onlyYesIsYes(String answer) {
        for (String end : new String[] {"\n", ""}) {
            fake = new FakeKernel("sonde", "check", "--mend");
            fake.terminal = Bytes.of(answer + end);
            Stream s = serve(OPEN, mend(3, BLUE));
            boolean yes = List.of("y", "yes").contains(answer.toLowerCase(java.util.Locale.ROOT));
            assertThat(replies(s)).containsExactly("3 " + (yes ? 0 : -Errno.ECANCELED));
            assertThat(fake.netlink.changes).hasSize(yes ? 1 : 0);
            assertThat(fake.shown.toString(java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo(
                            "mend: nsenter --net=/run/netns/blue bridge fdb replace 02:42:0a:00:01:05 dev link number 3"
                                    + " dst 10.99.0.2 self permanent\n  do it? [y/N] ");
        }
    }

    @Test
    void whatMendsNothingIsRefused() {
        byte[] other = RemedyTest.link(16, 0, 5, 0, 1); // ip link set down
        Stream s = serve(
                "sonde check --mend --yes",
                OPEN,
                request(RequestKind.MEND, 3, 2, string(other)),
                request(RequestKind.MEND, 4, 2, new byte[0]),
                request(RequestKind.MEND, 5, 2, four(1 << 20)),
                request(RequestKind.MEND, 6, 2, Bytes.join(string(RemedyTest.replaceRow()), four(0))),
                request(RequestKind.MEND, 7, 2, string(new byte[3])));
        assertThat(replies(s))
                .containsExactly(
                        "3 " + -Errno.EPERM,
                        "4 " + -Errno.EINVAL,
                        "5 " + -Errno.EINVAL,
                        "6 " + -Errno.EINVAL,
                        "7 " + -Errno.EPERM);
        assertThat(fake.netlink.changes).isEmpty();
    }

    @Test
    void probesOutsideTheLimitsAreRefused() {
        byte[] lies = PROBE.clone();
        Bytes.put32(lies, 12 + 16, 1 << 20);
        List<byte[]> requests = List.of(
                probes(3, 0, 1, 1, PROBE),
                probes(4, 1001, 1, 1, PROBE),
                probes(5, 100, 0, 1, PROBE),
                probes(6, 100, 4, 1, PROBE),
                probes(7, 100, 1, 0),
                probes(8, 100, 1, 2, PROBE),
                probes(9, 100, 1, 33, PROBE),
                probes(10, 100, 1, -1, PROBE),
                probes(11, 100, 1, 1, probe(27, 0, "/run/netns/blue", 1002)),
                probes(12, 100, 1, 1, probe(9217, 0, "/run/netns/blue", 1002)),
                probes(13, 100, 1, 1, probe(84, 4, "/run/netns/blue", 1002)),
                probes(17, 100, 1, 1, probe(84, 2, "/run/netns/blue", 1002)), // 16 bytes of address are read
                probes(18, 100, 1, 1, probe6(47, 0)),
                probes(19, 100, 1, 1, probe6(9217, 1)),
                probes(20, 100, 1, 1, all(four(84), four(2), TARGET)),
                probes(14, 100, 1, 1, lies),
                probes(15, 100, 1, 1, PROBE, new byte[1]),
                request(RequestKind.PROBE, 16, 0, new byte[5]));
        Stream s = serve("sonde check --probe", all(SCAN, all(requests.toArray(byte[][]::new))));
        assertThat(replies(s)).hasSize(requests.size()).allMatch(r -> r.endsWith(" " + -Errno.EINVAL));
        assertThat(s.frames()).noneMatch(f -> f.kind() == FrameKind.ECHO);
    }

    private static List<Stream.Frame> echoes(Stream stream) {
        return stream.frames().stream().filter(f -> f.kind() == FrameKind.ECHO).toList();
    }

    @Test
    void ourOwnNamespaceAndStrangeOnesSendNothing() {
        Stream s = serve(
                "sonde check --probe",
                SCAN,
                probes(
                        3,
                        100,
                        1,
                        3,
                        probe(84, 0, "/proc/self/ns/net", 1001),
                        probe(84, 0, "/run/netns/red", 1002), // another than it says
                        probe(84, 0, "/run/netns/blue", 4711))); // never met
        assertThat(echoes(s)).extracting(Stream.Frame::errno).containsExactly(Errno.EPERM, Errno.ESTALE, Errno.EPERM);
        assertThat(echoes(s)).allMatch(f -> Bytes.i32(f.payload(), 4) == 0);
        assertThat(fake.openFds()).as("sockets are closed").isLessThanOrEqualTo(1);
    }

    /// An IPv4 packet around an ICMP message.
    private static byte[] packet(byte[] from, byte[] to, byte[] icmp) {
        byte[] ip = new byte[20];
        ip[0] = 0x45;
        ip[9] = 1;
        Bytes.copy(from, 0, ip, 12, 4);
        Bytes.copy(to, 0, ip, 16, 4);
        return Bytes.join(ip, icmp);
    }

    private static byte[] reply(byte[] icmp) {
        byte[] b = icmp.clone();
        b[0] = 0;
        return b;
    }

    @Test
    void tellsAnswersErrorsAndSilence() {
        fake = new FakeKernel("sonde", "check", "--probe");
        byte[] source = {10, 0, 1, 3};
        fake.net = (namespace, icmp, to) -> {
            assertThat(Bytes.checksum(icmp, 0, icmp.length)).isZero();
            if (icmp.length == 64) {
                return List.of(packet(to, source, reply(icmp)));
            }
            if (icmp.length == 1430) { // fragmentation needed, 1400 bytes
                byte[] error = {3, 4, 0, 0, 0, 0, 0x05, 0x78};
                return List.of(packet(source, source, Bytes.join(error, packet(source, to, Bytes.sub(icmp, 0, 8)))));
            }
            return List.of();
        };
        Stream s = serve(
                SCAN,
                probes(
                        3,
                        300,
                        3,
                        3,
                        PROBE,
                        probe(1450, 1, "/run/netns/blue", 1002),
                        probe(1000, 0, "/run/netns/blue", 1002)));
        assertThat(replies(s)).containsExactly("3 3");
        List<Stream.Frame> echoes = echoes(s);
        assertThat(echoes).allMatch(f -> f.errno() == 0 && f.request() == 3);
        byte[] answered = echoes.get(0).payload();
        assertThat(Bytes.i64(answered, 16)).isPositive();
        assertThat(answered).hasSize(32 + 84);
        byte[] error = echoes.get(1).payload();
        assertThat(Bytes.sub(error, 52, 2)).containsExactly(3, 4);
        assertThat(Bytes.be16(error, 58)).isEqualTo(1400);
        byte[] silence = echoes.get(2).payload();
        assertThat(silence).hasSize(32);
        assertThat(Bytes.i32(silence, 4)).as("packets").isEqualTo(3);
        assertThat(Bytes.i32(answered, 4)).isEqualTo(1);
    }

    /// An IPv6 packet around an ICMPv6 message.
    private static byte[] packet6(byte[] from, byte[] to, byte[] icmp) {
        byte[] ip = new byte[40];
        ip[0] = 0x60;
        ip[6] = 58;
        Bytes.copy(from, 0, ip, 8, 16);
        Bytes.copy(to, 0, ip, 24, 16);
        return Bytes.join(ip, icmp);
    }

    private static byte[] reply6(byte[] icmp) {
        byte[] b = icmp.clone();
        b[0] = (byte) 129;
        return b;
    }

    @Test
    void tellsTheSameOfIpv6() {
        fake = new FakeKernel("sonde", "check", "--probe");
        byte[] source = TARGET_V6.clone();
        source[15] = 3;
        byte[] stranger = TARGET_V6.clone();
        stranger[15] = 9;
        fake.net = (namespace, icmp, to) -> {
            assertThat(to).isEqualTo(TARGET_V6);
            assertThat(icmp[0]).isEqualTo((byte) 128);
            assertThat(Bytes.be16(icmp, 2)).as("the kernel's to compute").isZero();
            byte[] tooBig = {2, 0, 0, 0, 0, 0, 0x05, 0x78};
            byte[] late = reply6(icmp);
            late[5]++;
            byte[] other = icmp.clone();
            other[0] = (byte) 127;
            List<byte[]> all = new ArrayList<>(List.of(
                    packet6(stranger, source, reply6(icmp)),
                    packet6(to, source, late),
                    packet6(to, source, Bytes.sub(reply6(icmp), 0, 7)),
                    packet6(source, source, tooBig),
                    packet6(source, source, Bytes.join(tooBig, packet(TARGET, TARGET, icmp))),
                    packet6(source, source, Bytes.join(tooBig, packet6(source, stranger, icmp))),
                    packet6(source, source, Bytes.join(tooBig, packet6(source, to, Bytes.sub(icmp, 0, 7)))),
                    packet6(source, source, Bytes.join(tooBig, packet6(source, to, other)))));
            if (icmp.length == 64) {
                all.add(packet6(to, source, reply6(icmp)));
            }
            if (icmp.length == 1410) {
                all.add(packet6(source, source, Bytes.join(tooBig, packet6(source, to, Bytes.sub(icmp, 0, 8)))));
            }
            return all;
        };
        Stream s = serve(SCAN, probes(3, 300, 2, 4, probe6(104, 0), probe6(1450, 1), probe6(1000, 0), PROBE_FAR));
        assertThat(replies(s)).containsExactly("3 4");
        List<Stream.Frame> echoes = echoes(s);
        byte[] answered = echoes.get(0).payload();
        assertThat(Bytes.i64(answered, 16)).isPositive();
        assertThat(answered).hasSize(32 + 64);
        assertThat(answered[32]).isEqualTo((byte) 129);
        byte[] error = echoes.get(1).payload();
        assertThat(Bytes.sub(error, 32, 8)).containsExactly(2, 0, 0, 0, 0, 0, 5, 0x78);
        byte[] silence = echoes.get(2).payload();
        assertThat(silence).hasSize(32);
        assertThat(Bytes.i32(silence, 4)).as("packets").isEqualTo(2);
        assertThat(echoes.get(3).payload()).hasSize(32);
        assertThat(fake.openFds()).as("sockets are closed").isLessThanOrEqualTo(1);
    }

    /// Of IPv6, with a place where it should arrive.
    private static final byte[] PROBE_FAR =
            all(four(104 + 8), four(2), TARGET_V6, way(1002, "/run/netns/blue"), way(1002, "/run/netns/blue"));

    /// Whatever else arrives answers nothing: others' pings, other hosts', cut and broken packets, noise.
    @Test
    void whatIsNotOursAnswersNothing() {
        Random random = new Random(3);
        fake = new FakeKernel("sonde", "check", "--probe");
        byte[] source = {10, 0, 1, 3};
        fake.net = (namespace, icmp, to) -> {
            List<byte[]> all = new ArrayList<>();
            byte[] stranger = {10, 0, 1, 9};
            all.add(packet(stranger, source, reply(icmp)));
            byte[] late = reply(icmp);
            late[5]++;
            all.add(packet(to, source, late));
            byte[] right = packet(to, source, reply(icmp));
            for (int n = 0; n < 28; n++) {
                all.add(Bytes.sub(right, 0, n));
            }
            byte[] options = right.clone();
            options[0] = 0x4f; // the header would end beyond the ICMP header
            all.add(Bytes.sub(options, 0, 66));
            byte[] six = right.clone();
            six[0] = 0x65;
            all.add(six);
            byte[] error = {3, 1, 0, 0, 0, 0, 0, 0};
            all.add(packet(source, source, error));
            all.add(packet(source, source, Bytes.join(error, Bytes.sub(packet(source, to, icmp), 0, 27))));
            all.add(packet(source, source, Bytes.join(error, packet(source, stranger, icmp))));
            for (int i = 0; i < 500; i++) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                all.add(noise);
            }
            return all;
        };
        List<Stream.Frame> echoes = echoes(serve(SCAN, probes(3, 100, 2, 1, PROBE)));
        assertThat(echoes).hasSize(1);
        assertThat(Bytes.i64(echoes.getFirst().payload(), 16)).isZero();
        assertThat(echoes.getFirst().payload()).hasSize(32);
    }

    @Test
    void oneCommandHasSoManyProbes() {
        byte[][] full = new byte[32][];
        java.util.Arrays.fill(full, PROBE);
        byte[][] requests = new byte[131][];
        requests[0] = SCAN;
        for (int i = 1; i <= 130; i++) {
            requests[i] = probes(2 + i, 1, 1, 32, full);
        }
        fake = new FakeKernel("sonde", "check", "--probe");
        fake.net = (namespace, icmp, to) -> List.of(packet(to, TARGET, reply(icmp)));
        List<String> replies = replies(serve(requests));
        assertThat(replies).hasSize(130);
        assertThat(replies.subList(0, 128)).allMatch(r -> r.endsWith(" 32"));
        assertThat(replies.subList(128, 130)).allMatch(r -> r.endsWith(" " + -Errno.E2BIG));
    }

    @Test
    void everyCallFailsOnce() {
        byte[] talk = all(SCAN, OPEN, mend(3, BLUE), probes(4, 3, 2, 2, PROBE, PROBE_FAR));
        String[] line = {"sonde", "check", "--mend", "--yes", "--probe"};
        FakeKernel right = new FakeKernel(line);
        right.requests = talk;
        FaultySys counting = FaultySys.once(right, -1, 0);
        Kernel kernel = new Kernel(counting);
        new Serve(kernel, FakeKernel.ANALYSIS, right.argv(), 0).run(Privileges.invoker(kernel));
        for (int errno : new int[] {Errno.EINTR, Errno.EPERM, Errno.EAGAIN, Errno.ENOMEM}) {
            for (int at = 0; at < counting.calls.size(); at++) {
                FakeKernel once = new FakeKernel(line);
                once.requests = talk;
                FaultySys faulty = FaultySys.once(once, at, errno);
                Kernel k = new Kernel(faulty);
                new Serve(k, FakeKernel.ANALYSIS, once.argv(), 0).run(Privileges.invoker(k));
                Stream.of(once.answers.toByteArray()); // strictly read; a hang ends the test
                assertThat(once.netlink.changes)
                        .as("call %d, %s", at, Errno.text(errno))
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }
}
