package dev.sonde.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Stream;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.FakeNetlink;
import dev.sonde.sensor.kernel.FaultySys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.scan.Scan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `collect` while system calls fail: what comes out is right, or a frame says what is missing, or one line says why
/// there is nothing. Never an exception, never a hang, never a row in the wrong namespace.
@Timeout(120)
class CollectFaultsTest {
    private static final int[] ERRNOS = {
        Errno.EINTR,
        Errno.EPERM,
        Errno.ENOENT,
        Errno.ESRCH,
        Errno.EIO,
        Errno.EAGAIN,
        Errno.ENOMEM,
        Errno.EACCES,
        Errno.EINVAL,
        Errno.EMFILE,
        Errno.EMSGSIZE,
        Errno.ENOBUFS
    };

    /// Calls whose failure loses nothing that a frame would tell, with why.
    private static final List<Integer> HARMLESS = List.of(
            Nr.SETSOCKOPT, // options that older kernels lack
            Nr.CLOSE,
            Nr.PRLIMIT64, // fewer can be held at once
            Nr.IOCTL, // is it a terminal?
            Nr.GETSOCKOPT, // the cookie: 0 is "unknown"
            Nr.UNAME, // empty is "unknown"
            Nr.CAPGET, // of HELLO, which tells it as none
            Nr.CLOCK_GETTIME, // 0 is "unknown"
            Nr.GETPID, // these four never fail
            Nr.GETUID,
            Nr.GETEUID,
            Nr.GETGID);

    private static final Stream RIGHT = Stream.of(run(new FakeKernel("sonde", "collect")));

    private static byte[] run(FakeKernel kernel) {
        assertThat(Main.run(kernel)).isZero();
        return kernel.out.toByteArray();
    }

    @Test
    void withoutFaultsItIsWhole() {
        assertThat(RIGHT.whole()).isTrue();
        assertThat(RIGHT.flagged()).isFalse();
        RIGHT.assertAttribution();
        assertThat(RIGHT.frames().stream().filter(f -> f.kind() == FrameKind.NETNS))
                .as("four with a process or a name, six that are hidden, one that only a link leads to")
                .hasSize(4 + 6 + 1);
        assertThat(RIGHT.frames().stream().filter(f -> f.kind() == FrameKind.PROCESS))
                .hasSize(4);
        assertThat(RIGHT.frames().stream()
                        .filter(f -> f.kind() == FrameKind.HANDLE)
                        .map(f -> Bytes.i32(f.payload(), 0)))
                .as("types of handles")
                .containsExactlyInAnyOrder(1, 1, 1, 4, 5, 6, 7, 7, 8, 9);
        assertThat(RIGHT.frames().stream().filter(f -> f.kind() == FrameKind.NETLINK))
                .hasSize(10 * (9 + 17 + 3) + 1); // and the firewall; addresses by the id of a link
        assertThat(RIGHT.frames().stream().filter(f -> f.kind() == FrameKind.FILE && f.origin() != 0))
                .hasSize(10 * 9);
    }

    /// The links of what only a link leads to are listed where that gives nobody an id: the kernel would number the one
    /// that asks.
    @Test
    void linksBehindALinkAreListedWhereThatNumbersNobody() {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.netlink.knowsItself = true;
        Stream stream = Stream.of(run(kernel));
        assertThat(hidden(stream)).containsExactly(18, 22);
        assertThat(hidden(RIGHT)).containsExactly(22);
    }

    /// Which tables were asked for of the namespace that only a link leads to, the last that is met.
    private static List<Integer> hidden(Stream stream) {
        return stream.frames().stream()
                .filter(f -> f.kind() == FrameKind.NETLINK && f.origin() == 11)
                .map(f -> Bytes.u16(f.payload(), 4 + 4))
                .toList();
    }

    /// Who asks for what links lead to, and not for links, is sent none.
    @Test
    void linksAreReadAndNotSent() {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        Stream stream = Stream.of(scanned(kernel, ScanBit.PROCESSES | ScanBit.FOLDERS | ScanBit.PEERS));
        assertThat(stream.frames().stream()
                        .filter(f -> f.kind() == FrameKind.NETLINK)
                        .map(f -> f.origin() + " " + Bytes.u16(f.payload(), 4 + 4)))
                .containsExactly("6 22");
    }

