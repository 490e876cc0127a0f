package dev.sonde.it.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sonde ping` beside iputils' ping, in the same namespaces: stdout, stderr and exit status, but for times.
@Tag("kernel")
class PingIT {
    private static Network network;

    @BeforeAll
    static void make() throws Exception {
        network = new Network();
    }

    @AfterAll
    static void remove() throws Exception {
        network.close();
    }

    /// What a clock decides, and nothing else.
    private static String masked(Sonde.Result r) {
        return mask(r.out()) + "--- stderr\n" + mask(r.err()) + "--- status " + r.status();
    }

    private static String mask(String s) {
        String t = s.replaceAll("time=[0-9.]+ ms", "time=T ms"); // of one answer
        t = t.replaceAll("time [0-9]+ms", "time Tms"); // from the first request to the last
        t = t.replaceAll("= [0-9./]+ ms", "= T ms"); // the statistics
        t = t.replaceAll("ipg/ewma [0-9./]+ ms", "ipg/ewma T ms"); // and those of a flood
        return Pattern.compile("^\\[[0-9]+\\.[0-9]{6}\\]", Pattern.MULTILINE)
                .matcher(t)
                .replaceAll("[T]"); // -D
    }

    private static List<String> sonde() {
        return List.of(Sonde.BINARY.toString(), "ping");
    }

    private static void same(String arguments) {
        Sonde.Result real = network.fresh(List.of("ping"), arguments);
        assertThat(masked(network.fresh(sonde(), arguments))).as(arguments).isEqualTo(masked(real));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 2 -i 0.2 10.2.0.2",
                "-c 2 -i 0.2 fd02::2",
                "-c1 -q 10.2.0.2",
                "-qc1 fd02::2",
                "-c 1 -D 10.2.0.2",
                "-c 1 -n 10.1.0.1",
                "-c 1 127.1",
                "-c 1 0",
                "-c 1 ::1",
                "-c 1 -s 0 10.2.0.2",
                "-c 1 -s 15 10.2.0.2",
                "-c 1 -s 16 fd02::2",
                "-c 1 -s 8000 10.2.0.2",
                "-c 1 -s 8000 fd02::2",
                "-c 1 -s 65507 10.2.0.2",
                "-c 5 -f 10.2.0.2",
                "-c 5 -f -q fd02::2",
                "-c 3 -i 0.2 10.3.0.2"
            })
    void answers(String arguments) {
        same(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 1 -t 1 10.2.0.2",
                "-c 1 -t 1 fd02::2",
                "-c 2 -i 0.2 10.2.0.99",
                "-c 1 -q -t 1 10.2.0.2",
                "-c 1 fd08::1",
                "-c 2 -i 0.2 10.1.0.99",
                "-c 1 -s 65530 -w 1 10.2.0.2",
                "-c 2 -i 0.2 -M do -s 1400 10.2.0.2",
                "-c 1 -M do -s 1500 10.2.0.2",
                "-c 2 -i 0.2 -M do -s 1400 fd02::2",
                "-c 1 -M dont -s 1400 10.2.0.2",
                "-c 1 -M want -s 8000 10.2.0.2",
                "-w 2 -t 1 10.2.0.2",
                "-c 2 -i 0.2 -W 0.3 -O 10.3.0.99"
            })
    void errors(String arguments) {
        same(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-w 1 -i 0.6 10.2.0.2", "-w 1 -c 9 -i 0.6 fd02::2", "-w 2 -c 1 10.2.0.2"})
    void deadlines(String arguments) {
        same(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 1 -I eth0 10.2.0.2",
                "-c 1 -I 10.1.0.2 10.2.0.2",
                "-c 1 -I eth0 fd02::2",
                "-c 1 -I fd01::2 fd02::2",
                "-c 1 -I lo -W 0.2 10.2.0.2",
                "-c 1 -I nodev 10.2.0.2",
                "-c 1 -I nodev fd02::2",
                "-c 1 -I 1.2.3.4 10.2.0.2",
                "-c 1 -I fd77::2 fd02::2",
                "-c 1 fe80::ff:fe00:101%eth0",
                "-c 1 -I eth0 fe80::ff:fe00:101",
                "-c 1 -I fe80::ff:fe00:102%eth0 fe80::ff:fe00:101"
            })
    void sources(String arguments) {
        same(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-4 ::1",
                "-6 127.0.0.1",
                "-4 -6 127.0.0.1",
                "-c 0 127.0.0.1",
                "-c x 127.0.0.1",
                "-c 99999999999999999999 127.0.0.1",
                "-s -1 127.0.0.1",
                "-t 0 127.0.0.1",
                "-c 1 -W 0.2 -t 0 ::1",
                "-t 256 127.0.0.1",
                "-M foo 127.0.0.1",
                "-I fd01:x 127.0.0.1",
                "-c 1 255.255.255.255",
                "-c 1 -i 0.2x 127.0.0.1"
            })
    void wrongOptions(String arguments) {
        same(arguments);
    }

    /// Names are the hosts file's; for a namespace without processes that is this host's.
    @ParameterizedTest
    @ValueSource(strings = {"-c 1 localhost", "-c 1 -4 localhost", "-c 1 -4 -n localhost"})
    void names(String arguments) {
        same(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 2 -i 0.2 10.2.0.2",
                "-c 1 fd02::2",
                "-c 1 -s 8000 fd02::2",
                "-c 1 -t 1 10.2.0.2",
                "-c 2 -i 0.2 -M do -s 1400 10.2.0.2",
                "-c 1 -t 1 fd02::2",
                "-c 1 fe80::ff:fe00:101%eth0",
                "-c 1 -I lo -W 0.2 10.2.0.2",
                "-c 5 -f -i 0.2 10.2.0.2"
            })
    void onTheJvm(String arguments) {
        List<String> command = new ArrayList<>(Network.jvm());
        command.add("ping");
        Sonde.Result binary = network.fresh(sonde(), arguments);
        assertThat(masked(network.fresh(command, arguments))).isEqualTo(masked(binary));
    }

    @Test
    void aNameThatIsNowhere() {
        Sonde.Result r = network.fresh(sonde(), "-c 1 no-such-name.invalid");
        assertThat(r.status()).isEqualTo(2);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).startsWith("ping: no-such-name.invalid: Name or service not known\n  ");
        assertThat(r.err().lines()).hasSize(2);
    }

    @Test
    void targets() {
        String[] ways = {"-n a", "--netns a", "--netns=a", "-n /run/netns/a", "-c 1 -n a", "-q -n a"};
        for (String way : ways) {
            Sonde.Result r = network.sh("$SONDE ping " + way + " -c 1 10.2.0.2");
            assertThat(r.out()).as(way).contains("1 packets transmitted, 1 received, 0% packet loss");
            assertThat(r.status()).isZero();
        }
        Sonde.Result process = network.sh("ip netns exec a sleep 20 & p=$!; sleep 0.3\n"
                + "$SONDE ping -n pid:$p -c 1 10.2.0.2; echo $?; $SONDE ping -n $p -c 1 localhost; echo $?\nkill $p");
        assertThat(process.out().lines().filter(l -> l.equals("0"))).hasSize(2);
        assertThat(process.err()).isEmpty();
    }

    @Test
    void targetsThatAreNone() {
        for (String target : new String[] {"/dev/null", "/nowhere/at/all", "pid:4000000", "pid:x", "/", "/dev/tty"}) {
            Sonde.Result r = network.sh("$SONDE ping --netns " + target + " -c 1 127.0.0.1");
            assertThat(r.status()).as(target).isEqualTo(2);
            assertThat(r.out()).isEmpty();
            assertThat(r.err()).startsWith("sonde: cannot find " + target + ": ");
            assertThat(r.err().lines()).hasSize(2);
        }
    }

    /// Called by the name `ping`, it is ping.
    @Test
    void byName() throws Exception {
        Path folder = Files.createTempDirectory("sonde-ping");
        Path link = Files.createSymbolicLink(folder.resolve("ping"), Sonde.BINARY);
        try {
            Sonde.Result r = network.fresh(List.of(link.toString()), "-c 1 10.2.0.2");
            assertThat(masked(r)).isEqualTo(masked(network.fresh(List.of("ping"), "-c 1 10.2.0.2")));
        } finally {
            Files.delete(link);
            Files.delete(folder);
        }
    }

    /// SIGQUIT shows a line and goes on, SIGINT ends with the statistics.
    @Test
    void signals() {
        String script = "ip netns exec a $PING -i 0.2 10.2.0.2 & p=$!; sleep 0.5; kill -QUIT $p; sleep 0.1\n"
                + "kill -INT $p; wait $p; echo $?";
        Sonde.Result real = network.sh("PING=ping; " + script);
        Sonde.Result ours = network.sh("PING='" + String.join(" ", sonde()) + "'; " + script);
        assertThat(ours.err()).matches("\r([23])/\\1 packets, 0% loss, min/avg/ewma/max = [0-9./]+ ms\n");
        assertThat(ours.out()).endsWith(" ms\n0\n").contains(" received, 0% packet loss, time ");
        assertThat(real.err().replaceAll("[0-9./]+", "N")).isEqualTo(ours.err().replaceAll("[0-9./]+", "N"));
    }

    /// Without the capability: the kernel's datagram socket where the group may, else one line about what is missing.
    @Test
    void withoutPrivileges() throws Exception {
        Path folder = Files.createTempDirectory("sonde-ping");
        Path copy = folder.resolve("sonde");
        Files.copy(Sonde.BINARY, copy);
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        copy.toFile().setExecutable(true, false);
        copy.toFile().setReadable(true, false);
        String nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups ";
        try {
            for (String arguments :
                    new String[] {"-c 2 -i 0.2 10.1.0.2", "-c 1 fd01::2", "-c 1 -t 1 10.1.0.2", "-f ::1"}) {
                Sonde.Result ours = network.sh("ip netns exec b " + nobody + copy + " ping " + arguments);
                Sonde.Result real = network.sh("ip netns exec b " + nobody + "ping " + arguments);
                assertThat(masked(ours)).isEqualTo(masked(real));
            }
            Sonde.Result refused = network.sh("ip netns exec a " + nobody + copy + " ping -c 1 10.2.0.2");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).startsWith("ping: socket: Operation not permitted\n  needs CAP_NET_RAW");
            Sonde.Result target = network.sh(nobody + copy + " ping --netns a -c 1 10.2.0.2");
            assertThat(target.status()).isEqualTo(2);
            assertThat(target.err()).startsWith("sonde: cannot enter a: Operation not permitted\n  needs root");
        } finally {
            Files.delete(copy);
            Files.delete(folder);
        }
    }

    /// A namespace that an ordinary user made, in a user namespace of his own: entered through its owner.
    @Test
    void aNamespaceOfAnotherUserNamespace() {
        Sonde.Result r =
                network.sh("unshare --user --map-root-user --net sh -c 'ip link set lo up; exec sleep 20' & p=$!\n"
                        + "sleep 0.5; $SONDE ping -n $p -c 1 127.0.0.1; echo $?; kill $p");
        assertThat(r.out())
                .contains("1 packets transmitted, 1 received, 0% packet loss")
                .endsWith("\n0\n");
        assertThat(r.err()).isEmpty();
    }

    @Test
    void aFullDisk() {
        Sonde.Result r = network.sh("$SONDE ping -n a -c 3 10.2.0.2 > /dev/full");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err()).isEqualTo("ping: write error: No space left on device\n");
    }
}
