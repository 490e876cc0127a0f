package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `check --probe` in a network with IPv6: both families are tried, and it is said which one fails.
@Tag("kernel")
class ProbeV6IT {
    @TempDir
    private static Path folder;

    private static Lab lab;

    @BeforeAll
    static void up() throws IOException {
        Path plan = folder.resolve("plan.json");
        Files.writeString(plan, """
                {"networks": [{"name": "six", "subnet6": "fd00:7::/64", "services": [{"name": "web", "replicas": 2}]}]}
                """);
        lab = Lab.up(plan.toString());
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @AfterEach
    void mend() {
        Sonde.sonde("lab", "mend", "--name", lab.name());
        for (int slot = 1; slot <= 2; slot++) {
            Sonde.sh("nsenter --net=" + task(slot) + " nft delete table inet probe");
            forget(slot);
        }
    }

    private static String task(int slot) {
        return lab.file(lab.task(slot).file());
    }

    /// What the task has learned of others: a question that failed stands there as FAILED, which is a finding.
    private static void forget(int slot) {
        Lab.in(task(slot), "ip neigh flush dev eth0");
    }

    private static String targets() {
        return " six@" + lab.host(1) + " six@" + lab.host(2);
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

    private static void broken(String fault) {
        Sonde.Result r = Sonde.sonde("lab", "break", fault, "--name", lab.name());
        assertThat(r.status()).as("%s", r).isZero();
    }

    /// A filter inside the first task. The first task is on the second host, the second one on the first.
    private static void filtered(String rule) {
        Lab.in(
                task(1),
                "nft 'add table inet probe; add chain inet probe in { type filter hook input priority 0; }; add rule"
                        + " inet probe in " + rule + "'");
    }

    @Test
    void aHealthyNetworkAnswersByBoth() {
        Lab.in(task(2), "ping -6 -c 1 -W 5 fd00:7::a00:103"); // the real tool does too
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.err())
                .isEqualTo("sonde: check: pinging between 4 pairs of endpoints in 1 network, 2 of them by IPv6,"
                        + " from inside\n");
    }

    @Test
    void theFamilyThatFailsIsSaid() {
        filtered("icmpv6 type echo-request drop");
        assertThat(check("").status()).as("no table shows it").isZero();
        Sonde.Result r = check("--probe");
        assertThat(found(r)).containsExactly("error[S201]: web.2 gets no answer from web.1 by IPv6");
        assertThat(r.out()).contains("by IPv4 (10.0.1.3): answered");
        mend();
        filtered("icmp type echo-request drop");
        r = check("--probe");
        assertThat(found(r)).containsExactly("error[S201]: web.2 gets no answer from web.1 by IPv4");
        assertThat(r.out()).contains("by IPv6 (fd00:7::a00:103): answered");
    }

    @Test
    @Tag("slow")
    void whatFailsByBothIsSaidOnce() {
        broken("veth-down");
        List<String> found = found(check("--probe"));
        assertThat(found).filteredOn(l -> l.startsWith("error[")).hasSize(1).allMatch(l -> l.startsWith("error[S104]"));
        assertThat(found).filteredOn(l -> l.startsWith("info[S20")).noneMatch(l -> l.contains(" by IPv"));
    }

    @Test
    @Tag("slow")
    void packetsOfFullSizeAreTriedByBoth() {
        filtered("ip6 length > 1200 drop");
        Sonde.Result r = check("--probe");
        assertThat(found(r)).contains("error[S202]: packets of 1450 bytes from web.2 to web.1 by IPv6 are lost");
        List<String> see = r.out()
                .lines()
                .filter(l -> l.startsWith("  see  "))
                .map(l -> l.strip().substring(3))
                .filter(l -> l.contains("fd00:7::a00:103"))
                .toList();
        assertThat(see).hasSize(1).allMatch(l -> l.contains(" -s 1402 "));
        assertThat(Sonde.sh(see.getFirst()).out()).contains("100% packet loss");
        mend();
        assertThat(Sonde.sh(see.getFirst()).out()).contains(" 0% packet loss");
    }

    /// The row of the IPv6 address alone: IPv4 works. Found, explained, mended by pasting, and taken back.
    @Test
    @Tag("slow")
    void aMissingNeighbourOfIpv6IsFoundAndExplains() {
        String before = Lab.in(lab.segment(lab.host(1)), "ip -6 neigh show nud permanent");
        broken("missing-neighbour-v6");
        assertThat(Lab.in(lab.segment(lab.host(1)), "ip -6 neigh show nud permanent"))
                .isNotEqualTo(before)
                .doesNotContain("fd00:7::a00:103");
        forget(2);
        Sonde.Result r = check("--probe");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(found(r))
                .contains("error[S103]: " + lab.host(1) + " does not answer neighbour discovery for web.1")
                .filteredOn(l -> l.startsWith("error["))
                .hasSize(1);
        assertThat(found(r)).anyMatch(l -> l.startsWith("info[S20") && l.contains(" by IPv6"));
        String mend = r.out()
                .lines()
                .filter(l -> l.startsWith("  mend  "))
                .map(l -> l.strip().substring(4))
                .findFirst()
                .orElseThrow();
        Sonde.Result pasted = Sonde.sh(mend);
        assertThat(pasted.status()).as("%s: %s", mend, pasted).isZero();
        forget(2);
        assertThat(check("").status()).isZero();
        mend();
        assertThat(Lab.in(lab.segment(lab.host(1)), "ip -6 neigh show nud permanent"))
                .isEqualTo(before);
    }

    @Test
    void aMissingPeerHasAllItsRowsBack() {
        broken("missing-peer");
        Sonde.Result r = check("--mend --yes");
        assertThat(r.out()).contains("error[S108]: ", "\nchecked again: no fault found; ");
        assertThat(Lab.in(lab.segment(lab.host(1)), "ip -6 neigh show nud permanent"))
                .contains("fd00:7::a00:103 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT");
    }

    @Test
    @Tag("slow")
    void theSensorOnAJvmSendsTheSame() {
        filtered("icmpv6 type echo-request drop");
        String jvm = Path.of(System.getProperty("java.home"), "bin/java")
                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("java.class.path") + "' dev.sonde.sensor.jvm.InProcess check" + targets();
        assertThat(found(Sonde.sh(jvm + " --probe")))
                .isEqualTo(found(check("--probe")))
                .isNotEmpty();
    }

    @Test
    void aNetworkWithoutIpv6HasNoPlaceForItsFault() {
        LabState.Network n = lab.state().networks().getFirst();
        assertThat(n.subnet6()).isEqualTo("fd00:7::/64");
        try (Lab plain = Lab.up()) {
            Sonde.Result r = Sonde.sonde("lab", "break", "missing-neighbour-v6", "--name", plain.name());
            assertThat(r.status()).isEqualTo(1);
            assertThat(r.err()).contains("with IPv6 (subnet6)");
        }
    }
}
