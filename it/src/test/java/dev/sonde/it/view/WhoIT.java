package dev.sonde.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sonde who` on a lab: the same task by its name, MAC and address, with the way to it.
class WhoIT {
    private static final String LAB = "whose";

    @BeforeAll
    static void up() {
        Sonde.Result up = Sonde.sonde("lab", "up", "--name", LAB);
        assertThat(up.status()).as("%s", up).isZero();
    }

    @AfterAll
    static void down() {
        Sonde.Result down = Sonde.sonde("lab", "down", "--name", LAB);
        assertThat(down.status()).as("%s", down).isZero();
    }

    private static String who(String what, String... more) {
        Sonde.Result r = more.length == 0 ? Sonde.sonde("who", what) : Sonde.sonde("who", what, more[0]);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nsenter-l2-table-test.2", "02:42:0a:00:01:04", "02:42:0A:00:01:04", "10.0.1.4", "10.0.1.4/24"})
    void theTaskByEachOfItsNames(String what) {
        assertThat(who(what))
                .contains("nsenter-l2-table-test.2  eth0  02:42:0a:00:01:04  10.0.1.4/24")
                .contains("  on whose-host1\n")
                .contains("nsenter-l2-table-test.2 eth0 ⇄ veth0 of nsenter-test@whose-host1 → br0 → vxlan0 (VNI 4097)")
                .contains(" → 10.99.0.2 whose-host2\n");
    }

    @Test
    void aLinkOfEveryNamespaceThatHasIt() {
        assertThat(who("vxlan0"))
                .contains("nsenter-test@whose-host1 vxlan0 → br0\n")
                .contains("nsenter-test@whose-host2 vxlan0 → br0\n");
    }

    @Test
    void asJson() {
        assertThat(who("10.0.1.4", "-j"))
                .contains("\"owner\": \"nsenter-l2-table-test.2\"")
                .contains("\"mac\": \"02:42:0a:00:01:04\"")
                .contains("\"host\": \"whose-host1\"");
    }

    @Test
    void nobodysIsAnError() {
        Sonde.Result r = Sonde.sonde("who", "02:00:00:de:ad:01");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err()).contains("sonde: 02:00:00:de:ad:01: nobody's, in all that could be read\n");
    }
}
