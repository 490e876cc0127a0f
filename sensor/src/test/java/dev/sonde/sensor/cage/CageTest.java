package dev.sonde.sensor.cage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.FakeSys;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.text.Out;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Each wall stands alone: a kernel that lacks one call, or refuses it, has the others; and what cannot be given up
/// ends the start.
class CageTest {
    private static final int PID = 4711;

    /// A kernel in which all calls succeed but one.
    private static final class Lacking extends FakeSys {
        private final int lacks;
        private final int errno;
        private final int uid;
        private final List<Integer> calls = new ArrayList<>();

        Lacking(int uid, int lacks, int errno) {
            this.uid = uid;
            this.lacks = lacks;
            this.errno = errno;
        }

        private long answer(int nr, long otherwise) {
            calls.add(nr);
            return nr == lacks ? -errno : otherwise;
        }

        @Override
        public long call(int nr, long a, long b, long c, long d, long e, long f) {
            return answer(
                    nr,
                    switch (nr) {
                        case Nr.GETPID, Nr.SETSID -> PID;
                        case Nr.GETUID, Nr.GETEUID, Nr.GETGID, Nr.GETEGID -> uid;
                        case Nr.LANDLOCK_CREATE_RULESET -> 7;
                        default -> 0;
                    });
        }

        @Override
        public long call(
                int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
            return answer(
                    nr,
                    switch (nr) {
                        case Nr.OPENAT, Nr.LANDLOCK_CREATE_RULESET -> 9;
                        case Nr.GETRANDOM, Nr.WRITE -> x.length;
                        default -> 0;
                    });
        }

        @Override
        public long message(
                int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
            return answer(nr, 0);
        }

        @Override
        public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
            return answer(nr, 0);
        }
    }

    private static final Map<Integer, String> NAMES = Map.of(
            Cage.SESSION, "session",
            Cage.USER, "user",
            Cage.PRIVILEGES, "privileges",
            Cage.NETWORK, "network",
            Cage.FILES, "files",
            Cage.LANDLOCK, "landlock",
            Cage.CALLS, "calls",
            Cage.LIMITS, "limits");

    /// The walls that do not stand, where this call fails; or `no start`.
    private static String fallen(int uid, int lacks, int errno) {
        Lacking sys = new Lacking(uid, lacks, errno);
        Kernel kernel = new Kernel(sys);
        Cage cage = new Cage(kernel, Privileges.invoker(kernel), new JavaRuntime(kernel, new Out(kernel, 2, 64)));
        int r = cage.enter(5);
        Set<String> down = new TreeSet<>();
        for (int wall = 0; wall < Cage.WALLS; wall++) {
            if (cage.wall(wall) <= 0) {
                down.add(NAMES.get(wall));
            }
        }
        if (r >= 0) {
            assertThat(cage.wall(Cage.PRIVILEGES)).isPositive();
            assertThat(sys.calls).contains(Nr.CAPSET, Nr.SETSID, Nr.CLOSE_RANGE);
        }
        return r < 0 ? "no start" : String.join(" ", down);
    }

    @Test
    void allStandForRoot() {
        assertThat(fallen(0, -1, 0)).isEmpty();
    }

    @Test
    void anOrdinaryUserHasHisOwnId() {
        assertThat(fallen(1000, -1, 0)).isEqualTo("user");
    }

    @Test
    void eachFallsAlone() {
        for (int errno : new int[] {Errno.EPERM, Errno.ENOSYS, Errno.EINVAL, Errno.ENOSPC}) {
            assertThat(fallen(0, Nr.UNSHARE, errno)).isEqualTo("files network user");
            // Without a root of its own a user of its own could not reach the runtime, unless everyone may.
            assertThat(fallen(0, Nr.MOUNT, errno)).isEqualTo("files user");
            assertThat(fallen(0, Nr.PIVOT_ROOT, errno)).isEqualTo("files user");
            assertThat(fallen(0, Nr.UMOUNT2, errno)).isEqualTo("files");
            assertThat(fallen(0, Nr.MOUNT_SETATTR, errno)).isEqualTo("files");
            assertThat(fallen(0, Nr.SECCOMP, errno)).isEqualTo("calls");
            assertThat(fallen(0, Nr.GETRANDOM, errno)).isEqualTo("calls");
            assertThat(fallen(0, Nr.LANDLOCK_CREATE_RULESET, errno)).isEqualTo("landlock");
            assertThat(fallen(0, Nr.LANDLOCK_ADD_RULE, errno)).isEqualTo("landlock");
            assertThat(fallen(0, Nr.LANDLOCK_RESTRICT_SELF, errno)).isEqualTo("landlock");
            assertThat(fallen(0, Nr.PRLIMIT64, errno)).isEqualTo("limits");
        }
        assertThat(fallen(0, Nr.SETRESGID, Errno.EINVAL)).as("not mapped").isEqualTo("user");
        assertThat(fallen(0, Nr.SETRESGID, Errno.EPERM)).as("no right to").isEqualTo("user");
        assertThat(fallen(1000, Nr.UNSHARE, Errno.EPERM)).isEqualTo("files network user");
        assertThat(fallen(1000, Nr.OPENAT, Errno.EACCES)).as("no map").isEqualTo("files user");
    }

    @Test
    void whatCannotBeGivenUpEndsTheStart() {
        for (int nr : new int[] {Nr.DUP3, Nr.CLOSE_RANGE, Nr.SETSID, Nr.SETGROUPS, Nr.SETRESUID, Nr.CAPSET, Nr.PRCTL}) {
            assertThat(fallen(0, nr, Errno.EPERM)).as("call %d", nr).isEqualTo("no start");
        }
    }
}
