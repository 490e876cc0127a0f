package dev.sonde.sensor.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A process in the same network namespace sends netlink messages to the sensor's port: the kernel itself refuses
/// them. Without the connection to the kernel they arrive, which the second test shows.
class ForgedRepliesTest {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int MSG_DONTWAIT = 0x40;

    /// `struct sockaddr_nl`: family, padding, port, groups.
    private static final int ADDRESS = 12;

    private static final int PORT = 4;

    private final Kernel kernel = new Kernel(new FfmSys(new byte[][] {Bytes.of("sonde")}));

    /// `NLMSG_DONE` of a dump: a victim that took it would believe that its table is empty.
    private final byte[] forged = new byte[20];

    private int forger;

    @BeforeEach
    void open() {
        Bytes.put32(forged, 0, forged.length);
        Bytes.put16(forged, 4, 3);
        forger = kernel.socket(AF_NETLINK, SOCK_RAW, 0);
        assertThat(forger).isNotNegative();
    }

    @AfterEach
    void close() {
        kernel.close(forger);
    }

    private byte[] addressOf(int socket) {
        byte[] address = new byte[ADDRESS];
        assertThat(kernel.getsockname(socket, address, new byte[4])).isZero();
        assertThat(Bytes.i32(address, PORT)).as("the port the kernel chose").isNotZero();
        return address;
    }

    /// Only CAP_NET_ADMIN may send to others than the kernel; who lacks it is refused before that.
    private static int forRoot(int result) throws IOException {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        return root ? result : -Errno.EPERM;
    }

    @Test
    void theSensorsSocketTakesNothingButTheKernels() throws IOException {
        int victim = new Netns(kernel, new Frames(kernel, -1, false)).socket();
        assertThat(victim).isNotNegative();
        try {
            int sent = kernel.sendto(forger, forged, forged.length, 0, addressOf(victim));
            assertThat(sent).isEqualTo(forRoot(-Errno.ECONNREFUSED));
            assertThat(kernel.recv(victim, new byte[64], 0, MSG_DONTWAIT)).isEqualTo(-Errno.EAGAIN);
        } finally {
            kernel.close(victim);
        }
    }

    @Test
    void aSocketThatIsOnlyBoundTakesThem() throws IOException {
        int victim = kernel.socket(AF_NETLINK, SOCK_RAW, 0);
        byte[] any = new byte[ADDRESS];
        any[0] = AF_NETLINK;
        try {
            assertThat(kernel.bind(victim, any)).isZero();
            int sent = kernel.sendto(forger, forged, forged.length, 0, addressOf(victim));
            assertThat(sent).isEqualTo(forRoot(forged.length));
            int received = kernel.recv(victim, new byte[64], 0, MSG_DONTWAIT);
            assertThat(received).isEqualTo(sent < 0 ? -Errno.EAGAIN : forged.length);
        } finally {
            kernel.close(victim);
        }
    }
}
