package dev.sonde.sensor.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmSysTest {
    private final FfmSys sys = new FfmSys(new byte[][] {Bytes.of("sonde")});
    private final Kernel kernel = new Kernel(sys);

    @Test
    void aResultOrMinusErrno() {
        assertThat(kernel.getpid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(kernel.open(Bytes.of("/no/such/file"), Kernel.O_RDONLY)).isEqualTo(-Errno.ENOENT);
        assertThat(kernel.close(-1)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void readsAndWritesAtAnOffset(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a");
        int fd = kernel.openat(
                Kernel.AT_FDCWD, Bytes.of(file.toString()), Kernel.O_RDWR | Kernel.O_CREAT | Kernel.O_EXCL, 0600);
        assertThat(fd).isNotNegative();
        byte[] b = Bytes.of("..hello..");
        assertThat(kernel.write(fd, b, 2, 5)).isEqualTo(5);
        assertThat(Files.readString(file)).isEqualTo("hello");
        assertThat((int) sys.call(Nr.LSEEK, fd, 1, 0, 0, 0, 0)).isEqualTo(1);
        byte[] back = Bytes.of("______________");
        assertThat(kernel.read(fd, back, 3, 100)).as("more than the array has").isEqualTo(-Errno.EINVAL);
        assertThat(kernel.read(fd, back, 3, 11)).isEqualTo(4);
        assertThat(new String(back, StandardCharsets.US_ASCII)).isEqualTo("___ello_______");
        assertThat(kernel.close(fd)).isZero();
    }

    @Test
    void twoArraysInOneCall() {
        byte[] statx = new byte[256];
        assertThat(kernel.statx(Kernel.AT_FDCWD, Bytes.z(Bytes.of("/proc/self/ns/net")), 0, statx))
                .isZero();
        assertThat(Kernel.ino(statx)).isPositive();
        byte[] link = new byte[64];
        int n = kernel.readlink(Kernel.AT_FDCWD, Bytes.z(Bytes.of("/proc/self/ns/net")), link);
        assertThat(new String(link, 0, n, StandardCharsets.US_ASCII)).isEqualTo("net:[" + Kernel.ino(statx) + "]");
    }

    @Test
    void messagesCarryFdsAndLengths() {
        byte[] pair = new byte[8];
        assertThat(kernel.socketpair(1, 5, pair)).isZero();
        int a = Bytes.i32(pair, 0);
        int b = Bytes.i32(pair, 4);
        byte[] control = new byte[24]; // struct cmsghdr: one fd
        Bytes.put64(control, 0, 20);
        Bytes.put32(control, 8, 1);
        Bytes.put32(control, 12, 1);
        Bytes.put32(control, 16, a);
        byte[] header = new byte[56];
        Bytes.put64(header, 40, 24);
        assertThat(sys.message(Nr.SENDMSG, a, header, Bytes.NONE, Bytes.of("abc"), 3, control, 0))
                .isEqualTo(3);
        byte[] data = new byte[2];
        byte[] got = new byte[24];
        byte[] back = new byte[56];
        Bytes.put64(back, 40, 24);
        assertThat(sys.message(Nr.RECVMSG, b, back, Bytes.NONE, data, 2, got, 0))
                .isEqualTo(2);
        assertThat(data).isEqualTo(Bytes.of("ab"));
        assertThat(Bytes.i32(back, 48) & 0x20).as("MSG_TRUNC").isEqualTo(0x20);
        int copy = Bytes.i32(got, 16);
        assertThat(copy).isGreaterThan(2).isNotEqualTo(a);
        for (int fd : new int[] {a, b, copy}) {
            assertThat(kernel.close(fd)).isZero();
        }
    }

    @Test
    void whatNeedsOneThreadIsRefused() {
        assertThat(sys.single()).isFalse();
        assertThat(sys.fork()).isEqualTo(-Errno.ENOSYS);
        assertThat(sys.execve(Bytes.of("/bin/true"), new byte[][] {Bytes.of("true")}, new byte[0][]))
                .isEqualTo(-Errno.ENOSYS);
    }

    @Test
    void theEnvironmentIsRaw() {
        assertThat(java.util.List.of(sys.environ()))
                .anySatisfy(v ->
                        assertThat(new String(v, StandardCharsets.ISO_8859_1)).startsWith("PATH="));
    }

    @Test
    void argumentsAreRawBytes() throws Exception {
        // The name of an option in Latin-1: no UTF-8, and nothing that a String[] of main could hold.
        ProcessBuilder java = new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" dev.sonde.sensor.jvm.JvmMain collect \"$(printf '\\351')\"",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                System.getProperty("java.class.path"));
        Process p = java.redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(out).startsWith("sonde: collect: unexpected argument \\xe9\n");
        assertThat(p.waitFor()).isEqualTo(2);
    }
}
