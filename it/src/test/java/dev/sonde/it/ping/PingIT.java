package dev.sonde.it.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static Reference reference;

    @BeforeAll
    static void make() throws Exception {
        reference = new Reference();
        network = new Network();
    }

    @AfterAll
    static void remove() throws Exception {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 2 -i 0.2 10.2.0.2",
                "-c 2 -i 0.2 -M do -s 1400 10.2.0.2",
                "-c 5 -f -i 0.2 10.2.0.2",
                "-l 3 -c 3 -Q 16 -m 5 -F 0 fd02::2"
            })
    void onTheJvm(String arguments) {
        List<String> command = new ArrayList<>(Network.jvm());
        command.add("ping");
        Sonde.Result binary = network.fresh(Network.sonde(), arguments);
        assertThat(Mask.of(network.fresh(command, arguments))).isEqualTo(Mask.of(binary));
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(
            strings = {
                "-c 1 fd02::2",
                "-c 1 -s 8000 fd02::2",
                "-c 1 -t 1 10.2.0.2",
                "-c 1 -t 1 fd02::2",
                "-c 1 fe80::ff:fe00:101%eth0",
                "-c 1 -I lo -W 0.2 10.2.0.2",
                "-c 1 -R 10.2.0.2",
                "-c 1 -T tsandaddr 10.2.0.2",
                "-A -c 3 -a -p a5 -3 fd02::2",
                "-c 1 -e 5 -C -d 10.2.0.2"
            })
    void moreOnTheJvm(String arguments) {
        onTheJvm(arguments);
    }

    @Test
    void aNameThatIsNowhere() {
        Sonde.Result r = network.fresh(Network.sonde(), "-c 1 no-such-name.invalid");
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
            assertThat(Mask.of(r)).isEqualTo(reference.expected(network, "a", "-c 1 10.2.0.2"));
        } finally {
            Files.delete(link);
            Files.delete(folder);
        }
    }

    /// The kernel's own redirect. It sends one, and then none for a while: the others are those of router.py.
    @Test
    void aRedirect() {
        Sonde.Result r = network.fresh(Network.sonde(), "-c 1 -W 1 10.7.0.1");
        assertThat(r.out()).contains("\nFrom 10.1.0.1: icmp_seq=1 Redirect Host(New nexthop: 10.1.0.9)\n");
        assertThat(r.status()).isEqualTo(1);
    }

    /// SIGQUIT shows a line and goes on, SIGINT ends with the statistics.
    @Test
    void signals() {
        String script = "ip netns exec a $PING -i 0.2 10.2.0.2 & p=$!; sleep 0.5; kill -QUIT $p; sleep 0.1\n"
                + "kill -INT $p; wait $p; echo $?";
        Sonde.Result real = network.sh("PING='" + String.join(" ", reference.command()) + "'; " + script);
        Sonde.Result ours = network.sh("PING='" + String.join(" ", Network.sonde()) + "'; " + script);
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
        String ping = String.join(" ", reference.command()) + " ";
        try {
            for (String arguments :
                    new String[] {"-c 2 -i 0.2 10.1.0.2", "-c 1 fd01::2", "-c 1 -t 1 10.1.0.2", "-c 1 -l 4 10.1.0.2"}) {
                Sonde.Result ours = network.sh("ip netns exec b " + nobody + copy + " ping " + arguments);
                Sonde.Result real = network.sh("ip netns exec b " + nobody + ping + arguments);
                assertThat(Mask.of(ours)).isEqualTo(reference.ruled(Mask.of(real)));
            }
            Sonde.Result marked = network.sh("ip netns exec b " + nobody + copy + " ping -c 1 -m 5 10.1.0.2");
            assertThat(marked.status()).isZero();
            assertThat(marked.err())
                    .isEqualTo("ping: WARNING: failed to set mark: 5: Operation not permitted\n"
                            + "ping: => missing cap_net_admin+p or cap_net_raw+p (since Linux 5.17) capability?\n");
            if (reference.newest().isPresent()) {
                Sonde.Result real = network.sh("ip netns exec b " + nobody + ping + "-c 1 -m 5 10.1.0.2");
                assertThat(Mask.of(marked)).isEqualTo(Mask.of(real));
            }
            String[] refusals = {
                "-f ::1", "ping: cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)\n",
                "-i 0.5 ff02::1%eth0",
                        "ping: minimal interval for multicast ping for user must be >= 1000 ms, use -i 1 (or higher)\n",
                "-b -i 0.5 10.2.0.255",
                        "ping: minimal interval for broadcast ping for user must be >= 1000 ms, use -i 1 (or higher)\n",
                "-M dont ff02::1%eth0", "ping: multicast ping does not fragment\n",
                "-M want 224.0.0.1", "ping: broadcast ping does not fragment\n"
            };
            for (int i = 0; i < refusals.length; i += 2) {
                Sonde.Result ours = network.sh("ip netns exec b " + nobody + copy + " ping -c 1 " + refusals[i]);
                assertThat(ours.err()).as(refusals[i]).endsWith(refusals[i + 1]);
                assertThat(ours.status()).isEqualTo(2);
                if (reference.newest().isPresent()) {
                    Sonde.Result real = network.sh("ip netns exec b " + nobody + ping + "-c 1 " + refusals[i]);
                    assertThat(Mask.of(ours)).isEqualTo(Mask.of(real));
                }
            }
            Sonde.Result refused = network.sh("ip netns exec a " + nobody + copy + " ping -c 1 10.2.0.2");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err())
                    .startsWith("ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n"
                            + "ping: => missing cap_net_raw+p capability or setuid?\n  needs CAP_NET_RAW");
            if (reference.newest().isPresent()) {
                Sonde.Result real = network.sh("ip netns exec a " + nobody + ping + "-c 1 10.2.0.2");
                assertThat(refused.err()).startsWith(real.err());
                assertThat(real.err().lines()).hasSize(3);
            }
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
