package dev.sonde.core.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.Streams;
import dev.sonde.protocol.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of a swarm's Docker: its ids, what is on another host, and networks that have no namespace here.
class DockerTargetsTest {
    private static final long HOST = 4026532100L;
    private static final long OVERLAY = 4026532200L;
    private static final long ONE = 4026532301L;
    private static final long TWO = 4026532302L;
    private static final String SERVICE = "3692i3q3u8nephdco2c10ro4c";
    private static final String FIRST = "k2x0q7m1v9c4b8n5z3w6t1y7u";
    private static final String SECOND = "p9o8i7u6y5t4r3e2w1q0a9s8d";

    private static final String SELF = "m0n1b2v3c4x5z6l7k8j9h0g1f";
    private static final String OTHER = "q5w6e7r8t9y0u1i2o3p4a5s6d";

    private static String node(String id, String host, String state, int n) {
        return "{'ID':'" + id + "','Description':{'Hostname':'" + host + "'},'Status':{'State':'" + state
                + "','Addr':'10.99.0." + n + "'}}";
    }

    private static byte[] answer(String json) {
        return ("HTTP/1.0 200 OK\r\nServer: Docker/28.5.2 (linux)\r\n\r\n" + json.replace('\'', '"'))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String task(String id, int n, String task) {
        return "{'Id':'" + id.repeat(32) + "','Names':['/web." + n + "." + task + "'],'Image':'i','Labels':{"
                + "'com.docker.swarm.task.name':'web." + n + "." + task + "','com.docker.swarm.service.name':'web',"
                + "'com.docker.swarm.service.id':'" + SERVICE + "'},'NetworkSettings':{'Networks':{'flt':{"
                + "'NetworkID':'9tp0f348donsdj75pktssd97b','EndpointID':'" + id + "','MacAddress':'02:42:0a:00:01:0" + n
                + "','IPAddress':'10.0.1." + n + "','IPPrefixLen':24}}}}";
    }

    private static String network(String name, String id, String scope, String driver) {
        return "{'Name':'" + name + "','Id':'" + id + "','Scope':'" + scope + "','Driver':'" + driver + "'}";
    }

    private static Source swarm() {
        String networks = String.join(
                ",",
                network("flt", "9tp0f348donsdj75pktssd97b", "swarm", "overlay"),
                network("idle", "8abcdefdonsdj75pktssd97bx", "swarm", "overlay"),
                network("v6", "7klmnopdonsdj75pktssd97bx", "swarm", ""),
                network("bridge", "b1".repeat(32), "local", "bridge"),
                network("mac", "c1".repeat(32), "local", "macvlan"),
                network("plug", "d1".repeat(32), "local", "weave"),
                network("mute", "f1".repeat(32), "local", ""),
                network("none", "e1".repeat(32), "local", "null"));
        String verbose = "{'Name':'flt','Id':'9tp0f348donsdj75pktssd97b','Peers':[{'Name':'h1','IP':'10.99.0.1'},"
                + "{'Name':'h2','IP':'10.99.0.2'}],'Services':{'':{'VIP':'<nil>','Tasks':[{'Name':'f3','EndpointID':'e3',"
                + "'EndpointIP':'10.0.1.7','Info':{'Host IP':'10.99.0.2'}}]},'web':{'VIP':'10.0.1.2','Tasks':[{'Name':"
                + "'web.3.x0x1x2x3x4x5x6x7x8x9x0x1x','EndpointID':'e4','EndpointIP':'10.0.1.8','Info':{'Host IP':"
                + "'10.99.0.2'}}]},'far':{'VIP':'10.0.1.9','Tasks':[{'Name':'far.1.y0y1y2y3y4y5y6y7y8y9y0y1y',"
                + "'EndpointID':'e5','EndpointIP':'10.0.1.10','Info':{'Host IP':'10.99.0.2'}}]}}}";
        return new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, HOST, "/proc/self/ns/net")
                .process(1, HOST, "init", "0::/\n")
                .file("/run/docker/netns/1-9tp0f348do", OVERLAY)
                .process(301, ONE, "web", "0::/docker/" + "1a".repeat(32) + "\n")
                .process(302, TWO, "web", "0::/docker/" + "2b".repeat(32) + "\n")
                .content(
                        "/run/docker.sock /containers/json?all=1",
                        answer("[" + task("1a", 3, FIRST) + "," + task("2b", 4, SECOND) + "]"))
                .content("/run/docker.sock /networks", answer("[" + networks + "]"))
                .content(
                        "/run/docker.sock /nodes",
                        answer("[" + node(SELF, "node1", "ready", 1) + "," + node(OTHER, "node2", "ready", 2) + ","
                                + node("zz9f1m2n3b4v5c6x7z8l9k0j1", "node3", "down", 3) + "]"))
                .content(
                        "/run/docker.sock /info",
                        answer("{'Name':'node1','Swarm':{'NodeAddr':'10.99.0.1','NodeID':'" + SELF + "'}}"))
                .content("/run/docker.sock /networks/9tp0f348do?verbose=true", answer(verbose))
                .done()
                .recorded();
    }

