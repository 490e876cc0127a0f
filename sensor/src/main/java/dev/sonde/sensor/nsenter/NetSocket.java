package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Say;

/// `--net-socket`: the network namespace to which a socket of the target belongs.
record NetSocket(Kernel kernel, Say say) {
    /// `SIOCGSKNS` of linux/sockios.h
    private static final long SIOCGSKNS = 0x894c;

    /// Wants the namespace of the socket that is `fd` in the process `pid`: 0, or 1 and said. `pidfd`: of the process;
    /// -1: not open yet.
    int want(Namespaces namespaces, int pidfd, int pid, int fd) {
        int process = pidfd >= 0 ? pidfd : kernel.pidfd(pid);
        byte[] digits = new byte[10];
        if (process < 0) {
            int n = Bytes.digits(digits, 0, pid);
            return say.fail("failed to pidfd_open() for ", Bytes.sub(digits, 0, n), "", -process);
        }
        int socket = (int) kernel.sys().call(Nr.PIDFD_GETFD, process, fd, 0, 0, 0, 0);
        if (socket < 0) {
            int n = Bytes.digits(digits, 0, process);
            byte[] arguments = Bytes.join(Bytes.sub(digits, 0, n), Bytes.of(", "));
            n = Bytes.digits(digits, 0, fd);
            arguments = Bytes.join(arguments, Bytes.sub(digits, 0, n));
            return say.fail("pidfd_getfd(", arguments, ")", -socket);
        }
        int namespace = kernel.ioctl(socket, SIOCGSKNS, 0);
        if (namespace < 0) {
            int n = Bytes.digits(digits, 0, socket);
            return say.fail("ioctl(", Bytes.sub(digits, 0, n), ", SIOCGSKNS)", -namespace);
        }
        kernel.close(socket);
        if (pidfd < 0) {
            kernel.close(process);
        }
        namespaces.want(Namespaces.index(Namespaces.NET), namespace);
        return 0;
    }
}
