package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sonde demo`: the page's whole job, readable, and nothing left of it.
@Tag("kernel")
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void walksThroughTheWholeJob() {
        String before = host();
        Sonde.Result demo = Sonde.sonde("demo");
        assertThat(demo.status()).as("%s", demo).isZero();
        assertThat(demo.err()).isEmpty();
        theWholeJob(demo.out());
        assertThat(host()).isEqualTo(before);
    }

    @Test
    @Tag("slow")
    void alsoWithoutRoot() throws IOException {
        Path everyones = Sonde.forEveryone();
        try {
            String script = "cd / && exec '" + everyones + "/sonde' demo";
            Sonde.Result demo = Sonde.run(List.of(asNobody(script)), Map.of("HOME", "/nonexistent"));
            assertThat(demo.status()).as("%s", demo).isZero();
            theWholeJob(demo.out());
        } finally {
            Sonde.run("rm", "-rf", everyones.toString());
        }
    }

    @Test
    @Tag("slow")
    void removesTheLabWhenItIsInterrupted() throws IOException, InterruptedException {
        String before = host();
        Path log = folder.resolve("log");
        for (int millis : new int[] {50, 400, 900, 2500}) {
            Process demo = new ProcessBuilder(Sonde.heeding("demo"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Thread.sleep(millis);
            // The terminal's Ctrl-C goes to the whole group; this one goes to the demonstration alone.
            Sonde.run("kill", "-INT", Long.toString(demo.pid()));
            assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).as(Files.readString(log)).isIn(0, 130);
            assertThat(host()).as("after %d ms", millis).isEqualTo(before);
        }
    }

    private static void theWholeJob(String out) {
        assertThat(out)
                .contains("$ sonde lab up")
                .contains("\"Name\": \"nsenter-test\"")
                .contains("\"com.docker.network.driver.overlay.vxlanid_list\": \"")
                .contains("overlay network")
                .contains("br0       Link encap:Ethernet  HWaddr ")
                .contains("dst 10.99.0.2 link-netnsid 0 self permanent")
                .contains("10.0.1.3 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT")
                .contains("10.0.1.0/24 dev br0 proto kernel scope link src 10.0.1.1")
                .contains("64 bytes from 10.0.1.4: icmp_seq=2 ttl=64 time=")
                .contains("2 packets transmitted, 2 received, 0% packet loss")
                .contains("64 bytes from 10.0.1.3: icmp_seq=2 ttl=64 time=")
                .contains("10.0.1.4 dev br0 lladdr 02:42:0a:00:01:04 REACHABLE")
                .contains("bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000.")
                .contains("nsenter-l2-table-test.3")
                .contains("demo: broken: missing-fdb of nsenter-l2-table-test.1 in nsenter-test@demo-host1\n")
                .contains("demo: mended: missing-fdb of nsenter-l2-table-test.1 in nsenter-test@demo-host1\n")
                .contains("1 packets transmitted, 1 received, 0% packet loss");
        assertThat(out)
                .contains("$ sonde check nsenter-test@demo-host1\nerror[S101]: ")
                .contains("bridge fdb replace 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent");
        String broken = out.substring(out.indexOf("fdb show dev vxlan0"), out.indexOf("$ sonde check"));
        assertThat(broken)
                .contains("02:42:0a:00:01:05 dst 10.99.0.2 link-netnsid 0 self permanent")
                .doesNotContain("02:42:0a:00:01:03 dst");
        assertThat(out).doesNotContain("\033");
        // The tools' own lines are as wide as the tools make them; ours fit.
        out.lines()
                .filter(line -> line.matches("[A-Z][a-z].*[.a-z]|\\$ sonde.*|[0-9]+\\. .*"))
                .forEach(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    /// What there is of labs and links on this host.
    private static String host() {
        return Sonde.sh(
                        "ip -o link | cut -d: -f2; ls /run/sonde/lab 2>/dev/null; pgrep -f '[l]ab-keeper|[l]ab-task' || true")
                .out();
    }

    static String[] asNobody(String script) {
        return new String[] {
            "setpriv",
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
            "--inh-caps",
            "-all",
            "sh",
            "-c",
            script
        };
    }
}
