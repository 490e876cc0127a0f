package dev.sonde.sensor;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.scan.Scan;
import dev.sonde.sensor.serve.Hello;
import dev.sonde.sensor.text.Out;

/// `sonde collect [-o FILE]`: records the stream that the analysis would read, for `--from FILE`.
final class Collect {
    private final Kernel kernel;
    private final Out err;

    Collect(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
    }

    @Opens("a file that does not exist yet (O_EXCL), where the user says")
    int run(byte[][] argv) {
        byte[] file = Bytes.NONE;
        for (int i = 2; i < argv.length; i++) {
            if (Bytes.is(argv[i], "-o") && i + 1 < argv.length && argv[i + 1].length > 0) {
                i++;
                file = Bytes.is(argv[i], "-") ? Bytes.NONE : argv[i];
            } else {
                err.p("sonde: collect: ");
                if (Bytes.is(argv[i], "-o")) {
                    err.p("-o: missing argument FILE\n");
                } else {
                    err.p(wrong(argv[i])).safe(argv[i]).raw('\n');
                }
                err.p("  usage: sonde collect [-o FILE]\n");
                err.flush();
                return 2;
            }
        }
        int fd = 1;
        if (file.length > 0) {
            // Not followed, not overwritten: the stream holds what only root may see.
            int flags = Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_EXCL | kernel.oNofollow();
            fd = kernel.openat(Kernel.AT_FDCWD, file, flags, 0600);
            if (fd < 0) {
                err.p("sonde: collect: cannot make ")
                        .safe(file)
                        .p(": ")
                        .p(Errno.text(-fd))
                        .raw('\n');
                err.p(
                        fd == -Errno.EEXIST
                                ? "  an existing file is never overwritten: name another\n"
                                : "  name a file in a folder that is there and yours: sonde collect -o FILE\n");
                err.flush();
                return 1;
            }
        } else if (kernel.ioctl(1, 0x5413, new byte[16]) == 0) {
            err.p("sonde: collect: the stream is binary and stdout is a terminal\n");
            err.p("  name a file: sonde collect -o FILE\n");
            err.flush();
            return 2;
        }
        // A file that may not grow is an error of write(2), not the end of this process.
        byte[] blocked = new byte[8];
        Bytes.put64(blocked, 0, 1L << SIGXFSZ - 1);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, blocked, 0, -1, Bytes.NONE, SIG_BLOCK, 0, 0, 8, 0, 0);
        Frames frames = new Frames(kernel, fd, false);
        Scan scan = new Scan(kernel, frames);
        new Hello(kernel, frames).send(Privileges.invoker(kernel), argv, CommandRights.COLLECT);
        int r = scan.begin();
        if (r == 0) {
            scan.run(CommandRights.COLLECT);
        }
        frames.flush();
        if (frames.error() != 0) {
            err.p("sonde: collect: cannot write the stream: ")
                    .p(Errno.text(frames.error()))
                    .raw('\n');
            err.p("  what was written is no recording: make room, and record again\n");
            err.flush();
            return 1;
        }
        if (r < 0) {
            err.p("sonde: collect: open /proc/self/ns/net: ").p(Errno.text(-r)).raw('\n');
            err.p("  is /proc mounted?\n");
            err.flush();
            return 1;
        }
        if (file.length > 0) {
            written(file, fd, scan.namespaces(), frames.gaps());
        }
        return 0;
    }

    private static String wrong(byte[] word) {
        return word.length > 0 && word[0] == '-' ? "unknown option " : "unexpected argument ";
    }

    private static final int SIG_BLOCK = 0;
    private static final int SIGXFSZ = 25;

    private static final int AT_EMPTY_PATH = 0x1000;

    /// Where `stx_size` lies in a `struct statx`.
    private static final int STX_SIZE = 0x28;

    /// `wrote FILE: 12 namespaces, 345 KiB`
    private void written(byte[] file, int fd, int namespaces, int gaps) {
        byte[] statx = new byte[256];
        byte[] empty = {0};
        err.p("sonde: collect: wrote ").safe(file).p(": ").p(namespaces);
        err.p(namespaces == 1 ? " namespace" : " namespaces");
        if (kernel.statx(fd, empty, AT_EMPTY_PATH, statx) == 0) {
            err.p(", ").p((Bytes.i64(statx, STX_SIZE) + 1023) / 1024).p(" KiB");
        }
        err.raw('\n');
        if (gaps > 0) {
            err.p("  what could not be read is in it: sonde ls --from ").safe(file);
            err.p(kernel.geteuid() == 0 ? " lists it\n" : " lists it; root reads more\n");
        }
        err.flush();
    }
}
