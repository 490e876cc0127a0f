package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `check --probe` in a lab of three hosts: what pings find that tables do not show, and which finding explains them.
@Tag("kernel")
class ProbeIT {
    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up("--hosts", "3");
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// A rule of the firewall of host 2, on the way in.
    private static void filtered(String rule) {
        Lab.in(
                lab.file(lab.state().hosts().get(1).file()),
                "nft 'add table ip probe; add chain ip probe in { type filter hook input priority 0; }; add rule ip"
                        + " probe in " + rule + "'");
    }

    /// One that drops all, by what sonde does not understand.
    private static final String UNKNOWN = "meta l4proto udp meta length > 1 drop";

    @AfterEach
    void mend() {
        Sonde.sh("nsenter --net=" + lab.file(lab.state().hosts().get(1).file()) + " nft delete table ip probe");
        Sonde.sonde("lab", "mend", "--name", lab.name());
    }

    private static void broken(String fault) {
        Sonde.Result r = Sonde.sonde("lab", "break", fault, "--name", lab.name());
        assertThat(r.status()).as("%s", r).isZero();
    }

    private static String targets() {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            all.append(" nsenter-test@").append(lab.host(i));
        }
        return all.toString();
    }

    private static Sonde.Result check(String options) {
        return Sonde.sh("exec \"$SONDE\" check" + targets() + " " + options);
    }

    private static List<String> found(Sonde.Result r) {
        return r.out()
                .lines()
                .filter(l -> l.matches("(error|warning|info)\\[.*"))
                .toList();
    }

    /// How many ICMP echo requests a namespace has received, and sent: of its own `/proc/net/snmp`.
    private static long echoes(String file) {
        String[] names = Lab.in(file, "cat /proc/self/net/snmp | grep '^Icmp:' | head -n 1")
                .strip()
                .split(" ");
        String[] values = Lab.in(file, "cat /proc/self/net/snmp | grep '^Icmp:' | tail -n 1")
                .strip()
                .split(" ");
        long n = 0;
        for (int i = 0; i < names.length; i++) {
            n += names[i].equals("InEchos") || names[i].equals("OutEchoReps") || names[i].equals("InEchoReps")
                    ? Long.parseLong(values[i])
                    : 0;
        }
        return n;
    }

    @Test
    void aHealthyNetworkAnswersAndOnlyItIsPinged() {
        long before = echoes(lab.file(lab.task(1).file()));
        Sonde.Result silent = check("");
        assertThat(silent.status()).as("%s", silent).isZero();
        assertThat(echoes(lab.file(lab.task(1).file())))
                .as("nothing is sent without --probe")
                .isEqualTo(before);
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).startsWith("pinged 6 pairs: nsenter-l2-table-test.").contains("\nno fault found; ");
        assertThat(r.out().lines().findFirst().orElse("").split("→")).hasSize(7);
        assertThat(r.err()).isEqualTo("sonde: check: pinging between 6 pairs of endpoints in 1 network, from inside\n");
        assertThat(echoes(lab.file(lab.task(1).file()))).isGreaterThan(before);
    }

    @Test
    @Tag("slow")
    void theSensorOnAJvmSendsTheSame() {
        filtered(UNKNOWN);
        String jvm = Path.of(System.getProperty("java.home"), "bin/java")
                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("java.class.path") + "' dev.sonde.sensor.jvm.InProcess check" + targets();
        Sonde.Result r = Sonde.sh(jvm + " --probe");
        assertThat(found(r)).isEqualTo(found(check("--probe"))).hasSize(2);
    }

    @Test
    void aDropOnOneWayIsFoundAsOne() {
        filtered(UNKNOWN);
        assertThat(check("").status()).as("no table shows it").isZero();
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(found(r))
                .containsExactlyInAnyOrder(
                        "error[S203]: nothing of nsenter-test arrives from " + lab.host(1) + " on " + lab.host(2)
                                + "; the other direction works",
                        "error[S203]: nothing of nsenter-test arrives from " + lab.host(3) + " on " + lab.host(2)
                                + "; the other direction works");
        assertThat(r.out()).contains("no answer to 3 packets, which arrived", "nsenter-l2-table-test.1", "UDP 4789");
    }

    /// A rule that may drop some packets is a warning, until pings show that none passes.
    @Test
    void whatTheFilterMayDropIsProved() {
        filtered("meta length > 1 udp dport 4789 drop");
        assertThat(check("").status()).isEqualTo(4);
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.out()).contains("S313 explains it", "nft delete rule ip probe in handle");
        broken("vxlan-blocked");
        r = check("--probe");
        assertThat(found(r).stream().filter(l -> l.startsWith("error[")))
                .isNotEmpty()
                .allMatch(l -> l.startsWith("error[S313]"));
        assertThat(found(r).stream().filter(l -> l.startsWith("info[S203]"))).hasSize(2);
    }

    /// No route to another host: no table of an overlay network shows it, and the counters tell where packets end.
    @Test
    @Tag("slow")
    void theLinkThatLosesPacketsIsNamed() {
        String host = lab.file(lab.state().hosts().get(1).file());
        // A rule that asks for ports is one that the check does not judge.
        Lab.in(host, "ip rule add to 10.99.0.1 ipproto udp dport 4789 blackhole");
        try {
            assertThat(check("").status()).isZero();
            Sonde.Result r = check("--probe");
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            assertThat(found(r)).contains("warning[S204]: vxlan0 of nsenter-test on " + lab.host(2) + " loses packets");
            assertThat(found(r)).anyMatch(l -> l.startsWith("error[S203]: nothing of nsenter-test arrives from "));
            List<String> look = r.out()
                    .lines()
                    .filter(l -> l.startsWith("  look  "))
                    .map(l -> l.strip().substring(4))
                    .toList();
            assertThat(look).hasSize(found(r).size()).allMatch(l -> Sonde.sh(l).status() == 0);
        } finally {
            Lab.in(host, "ip rule del to 10.99.0.1 ipproto udp dport 4789 blackhole");
        }
    }

    @Test
    @Tag("slow")
    void packetsThatDoNotFitAreExplained() {
        broken("underlay-mtu");
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        List<String> found = found(r);
        assertThat(found.stream().filter(l -> l.startsWith("error[")))
                .hasSize(1)
                .allMatch(l -> l.contains("S307"));
        assertThat(found.stream().filter(l -> l.startsWith("info[S202]: packets of 1450 bytes")))
                .hasSize(4);
        assertThat(r.out()).contains("S307 explains it", "at most 1350 bytes fit");
    }

    @Test
    @Tag("slow")
    void silenceIsExplainedByTheRuleThatKnowsWhy() {
        broken("veth-down");
        Sonde.Result r = check("--probe");
        assertThat(found(r))
                .contains("info[S201]: 4 pairs of endpoints get no answer")
                .satisfies(all -> assertThat(all.toString().split("S201", -1)).hasSize(2))
                .filteredOn(l -> l.startsWith("error["))
                .hasSize(1)
                .allMatch(l -> l.startsWith("error[S104]"));
        assertThat(r.out()).contains("S104 explains it: nsenter-l2-table-test.1 is cut off");
        assertThat(r.out()).contains("nsenter-l2-table-test.3→nsenter-l2-table-test.1", "\n1 error, ");
        Sonde.Result mended = check("--probe --mend --yes");
        assertThat(mended.status()).as("%s", mended).isZero();
        assertThat(mended.out()).contains("\nchecked again: no fault found; ");
    }

    @Test
    void anExactPingShowsWhatWasFound() {
        filtered(UNKNOWN);
        List<String> see = check("--probe")
                .out()
                .lines()
                .filter(l -> l.startsWith("  see  "))
                .map(l -> l.strip().substring(3))
                .toList();
        assertThat(see).hasSize(2);
        for (String command : see) {
            assertThat(Sonde.sh(command).out()).contains("100% packet loss");
        }
        mend();
        for (String command : see) {
            assertThat(Sonde.sh(command).out()).contains(" 0% packet loss");
        }
    }

    @Test
    void whatWasRecordedCannotBePinged() {
        assertThat(check("--probe --from /dev/null").status()).isEqualTo(2);
    }
}
