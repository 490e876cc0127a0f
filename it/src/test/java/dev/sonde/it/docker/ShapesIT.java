package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Networks and containers of the shapes that Docker knows, on a real swarm: nothing is found where nothing is broken,
/// and what an engine is just doing is no fault.
@Tag("docker")
@Tag("long")
@Tag("slow")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class ShapesIT {
    private static final List<String> THREE = List.of("shape-plain", "shape-small", "shape-two");
    private static final int LOOKS = Programme.LONG ? 3 : 1;
    private static Engines docker;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        docker = Engines.swarm(suite);
        sh(1, """
                net() { docker network create -d overlay --attachable "$@" >/dev/null; }
                net shape-plain
                net shape-empty
                net --internal --opt com.docker.network.driver.mtu=1200 shape-small
                net --subnet 10.80.0.0/24 --subnet 10.81.0.0/24 shape-two
                net --opt encrypted shape-secret
                docker network create -d macvlan -o parent=eth0 --subnet 192.168.50.0/24 shape-mac >/dev/null
                docker network create --internal --ipv6 --subnet fd00:50::/64 shape-bridge >/dev/null
                """);
        sh(1, """
                run() { name=$1; shift; docker run -d --name "shape-$name" "$@" busybox sleep 6000 >/dev/null; }
                run plain --network shape-plain
                run fixed --network shape-plain --mac-address 02:11:22:33:44:55
                run small --network shape-small && docker network connect shape-plain shape-small &&
                run first --network shape-two --ip 10.80.0.50 && run second --network shape-two --ip 10.81.0.51 &&
                run secret --network shape-secret &&
                run mac --network shape-mac && run bridge --network shape-bridge -p 8088:80 &&
                run host --network host && run none --network none && run guest --network container:shape-plain
                """);
        sh(2, """
                run() { name=$1; shift; docker run -d --name "shape-$name" "$@" busybox sleep 6000 >/dev/null; }
                run plain2 --network shape-plain && run small2 --network shape-small &&
                run first2 --network shape-two --ip 10.80.0.60 && run secret2 --network shape-secret
                """);
    }

    private static void sh(int node, String script) {
        Sonde.Result r = docker.sh(node, script);
        assertThat(r.status()).as("%s", r).isZero();
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    /// Nothing is found in these networks, time and again, once the engine has come to rest.
    private static void quiet(int node, List<String> networks, String... options) {
        docker.settled(networks.toArray(String[]::new));
        List<String> arguments = new ArrayList<>(List.of("check", "-j"));
        arguments.addAll(networks);
        arguments.addAll(List.of(options));
        for (int i = 0; i < LOOKS; i++) {
            Sonde.Result r = docker.sonde(node, arguments.toArray(String[]::new));
            assertThat(r.status()).as("node %d: %s", node, r).isZero();
            assertThat(CheckedSwarm.findings(r)).as("node %d: %s", node, r).isEmpty();
        }
    }

    @Test
    void ofEveryShapeNothingIsFound() {
        for (int node = 1; node <= 2; node++) {
            quiet(node, THREE);
        }
        quiet(1, THREE, "--probe");
        sh(
                1,
                "docker pause shape-plain && docker stop -t 0 shape-fixed && docker network disconnect shape-plain"
                        + " shape-small");
        quiet(1, THREE);
        sh(
                1,
                "docker unpause shape-plain && docker start shape-fixed && docker network connect shape-plain"
                        + " shape-small");
        quiet(1, THREE);
        for (String name : List.of("plain", "small", "mac", "bridge", "none", "guest")) {
            String container = "container:shape-" + name;
            assertThat(docker.sonde(1, "show", container).status()).as(name).isZero();
            assertThat(docker.sonde(1, "enter", container, "--", "true").status())
                    .as(name)
                    .isZero();
        }
        for (String command : List.of("show", "enter")) {
            Sonde.Result several = docker.sonde(1, command, "shape-plain");
            assertThat(several.status()).as("%s", several).isEqualTo(1);
            assertThat(several.err())
                    .contains("shape-plain: matches 2 namespaces", "container:shape-plain, network:shape-plain");
        }
    }

    /// Docker makes an overlay network on a host with its first endpoint there.
    @Test
    void aNetworkWithoutEndpointsIsNotUnknown() {
        Sonde.Result r = docker.sonde(1, "show", "shape-empty");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err())
                .contains("shape-empty: the network has no namespace on this host")
                .contains("sonde inspect shape-empty");
        assertThat(docker.sonde(1, "inspect", "shape-empty").status()).isZero();
    }

    /// What is said of the firewall and that network.
    private static List<String> filtered() {
        docker.settled("shape-secret");
        Sonde.Result r = docker.sonde(1, "check", "-j", "shape-secret");
        List<String> some = new ArrayList<>();
        for (JsonNode f : CheckedSwarm.findings(r)) {
            if (f.get("code").asText().startsWith("S31")) {
                some.add(f.toString());
            }
        }
        return some;
    }

    /// Where the kernel has no ESP the daemon writes policies, and no states: a ping is the judge.
    @Test
    void anEncryptedNetworkIsAFaultWhereItCarriesNothing() {
        docker.settled("shape-secret");
        String ip = docker.docker(
                2,
                "inspect",
                "-f",
                "{{(index .NetworkSettings.Networks \"shape-secret\").IPAddress}}",
                "shape-secret2");
        boolean carries =
                docker.sh(1, "docker exec shape-secret ping -c 2 -W 2 " + ip).status() == 0;
        for (int node = 1; node <= 2; node++) {
            List<String> codes = new ArrayList<>();
            CheckedSwarm.findings(docker.sonde(node, "check", "-j", "shape-secret"))
                    .forEach(f -> codes.add(f.get("code").asText()));
            assertThat(codes).as("node %d", node).isEqualTo(carries ? List.of() : List.of("S120"));
        }
    }

    /// The rules by which Docker keeps encrypted networks from being reached in clear, as this engine writes
    /// them and as newer ones do, by nftables. The same without the VNI takes the packets of all tunnels.
    @Test
    void dockersRulesForEncryptedNetworksAreNoFault() {
        assertThat(docker.sh(1, "nft list chain ip filter INPUT").out()).contains("udp dport 4789", "drop");
        assertThat(filtered()).isEmpty();
        String newer =
                "nft add table ip shape && nft 'add set ip shape vnis { typeof @th,96,24; elements = { 0x1000 }; }'"
                        + " && nft 'add chain ip shape in { type filter hook input priority raw; }' && nft add rule ip shape in"
                        + " meta ipsec missing udp dport 4789 ";
        try {
            sh(1, newer + "@th,96,24 @vnis counter drop");
            assertThat(filtered()).isEmpty();
            sh(1, "nft delete table ip shape && " + newer + "counter drop");
            Sonde.Result r = docker.sonde(1, "check", "shape-secret");
            assertThat(r.out()).contains("warning[S313]: node1 may lose VXLAN packets");
        } finally {
            docker.sh(1, "nft delete table ip shape");
        }
    }

    /// A host on which much was run: what Docker leaves for a minute, containers in crowds, and the rules by which
    /// Docker 28 keeps others from their addresses. All of it fits on a screen, and it ends in plain words.
    @Test
    void leftOversManyContainersAndRawRulesAreOneQuietScreen() {
        docker.settled(THREE.toArray(String[]::new));
        sh(
                1,
                "for i in $(seq 23); do : >/run/docker/netns/0123456789$(printf %02x $i); done;"
                        + " for i in $(seq 12); do docker run -d --name crowd-$i busybox sleep 6000 >/dev/null; done");
        for (int i = 1; i <= 12; i++) {
            String ip =
                    docker.docker(1, "inspect", "-f", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "crowd-" + i);
            sh(1, "iptables -t raw -A PREROUTING -d " + ip + "/32 ! -i docker0 -j DROP");
        }
        try {
            List<String> arguments = new ArrayList<>(List.of("check"));
            arguments.addAll(THREE);
            Sonde.Result some = docker.sonde(1, arguments.toArray(String[]::new));
            assertThat(some.status()).as("%s", some).isZero();
            assertThat(some.out().lines()).as("%s", some).hasSizeLessThan(24);
            Sonde.Result r = docker.sonde(1, "check", "-j");
            for (JsonNode f : CheckedSwarm.findings(r)) {
                // The encrypted network is a fault where the kernel has no ESP.
                assertThat(f.get("code").asText()).as("%s", f).isEqualTo("S120");
            }
        } finally {
            docker.sh(
                    1,
                    "rm -f /run/docker/netns/0123456789??; iptables -t raw -F PREROUTING;"
                            + " docker rm -f $(docker ps -q -f name=crowd-) >/dev/null");
        }
    }

    /// Containers come and go while the host is read: each look ends, and finds no error.
    @Test
    void whatAnEngineIsDoingIsNoFault() {
        sh(
                1,
                "(for i in 1 2 3 4 5; do docker rm -f shape-brief; docker run -d --name shape-brief --network shape-small"
                        + " busybox sleep 6000; done) >/dev/null 2>&1 &");
        for (int i = 0; i < 8; i++) {
            Sonde.Result r = docker.sonde(1 + i % 2, "check", "shape-small");
            assertThat(r.out()).as("%s", r).doesNotContain("error[");
            assertThat(r.status()).as("%s", r).isIn(0, 4);
        }
    }
}
