package dev.sonde.sensor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which messages mend, what they say to people, and that nothing else is taken for one.
class RemedyTest {
    private static final byte[] MAC = {2, 0x42, 10, 0, 1, 5};
    private static final byte[] VTEP = {10, 99, 0, 2};

    private static byte[] attribute(int type, byte... value) {
        byte[] a = new byte[4 + value.length + 3 & ~3];
        Bytes.put16(a, 0, 4 + value.length);
        Bytes.put16(a, 2, type);
        Bytes.copy(value, 0, a, 4, value.length);
        return a;
    }

    private static byte[] four(int v) {
        byte[] b = new byte[4];
        Bytes.put32(b, 0, v);
        return b;
    }

    private static byte[] message(int type, byte[] body, byte[]... attributes) {
        byte[] m = Bytes.join(new byte[16], body);
        for (byte[] a : attributes) {
            m = Bytes.join(m, a);
        }
        Bytes.put32(m, 0, m.length);
        Bytes.put16(m, 4, type);
        return m;
    }

    /// `struct ndmsg`
    static byte[] row(int type, int family, int index, int state, int flags, byte[]... attributes) {
        byte[] b = new byte[12];
        b[0] = (byte) family;
        Bytes.put32(b, 4, index);
        Bytes.put16(b, 8, state);
        b[10] = (byte) flags;
        return message(type, b, attributes);
    }

    /// `struct ifinfomsg`
    static byte[] link(int type, int family, int index, int flags, int change, byte[]... attributes) {
        byte[] b = new byte[16];
        b[0] = (byte) family;
        Bytes.put32(b, 4, index);
        Bytes.put32(b, 8, flags);
        Bytes.put32(b, 12, change);
        return message(type, b, attributes);
    }

    static byte[] forwarding(byte... state) {
        return attribute(12 | 0x8000, attribute(1, state));
    }

    static byte[] replaceRow() {
        return row(28, 7, 3, 0x80, 2, attribute(2, MAC), attribute(1, VTEP));
    }

