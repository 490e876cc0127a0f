package dev.sonde.it;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.jvm.FfmSys;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import java.nio.file.Files;
import java.nio.file.Path;

/// A hostile analysis: started by the sensor in the place of the real one, it tries what it must not be able to do,
/// and prints a line for each try: what, and `done` or the errno.
public final class Captive {
    public static void main(String[] args) throws Exception {
        Kernel kernel = new Kernel(new FfmSys(new byte[][] {Bytes.of("captive")}));
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Cap")
                    || line.startsWith("NoNewPrivs")
                    || line.startsWith("Uid")
                    || line.startsWith("Groups")) {
                System.out.println(line.replace('\t', ' ').strip());
            }
        }
        say("open /proc/1/root/", kernel.open(Bytes.of("/proc/1/root/"), Kernel.O_RDONLY));
        int own = kernel.open(Bytes.of("/proc/self/ns/net"), Kernel.O_RDONLY);
        say("setns own net", kernel.setns(own, 0x40000000));
        kernel.close(own);
        say("open /proc/1/ns/net", kernel.open(Bytes.of("/proc/1/ns/net"), Kernel.O_RDONLY));
        say("unshare net", kernel.unshare(0x40000000));
        say("newlink", newLink(kernel));
        say("packet socket", kernel.socket(17, 3, 0));
        say("chroot", (int) kernel.sys().call(Nr.CHROOT, 0, new byte[] {'/', 0}, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0));
        say("mount", kernel.mountNew(Bytes.z(Bytes.of("tmpfs")), Bytes.z(Bytes.of("/tmp")), 0));
        say("setuid 0 from another", (int) kernel.sys().call(Nr.SETRESUID, 0, 0, 0, 0, 0, 0));
        say("kill 1", kernel.kill(1, 0));
        StringBuilder fds = new StringBuilder();
        try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                String target;
                try {
                    target = Files.readSymbolicLink(file).toString();
                } catch (java.io.IOException e) {
                    continue;
                }
                if (target.startsWith("net:") || target.startsWith("/proc/") && !target.contains("/fd")) {
                    fds.append(' ').append(target);
                }
            }
        }
        System.out.println("inherited namespace fds:" + fds);
    }

    private static void say(String what, int r) {
        System.out.println(what + ": " + (r >= 0 ? "done" : Errno.text(-r)));
    }

    /// RTM_NEWLINK of a bridge, with NLM_F_ACK: the kernel's own answer.
    private static int newLink(Kernel kernel) {
        int s = kernel.socket(16, 3, 0);
        if (s < 0) {
            return s;
        }
        byte[] m = new byte[16 + 16 + 8 + 16];
        Bytes.put32(m, 0, m.length);
        Bytes.put16(m, 4, 16); // RTM_NEWLINK
        Bytes.put16(m, 6, 1 | 4 | 0x600); // REQUEST ACK CREATE EXCL
        Bytes.put16(m, 32, 8);
        Bytes.put16(m, 34, 3); // IFLA_IFNAME
        m[36] = 'x';
        m[37] = 'y';
        Bytes.put16(m, 40, 16);
        Bytes.put16(m, 42, 18); // IFLA_LINKINFO { IFLA_INFO_KIND "bridge" }
        Bytes.put16(m, 44, 11);
        Bytes.put16(m, 46, 1);
        Bytes.copy(Bytes.of("bridge"), 0, m, 48, 6);
        int r = kernel.send(s, m, 0, m.length, 0);
        if (r < 0) {
            return r;
        }
        byte[] answer = new byte[4096];
        r = kernel.recv(s, answer, 0, 0);
        return r < 20 ? -Errno.EPROTO : Bytes.i32(answer, 16);
    }

    private Captive() {}
}
