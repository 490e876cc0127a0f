package dev.sonde.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecordedTest {
    @Test
    void readsWhatWasSent() {
        Recorded r = Streams.host("node1").recorded();
        assertThat(r.hello().host()).isEqualTo("node1");
        assertThat(r.hello().argv()).containsExactly("sonde", "collect");
        assertThat(r.hello().privileged()).isTrue();
        assertThat(r.namespaces()).hasSize(5);
        assertThat(r.namespaces().getFirst().number()).isEqualTo(NamespaceEntry.OWN);
        assertThat(r.processes()).hasSize(6);
        assertThat(r.processes().get(1).command()).isEqualTo("sshd");
        assertThat(r.processes().get(1).started()).isEqualTo(2000);
        assertThat(r.processes().get(1).parent()).isEqualTo(1);
        assertThat(r.handles()).extracting(HandleEntry::namespace).containsExactly(true, true, false);
    }

    @Test
    void cutOffAtEveryByteIsSaid() {
        byte[] whole = Streams.host("node1").bytes();
        for (int n = 0; n < whole.length; n++) {
            byte[] cut = Arrays.copyOf(whole, n);
            String expected = n == 0 ? "the stream is empty" : "the stream was cut off after " + n + " bytes";
            assertThatThrownBy(() -> Streams.read(cut))
                    .as("%d bytes", n)
                    .isInstanceOf(StreamException.class)
                    .hasMessage(expected);
        }
    }

    /// Whoever makes a stream may ask a thousand different questions of one namespace: finding an answer does not take
    /// longer for it. With a search through all of them this took minutes.
    @Test
    @Timeout(20)
    void manyDifferentQuestions() {
        Streams s = Streams.host("node1");
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            s.netlink(1, 0, question(i), new byte[16]);
        }
        Recorded r = s.done().recorded();
        for (int i = 0; i < many; i += 1000) {
            assertThat(r.known(1, question(i)).completeness()).isEqualTo(Dump.Completeness.COMPLETE);
        }
    }

    private static byte[] question(int i) {
        byte[] q = new byte[32];
        q[0] = 32;
        q[4] = 26;
        q[20] = (byte) i;
        q[21] = (byte) (i >> 8);
        q[22] = (byte) (i >> 16);
        return q;
    }

    @Test
    void anotherVersionIsSaid() {
        assertThatThrownBy(() -> new Streams().magic(2).hello("h").done().recorded())
                .isInstanceOf(StreamException.class)
                .hasMessage("the stream is of version 2, this sonde reads version 1");
    }

    @Test
    void anotherFileIsSaid() {
        assertThatThrownBy(() -> Streams.read("#!/bin/sh\necho\n".getBytes()))
                .isInstanceOf(StreamException.class)
                .hasMessage("not a sonde recording");
    }

    @Test
    void aLengthThatLiesIsNotBelieved() {
        byte[] b = Streams.host("node1").bytes();
        for (int length : new int[] {0, 31, -1, Limits.FRAME + 1, Integer.MIN_VALUE}) {
            byte[] lying = b.clone();
            System.arraycopy(Streams.payload().u32(length).bytes(), 0, lying, 8, 4);
            assertThatThrownBy(() -> Streams.read(lying))
                    .isInstanceOf(StreamException.class)
                    .hasMessageStartingWith("the stream is damaged: at byte 8: a frame of ");
        }
        // As long as a frame may be, and nothing behind it: cut off, and no more is allocated than was there.
        byte[] lying = b.clone();
        System.arraycopy(Streams.payload().u32(Limits.FRAME).bytes(), 0, lying, 8, 4);
        assertThatThrownBy(() -> Streams.read(lying)).hasMessageContaining("cut off");
    }

    @Test
    void aStringThatLiesIsNotBelieved() {
        for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1000}) {
            Streams s = new Streams().magic(1).hello("h");
            s.frame(FrameKind.NETNS, 0, 1, 0, 0, Streams.payload().u64(1, 2, 3).u32(length));
            assertThatThrownBy(() -> s.done().recorded())
                    .isInstanceOf(StreamException.class)
                    .hasMessageStartingWith("the stream is damaged: in a frame NETNS, byte 28");
        }
    }

    @Test
    void damageNeverDoesAnythingElse() {
        byte[] whole = Streams.host("node1").bytes();
        Random random = new Random(20261123);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] b = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt(256);
            }
            try {
                Recorded r = Streams.read(b);
                for (ProcessEntry p : r.processes()) {
                    p.command();
                    p.started();
                }
                read++;
            } catch (StreamException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isBetween(1_000, 19_000);
    }

    @Test
    void aFrameOfALaterKindIsPassedOver() {
        Streams s = new Streams().magic(1).hello("h");
        s.frame(200, 0, 0, 0, 0, Streams.payload().string("what"));
        assertThat(s.namespace(1, 5, "/x").done().recorded().namespaces()).hasSize(1);
    }

    @Test
    void dumpsAreFoundByTheirRequest() {
        byte[] q = {1, 2, 3};
        byte[] other = {1, 2, 4};
        Recorded r = new Streams()
                .magic(1)
                .hello("h")
                .netlink(1, FrameFlag.MORE, q, new byte[] {1})
                .netlink(2, 0, q, new byte[] {9})
                .netlink(1, FrameFlag.MORE | FrameFlag.AGAIN, q, new byte[] {2})
                .netlink(1, FrameFlag.INTERRUPTED, q, new byte[] {3})
                .frame(
                        FrameKind.NETLINK,
                        FrameFlag.FAILED,
                        3,
                        Errno.EPERM,
                        0,
                        Streams.payload().string(q))
                .netlink(4, FrameFlag.CUT, q, new byte[] {4})
                .done()
                .recorded();
        Dump first = r.dump(1, q);
        assertThat(first.chunks()).containsExactly(new byte[] {2}, new byte[] {3});
        assertThat(first.completeness()).isEqualTo(Dump.Completeness.INTERRUPTED);
        assertThat(r.dump(2, q).complete()).isTrue();
        assertThat(r.dump(3, q)).isEqualTo(new Dump(List.of(), Dump.Completeness.FAILED, Errno.EPERM));
        assertThat(r.dump(4, q).completeness()).isEqualTo(Dump.Completeness.CUT);
        assertThat(r.dump(1, other).completeness()).isEqualTo(Dump.Completeness.NOT_RECORDED);
        assertThat(r.dump(99, q).completeness()).isEqualTo(Dump.Completeness.NOT_RECORDED);
    }

    @Test
    void textIsKeptByteForByte() {
        byte[] name = {'a', (byte) 0xff, '\n', (byte) 0xc3, (byte) 0xa4, (byte) 0xed, (byte) 0xa0, (byte) 0x80};
        Streams s = new Streams().magic(1).hello("h");
        s.frame(FrameKind.NETNS, 0, 1, 0, 0, Streams.payload().u64(1, 2, 3).string(name));
        String path = s.done().recorded().namespaces().getFirst().path();
        assertThat(dev.sonde.netlink.RawText.encode(path)).isEqualTo(name);
    }
}
