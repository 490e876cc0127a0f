package dev.sonde.sensor.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whole runs of ping against a network that lies.
class PingTest {
    private static final byte[] PEER = {10, 1, 0, 1};
    private final FakeNet net = new FakeNet();

    private int ping(String... arguments) {
        return run(net, arguments);
    }

    private static byte[] sender(byte[] address) {
        byte[] s = new byte[16];
        s[0] = 2;
        System.arraycopy(address, 0, s, 4, 4);
        return s;
    }

    /// An IPv4 packet as a raw socket gets it: the header, and the answer to `request`.
    private static byte[] reply(byte[] request) {
        byte[] icmp = Bytes.sub(request, 0, request.length);
        icmp[0] = 0;
        seal(icmp);
        return ip(icmp);
    }

    private static void seal(byte[] icmp) {
        Bytes.put16(icmp, 2, 0);
        Bytes.putBe16(icmp, 2, Bytes.checksum(icmp, 0, icmp.length));
    }

    private static byte[] ip(byte[] icmp) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[8] = 63;
        header[9] = 1;
        return Bytes.join(header, icmp);
    }

    private static FakeNet.Arrival from(byte[] address, byte[] data) {
        return new FakeNet.Arrival(sender(address), data, Bytes.NONE, false);
    }

    /// `struct cmsghdr`, `struct sock_extended_err` and the `struct sockaddr_in` of who sent the error.
    private static FakeNet.Arrival error(byte[] request, int origin, int errno, int type, int code, int info) {
        byte[] control = new byte[48];
        Bytes.put64(control, 0, 48);
        Bytes.put32(control, 12, 11); // IP_RECVERR
        Bytes.put32(control, 16, errno);
        control[20] = (byte) origin;
        control[21] = (byte) type;
        control[22] = (byte) code;
        Bytes.put32(control, 24, info);
        System.arraycopy(sender(new byte[] {10, 1, 0, 9}), 0, control, 32, 16);
        return new FakeNet.Arrival(sender(PEER), request, control, true);
    }

    @Test
    void anAnswer() {
        net.network = p -> List.of(from(PEER, reply(p)));
        assertThat(ping("-c", "2", "10.1.0.1")).isZero();
        assertThat(net.out()).isEqualTo("""
                        PING 10.1.0.1 (10.1.0.1) 56(84) bytes of data.
                        64 bytes from 10.1.0.1: icmp_seq=1 ttl=63 time=1.50 ms
                        64 bytes from 10.1.0.1: icmp_seq=2 ttl=63 time=1.50 ms

                        --- 10.1.0.1 ping statistics ---
                        2 packets transmitted, 2 received, 0% packet loss, time 1001ms
                        rtt min/avg/max/mdev = 1.500/1.500/1.500/0.000 ms
                        """);
        byte[] first = net.sent.getFirst();
        assertThat(first).hasSize(64);
        assertThat(Bytes.checksum(first, 0, 64)).isZero();
        assertThat(Bytes.be16(first, 4)).isEqualTo(0x1234);
    }

    @Test
    void noAnswer() {
        assertThat(ping("-c", "3", "-W", "2", "10.1.0.1")).isEqualTo(1);
        assertThat(net.out()).endsWith("\n3 packets transmitted, 0 received, 100% packet loss, time 2000ms\n\n");
    }

    @Test
    void duplicatesAndAnotherAddressAndAWrongByte() {
        net.network = p -> {
            byte[] wrong = Bytes.sub(p, 0, p.length);
            wrong[0] = 0;
            wrong[8 + 20] = 0x7f;
            seal(wrong);
            byte[] other = {10, 1, 0, 2};
            return List.of(from(PEER, reply(p)), from(other, ip(wrong)), from(PEER, reply(p)));
        };
        assertThat(ping("-c", "3", "-i", "1", "-s", "24", "10.1.0.1")).isZero();
        assertThat(net.out())
                .contains("32 bytes from 10.1.0.1: icmp_seq=1 ttl=63 time=1.50 ms\n")
                .contains("32 bytes from 10.1.0.2: icmp_seq=1 ttl=63 time=")
                .contains(
                        " ms (DUP!) (DIFFERENT ADDRESS!)\nwrong data byte #20 should be 0x14 but was 0x7f\n#16\t10 11 12 13 7f 15 16 17 \n")
                .contains("3 packets transmitted, 3 received, +");
    }

    @Test
    void aWrongChecksum() {
        net.network = p -> {
            byte[] bad = reply(p);
            bad[22] ^= 1;
            return List.of(from(PEER, bad));
        };
        assertThat(ping("-c", "1", "-W", "1", "10.1.0.1")).isEqualTo(1);
        assertThat(net.out())
                .contains("64 bytes from 10.1.0.1: icmp_seq=1 ttl=63 time=1.50 ms (BAD CHECKSUM!)\n")
                .contains("1 packets transmitted, 0 received, +1 corrupted, 100% packet loss, time 0ms\n");
    }

    @Test
    void whatIsNoAnswerOfOurs() {
        net.network = p -> {
            byte[] id = reply(p);
            id[24] ^= 1;
            byte[] never = Bytes.sub(p, 0, p.length);
            never[0] = 0;
            Bytes.putBe16(never, 6, 77);
            seal(never);
            byte[] longHeader = reply(p);
            longHeader[0] = 0x4f;
            byte[] noHeader = reply(p);
            noHeader[0] = 0x40;
            return List.of(
                    from(PEER, id),
                    from(PEER, ip(never)),
                    from(PEER, Bytes.sub(longHeader, 0, 60)),
                    from(PEER, noHeader),
                    from(PEER, Bytes.sub(reply(p), 0, 27)),
                    from(PEER, Bytes.sub(reply(p), 0, 19)),
                    from(PEER, Bytes.NONE),
                    from(PEER, ip(p)));
        };
        assertThat(ping("-c", "1", "-W", "1", "10.1.0.1")).isEqualTo(1);
        assertThat(net.out()).isEqualTo("""
                        PING 10.1.0.1 (10.1.0.1) 56(84) bytes of data.

                        --- 10.1.0.1 ping statistics ---
                        1 packets transmitted, 0 received, 100% packet loss, time 0ms

                        """);
    }

    @Test
    void aTruncatedAnswerAndOneThatIsTooLong() {
        net.network = p -> {
            byte[] cut = new byte[20];
            System.arraycopy(p, 0, cut, 0, 20);
            cut[0] = 0;
            seal(cut);
            return List.of(from(PEER, ip(cut)));
        };
        assertThat(ping("-c", "1", "10.1.0.1")).isZero();
        assertThat(net.out()).contains("20 bytes from 10.1.0.1: icmp_seq=1 ttl=63 (truncated)\n");
        net.network = p -> {
            byte[] icmp = new byte[90_000];
            System.arraycopy(p, 0, icmp, 0, p.length);
            icmp[0] = 0;
            return List.of(from(PEER, ip(icmp)));
        };
        assertThat(ping("-c", "1", "-W", "1", "10.1.0.1")).isEqualTo(1);
        assertThat(net.out()).contains("180 bytes from 10.1.0.1: icmp_seq=1 ttl=63 time=1.50 ms (BAD CHECKSUM!)\n");
    }

    @Test
    void errorsOfOthersAndBrokenOnes() {
        net.network = p -> {
            byte[] otherId = Bytes.sub(p, 0, p.length);
            otherId[4] ^= 1;
            FakeNet.Arrival good = error(p, 2, 113, 3, 1, 0);
            byte[] cutControl = Bytes.sub(good.control(), 0, 20);
            byte[] longControl = Bytes.sub(good.control(), 0, 48);
            Bytes.put64(longControl, 0, Long.MAX_VALUE);
            byte[] zeroControl = new byte[48];
            return List.of(
                    error(otherId, 2, 113, 3, 1, 0),
                    error(Bytes.sub(p, 0, 7), 2, 113, 3, 1, 0),
                    error(p, 9, 113, 3, 1, 0),
                    new FakeNet.Arrival(sender(new byte[4]), p, good.control(), true),
                    new FakeNet.Arrival(sender(PEER), p, cutControl, true),
                    new FakeNet.Arrival(sender(PEER), p, longControl, true),
                    new FakeNet.Arrival(sender(PEER), p, zeroControl, true),
                    good);
        };
        assertThat(ping("-c", "1", "10.1.0.1")).isEqualTo(1);
        assertThat(net.out()).isEqualTo("""
                        PING 10.1.0.1 (10.1.0.1) 56(84) bytes of data.
                        From 10.1.0.9 icmp_seq=1 Destination Host Unreachable

                        --- 10.1.0.1 ping statistics ---
                        1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

                        """);
    }

    /// iputils' ping says so once; the kernel has put it into the error queue too.
    @Test
    void aPacketThatIsTooLong() {
        net.sendError = Errno.EMSGSIZE;
        net.arrive(error(new byte[8], 1, Errno.EMSGSIZE, 0, 0, 1450));
        assertThat(ping("-c", "1", "-M", "do", "-s", "1500", "10.1.0.1")).isEqualTo(1);
        assertThat(net.err()).isEqualTo("ping: sendmsg: Message too long\n");
        assertThat(net.out()).contains("1 packets transmitted, 0 received, +1 errors, 100% packet loss");
    }

    @Test
    void adaptiveSaysTwiceThatAPacketIsTooLong() {
        net.sendError = Errno.EMSGSIZE;
        net.arrive(error(new byte[8], 1, Errno.EMSGSIZE, 0, 0, 1450));
        assertThat(ping("-A", "-c", "2", "-M", "do", "-s", "1500", "10.1.0.1")).isEqualTo(1);
        assertThat(net.err())
                .isEqualTo("ping: sendmsg: Message too long\nping: local error: message too long, mtu=1450\n");
    }

    /// `struct cmsghdr` and the `struct timespec` of SO_TIMESTAMPNS; the fake's clocks are one.
    private static byte[] arrived(long nanos) {
        byte[] control = new byte[32];
        Bytes.put64(control, 0, 32);
        Bytes.put32(control, 8, 1); // SOL_SOCKET
        Bytes.put32(control, 12, 35); // SCM_TIMESTAMPNS
        Bytes.put64(control, 16, nanos / 1_000_000_000);
        Bytes.put64(control, 24, nanos % 1_000_000_000);
        return control;
    }

    /// The kernel's time of arrival counts, unless it lies before the request or after the moment we saw it: then
    /// somebody set the clock of the day.
    @Test
    void theKernelsTimeOfArrival() {
        long sent = 5_000_000_000L;
        long[] kernel = {sent + 700_000, sent - 1, sent + 1_500_001, Long.MAX_VALUE, sent};
        String[] shown = {"0.700", "1.50", "1.50", "1.50", "0.000"};
        for (int i = 0; i < kernel.length; i++) {
            FakeNet one = new FakeNet();
            byte[] control = arrived(kernel[i]);
            one.network = p -> List.of(new FakeNet.Arrival(sender(PEER), reply(p), control, false));
            assertThat(run(one, "-c", "1", "10.1.0.1")).isZero();
            assertThat(one.out()).contains("icmp_seq=1 ttl=63 time=" + shown[i] + " ms\n");
            FakeNet late = new FakeNet();
            late.network = one.network;
            assertThat(run(late, "-U", "-c", "1", "10.1.0.1")).isZero();
            assertThat(late.out()).contains("icmp_seq=1 ttl=63 time=1.50 ms\n");
        }
    }

    private static int run(FakeNet net, String... arguments) {
        byte[][] argv = new byte[arguments.length][];
        for (int i = 0; i < argv.length; i++) {
            argv[i] = Bytes.of(arguments[i]);
        }
        Kernel kernel = new Kernel(net);
        return new Ping(kernel, new Out(kernel, 2, 4096), null).run(argv, 0);
    }

    /// The time that a packet carries is the clock's, and its checksum is right with it.
    @Test
    void theTimeInThePacket() {
        assertThat(ping("-c", "1", "-W", "1", "-p", "a5", "10.1.0.1")).isEqualTo(1);
        byte[] packet = net.sent.getFirst();
        assertThat(Bytes.checksum(packet, 0, packet.length)).isZero();
        assertThat(Bytes.i64(packet, 8)).isEqualTo(5);
        assertThat(Bytes.i64(packet, 16)).isZero();
        for (int i = 24; i < packet.length; i++) {
            assertThat(packet[i]).isEqualTo((byte) 0xa5);
        }
    }

    /// An answer with options in its IP header.
    private static byte[] withOptions(byte[] request, byte[] options) {
        byte[] plain = reply(request);
        byte[] header = Bytes.sub(plain, 0, 20);
        header[0] = (byte) (0x45 + options.length / 4);
        return Bytes.join(Bytes.join(header, options), Bytes.sub(plain, 20, plain.length - 20));
    }

    private String lines(String hex) {
        FakeNet one = new FakeNet();
        byte[] options = HexFormat.of().parseHex(hex);
        one.network = p -> List.of(from(PEER, withOptions(p, options)));
        assertThat(run(one, "-c", "2", "10.1.0.1")).isZero();
        String[] parts = one.out().split("time=1.50 ms|\n--- ");
        return parts[1].replaceFirst("\n64 bytes.*\n?$", "") + "=" + parts[2];
    }

    @Test
    void optionsOfTheHeader() {
        assertThat(lines("070b0c0a0000010a00000200")).isEqualTo("\nRR: \t10.0.0.1\n\t10.0.0.2\n=\t(same route)\n");
        assertThat(lines("010707080a00000100000000")).startsWith("\nNOP\nRR: \t10.0.0.1\n=");
        assertThat(lines("440c0d0000000064800000c8"))
                .startsWith("\nTS: \t100 absolute\n\t200 absolute not-standard\n=");
        assertThat(lines("440c0d2100000000000003e8"))
                .startsWith("\nTS: \t0.0.0.0\t1000 absolute\nUnrecorded hops: 2\n=");
        assertThat(lines("830704000000009e02000000")).startsWith("\nLSRR: \t4.0.0.0\n\nunknown option 9e=");
    }

    /// Options of every length and kind, cut anywhere: they are read to their end, and no further.
    @Test
    void anyOptionsOfTheHeader() {
        Random random = new Random(8);
        for (int round = 0; round < 5_000; round++) {
            byte[] options = new byte[4 * (1 + random.nextInt(10))];
            random.nextBytes(options);
            int[] kinds = {7, 68, 131, 137, 1, random.nextInt(256)};
            options[0] = (byte) kinds[random.nextInt(kinds.length)];
            options[1] = (byte) (random.nextInt(4) == 0 ? options.length : random.nextInt(44));
            FakeNet one = new FakeNet();
            one.network = p -> List.of(from(PEER, withOptions(p, options)));
            assertThat(run(one, "-c", "1", "10.1.0.1")).isZero();
            assertThat(one.out()).contains("1 packets transmitted, 1 received");
        }
    }

    /// A router quotes our packet in its advice; cut off anywhere, it must not be read beyond its end.
    @Test
    void redirects() {
        List<String> seen = new ArrayList<>();
        for (int cut = 0; cut <= 8 + 20 + 8; cut++) {
            FakeNet one = new FakeNet();
            int length = 20 + cut;
            one.network = p -> {
                byte[] quote = ip(Bytes.sub(p, 0, 8));
                System.arraycopy(PEER, 0, quote, 16, 4);
                byte[] advice = new byte[8 + quote.length];
                advice[0] = 5;
                advice[1] = 1;
                System.arraycopy(new byte[] {10, 1, 0, 7}, 0, advice, 4, 4);
                System.arraycopy(quote, 0, advice, 8, quote.length);
                seal(advice);
                return List.of(from(new byte[] {10, 1, 0, 9}, Bytes.sub(ip(advice), 0, length)), from(PEER, reply(p)));
            };
            Kernel kernel = new Kernel(one);
            byte[][] argv = {Bytes.of("-c"), Bytes.of("1"), Bytes.of("10.1.0.1")};
            assertThat(new Ping(kernel, new Out(kernel, 2, 4096), null).run(argv, 0))
                    .isZero();
            seen.add(one.out().split("\n")[1]);
        }
        assertThat(seen.getLast()).isEqualTo("From 10.1.0.9: icmp_seq=1 Redirect Host(New nexthop: 10.1.0.7)");
        assertThat(seen.subList(0, seen.size() - 1))
                .allSatisfy(l -> assertThat(l).startsWith("64 bytes from 10.1.0.1: icmp_seq=1 ttl=63"));
    }

    /// Bytes by chance, whole and mutated answers: it ends, and counts no more than was sent.
    @Test
    void anything() {
        Random random = new Random(4);
        for (int round = 0; round < 1000; round++) {
            FakeNet one = new FakeNet();
            one.network = p -> {
                List<FakeNet.Arrival> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    byte[] b = reply(p);
                    byte[] control = error(p, 2, 113, random.nextInt(20), random.nextInt(20), random.nextInt())
                            .control();
                    for (int k = random.nextInt(6); k > 0; k--) {
                        b[random.nextInt(b.length)] = (byte) random.nextInt();
                        control[random.nextInt(control.length)] = (byte) random.nextInt();
                    }
                    b = Bytes.sub(b, 0, random.nextInt(b.length + 1));
                    boolean error = random.nextInt(3) == 0;
                    all.add(new FakeNet.Arrival(sender(PEER), b, Bytes.sub(control, 0, random.nextInt(49)), error));
                }
                return all;
            };
            Kernel kernel = new Kernel(one);
            byte[][] argv = {Bytes.of("-c"), Bytes.of("2"), Bytes.of("-W"), Bytes.of("1"), Bytes.of("10.1.0.1")};
            int status = new Ping(kernel, new Out(kernel, 2, 4096), null).run(argv, 0);
            assertThat(status).isBetween(0, 1);
            assertThat(one.out()).containsPattern("2 packets transmitted, [012] received");
        }
    }

    @Test
    void signals() {
        net.network = p -> {
            net.signals.add(net.sent.size() < 3 ? 3 : 2);
            return List.of(from(PEER, reply(p)));
        };
        assertThat(ping("10.1.0.1")).isZero();
        assertThat(net.err())
                .startsWith("\r1/1 packets, 0% loss, min/avg/ewma/max = 1.500/1.500/1.500/1.500 ms\n\r2/2 packets,");
        assertThat(net.out()).contains("\n3 packets transmitted, 3 received, 0% packet loss, time 2001ms\n");
    }

    @Test
    void optionsThatAreWrong() {
        String[] lines = {
            "",
            "-c",
            "-Z 10.1.0.1",
            "-N help 10.1.0.1",
            "--no 10.1.0.1",
            "--netns",
            "-i nan 10.1.0.1",
            "-i -1 10.1.0.1",
            "-i 9999999999 10.1.0.1",
            "-W 4295 10.1.0.1",
            "-n 10.1.0.1 10.1.0.2 10.1.0.3",
            "-R 10.1.0.1 10.1.0.2",
            "-T tsonly 10.1.0.1 10.1.0.2",
            "-R -T tsonly 10.1.0.1",
            "-T x 10.1.0.1",
            "-p 0g 10.1.0.1",
            "-Q 256 10.1.0.1",
            "-Q x 10.1.0.1",
            "-F 0x100000 ::1",
            "-F x ::1",
            "-M x 10.1.0.1",
            "-4 -6 10.1.0.1",
            "-l 2 -i 2000000 10.1.0.1"
        };
        for (String line : lines) {
            assertThat(ping(line.isEmpty() ? new String[0] : line.split(" ")))
                    .as(line)
                    .isEqualTo(2);
        }
        for (String line : new String[] {
            "-s 65508 10.1.0.1",
            "-c 0 10.1.0.1",
            "-l 65537 10.1.0.1",
            "-e 65536 10.1.0.1",
            "-m -1 10.1.0.1",
            "-t 256 10.1.0.1"
        }) {
            assertThat(ping(line.split(" "))).as(line).isEqualTo(1);
        }
        assertThat(net.sent).isEmpty();
        assertThat(net.err())
                .contains("ping: option requires an argument -- 'c'\n")
                .contains("ping: usage error: Destination address required\n")
                .contains("ping: bad timing interval: nan: Numerical result out of range\n")
                .contains("ping: record route: Operation not permitted\n");
    }
}