    private static TargetException refused(String word) {
        try {
            throw new AssertionError(word + " is " + Targets.resolve(List.of(swarm()), word));
        } catch (TargetException e) {
            return e;
        }
    }

    /// Whole ids, as `-q --no-trunc` prints them, and the twelve letters that `-q` prints.
    @ParameterizedTest
    @CsvSource({
        FIRST + "," + ONE,
        "k2x0q7m1v9c4," + ONE,
        "p9o8i7u6y5t4," + TWO,
        "task:p9o8i7u6y5t4," + TWO,
        "web.3," + ONE,
        "1a1a1a1a1a1a," + ONE,
        "9tp0f348dons," + OVERLAY,
        "bridge," + HOST,
        "b1b1b1b1b1b1," + HOST,
        "node1," + HOST,
        SELF + "," + HOST,
        "m0n1b2v3c4x5," + HOST,
        "node:m0n1b2v3c4x5," + HOST,
        "node:node1," + HOST,
    })
    void idsAreTargets(String word, long ino) {
        assertThat(Targets.resolve(List.of(swarm()), word).ino()).isEqualTo(ino);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVICE, "3692i3q3u8ne", "service:3692i3q3u8ne", "web"})
    void aServiceIsEachOfItsTasksHere(String word) {
        TargetException e = refused(word);
        assertThat(e).hasMessage(word + ": matches 2 namespaces");
        assertThat(e.remedy()).isEqualTo("name one of them: web.3, web.4");
        assertThat(Targets.all(List.of(swarm()), word)).extracting(Place::ino).containsExactly(ONE, TWO);
    }

    /// Nothing that lies elsewhere, or nowhere, is ever the host.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idle | the network has no namespace on this host: no endpoint of it is here",
                "8abcdefdons | the network has no namespace on this host: no endpoint of it is here",
                "idle@node1 | the network has no namespace on this host: no endpoint of it is here",
                "v6 | the network has no namespace on this host: the swarm has given it nothing yet",
                "network:v6 | the network has no namespace on this host: the swarm has given it nothing yet",
                "7klmnopdonsd | the network has no namespace on this host: the swarm has given it nothing yet",
                "mac | a network of driver macvlan has no namespace of its own: its links are its containers'",
                "plug | a network of driver weave has no namespace of its own: its links are its containers'",
                "mute | the network has no namespace that is known here: its engine does not tell its driver",
                "none | the network is none: each container has a namespace of its own",
            })
    void aNetworkWithoutANamespaceIsNotTheHost(String word, String why) {
        TargetException e = refused(word);
        assertThat(e).hasMessage(word + ": " + why);
        assertThat(e.remedy()).startsWith("sonde inspect ").endsWith(" tells of it");
    }

    @ParameterizedTest
    @CsvSource({"f3", "f3@node2", "container:f3", "web.5x", "far", "service:far", "far.1", "y0y1y2y3y4y5", "node2"})
    void whatIsOnAnotherHostIsSaidToBeThere(String word) {
        TargetException e = refused(word);
        if (word.equals("web.5x")) {
            assertThat(e).hasMessage("web.5x: no such target");
        } else if (word.equals("node2")) {
            assertThat(e).hasMessage("node2: it is another host of the swarm");
        } else {
            assertThat(e).hasMessage(word + ": it is not on this host, but on node2");
            assertThat(e.remedy()).startsWith("run the same there; here sonde who ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                OTHER + " | node2, another host of the swarm | tells the way to it",
                "q5w6e7r8t9y0 | node2, another host of the swarm | tells the way to it",
                "node:node2 | another host of the swarm | tells the way to it",
                "node3 | another host of the swarm, which is down | run sonde there",
                "zz9f1m2n3b4v | node3, another host of the swarm, which is down | run sonde there",
            })
    void anotherNodeIsSaidToBeOne(String word, String what, String remedy) {
        TargetException e = refused(word);
        assertThat(e).hasMessage(word + ": it is " + what);
        assertThat(e.remedy()).endsWith(remedy);
    }

    /// Two that nothing but their inodes tells apart.
    @Test
    void whatIsSuggestedIsTaken() {
        List<Source> one = List.of(new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, HOST, "/proc/self/ns/net")
                .process(1, OVERLAY, "init", "0::/\n")
                .file("/run/docker/netns/1-9tp0f348do", ONE)
                .file("/proc/900/root/run/docker/netns/1-9tp0f348do", TWO)
                .done()
                .recorded());
        for (String word : List.of("9tp0f348do", "node1")) {
            assertThatThrownBy(() -> Targets.resolve(one, word)).isInstanceOfSatisfying(TargetException.class, e -> {
                assertThat(e.remedy()).startsWith("name one of them: ");
                for (String s :
                        e.remedy().substring("name one of them: ".length()).split(", ")) {
                    assertThat(Targets.resolve(one, s).ino()).as(s).isPositive();
                }
            });
        }
    }
}
