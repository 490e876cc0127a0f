package dev.sonde.it.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The kernel of our own: that it boots, has what it is for, and leaves nothing behind.
@Tag("kernel")
class KernelIT {
    private static String ok(Sonde.Result r) {
        assertThat(r.status()).as("%s", r).isZero();
        return r.out().strip();
    }

    private static List<ProcessHandle> its(Kernel kernel) {
        String run = kernel.shared().getParent().toString();
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(run))
                .toList();
    }

    @Test
    void itHasWhatThisMachineMayLackAndEndsWithAll() {
        Kernel kernel = Kernel.boot(Kernel.Kind.SID);
        try (kernel) {
            String here = Sonde.run("uname", "-r").out().strip();
            assertThat(ok(kernel.sh("uname -r"))).isNotEmpty().isNotEqualTo(here);
            assertThat(ok(kernel.run(List.of("sh", "-c", "echo \"$A\"; exit 0"), Map.of("A", "it's $HOME"))))
                    .isEqualTo("it's $HOME");
            assertThat(kernel.sh("echo no >&2; exit 7")).satisfies(r -> {
                assertThat(r.status()).isEqualTo(7);
                assertThat(r.err()).isEqualTo("no\n");
            });
            ok(kernel.sh("ip link add v0 type vrf table 10 && ip link add b0 type bond && ip link add d0 type dummy"
                    + " && ip link add link d0 name d0.7 type vlan id 7 && ipvsadm -A -f 256 -s rr"
                    + " && ip xfrm policy add src 10.9.0.1 dst 10.9.0.2 dir out tmpl proto esp spi 1 mode transport"));
            // The binary under test sees that kernel, not this machine's.
            Sonde.Result links = kernel.sh(Sonde.BINARY + " ip -o link");
            assertThat(ok(links)).contains(" v0: ", " b0: ", " d0.7@d0: ");
            assertThat(Sonde.run("ip", "-o", "link").out()).doesNotContain(" d0.7@d0: ");
            assertThat(its(kernel)).isNotEmpty();
        }
        assertThat(its(kernel)).isEmpty();
        assertThat(Files.exists(kernel.shared())).isFalse();
    }
}
