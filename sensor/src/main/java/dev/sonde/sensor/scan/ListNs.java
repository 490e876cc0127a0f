package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Netns;

/// Asks the kernel itself which network namespaces there are, where it has listns(2): what no handle has led to is
/// found by its number.
final class ListNs {
    /// Numbers that one call gives.
    private static final int MANY = 1024;

    private static final byte[] LIST = Bytes.of("network namespaces");
    private static final byte[] WAY = Bytes.of("");
    private static final byte[] PROC = Bytes.of("/proc/");
    private static final byte[] NS_NET = Bytes.z(Bytes.of("/ns/net"));

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;

    /// `struct ns_id_req { __u32 size, spare; __u64 ns_id; __u32 ns_type, spare2; __u64 user_ns_id; }`; `ns_id` is
    /// the last that was told.
    private final byte[] request = new byte[32];

    private final byte[] numbers = new byte[8 * MANY];

    ListNs(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
    }

    /// Sends what is sent of each that was not met yet. A kernel without the call has nothing to tell.
    ///
    /// `analysis`: a process whose namespace is left out, for it is ours; or 0.
    void send(int analysis) {
        long ours = of(analysis);
        Bytes.put32(request, 0, request.length);
        Bytes.put32(request, 16, Netns.CLONE_NEWNET);
        int n = MANY;
        int met = scan.roster().count();
        while (n == MANY) {
            n = (int) kernel.sys().call(Nr.LISTNS, 0, request, 0, 1, numbers, 0, 0, MANY, 0, 0, 0);
            if (n < 0 && n != -Errno.ENOSYS) {
                frames.gap("listns", LIST, -n);
            }
            for (int i = 0; i < n; i++) {
                long cookie = Bytes.i64(numbers, 8 * i);
                if (cookie != ours && !known(cookie, met)) {
                    listed(cookie);
                }
                Bytes.put64(request, 8, cookie);
            }
        }
    }

    /// The number of this process's namespace; 0: not known.
    @Opens("a file of procfs")
    private long of(int pid) {
        if (pid == 0) {
            return 0;
        }
        byte[] path = new byte[32];
        Bytes.copy(PROC, 0, path, 0, PROC.length);
        int end = Bytes.digits(path, PROC.length, pid);
        Bytes.copy(NS_NET, 0, path, end, NS_NET.length);
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_RDONLY);
        if (fd < 0) {
            return 0;
        }
        long id = scan.doors().id(fd);
        kernel.close(fd);
        return id;
    }

    private boolean known(long cookie, int met) {
        for (int i = 1; i <= met; i++) {
            if (scan.roster().cookie(i) == cookie) {
                return true;
            }
        }
        return false;
    }

    private void listed(long cookie) {
        int fd = scan.doors().byId(cookie, 0);
        int number = fd < 0 ? fd : scan.meet(fd, WAY, 0);
        if (number <= 0) {
            // It is there, and cannot be opened: its number is all that is known.
            number = scan.roster().anonymous(cookie);
            scan.announce(number, WAY, 0, fd < 0 ? -fd : Errno.E2BIG);
        }
        scan.handle(HandleType.LISTED, number, 0, scan.roster().ino(number), WAY, 0, cookie)
                .end();
    }
}
