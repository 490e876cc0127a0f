package dev.sonde.sensor.serve;

import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.TerminalBit;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.text.Version;

/// The first frame: who reads, where, for whom, and for which command line.
public final class Hello {
    private static final long TIOCGWINSZ = 0x5413;
    private static final int CLOCK_REALTIME = 0;

    /// machine-id(5), 32 hex digits and a newline; random(4), a UUID and a newline.
    private static final byte[] MACHINE_ID = Bytes.z(Bytes.of("/etc/machine-id"));

    private static final byte[] BOOT_ID = Bytes.z(Bytes.of("/proc/sys/kernel/random/boot_id"));
    private static final int MOST_OF_ID = 64;

    private final Kernel kernel;
    private final Frames frames;

    public Hello(Kernel kernel, Frames frames) {
        this.kernel = kernel;
        this.frames = frames;
    }

    @Bounded("once for each argument of the command line")
    @Opens("files of root's")
    public void send(Privileges user, byte[][] argv, int wants) {
        byte[] scratch = new byte[16];
        // struct utsname: six fields of 65 bytes: sysname, nodename, release, version, machine, domainname
        byte[] uts = new byte[6 * 65];
        kernel.sys().call(Nr.UNAME, 0, uts, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
        int columns = 0;
        int terminals = 0;
        if (terminal(2, scratch)) {
            terminals = TerminalBit.STDERR;
        }
        if (terminal(1, scratch)) {
            terminals |= TerminalBit.STDOUT;
            columns = Bytes.u16(scratch, 2);
        }
        int pid = kernel.getpid();
        int effective = kernel.geteuid();
        long capabilities = Privileges.effective(kernel);
        long now = kernel.clock(CLOCK_REALTIME, scratch);
        int room = 1024;
        for (int i = 0; i < argv.length; i++) {
            room += 4 + argv[i].length;
        }
        frames.magic();
        frames.tick();
        frames.begin(FrameKind.HELLO, 0, Math.min(room, 1 << 18));
        frames.u32(pid).u32(user.uid()).u32(user.gid()).u32(effective);
        frames.u64(capabilities).u64(now);
        frames.u32(terminals).u32(columns).u32(wants);
        field(uts, 2 * 65);
        field(uts, 65);
        frames.string(Version.NAME);
        frames.u32(argv.length);
        for (int i = 0; i < argv.length; i++) {
            frames.string(argv[i]);
        }
        frames.file(kernel.openz(Kernel.AT_FDCWD, MACHINE_ID, Kernel.O_RDONLY), MOST_OF_ID);
        frames.file(kernel.openz(Kernel.AT_FDCWD, BOOT_ID, Kernel.O_RDONLY), MOST_OF_ID);
        frames.end();
        frames.flush();
    }

    private void field(byte[] uts, int at) {
        int n = 0;
        while (n < 65 && uts[at + n] != 0) {
            n++;
        }
        frames.string(uts, at, n);
    }

    /// `struct winsize`: rows, columns.
    private boolean terminal(int fd, byte[] winsize) {
        return kernel.ioctl(fd, TIOCGWINSZ, winsize) == 0;
    }
}
