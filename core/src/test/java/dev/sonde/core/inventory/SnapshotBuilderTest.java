package dev.sonde.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Streams;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Header;
import org.junit.jupiter.api.Test;

/// What the probes make of a stream: which namespaces there are, in which state, and by which ways.
class SnapshotBuilderTest {
    private static Streams begin() {
        return new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, 100, "/proc/self/ns/net")
                .process(1, 100, "init", "");
    }

    private static Snapshot of(Streams streams) {
        return SnapshotBuilder.of(streams.done().recorded());
    }

    private static Namespace one(Snapshot snapshot, long ino) {
        return snapshot.namespaces().stream()
                .filter(n -> n.id().ino() == ino)
                .reduce((a, b) -> {
                    throw new AssertionError("two: " + a + ", " + b);
                })
                .orElseThrow();
    }

    @Test
    void eachKindOfHandleIsAWayIn() {
        Snapshot s = of(begin().namespace(2, 200, "/proc/1/task/5/ns/net")
                .way(HandleType.THREAD, 2, 1, 200, "/proc/1/task/5/ns/net", 5, 0)
                .namespace(3, 300, "/proc/1/fd/6")
                .way(HandleType.FD, 3, 1, 300, "/proc/1/fd/6", 6, 0)
                .way(HandleType.SOCKET, 3, 1, 300, "/proc/1/fd/7", 4711, 0)
                .namespace(4, 400, "/proc/9/root/mnt/x")
                .way(HandleType.MOUNT, 4, 9, 400, "/proc/9/root/mnt/x", 801, 0)
                .namespace(5, 500, "")
                .way(HandleType.LISTED, 5, 0, 500, "", 3500, 0));
        Namespace thread = one(s, 200);
        assertThat(thread.state()).isEqualTo(State.LIVE);
        assertThat(thread.kind()).isEqualTo(Kind.THREAD);
        assertThat(thread.handles()).containsExactly(new Handle.Thread(1, 5, "init"));
        Namespace open = one(s, 300);
        assertThat(open.state()).isEqualTo(State.HELD);
        assertThat(open.handles())
                .containsExactly(new Handle.Descriptor(1, 6, "init"), new Handle.Socket(1, 7, 4711, "init"));
        assertThat(open.path()).as("the file rather than the socket").isEqualTo("/proc/1/fd/6");
        Handle.File file = new Handle.File("/proc/9/root/mnt/x", 801);
        assertThat(one(s, 400).handles()).containsExactly(file);
        assertThat(file.inner()).isEqualTo("/mnt/x");
        assertThat(one(s, 500).kind()).isEqualTo(Kind.LISTED);
        assertThat(one(s, 500).path()).isEmpty();
    }

    /// A folder and a mount table tell of the same file once.
    @Test
    void aFileIsOneHandle() {
        Snapshot s = of(begin().file("/run/netns/blue", 200)
                .namespace(2, 200, "/run/netns/blue")
                .way(HandleType.MOUNT, 2, 0, 200, "/run/netns/blue", 0, 0)
                .way(HandleType.MOUNT, 2, 9, 200, "/proc/9/root/run/netns/blue", 801, 0));
        assertThat(one(s, 200).handles())
                .containsExactly(
                        new Handle.File("/run/netns/blue", 0), new Handle.File("/proc/9/root/run/netns/blue", 801));
        assertThat(one(s, 200).name()).isEqualTo("blue");
    }

    @Test
    void whatEndedMeanwhileIsGone() {
        Snapshot s = of(begin().ended(7, 200, "brief"));
        assertThat(one(s, 200).state()).isEqualTo(State.GONE);
        assertThat(one(s, 200).name()).isEqualTo("brief");
        assertThat(one(s, 200).errno()).isNotZero();
    }

    /// The inode of one that has ended was given to another: it does not inherit its process.
    @Test
    void anInodeThatIsGivenAgain() {
        Snapshot s = of(begin().ended(7, 200, "brief")
                .namespace(2, 200, "/proc/8/ns/net")
                .process(8, 200, "next", ""));
        assertThat(one(s, 200).state()).isEqualTo(State.LIVE);
        assertThat(one(s, 200).name()).isEqualTo("next");
        assertThat(one(s, 200).handles()).singleElement().isEqualTo(new Handle.Process(8, "next", 80));
    }

    /// Two scans, and between them the inode was given to another.
    @Test
    void twoNumbersWithOneInode() {
        Snapshot s = of(begin().namespace(2, 200, "/proc/7/ns/net")
                .process(7, 200, "first", "")
                .namespace(3, 200, "/proc/8/ns/net")
                .process(8, 200, "second", ""));
        assertThat(s.namespaces())
                .filteredOn(n -> n.id().ino() == 200)
                .extracting(Namespace::name, Namespace::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("first", State.GONE),
                        org.assertj.core.groups.Tuple.tuple("second", State.LIVE));
        assertThat(s.namespace(0, Streams.DEV, 200).name()).isEqualTo("second");
        assertThat(s.namespace(2, Streams.DEV, 200).name()).isEqualTo("first");
    }

    /// The streams of these tests have all capabilities: then none is missing.
    @Test
    void whatMayNotBeEnteredIsDenied() {
        Snapshot s = of(begin().file("/run/netns/blue", 200).denied(2, 200, "/run/netns/blue", Errno.EPERM));
        assertThat(one(s, 200).state()).isEqualTo(State.DENIED);
        assertThat(s.gaps()).contains(new Gap("enter /run/netns/blue", "Operation not permitted", Errno.EPERM));
    }

    /// Another mount lies over it: it is kept all the same, and cannot be reached that way.
    @Test
    void aMountThatIsCovered() {
        Snapshot s = of(begin().way(HandleType.MOUNT, 0, 0, 200, "/mnt/x", 0, Errno.ESTALE));
        assertThat(one(s, 200).state()).isEqualTo(State.HELD);
        assertThat(one(s, 200).errno()).isEqualTo(Errno.ESTALE);
    }

    /// The files of an engine without root are namespaces in its own mount namespace only: that is no fault.
    @Test
    void whatIsANamespaceElsewhereIsNoLeftOver() {
        String file = "/run/user/1000/netns/netns-1";
        Snapshot s = of(begin().leftOver(file)
                .leftOver("/run/netns/old")
                .namespace(2, 200, "/proc/9/root" + file)
                .way(HandleType.MOUNT, 2, 9, 200, "/proc/9/root" + file, 801, 0)
                .way(HandleType.MOUNT, 2, 9, 200, "/proc/9/root/run/netns/old", 801, 0));
        assertThat(s.leftOvers())
                .containsExactly(new LeftOver(
                        "/run/netns/old",
                        "a namespace in another mount namespace only: /proc/9/root/run/netns/old",
                        false));
    }
}
