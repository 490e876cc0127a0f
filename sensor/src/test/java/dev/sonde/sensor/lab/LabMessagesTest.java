package dev.sonde.sensor.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.sensor.kernel.Bytes;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Which netlink messages LAB_DO takes. That it takes all which a lab and its faults need the tests of labs show.
class LabMessagesTest {
    /// The lab holds its namespaces by these.
    private static final int[] NAMESPACES = {6, 7, 9, 8};

    private static boolean takes(byte[] message) {
        return new LabMessages(NAMESPACES).takes(message, 0, message.length, 2);
    }

    private static byte[] all(byte[]... parts) {
        byte[] all = Bytes.NONE;
        for (byte[] p : parts) {
            all = Bytes.join(all, p);
        }
        return all;
    }

    private static byte[] message(int type, int flags, int family, int struct, byte[]... attributes) {
        byte[] body = new byte[struct];
        body[0] = (byte) family;
        byte[] m = all(new byte[16], body, all(attributes));
        Bytes.put32(m, 0, m.length);
        Bytes.put16(m, 4, type);
        Bytes.put16(m, 6, flags);
        return m;
    }

    private static byte[] attribute(int type, byte[]... content) {
        byte[] payload = all(content);
        byte[] a = new byte[4 + payload.length + 3 & ~3];
        Bytes.put16(a, 0, 4 + payload.length);
        Bytes.put16(a, 2, type);
        Bytes.copy(payload, 0, a, 4, payload.length);
        return a;
    }

    private static byte[] number(int v) {
        byte[] b = new byte[4];
        Bytes.put32(b, 0, v);
        return b;
    }

    private static byte[] link(byte[]... attributes) {
        return message(16, 5 | 0x600, 0, 16, attributes);
    }

    private static byte[] info(String kind, byte[]... data) {
        return attribute(18, attribute(1, Bytes.of(kind)), attribute(2, data));
    }

    private static byte[] peer(byte[]... attributes) {
        return info("veth", attribute(1, new byte[16], all(attributes)));
    }

    private static byte[] fd(int fd) {
        return attribute(28, number(fd));
    }

    @Test
    void aNamespaceIsNamedByAnFdOfTheLabOnly() {
        for (int fd = -1; fd < 300; fd++) {
            boolean ours = fd == 6 || fd == 7 || fd == 9; // 8 is not yet there
            assertThat(takes(link(fd(fd)))).as("fd %d", fd).isEqualTo(ours);
            assertThat(takes(link(peer(fd(fd))))).as("peer %d", fd).isEqualTo(ours);
            assertThat(takes(link(fd(6), fd(fd)))).as("the last counts: %d", fd).isEqualTo(ours);
            assertThat(takes(link(peer(fd(6)), fd(fd)))).isEqualTo(ours);
        }
        assertThat(takes(link(attribute(28, new byte[] {6, 0})))).isFalse();
        assertThat(takes(link(attribute(28, number(6), number(5))))).isFalse();
        assertThat(takes(link(attribute(28 | 0x8000, number(6))))).isFalse();
        assertThat(takes(link(attribute(28 | 0x4000, number(6))))).isFalse();
    }

    /// The numbers of attributes that are taken at one level, of all that there can be.
    private static int[] taken(Function<byte[], byte[]> at) {
        BitSet taken = new BitSet();
        for (int type = 0; type < 1 << 16; type++) {
            if (takes(at.apply(attribute(type, number(6))))) {
                taken.set(type);
            }
        }
        return taken.stream().toArray();
    }

    private static final int NESTED = 0x8000;

    @Test
    void ofAllAttributesTheLists() {
        assertThat(taken(a -> link(a))).containsExactly(1, 3, 4, 10, 28);
        assertThat(taken(a -> link(peer(a)))).containsExactly(1, 3, 4, 28);
        assertThat(taken(a -> link(info("bridge", a)))).containsExactly(21, 39, 49);
        assertThat(taken(a -> link(info("vxlan", a)))).containsExactly(1, 3, 4, 7, 11, 13, 14, 15, 18);
        assertThat(taken(a -> link(info("veth", a)))).isEmpty();
        assertThat(taken(a -> link(attribute(26, attribute(10, a))))).containsExactly(8);
        assertThat(taken(a -> link(attribute(26, a)))).isEmpty();
        assertThat(taken(a -> link(attribute(26, attribute(2, a))))).isEmpty();
        assertThat(taken(a -> link(attribute(26, attribute(2, attribute(1, a))))))
                .containsExactly(1);
        assertThat(taken(a -> message(17, 5, 0, 16, a))).containsExactly(3);
        assertThat(taken(a -> message(19, 5, 7, 16, attribute(12 | NESTED, a)))).containsExactly(1);
        assertThat(taken(a -> message(19, 5, 7, 16, a))).isEmpty();
        assertThat(taken(a -> message(20, 5, 2, 8, a))).containsExactly(1, 2, 4, 8);
        assertThat(taken(a -> message(21, 5, 2, 8, a))).containsExactly(1, 2, 4, 8);
        assertThat(taken(a -> message(24, 5, 2, 12, a))).containsExactly(1, 4, 5);
        assertThat(taken(a -> message(25, 5, 2, 12, a))).containsExactly(1, 4, 5);
        assertThat(taken(a -> message(28, 5, 7, 12, a))).containsExactly(1, 2);
        assertThat(taken(a -> message(29, 5, 7, 12, a))).containsExactly(1, 2);
    }

