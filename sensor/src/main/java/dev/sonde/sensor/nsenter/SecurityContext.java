package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;

/// `--follow-context`: the program starts in the target's SELinux context.
final class SecurityContext {
    private static final long SELINUX_MAGIC = 0xf97cff8cL;

    private final Kernel kernel;
    private final Say say;

    SecurityContext(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// 0, or 1 and said. Where SELinux is not in use it is said, and goes on.
    @Opens("files of procfs")
    int follow(int pid) {
        byte[] statfs = new byte[120];
        byte[] mount = Bytes.z(Bytes.of("/sys/fs/selinux"));
        int r = (int) kernel.sys().call(Nr.STATFS, 0, mount, 0, 1, statfs, 0, 0, 0, 0, 0, 0);
        if (r < 0 || Bytes.i64(statfs, 0) != SELINUX_MAGIC) {
            Out err = say.err();
            err.p(say.program()).p(": --follow-context: SELinux is not in use here, nothing to follow\n");
            err.flush();
            return 0;
        }
        if (pid == 0) {
            return say.fail("no target PID specified for --follow-context", 0);
        }
        byte[] context = new byte[4096];
        int fd = kernel.open(Nsenter.ofProcess(pid, "attr/current"), Kernel.O_RDONLY);
        int n = fd < 0 ? fd : kernel.readAll(fd, context, 0);
        kernel.close(fd);
        if (n <= 0) {
            byte[] digits = new byte[10];
            int length = Bytes.digits(digits, 0, pid);
            return say.fail("failed to get ", Bytes.sub(digits, 0, length), " SELinux context", 0);
        }
        fd = kernel.open(Bytes.of("/proc/self/attr/exec"), Kernel.O_WRONLY);
        r = fd < 0 ? fd : kernel.write(fd, context, 0, n);
        kernel.close(fd);
        if (r < 0) {
            int end = context[n - 1] == 0 ? n - 1 : n;
            return say.fail("failed to set exec context to '", Bytes.sub(context, 0, end), "'", 0);
        }
        return 0;
    }
}
