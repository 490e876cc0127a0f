package dev.sonde.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTest {
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();

    private Live live(Streams s) {
        return new Live(new ByteArrayInputStream(s.bytes()), requests);
    }

    private static Streams begin(int collecting) {
        return new Streams().magic(1).hello("h", 0, collecting, "sonde", "ls").namespace(1, 100, "/proc/self/ns/net");
    }

    private static Streams reply(Streams s, int request, long result) {
        return s.frame(FrameKind.REPLY, 0, 0, 0, request, Streams.payload().u64(result));
    }

    @Test
    void takesWhatIsCollectedWithoutAsking() {
        byte[] q = {7};
        Live live =
                live(begin(ScanBit.LINKS).netlink(1, 0, q, new byte[] {1, 2}).done());
        assertThat(live.dump(1, q).chunks()).containsExactly(new byte[] {1, 2});
        assertThat(requests.size()).isZero();
    }

    @Test
    void whatIsUnderstoodAheadIsKeptInPlaceOfItsBytes() {
        byte[] q = {7};
        byte[] other = {8};
        Streams s = begin(ScanBit.LINKS)
                .frame(
                        FrameKind.NETLINK,
                        FrameFlag.MORE,
                        1,
                        0,
                        0,
                        Streams.payload().string(q).raw(new byte[] {1}))
                .frame(
                        FrameKind.NETLINK,
                        0,
                        1,
                        0,
                        0,
                        Streams.payload().string(q).raw(new byte[] {2}))
                .frame(
                        FrameKind.NETLINK,
                        FrameFlag.FAILED,
                        2,
                        13,
                        0,
                        Streams.payload().string(q))
                .netlink(1, 0, other, new byte[] {3})
                .done();
        Live live = live(s);
        live.ahead(q, Dump::chunks);
        Dump dump = live.dump(1, q);
        assertThat(dump.understood()).asInstanceOf(LIST).containsExactly(new byte[] {1}, new byte[] {2});
        assertThat(dump.pieces()).as("what was understood is not kept twice").isEmpty();
        assertThat(dump.complete()).isTrue();
        assertThat(live.dump(2, q).completeness()).isEqualTo(Dump.Completeness.FAILED);
        assertThat(live.dump(2, q).errno()).isEqualTo(13);
        assertThat(live.dump(1, other).chunks()).containsExactly(new byte[] {3});
        assertThat(live.dump(1, other).understood()).isNull();
    }

    /// More answers than a host gives: each is found, and none is looked for among all the others.
    @Test
    void manyAnswersOfOneNamespaceAreFound() {
        Streams s = begin(ScanBit.LINKS);
        for (int i = 0; i < 20_000; i++) {
            s.netlink(1, 0, new byte[] {(byte) i, (byte) (i >> 8)}, new byte[] {(byte) (i % 7)});
        }
        Live live = live(s.done());
        for (int i = 0; i < 20_000; i++) {
            assertThat(live.dump(1, new byte[] {(byte) i, (byte) (i >> 8)}).chunks())
                    .containsExactly(new byte[] {(byte) (i % 7)});
        }
    }

    @Test
    void aNumberBeyondTheLimitIsDamage() {
        Live live = live(begin(ScanBit.FOLDERS)
                .namespace(Limits.NAMESPACES + 1, 200, "/run/netns/a")
                .done());
        assertThatThrownBy(live::namespaces)
                .isInstanceOf(StreamException.class)
                .hasMessageStartingWith("the stream is damaged: in a frame NETNS");
    }

    private static Streams piece(Streams s, int flags, byte[] q, byte[] messages) {
        return s.frame(
                FrameKind.NETLINK, flags, 1, 0, 1, Streams.payload().string(q).raw(messages));
    }

    @Test
    void aStreamedDumpThatBeginsAnewEarlyIsSeenOnce() {
        byte[] q = {7};
        Streams s = piece(begin(0), FrameFlag.MORE, q, new byte[] {1});
        s = piece(s, FrameFlag.AGAIN, q, new byte[] {2});
        List<byte[]> pieces = new ArrayList<>();
        Dump dump = live(reply(s, 1, 0)).stream(1, q, (b, from, to) -> pieces.add(Arrays.copyOfRange(b, from, to)));
        assertThat(dump).isEqualTo(new Dump(List.of(), Dump.Completeness.COMPLETE, 0));
        assertThat(pieces).containsExactly(new byte[] {2});
    }

    @Test
    void aStreamedDumpOfWhichPartsWereGivenIsInterrupted() {
        byte[] q = {7};
        byte[] large = new byte[(1 << 20) + 1];
        Streams s = piece(begin(0), FrameFlag.MORE, q, large);
        s = piece(s, FrameFlag.AGAIN, q, new byte[] {2});
        List<byte[]> pieces = new ArrayList<>();
        Dump dump = live(reply(s, 1, 0)).stream(1, q, (b, from, to) -> pieces.add(Arrays.copyOfRange(b, from, to)));
        assertThat(dump.completeness()).isEqualTo(Dump.Completeness.INTERRUPTED);
        assertThat(pieces).containsExactly(large);
    }

    private static final byte[] LINKS = {1};
    private static final byte[] ROUTES = {2};

    /// A stream that foretells links and a table in two pieces.
    private static Streams prefetched() {
        return begin(ScanBit.PREFETCH)
                .done()
                .netlink(1, 0, LINKS, new byte[] {10})
                .netlink(1, FrameFlag.MORE, ROUTES, new byte[] {20})
                .netlink(1, 0, ROUTES, new byte[] {21});
    }

    private static List<byte[]> pieces(Live live, byte[] request) {
        List<byte[]> pieces = new ArrayList<>();
        Dump dump = live.stream(1, request, (b, from, to) -> pieces.add(Arrays.copyOfRange(b, from, to)));
        assertThat(dump).isEqualTo(new Dump(List.of(), Dump.Completeness.COMPLETE, 0));
        return pieces;
    }

    @Test
    void whatWasPrefetchedIsNotAskedFor() {
        Live live = live(reply(prefetched(), 0, 0));
        assertThat(live.dump(1, LINKS).chunks()).containsExactly(new byte[] {10});
        assertThat(pieces(live, ROUTES)).containsExactly(new byte[] {20}, new byte[] {21});
        assertThat(requests.size()).isZero();
    }

    @Test
    void whatWasPrefetchedInVainIsPassedOver() {
        byte[] other = {3};
        Streams s = reply(prefetched(), 0, 0);
        Live live = live(reply(piece(s, 0, other, new byte[] {30}), 1, 0));
        assertThat(live.dump(1, other).chunks()).containsExactly(new byte[] {30});
        assertThat(live.dump(1, LINKS).chunks()).as("it was brought").containsExactly(new byte[] {10});
    }

    @Test
    void whatCouldNotBePrefetchedIsAskedFor() {
        Streams s = reply(begin(ScanBit.PREFETCH).done(), 0, 0);
        Live live = live(reply(piece(s, 0, ROUTES, new byte[] {20}), 1, 0));
        assertThat(pieces(live, ROUTES)).containsExactly(new byte[] {20});
        byte[] expected = Streams.payload()
                .u32(Header.SIZE + 5, RequestKind.GET | FrameFlag.STREAMED << 16, 1, 0, 1, 0)
                .u64(0)
                .string(ROUTES)
                .bytes();
        assertThat(requests.toByteArray()).isEqualTo(expected);
    }

    @Test
    void asksForWhatWasNotCollected() {
        byte[] q = {7, 8};
        Streams s = begin(0).frame(
                        FrameKind.NETLINK,
                        0,
                        1,
                        0,
                        1,
                        Streams.payload().string(q).raw(new byte[] {5}));
        Live live = live(reply(s, 1, 0));
        assertThat(live.dump(1, q).chunks()).containsExactly(new byte[] {5});
        byte[] expected = Streams.payload()
                .u32(Header.SIZE + 6, RequestKind.GET, 1, 0, 1, 0)
                .u64(0)
                .string(q)
                .bytes();
        assertThat(requests.toByteArray()).isEqualTo(expected);
        // Once is enough.
        live.dump(1, q);
        assertThat(requests.size()).isEqualTo(expected.length);
    }

    @Test
    void opensAnotherNamespaceFirst() {
        byte[] q = {7};
        Streams s = begin(ScanBit.FOLDERS).namespace(2, 200, "/run/netns/a").done();
        reply(s, 1, 2);
        s.frame(FrameKind.NETLINK, 0, 2, 0, 2, Streams.payload().string(q).raw(new byte[] {5}));
        Live live = live(reply(s, 2, 0));
        assertThat(live.dump(2, q).complete()).isTrue();
        byte[] open = Streams.payload()
                .u32(Header.SIZE + 40, RequestKind.OPEN, 0, 0, 1, 0)
                .u64(0)
                .u64(Streams.DEV, 200, 200 * 7)
                .string("/run/netns/a")
                .bytes();
        assertThat(requests.toByteArray()).startsWith(open);
    }

    @Test
    void whatMayNotBeOpenedFails() {
        Streams s = begin(ScanBit.FOLDERS).namespace(2, 200, "/run/netns/a").done();
        Live live = live(reply(s, 1, -Errno.EPERM));
        assertThat(live.dump(2, new byte[] {7})).isEqualTo(Dump.failed(Errno.EPERM));
    }

    @Test
    void scansForWhatIsMissing() {
        Streams s = begin(ScanBit.FOLDERS).file("/run/netns/a", 200).done();
        s.frame(
                FrameKind.PROCESS,
                0,
                0,
                0,
                1,
                Streams.payload()
                        .u32(9, 0)
                        .u64(4, 100, 1)
                        .string("9 (a) S 1")
                        .string("a")
                        .string(""));
        s.frame(FrameKind.DONE, 0, 0, 0, 1, Streams.payload().u32(1, 0, 0));
        Live live = live(reply(s, 1, 0));
        assertThat(live.handles()).hasSize(1);
        assertThat(live.processes()).hasSize(1);
        byte[] expected = Streams.payload()
                .u32(Header.SIZE + 4, RequestKind.SCAN, 0, 0, 1, 0)
                .u64(0)
                .u32(ScanBit.PROCESSES)
                .bytes();
        assertThat(requests.toByteArray()).isEqualTo(expected);
    }

    /// More questions than are on their way at once, of which the first one's name is gone: it is asked again by
    /// another
    /// one, and none of the others waits for an answer that is not its own.
    @Test
    void askingAgainKeepsTheOrderOfTheAnswers() {
        int many = 11;
        Streams s = begin(ScanBit.FOLDERS);
        List<Source.Way> ways = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            s.namespace(i + 2, 200 + i, "/proc/" + (1000 + i) + "/ns/net");
            ways.add(new Source.Way(Streams.DEV, 200 + i, "/proc/" + (1000 + i) + "/ns/net"));
            expected.add(i + 2);
        }
        s.file("/run/netns/a", 200).done();
        reply(s, 1, -Errno.ESTALE);
        for (int request = 2; request <= 8; request++) {
            reply(s, request, request + 1);
        }
        reply(s, 9, 2); // of the first, by its other name
        for (int request = 10; request <= many + 1; request++) {
            reply(s, request, request);
        }
        List<Integer> numbers = new ArrayList<>();
        live(s).read(ScanBit.TABLES, ways, (i, number) -> numbers.add(number));
        assertThat(numbers).isEqualTo(expected);
    }

    /// Tables that were asked for early are not asked for again; where the name by which that was done had gone by
    /// then, the one that is given later is tried.
    @Test
    void whatWasAskedForEarlyIsTakenLater() {
        Streams s = begin(ScanBit.FOLDERS)
                .namespace(2, 200, "/proc/9/ns/net")
                .namespace(3, 300, "/run/docker/netns/1-b")
                .done();
        reply(s, 1, -Errno.ENOENT);
        byte[] q = {7};
        s.frame(FrameKind.NETLINK, 0, 3, 0, 2, Streams.payload().string(q).raw(new byte[] {5}));
        reply(s, 2, 3);
        s.frame(FrameKind.NETLINK, 0, 2, 0, 3, Streams.payload().string(q).raw(new byte[] {6}));
        reply(s, 3, 2);
        Live live = live(s);
        Source.Way third = new Source.Way(Streams.DEV, 300, "/run/docker/netns/1-b");
        live.fetchEarly(ScanBit.TABLES, List.of(new Source.Way(Streams.DEV, 200, "/proc/9/ns/net"), third));
        int early = requests.size();
        live.fetch(ScanBit.TABLES, List.of(new Source.Way(Streams.DEV, 200, "/run/docker/netns/1-a"), third));
        assertThat(live.dump(2, q).chunks()).containsExactly(new byte[] {6});
        assertThat(live.dump(3, q).chunks()).containsExactly(new byte[] {5});
        byte[] again = Streams.payload()
                .u32(Header.SIZE + 53, RequestKind.READ, 0, 0, 3, 0)
                .u64(0)
                .u32(ScanBit.TABLES)
                .u64(Streams.DEV, 200, 200 * 7)
                .string("/run/docker/netns/1-a")
                .bytes();
        assertThat(Arrays.copyOfRange(requests.toByteArray(), early, requests.size()))
                .isEqualTo(again);
    }

    /// The sensor may be writing to us all the while: what is asked for early has to fit into the socket.
    @Test
    void noMoreIsAskedForEarlyThanFitsIntoTheSocket() {
        Streams s = begin(ScanBit.FOLDERS);
        List<Source.Way> ways = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            s.namespace(i + 2, 200 + i, "/proc/9/ns/net");
            ways.add(new Source.Way(Streams.DEV, 200 + i, "/proc/9/ns/net"));
        }
        live(s.done()).fetchEarly(ScanBit.TABLES, ways);
        int sent = requests.size() / (Header.SIZE + 4 + 24 + 4 + "/proc/9/ns/net".length());
        // Linux counts 256 to 1,280 bytes for each beside its own, and gives a socket 212,992.
        assertThat(sent * 1280 + requests.size()).isLessThan(212_992);
        assertThat(sent).isGreaterThan(100);
    }

    /// Labs are told first, and can be looked at while the rest is read.
    @Test
    void labsAreThereBeforeTheRest() {
        Streams s = begin(ScanBit.LABS | ScanBit.PROCESSES)
                .frame(
                        FrameKind.LAB,
                        0,
                        0,
                        0,
                        0,
                        Streams.payload().string("a").u32(9).string("/f").raw(new byte[] {'{'}))
                .file("/run/netns/a", 200);
        assertThat(live(s).labs()).extracting(LabEntry::name).containsExactly("a");
    }

    @Test
    void becomeNamesTheNamespace() {
        Live live =
                live(begin(ScanBit.FOLDERS).namespace(2, 200, "/run/netns/a").done());
        live.become(12, 2, 4, 200, "/run/netns/a");
        byte[] expected = Streams.payload()
                .u32(Header.SIZE + 44, RequestKind.BECOME, 0, 0, 1, 0)
                .u64(0)
                .u32(12)
                .u64(4, 200, 200 * 7)
                .string("/run/netns/a")
                .bytes();
        assertThat(requests.toByteArray()).isEqualTo(expected);
    }

    @Test
    void aSensorThatDiesIsSaid() {
        Live live = live(begin(ScanBit.PROCESSES));
        assertThatThrownBy(live::processes)
                .isInstanceOf(StreamException.class)
                .hasMessage("the sensor ended before its answer was whole");
    }
}
