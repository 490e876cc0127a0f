package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.check.Rule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults of a lab: found with the right code and victim and no other, mended by pasting what is printed, then gone.
class CheckIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up("--networks", "2");
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// Only this lab's first network: others may be up at the same time.
    private static Sonde.Result check() {
        return Sonde.sonde("check", "nsenter-test@" + lab.host(1), "nsenter-test@" + lab.host(2));
    }

    @Test
    void aHealthyLabHasNoFault() {
        Sonde.Result r = check();
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("no fault; ");
    }

    @ParameterizedTest
    @CsvSource({
        "missing-fdb, S101, 1",
        "wrong-vtep, S102, 1",
        "self-loop, S107, 1",
        "missing-neighbour, S103, 1",
        "missing-peer, S108, 1",
        "veth-down, S104, 1",
        "veth-unplugged, S105, 1",
    })
    void isFoundAndMendedByPasting(String fault, String codes, int slot) {
        assertThat(Sonde.sonde("lab", "break", fault, "--name", lab.name()).status())
                .isZero();
        try {
            Sonde.Result r = check();
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            List<String> found =
                    r.out().lines().filter(l -> l.startsWith("error[")).toList();
            assertThat(found).hasSize(codes.split(" ").length);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).contains("[" + codes.split(" ")[i] + "]", "nsenter-l2-table-test." + slot);
            }
            r.out().lines().filter(l -> l.startsWith("  mend      ")).forEach(l -> {
                Sonde.Result paste = Sonde.sh(l.strip().substring("mend".length()));
                assertThat(paste.status()).as("%s: %s", l, paste).isZero();
            });
            Sonde.Result again = check();
            assertThat(again.status()).as("%s", again).isZero();
        } finally {
            Sonde.sonde("lab", "mend", "--name", lab.name());
        }
    }

    @Test
    void aRecordedStreamIsCheckedToo() {
        String file = "/tmp/" + lab.name() + ".sonde";
        assertThat(Sonde.sonde("lab", "break", "missing-fdb", "--name", lab.name())
                        .status())
                .isZero();
        try {
            assertThat(Sonde.sonde("collect", "-o", file).status()).isZero();
        } finally {
            Sonde.sonde("lab", "mend", "--name", lab.name());
        }
        Sonde.Result r = Sonde.sonde("check", "-j", "--from", file, "nsenter-test@" + lab.host(1));
        Sonde.sh("rm -f " + file);
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.out()).contains("\"code\": \"S101\"", "\"victim\": \"nsenter-l2-table-test.1\"");
    }

    @Test
    void everyRuleIsExplained() {
        for (Rule rule : Rule.ALL) {
            Sonde.Result r = Sonde.sonde("check", "--explain", rule.code());
            assertThat(r.status()).isZero();
            assertThat(r.out()).startsWith(rule.code() + ": " + rule.title());
        }
        assertThat(Sonde.sonde("check", "--explain", "S999").status()).isEqualTo(2);
    }
}