    static Stream<Arguments> mending() {
        return Stream.of(
                Arguments.of(
                        "bridge fdb replace 02:42:0a:00:01:05 dev link number 3 dst 10.99.0.2 self permanent",
                        replaceRow(),
                        0x505),
                Arguments.of(
                        "bridge fdb del 02:42:0a:00:01:05 dev link number 3 dst 10.99.0.2 self",
                        row(29, 7, 3, 0x80, 2, attribute(2, MAC), attribute(1, VTEP)),
                        5),
                Arguments.of(
                        "bridge fdb del 02:42:0a:00:01:05 dev link number 3 master",
                        row(29, 7, 3, 0, 4, attribute(2, MAC)),
                        5),
                Arguments.of(
                        "bridge fdb replace 02:42:0a:00:01:05 dev link number 3 master static",
                        row(28, 7, 3, 0x40, 4, attribute(2, MAC)),
                        0x505),
                Arguments.of(
                        "ip neigh replace 10.99.0.2 lladdr 02:42:0a:00:01:05 dev link number 3 nud permanent",
                        row(28, 2, 3, 0x80, 0, attribute(1, VTEP), attribute(2, MAC)),
                        0x505),
                Arguments.of(
                        "ip neigh replace fd00::1 lladdr 02:42:0a:00:01:05 dev link number 3 nud permanent",
                        row(
                                28,
                                10,
                                3,
                                0x80,
                                0,
                                attribute(1, new byte[] {(byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                                attribute(2, MAC)),
                        0x505),
                Arguments.of("ip neigh del 10.99.0.2 dev link number 3", row(29, 2, 3, 0, 0, attribute(1, VTEP)), 5),
                Arguments.of("ip link set dev link number 5 up", link(16, 0, 5, 1, 1), 5),
                Arguments.of(
                        "ip link set dev link number 5 up mtu 1450 master link number 2",
                        link(16, 0, 5, 1, 1, attribute(10, four(2)), attribute(4, four(1450))),
                        5),
                Arguments.of(
                        "ip link set dev link number 5 mtu 1450", link(16, 0, 5, 0, 0, attribute(4, four(1450))), 5),
                Arguments.of(
                        "bridge link set dev link number 5 state 3", link(19, 7, 5, 0, 0, forwarding((byte) 3)), 5));
    }

    private final FakeKernel fake = new FakeKernel("sonde", "check", "--mend");
    private final Remedy remedy = new Remedy(new Kernel(fake));

    @ParameterizedTest
    @MethodSource("mending")
    void whatMendsIsReadAndShown(String command, byte[] message, int flags) {
        // Whatever the analysis wrote there: the flags are the form's own.
        Bytes.put16(message, 6, 0xffff);
        byte[] b = Bytes.join(new byte[40], message);
        assertThat(remedy.read(b, 40, message.length)).isTrue();
        assertThat(Bytes.u16(b, 46)).isEqualTo(flags);
        Out out = new Out(new Kernel(fake), 1, 256);
        remedy.print(out, 3, b);
        out.flush();
        assertThat(fake.out.toString(StandardCharsets.US_ASCII)).isEqualTo(command);
    }

    static Stream<byte[]> others() {
        byte[] mac = attribute(2, MAC);
        byte[] vtep = attribute(1, VTEP);
        return Stream.of(
                row(28, 7, 0, 0x80, 2, mac, vtep), // no link
                row(28, 7, -1, 0x80, 2, mac, vtep),
                row(28, 7, 3, 2, 2, mac, vtep), // reachable: the kernel may forget it
                row(28, 7, 3, 0, 2, mac, vtep),
                row(28, 7, 3, 0x40, 2, mac, vtep),
                row(28, 2, 3, 0x40, 0, vtep, mac),
                row(28, 7, 3, 0x80, 6, mac, vtep), // two tables at once
                row(28, 7, 3, 0x80, 0x12, mac, vtep), // externally learnt
                row(28, 7, 3, 0x80, 0, mac, vtep),
                row(28, 7, 3, 0x80, 2, vtep), // without a MAC
                row(28, 7, 3, 0x80, 2, mac, vtep, vtep), // twice
                row(28, 7, 3, 0x80, 2, mac, vtep, attribute(7, four(1))), // another VNI
                row(28, 7, 3, 0x80, 2, mac, vtep, attribute(8, four(1))), // another link
                row(28, 7, 3, 0x80, 2, attribute(2, new byte[8]), vtep),
                row(28, 2, 3, 0x80, 8, vtep, mac), // proxy
                row(28, 2, 3, 0x80, 0, mac),
                row(28, 2, 3, 0x80, 0, vtep),
                row(28, 2, 3, 0x80, 0, attribute(1, new byte[16]), mac),
                row(28, 10, 3, 0x80, 0, vtep, mac),
                row(28, 28, 3, 0x80, 0, vtep, mac), // AF_MPLS
                row(30, 7, 3, 0x80, 2, mac, vtep), // RTM_GETNEIGH
                link(16, 0, 0, 1, 1), // no link
                link(16, 0, 5, 0, 1), // down
                link(16, 0, 5, 0x1001, 0x1001), // other flags
                link(16, 0, 5, 1, -1),
                link(16, 0, 5, 0, 0), // nothing
                link(16, 0, 5, 0, 0, attribute(10, four(0))), // out of its bridge
                link(16, 0, 5, 0, 0, attribute(10, four(-1))),
                link(16, 0, 5, 0, 0, attribute(4, four(1))),
                link(16, 0, 5, 0, 0, attribute(4, four(70000))),
                link(16, 0, 5, 0, 0, attribute(4, new byte[2])),
                link(16, 0, 5, 1, 1, attribute(3, Bytes.of("name"))), // IFLA_IFNAME
                link(16, 0, 5, 1, 1, attribute(18, attribute(1, Bytes.of("dummy")))), // IFLA_LINKINFO
                link(16, 0, 5, 1, 1, attribute(19, four(1))), // IFLA_NET_NS_PID
                link(16, 0, 5, 1, 1, attribute(28, four(1))), // IFLA_NET_NS_FD
                link(16, 0, 5, 1, 1, attribute(1, MAC)), // IFLA_ADDRESS
                link(17, 0, 5, 0, 0), // RTM_DELLINK
                link(16, 7, 5, 1, 1),
                link(19, 7, 5, 1, 1, forwarding((byte) 3)),
                link(19, 7, 5, 0, 0, forwarding((byte) 4)), // blocked
                link(19, 7, 5, 0, 0, forwarding((byte) 3), forwarding((byte) 3)),
                link(19, 7, 5, 0, 0, attribute(12, attribute(1, (byte) 3))), // not nested
                link(19, 7, 5, 0, 0, attribute(12 | 0x8000, attribute(2, (byte) 3))),
                link(19, 7, 5, 0, 0),
                link(19, 0, 5, 0, 0, forwarding((byte) 3)),
                message(20, new byte[8]), // RTM_NEWADDR
                message(24, new byte[12]), // RTM_NEWROUTE
                message(88, new byte[4])); // RTM_NEWNSID
    }

    @ParameterizedTest
    @MethodSource("others")
    void nothingElseIsTaken(byte[] message) {
        assertThat(remedy.read(message, 0, message.length)).isFalse();
    }

    @Test
    void lengthsThatLieAreRefused() {
        byte[] good = replaceRow();
        assertThat(remedy.read(good.clone(), 0, good.length)).isTrue();
        for (int n = 0; n < good.length; n++) {
            byte[] cut = Bytes.sub(good, 0, n);
            assertThat(remedy.read(cut, 0, n)).as("%d bytes", n).isFalse();
            if (n >= 4) {
                Bytes.put32(cut, 0, n);
                boolean withoutVtep = n >= 38 && n <= 40; // a row of the bridge's own has none
                assertThat(remedy.read(cut, 0, n))
                        .as("%d bytes, which say so", n)
                        .isEqualTo(withoutVtep);
            }
        }
        assertThat(remedy.read(good, 0, good.length + 1)).isFalse();
        assertThat(remedy.read(good, -1, good.length)).isFalse();
        assertThat(remedy.read(good, good.length, good.length)).isFalse();
    }

    /// One byte of a message that mends is changed: what is taken is still of the same narrow kind.
    @Test
    void changedBytesMakeNothingWider() {
        Random random = new Random(6);
        byte[][] all = mending().map(a -> (byte[]) a.get()[1]).toArray(byte[][]::new);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] b = all[random.nextInt(all.length)].clone();
            b[random.nextInt(b.length)] = (byte) random.nextInt();
            if (!remedy.read(b, 0, b.length)) {
                continue;
            }
            taken++;
            int type = Bytes.u16(b, 4);
            assertThat(type).isIn(16, 19, 28, 29);
            assertThat(Bytes.u16(b, 6)).isEqualTo(type == 28 ? 0x505 : 5);
            assertThat(Bytes.i32(b, 20)).isPositive();
            if (type == 16) {
                assertThat(Bytes.i32(b, 24)).isEqualTo(Bytes.i32(b, 28)).isIn(0, 1);
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }
}