    @Test
    void ofAllTypesTheList() {
        BitSet taken = new BitSet();
        for (int type = 0; type < 1 << 16; type++) {
            for (int family : new int[] {0, 2, 7}) {
                if (takes(message(type, 5, family, 16))) {
                    taken.set(type);
                }
            }
        }
        // With 16 bytes of header: to addresses, routes and neighbours the rest is a malformed attribute.
        assertThat(taken.stream().toArray()).containsExactly(16, 17, 19);
        taken.clear();
        for (int type = 0; type < 1 << 16; type++) {
            if (takes(message(type, 5, 2, 12)) || takes(message(type, 5, 2, 8))) {
                taken.set(type);
            }
        }
        assertThat(taken.stream().toArray()).containsExactly(20, 21, 24, 25, 28, 29);
    }

    @Test
    void ofAllKindsThree() {
        for (String kind : new String[] {"bridge", "vxlan", "veth", "bridge\0", "veth\0"}) {
            assertThat(takes(link(info(kind)))).as(kind).isTrue();
        }
        for (String kind :
                new String[] {"", "\0", "vet", "vethx", "veth\0\0", "netkit", "vxcan", "ipvlan", "macvlan", "vrf"}) {
            assertThat(takes(link(info(kind)))).as(kind).isFalse();
        }
        // What the data mean is settled once, before they come.
        byte[] data = attribute(2, attribute(1, new byte[16], fd(99)));
        byte[] veth = attribute(1, Bytes.of("veth"));
        byte[] bridge = attribute(1, Bytes.of("bridge"));
        assertThat(takes(link(attribute(18, bridge, veth)))).isFalse();
        assertThat(takes(link(attribute(18, data, veth)))).isFalse();
        assertThat(takes(link(attribute(18, data)))).isFalse();
        assertThat(takes(link(attribute(18, attribute(2, attribute(21)), bridge))))
                .isFalse();
        // Of an earlier IFLA_LINKINFO nothing is remembered.
        assertThat(takes(link(attribute(18, bridge), attribute(18, attribute(2, attribute(21))))))
                .isFalse();
    }

    @Test
    void flagsThatMeanSomethingElse() {
        for (int flags = 0; flags < 1 << 16; flags++) {
            assertThat(takes(message(16, flags, 0, 16))).isEqualTo((flags & ~(5 | 0xf00)) == 0);
            assertThat(takes(message(29, flags, 2, 12))).isEqualTo((flags & ~5) == 0);
        }
        for (int family = 1; family < 256; family++) {
            assertThat(takes(message(16, 5, family, 16)))
                    .as("NEWLINK of family %d", family)
                    .isFalse();
        }
    }

    @Test
    void lengthsThatLie() {
        byte[] good = link(attribute(3, Bytes.of("eth0")), info("bridge", attribute(39, new byte[2])), fd(6));
        assertThat(takes(good)).isTrue();
        for (int n = 0; n < good.length; n++) {
            byte[] cut = Bytes.sub(good, 0, n);
            assertThat(takes(cut)).as("the message's own length differs: %d", n).isFalse();
            if (n >= 16) {
                Bytes.put32(cut, 0, n);
                // Cut between two attributes it is a message again.
                assertThat(takes(cut)).as("cut at %d", n).isEqualTo(n == 32 || n == 40 || n == good.length - 8);
            }
        }
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] b = good.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                b[16 + random.nextInt(b.length - 16)] = (byte) random.nextInt();
            }
            if (takes(b)) {
                assertThat(names(b, 32, b.length)).isTrue();
            }
        }
    }

    /// Whether all attributes of a link are on the list, found by another walk.
    private static boolean names(byte[] b, int from, int to) {
        int p = from;
        while (p < to) {
            int type = Bytes.u16(b, p + 2);
            boolean known = type == 1
                    || type == 3
                    || type == 4
                    || type == 10
                    || (type & ~NESTED) == 18
                    || (type & ~NESTED) == 26;
            if (!known && !(type == 28 && (b[p + 4] == 6 || b[p + 4] == 7 || b[p + 4] == 9))) {
                return false;
            }
            p += Math.max(4, Bytes.u16(b, p)) + 3 & ~3;
        }
        return true;
    }
}
