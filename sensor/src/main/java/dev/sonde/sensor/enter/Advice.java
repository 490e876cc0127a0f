package dev.sonde.sensor.enter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.nsenter.Namespaces;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;

/// The line under an error of `sonde enter` that says why, and what to do.
final class Advice {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final byte[] NETNS = Bytes.of("/netns");
    private static final int CAP_SYS_CHROOT = 18;
    private static final int CAP_SYS_PTRACE = 19;
    private static final int CAP_SYS_ADMIN = 21;

    private final Kernel kernel;
    private final Out err;

    Advice(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
    }

    /// `file`: by which the target was to be entered, or empty.
    void give(Say say, Namespaces namespaces, byte[] file, int pid) {
        int errno = say.errno;
        boolean opening = say.path.length > 0;
        if (errno == Errno.EPERM || errno == Errno.EACCES) {
            capability(opening, namespaces);
        } else if (pid != 0 && (errno == Errno.ENOENT || errno == Errno.ESRCH)) {
            line("the process is gone: sonde ls shows what is there now");
        } else if (file.length > 0) {
            ofFile(file, errno);
        } else if (errno == Errno.EINVAL && namespaces.wants(Namespaces.index(Namespaces.USER))) {
            line("this process is in that user namespace already: leave out -U");
        }
        err.flush();
    }

    /// The program was not found in the target's mount namespace.
    void ofProgram() {
        line("the target's own programs are run with -a or -m: without them this host's are");
        err.flush();
    }

    private void line(String text) {
        err.p("  ").p(text).raw('\n');
    }

    private void ofFile(byte[] file, int errno) {
        byte[] outside = Bytes.join(Bytes.of("/proc/1/root"), file);
        boolean missing = errno == Errno.ENOENT;
        boolean real = !missing && namespace(file);
        if (!real && (missing || errno == Errno.EINVAL) && file[0] == '/' && namespace(outside)) {
            err.p("  it was mounted after this container started, and does not show here: sonde enter ")
                    .safe(outside)
                    .raw('\n');
        } else if (missing) {
            line("no such file: sonde ls lists the namespaces");
        } else if (errno == Errno.EINVAL && !real) {
            line(
                    leftOver(file)
                            ? "the file is not a namespace but a left-over of one that has ended; it can be removed"
                            : "it is no namespace: sonde ls lists them");
        }
    }

    /// Whether the file lies on nsfs.
    private boolean namespace(byte[] file) {
        byte[] statfs = new byte[120];
        int r = (int) kernel.sys().call(Nr.STATFS, 0, Bytes.z(file), 0, 1, statfs, 0, 0, 0, 0, 0, 0);
        return r == 0 && Bytes.i64(statfs, 0) == Netns.NSFS_MAGIC;
    }

    /// Whether it is what a namespace's mount leaves: an empty file in a folder that is called as those of namespaces.
    private boolean leftOver(byte[] file) {
        byte[] statx = new byte[256];
        int r = kernel.statx(Kernel.AT_FDCWD, Bytes.z(file), AT_SYMLINK_NOFOLLOW, statx);
        return r == 0 && (Kernel.mode(statx) & S_IFMT) == S_IFREG && Kernel.size(statx) == 0 && inNetns(file);
    }

    /// Whether it lies in a folder `netns`.
    private static boolean inNetns(byte[] file) {
        int slash = file.length - 1;
        while (slash >= 0 && file[slash] != '/') {
            slash--;
        }
        return slash >= NETNS.length && Bytes.at(file, slash - NETNS.length, NETNS);
    }

    private void capability(boolean opening, Namespaces namespaces) {
        long has = Privileges.effective(kernel);
        String lacks = "";
        if ((has >>> CAP_SYS_ADMIN & 1) == 0) {
            lacks = "CAP_SYS_ADMIN";
        } else if (opening && (has >>> CAP_SYS_PTRACE & 1) == 0) {
            lacks = "CAP_SYS_PTRACE";
        } else if (namespaces.wants(Namespaces.index(Namespaces.MNT)) && (has >>> CAP_SYS_CHROOT & 1) == 0) {
            lacks = "CAP_SYS_CHROOT";
        }
        if (lacks.length() == 0) {
            line("it belongs to another user namespace, or a security module forbids it: ask whoever made it");
            return;
        }
        err.p("  ").p(lacks).p(" is missing: run it as root (sudo), in a container with --cap-add ");
        // Engines leave the first four letters out.
        for (int i = 4; i < lacks.length(); i++) {
            err.raw(lacks.charAt(i));
        }
        err.raw('\n');
    }
}
