package dev.sonde.sensor.serve;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.netns.Target;
import dev.sonde.sensor.scan.Scan;

/// The table that a command line will certainly ask for, by [CommandRights]: it is read while the analysis
/// starts, so that a large one is there when the analysis is.
///
/// Only command lines that ask for the whole of it are understood. A wrong guess would cost time and nothing else: the
/// analysis takes what it asks for, and drops the rest.
final class Prefetch {
    private static final int RTM_GETLINK = 18;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /// `RTM_GET*` and `AF_*` of the table; 0: nothing is prefetched.
    private int type;

    private int family;

    /// Where in the command line the target stands; 0: there is none.
    private int target;

    private final byte[][] argv;

    Prefetch(byte[][] argv) {
        this.argv = argv;
        if (argv.length > 2) {
            read();
        }
    }

    boolean any() {
        return type != 0;
    }

    /// Bits of [ScanBit]: what is sent unasked for its sake.
    int bits() {
        return type == 0 ? 0 : target == 0 ? ScanBit.PREFETCH : ScanBit.PREFETCH | ScanSet.NAMES;
    }

    private void read() {
        int version = 0;
        int at = 2;
        while (at < argv.length && argv[at].length > 1 && argv[at][0] == '-') {
            byte[] option = argv[at];
            if (Bytes.is(option, "-4")) {
                version = AF_INET;
            } else if (Bytes.is(option, "-6")) {
                version = AF_INET6;
            } else if (Bytes.is(option, "-n") || Bytes.is(option, "-netns")) {
                at++;
                target = at;
            } else if (!form(option)) {
                return;
            }
            at++;
        }
        if (at < argv.length && whole(at + 1)) {
            int table = CommandRights.prefetched(argv[1], argv[at], version);
            type = table >> 8;
            family = table & 0xff;
        }
    }

    /// Whether the option changes only how the rows are written. Details may need further tables.
    private static boolean form(byte[] option) {
        return Bytes.is(option, "-j")
                || Bytes.is(option, "-json")
                || Bytes.is(option, "-p")
                || Bytes.is(option, "-pretty")
                || Bytes.is(option, "-s")
                || Bytes.is(option, "-o")
                || Bytes.is(option, "-N")
                || Bytes.is(option, "-c");
    }

    /// Whether what follows the object asks for all rows.
    private boolean whole(int at) {
        return at == argv.length
                || at + 1 == argv.length
                        && (Bytes.is(argv[at], "show")
                                || Bytes.is(argv[at], "sh")
                                || Bytes.is(argv[at], "list")
                                || Bytes.is(argv[at], "ls"));
    }

    /// Sends the links and the table of the namespace that the command line names, and a REPLY to no request: the end
    /// of what is prefetched. What cannot be reached is left to the analysis, which will ask, and say why.
    void send(Kernel kernel, Frames frames, Scan scan) {
        int number = Origin.OWN;
        if (target != 0) {
            NetnsPath way = target < argv.length ? new Target(kernel).resolve(argv[target]) : null;
            number = way == null ? 0 : scan.open(way.dev(), way.ino(), way.cookie(), way.path(), 0, way.path().length);
        }
        int s = number > 0 ? scan.socket(number) : -Errno.EBADF;
        if (s >= 0) {
            frames.tick();
            scan.netns().table(s, number, RTM_GETLINK, 0);
            frames.flush();
            scan.netns().rows(s, number, type, family);
        }
        frames.reply(0);
    }
}
