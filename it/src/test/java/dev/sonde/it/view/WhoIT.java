package dev.sonde.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sonde who` on a lab: the same task by its name, MAC and address, with the way to it.
@Tag("kernel")
class WhoIT {
    private static final String LAB = "whose";

    /// Built in the same way: its links have the same indexes, MACs and addresses.
    private static final String BESIDE = "whoselse";

    @BeforeAll
    static void up() {
        for (String lab : new String[] {LAB, BESIDE}) {
            Sonde.Result up = Sonde.sonde("lab", "up", "--name", lab);
            assertThat(up.status()).as("%s", up).isZero();
        }
    }

    @AfterAll
    static void down() {
        for (String lab : new String[] {LAB, BESIDE}) {
            Sonde.Result down = Sonde.sonde("lab", "down", "--name", lab);
            assertThat(down.status()).as("%s", down).isZero();
        }
    }

    private static String who(String what, String... more) {
        Sonde.Result r = more.length == 0 ? Sonde.sonde("who", what) : Sonde.sonde("who", what, more[0]);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nsenter-l2-table-test.2",
                "02:42:0a:00:01:04",
                "02:42:0A:00:01:04",
                "10.0.1.4",
                "10.0.1.4/24",
                "02-42-0a-00-01-04",
                "0242.0a00.0104",
                "02420a000104",
                "2:42:a:0:1:4"
            })
    void theTaskByEachOfItsNames(String what) {
        assertThat(who(what))
                .contains("nsenter-l2-table-test.2  eth0  02:42:0a:00:01:04  10.0.1.4/24")
                .contains("  on whose-host1\n")
                .contains("nsenter-l2-table-test.2 eth0 ⇄ veth1 of nsenter-test@whose-host1 → br0 → vxlan0 (VNI 4097)")
                .contains(" → 10.99.0.2 whose-host2\n");
    }

    @Test
    void aLinkOfEveryNamespaceThatHasIt() {
        assertThat(who("vxlan0"))
                .contains("nsenter-test@whose-host1 br0 → vxlan0 (VNI 4097) → 10.99.0.2 whose-host2\n")
                .contains("nsenter-test@whose-host2 br0 → vxlan0 (VNI 4097) → 10.99.0.1 whose-host1\n");
    }

    /// Each end is in its own lab, as the kernel's ids tell; live, and from a recorded stream, which asks nobody.
    @Test
    void anotherLabWithTheSameIndexesIsNotMixedIn(@TempDir Path folder) {
        Path file = folder.resolve("stream");
        assertThat(Sonde.sonde("collect", "-o", file.toString()).status()).isZero();
        Sonde.Result live = Sonde.sonde("who", "10.0.1.4");
        Sonde.Result recorded = Sonde.sonde("who", "10.0.1.4", "--from", file.toString());
        for (Sonde.Result r : new Sonde.Result[] {live, recorded}) {
            List<String> lines = r.out().lines().toList();
            int ways = 0;
            String host = "";
            for (String line : lines) {
                if (line.startsWith("nsenter-l2-table-test.2  eth0")) {
                    host = line.replaceAll(".*  on ", "");
                } else if (line.startsWith("  way") && host.matches("whose(lse)?-host1")) {
                    assertThat(line)
                            .contains(" eth0 ⇄ veth1 of nsenter-test@" + host
                                    + " → br0 → vxlan0 (VNI 4097) → 10.99.0.2 " + host.replace("host1", "host2"));
                    ways++;
                }
            }
            assertThat(ways).as("%s", r).isEqualTo(2);
        }
    }

    /// The namespace at the other end is held by nothing that a scan finds: nobody's end is taken in its place,
    /// although two labs have links that would fit.
    @Test
    void anEndThatIsNotFoundIsNotGuessed() {
        Sonde.Result r = Sonde.sh("""
                unshare -n -m sh -ec '
                mount --make-rprivate /
                mount -t tmpfs none /run
                mkdir -p /run/netns
                ip netns add far
                ip link add v0 index 4 type veth peer name w0 index 2 netns far
                exec 9</run/netns/far
                umount -l /run/netns/far
                rm /run/netns/far
                "$SONDE" who v0
                '""");
        assertThat(r.out()).as("%s", r).containsPattern("v0 (⇄ a namespace that was not found|⇄ w0 of .*)\n");
        assertThat(r.out().lines().filter(l -> l.startsWith("  way") && l.contains(" v0 ")))
                .allSatisfy(l -> assertThat(l).doesNotContain("whose").doesNotContain("perhaps"));
    }

    @Test
    void asJson() {
        assertThat(who("10.0.1.4", "-j"))
                .contains("\"owner\": \"nsenter-l2-table-test.2\"")
                .contains("\"mac\": \"02:42:0a:00:01:04\"")
                .contains("\"host\": \"whose-host1\"");
    }

    @Test
    void whatIsMeantAsAMacAndIsNoneIsRefused() {
        for (String mac : new String[] {"02:42:0a:00:01", "02:42:0a:00:01:0g", "02-42-0a-00-01-04-05"}) {
            Sonde.Result r = Sonde.sonde("who", mac);
            assertThat(r.status()).as("%s", r).isEqualTo(2);
            assertThat(r.err()).startsWith("sonde: who: " + mac + " is not a MAC address\n  six bytes: ");
        }
    }

    @Test
    void nobodysIsAnError() {
        Sonde.Result r = Sonde.sonde("who", "02:00:00:de:ad:01");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err()).contains("sonde: 02:00:00:de:ad:01: no owner found\n");
    }
}