    /// What one scan sends for these bits.
    private static byte[] scanned(FakeKernel kernel, int bits) {
        Kernel k = new Kernel(kernel);
        Frames frames = new Frames(k, 1, false);
        frames.magic();
        Scan scan = new Scan(k, frames);
        assertThat(scan.begin()).isZero();
        scan.run(bits);
        frames.flush();
        return kernel.out.toByteArray();
    }

    /// Each with three errnos: an interruption, an I/O error, and in turn all others, so that each meets every kind
    /// of call many times.
    @Test
    void everyCallFailsOnce() {
        int calls = calls();
        List<String> wrong = new ArrayList<>();
        for (int at = 0; at < calls; at++) {
            int other = ERRNOS[at % ERRNOS.length];
            for (int errno : new int[] {Errno.EINTR, Errno.EIO, other}) {
                FakeKernel kernel = new FakeKernel("sonde", "collect");
                FaultySys faulty = FaultySys.once(kernel, at, errno);
                judge(kernel, faulty, Main.run(faulty), errno, at, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static int calls() {
        FaultySys counting = FaultySys.once(new FakeKernel("sonde", "collect"), -1, 0);
        assertThat(Main.run(counting)).isZero();
        return counting.calls.size();
    }

    @Test
    void everyKindOfCallFailsAlways() {
        List<String> wrong = new ArrayList<>();
        for (int errno : ERRNOS) {
            for (int nr = 0; nr < Nr.COUNT; nr++) {
                if (errno == Errno.EINTR) {
                    continue; // for ever: no kernel does that, and to try again is right
                }
                FakeKernel kernel = new FakeKernel("sonde", "collect");
                FaultySys faulty = FaultySys.always(kernel, nr, errno);
                int status = Main.run(faulty);
                int at = faulty.calls.indexOf(nr);
                if (at >= 0) {
                    judge(kernel, faulty, status, errno, at, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void judge(FakeKernel kernel, FaultySys faulty, int status, int errno, int at, List<String> wrong) {
        int nr = faulty.calls.get(at);
        Stream stream = Stream.of(kernel.out.toByteArray());
        stream.assertAttribution();
        String said = kernel.err.toString(StandardCharsets.ISO_8859_1);
        boolean same = stream.facts().equals(RIGHT.facts());
        boolean told = stream.flagged() || status == 1 && (said.startsWith("sonde: ") || nr == Nr.WRITE);
        boolean gone = errno == Errno.ENOENT || errno == Errno.ESRCH; // a process or file that has ended meanwhile
        if (status != 0 && !said.startsWith("sonde: ") && nr != Nr.WRITE) {
            wrong.add(name(nr, errno, at) + ": status " + status + " without a word");
        }
        if (status == 0 && !stream.whole()) {
            wrong.add(name(nr, errno, at) + ": status 0 and the stream is cut off");
        }
        if (!same && !told && !gone && !HARMLESS.contains(nr)) {
            wrong.add(name(nr, errno, at) + ": another stream, and nothing says so");
        }
    }

    private static String name(int nr, int errno, int at) {
        return "call " + at + " of number " + nr + ": " + Errno.text(errno);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 31})
    void shortReadsAndWritesChangeNothing(int most) {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.most = most;
        assertThat(Main.run(kernel)).isZero();
        assertThat(Stream.of(kernel.out.toByteArray()).facts()).isEqualTo(RIGHT.facts());
    }

    @ParameterizedTest
    @EnumSource(FakeNetlink.Reply.class)
    void spoiltReplies(FakeNetlink.Reply reply) {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.netlink.reply = reply;
        FaultySys counting = FaultySys.once(kernel, -1, 0);
        assertThat(Main.run(counting)).isZero();
        Stream stream = Stream.of(kernel.out.toByteArray());
        assertThat(stream.whole()).isTrue();
        stream.assertAttribution();
        switch (reply) {
            case RIGHT, STALE -> assertThat(stream.facts()).isEqualTo(RIGHT.facts());
            case INTERRUPTED_ONCE -> assertThat(stream.flagged()).isFalse();
            case INTERRUPTED -> assertThat(tables(stream)).allMatch(f -> (f.flags() & FrameFlag.INTERRUPTED) != 0);
            default -> assertThat(tables(stream)).allMatch(Stream.Frame::flagged);
        }
    }

    /// A datagram that was cut, a reply without its end, messages that were lost: said with the errno of the call.
    @ParameterizedTest
    @CsvSource({"HUGE, 90", "ENDLESS, 11", "DONE_FAILED, 90", "REFUSED, 1"})
    void aReplyThatIsNotWholeSaysWhy(FakeNetlink.Reply reply, int errno) {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.netlink.reply = reply;
        List<Stream.Frame> tables = tables(Stream.of(run(kernel)));
        assertThat(tables).allMatch(f -> (f.flags() & FrameFlag.FAILED) != 0 && f.errno() == errno);
    }

    @Test
    void messagesThatWereLostAreSaid() {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        assertThat(Main.run(FaultySys.always(kernel, Nr.RECVFROM, Errno.ENOBUFS)))
                .isZero();
        assertThat(tables(Stream.of(kernel.out.toByteArray())))
                .allMatch(f -> (f.flags() & FrameFlag.FAILED) != 0 && f.errno() == Errno.ENOBUFS);
    }

    /// Five times, then the last answer is taken; one that came whole at the second time needs no more.
    @Test
    void aDumpThatChangesInterruptIsAskedForFiveTimes() {
        int tables = 10 * (9 + 17 + 3) + 1; // and the addresses of the namespace that only a link leads to
        // Of each other namespace, once, and of the one that knows the hidden one whether it knows itself: one answer,
        // which nothing interrupts.
        int ids = 10 * 9 + 1;
        assertThat(questions(FakeNetlink.Reply.RIGHT)).isEqualTo(tables + ids);
        assertThat(questions(FakeNetlink.Reply.INTERRUPTED)).isEqualTo(5 * tables + ids);
        // Once for each socket: rtnetlink and netfilter.
        assertThat(questions(FakeNetlink.Reply.INTERRUPTED_ONCE)).isEqualTo(tables + ids + 10 * 2);
    }

    private static long questions(FakeNetlink.Reply reply) {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.netlink.reply = reply;
        FaultySys counting = FaultySys.once(kernel, -1, 0);
        assertThat(Main.run(counting)).isZero();
        return counting.calls.stream().filter(nr -> nr == Nr.SENDTO).count();
    }

    private static List<Stream.Frame> tables(Stream stream) {
        List<Stream.Frame> all = stream.frames().stream()
                .filter(f -> f.kind() == FrameKind.NETLINK && !f.goesOn())
                .toList();
        assertThat(all).isNotEmpty();
        return all;
    }

    @Test
    void aFileBeyondTheLimitIsMarked() {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.file("/proc/20/cmdline", new byte[2000]);
        Stream stream = Stream.of(run(kernel));
        assertThat(stream.frames())
                .filteredOn(f -> f.kind() == FrameKind.PROCESS && Bytes.i32(f.payload(), 0) == 20)
                .singleElement()
                .satisfies(f -> assertThat(f.flags()).isEqualTo(FrameFlag.CUT));
    }

    /// A process that lists its open files and says of none what it is, is one process.
    @ParameterizedTest
    @CsvSource({"/proc/22/fd/, 1", "/proc/2, 3"})
    void whoHidesOpenFilesIsCountedOnce(String hidden, int processes) {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        kernel.file("/proc/20/fd/7", new byte[0]);
        kernel.hidden = hidden;
        Stream stream = Stream.of(scanned(kernel, ScanBit.PROCESSES | ScanBit.TASKS));
        List<String> gaps = stream.frames().stream()
                .filter(f -> f.kind() == FrameKind.GAP)
                .map(f -> new String(f.payload(), 4, f.payload().length - 4, StandardCharsets.ISO_8859_1)
                        .replaceAll("[^ -~]+", " ")
                        .concat(": " + f.errno()))
                .toList();
        assertThat(gaps)
                .filteredOn(g -> g.contains("/proc/PID/fd"))
                .containsExactly("getdents64 /proc/PID/fd of " + processes + ": " + Errno.EACCES);
    }

    @Test
    void noFdIsLeftOpenByAScan() {
        FakeKernel kernel = new FakeKernel("sonde", "collect");
        run(kernel);
        assertThat(kernel.openFds()).as("the fd of its own namespace").isEqualTo(1);
    }
}
