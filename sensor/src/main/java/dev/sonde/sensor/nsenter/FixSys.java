package dev.sonde.sensor.nsenter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;

/// `--fix-sys`: a mount namespace of its own, in which `/sys` shows the joined network namespace (sysfs shows that of
/// whoever mounted it), and the files of `/etc/netns/NAME` stand in place of those in `/etc`, as with
/// `ip netns exec`.
public final class FixSys {
    /// `MS_REC | MS_SLAVE`, `MS_BIND` of linux/mount.h
    private static final long SLAVE = 0x4000 | 0x80000;

    private static final long BIND = 0x1000;
    /// `MS_NOSUID | MS_NODEV | MS_NOEXEC`
    private static final long HARMLESS = 2 | 4 | 8;

    private static final int MNT_DETACH = 2;

    private final Kernel kernel;
    private final Say say;

    public FixSys(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// 0, or 1 and said. `name`: of `ip netns`, or empty.
    public int run(byte[] name) {
        int r = kernel.unshare(Namespaces.MNT);
        if (r < 0) {
            return say.fail("cannot make a mount namespace for /sys", -r);
        }
        byte[] none = {0};
        byte[] root = {'/', 0};
        r = kernel.bindMount(none, root, SLAVE);
        if (r < 0) {
            return say.fail("cannot keep mounts from the outside", -r);
        }
        byte[] sys = Bytes.z(Bytes.of("/sys"));
        kernel.sys().call(Nr.UMOUNT2, 0, sys, 0, -1, Bytes.NONE, 0, MNT_DETACH, 0, 0, 0, 0);
        r = kernel.mountNew(Bytes.z(Bytes.of("sysfs")), sys, HARMLESS);
        if (r < 0) {
            return say.fail("cannot mount /sys", -r);
        }
        return name.length == 0 ? 0 : files(name);
    }

    /// Binds each file of `/etc/netns/NAME` over the one in `/etc`, which must be there.
    @Bounded("once for each file of a folder of the administrator's")
    @Opens("a folder of sysfs")
    private int files(byte[] name) {
        byte[] folder = Bytes.join(Bytes.of("/etc/netns/"), name);
        int fd = kernel.open(folder, Kernel.O_RDONLY | kernel.oDirectory());
        if (fd < 0) {
            return 0;
        }
        Dirents names = new Dirents(kernel, 8192);
        names.of(fd);
        while (names.next()) {
            if (names.bytes()[names.at()] != '.') {
                bind(folder, names.copy());
            }
        }
        kernel.close(fd);
        return 0;
    }

    private void bind(byte[] folder, byte[] entry) {
        byte[] from = Bytes.join(Bytes.join(folder, Bytes.of("/")), entry);
        byte[] to = Bytes.join(Bytes.of("/etc/"), entry);
        int r = kernel.bindMount(Bytes.z(from), Bytes.z(to), BIND);
        if (r < 0) {
            // As with `ip netns exec`, the program starts all the same.
            Out err = say.err();
            err.p("sonde: cannot bind ").safe(from).p(" to ").safe(to);
            err.p(": ").p(Errno.text(-r)).raw('\n');
            err.flush();
        }
    }
}
