package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.Place;
import dev.sonde.core.target.TargetException;
import dev.sonde.core.target.Targets;
import dev.sonde.protocol.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Docker 29 answers (API 1.52 and later), on a manager and on a worker of a swarm: addresses of containers below
/// `Networks` alone, networks in a list without `Containers`, `Status`, and empty text for an address that is none.
class Docker29Test {
    private static final long HOST = 4026532100L;
    private static final long OVERLAY = 4026532200L;
    private static final long WEB = 4026532301L;
    private static final long DB = 4026532302L;
    private static final long BALANCER = 4026532303L;

    private static final String FLT = "9tp0f348donsdj75pktssd97b";
    private static final String TASK = "k2x0q7m1v9c4b8n5z3w6t1y7u";
    private static final String BRIDGE = "b1".repeat(32);

    private static byte[] answer(String status, String json) {
        return ("HTTP/1.0 " + status + "\r\nApi-Version: 1.55\r\nContent-Type: application/json\r\nOstype: linux\r\n"
                        + "Server: Docker/29.8.0 (linux)\r\n\r\n" + json.replace('\'', '"'))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ok(String json) {
        return answer("200 OK", json);
    }

    private static final String NONE = "'Links':null,'Aliases':null,'DriverOpts':null,'GwPriority':0,";

    private static String endpoint(String network, String id, String mac, String ip, int length, String gateway) {
        return "{'IPAMConfig':null," + NONE + "'NetworkID':'" + network + "','EndpointID':'" + id + "','Gateway':'"
                + gateway + "','IPAddress':'" + ip + "','MacAddress':'" + mac + "','IPPrefixLen':" + length
                + ",'IPv6Gateway':'','GlobalIPv6Address':'','GlobalIPv6PrefixLen':0,'DNSNames':null}";
    }

    private static final String CONTAINERS = "[{'Id':'" + "1a".repeat(32) + "','Names':['/web.1." + TASK
            + "'],'Image':'i','ImageManifestDescriptor':{'size':1},'Labels':{'com.docker.swarm.task.name':'web.1."
            + TASK + "','com.docker.swarm.service.name':'web','com.docker.swarm.service.id':"
            + "'3692i3q3u8nephdco2c10ro4c'},'State':'running','NetworkSettings':{'Networks':{'flt':"
            + endpoint(FLT, "e1", "02:42:0a:00:01:03", "10.0.1.3", 24, "")
            + "}},'Health':{'Status':'none','FailingStreak':0}},{'Id':'" + "2b".repeat(32)
            + "','Names':['/db'],'Image':'i','Labels':{},'NetworkSettings':{'Networks':{'bridge':"
            + endpoint(BRIDGE, "e2", "6e:1d:5c:02:8f:31", "172.17.0.2", 16, "172.17.0.1") + "}}}]";

    /// One of a list: a network without those that are in it.
    private static String network(String name, String id, String scope, String driver, String subnet, String options) {
        String config = subnet.isEmpty() ? "null" : "[{'Subnet':'" + subnet + "'}]";
        return "{'Name':'" + name + "','Id':'" + id + "','Created':'2026-11-30T11:45:19.36243568Z','Scope':'" + scope
                + "','Driver':'" + driver + "','EnableIPv4':true,'EnableIPv6':false,'IPAM':{'Driver':'default',"
                + "'Options':null,'Config':" + config + "},'Internal':false,'Attachable':true,'Ingress':false,"
                + "'ConfigFrom':{'Network':''},'ConfigOnly':" + name.equals("template") + ",'Options':{" + options
                + "},'Labels':{}}";
    }

    private static final String OVERLAY_LISTED = network(
            "flt", FLT, "swarm", "overlay", "10.0.1.0/24", "'com.docker.network.driver.overlay.vxlanid_list':'4097'");

    private static final String SERVICES =
            "{'':{'VIP':'','Ports':[],'LocalLBIndex':0,'Tasks':[{'Name':'f3','EndpointID':'e3','EndpointIP':'10.0.1.7',"
                    + "'Info':{'Host IP':'10.99.0.2'}}]},'web':{'VIP':'10.0.1.2','Ports':[],'LocalLBIndex':256,'Tasks':"
                    + "[{'Name':'web.1." + TASK + "','EndpointID':'e1','EndpointIP':'10.0.1.3','Info':{'Host IP':"
                    + "'10.99.0.1'}},{'Name':'web.2.x0x1x2x3x4x5x6x7x8x9x0x1x','EndpointID':'e4','EndpointIP':"
                    + "'10.0.1.8','Info':{'Host IP':'10.99.0.2'}}]},'rr':{'VIP':'','Ports':[],'LocalLBIndex':0,'Tasks':"
                    + "[{'Name':'rr.1.y0y1y2y3y4y5y6y7y8y9y0y1y','EndpointID':'e5','EndpointIP':'10.0.1.9','Info':"
                    + "{'Host IP':'10.99.0.2'}}]}}";

    /// Of the whole network a manager tells how many addresses are in use; a worker what its own daemon knows: nothing.
    private static String verbose(boolean manager) {
        String status = manager
                ? "{'IPAM':{'Subnets':{'10.0.1.0/24':{'IPsInUse':8,'DynamicIPsAvailable':248}}}}"
                : "{'IPAM':{}}";
        return OVERLAY_LISTED.substring(0, OVERLAY_LISTED.length() - 1)
                + ",'Peers':[{'Name':'h1','IP':'10.99.0.1'},{'Name':'h2','IP':'10.99.0.2'}],'Containers':{'"
                + "1a".repeat(32) + "':{'Name':'web.1." + TASK + "','EndpointID':'e1','MacAddress':"
                + "'02:42:0a:00:01:03','IPv4Address':'10.0.1.3/24','IPv6Address':''},'lb-flt':{'Name':'flt-endpoint',"
                + "'EndpointID':'lb','MacAddress':'02:42:0a:00:01:04','IPv4Address':'10.0.1.4/24','IPv6Address':''}},"
                + "'Services':" + SERVICES + ",'Status':" + status + "}";
    }

    private static String info(boolean manager) {
        return "{'ID':'i','DockerRootDir':'/var/lib/docker','Name':'node1','ServerVersion':'29.8.0','Swarm':{'NodeID':"
                + "'m0n1','NodeAddr':'10.99.0.1','LocalNodeState':'active','ControlAvailable':" + manager
                + ",'Error':'','RemoteManagers':[{'NodeID':'q5w6','Addr':'10.99.0.2:2377'}]},'FirewallBackend':"
                + "{'Driver':'nftables+firewalld','Info':[['ReloadedAt','2026-11-30T11:45:19Z'],['EnableUserlandProxy',"
                + "'true']]},'CDISpecDirs':['/etc/cdi'],'DiscoveredDevices':[{'Source':'cdi','ID':'vendor.com/gpu=0'}],"
                + "'NRI':{'Info':[['socket-path','/run/nri.sock']]},'Containerd':{'Address':'/run/containerd.sock',"
                + "'Namespaces':{'Containers':'moby','Plugins':'plugins.moby'}},'Warnings':null}";
    }

    private static final String NODES = "[{'ID':'m0n1','Description':{'Hostname':'node1'},'Status':{'State':'ready',"
            + "'Addr':'10.99.0.1'}},{'ID':'q5w6','Description':{'Hostname':'node2'},'Status':{'State':'ready','Addr':"
            + "'10.99.0.2'}}]";

    private static Source engine(boolean manager) {
        String networks = String.join(
                ",",
                OVERLAY_LISTED,
                network("bridge", BRIDGE, "local", "bridge", "172.17.0.0/16", ""),
                network("template", "c1".repeat(32), "local", "null", "172.30.0.0/16", ""),
                network("none", "e1".repeat(32), "local", "null", "", ""));
        return begin().file("/run/docker/netns/1-9tp0f348do", OVERLAY)
                .file("/run/docker/netns/lb_9tp0f348d", BALANCER)
                .process(301, WEB, "web", "0::/docker/" + "1a".repeat(32) + "\n")
                .process(302, DB, "db", "0::/docker/" + "2b".repeat(32) + "\n")
                .content("/run/docker.sock /containers/json?all=1", ok(CONTAINERS))
                .content("/run/docker.sock /networks", ok("[" + networks + "]"))
                .content(
                        "/run/docker.sock /nodes",
                        manager ? ok(NODES) : answer("503 Service Unavailable", "{'message':'not a swarm manager'}"))
                .content("/run/docker.sock /info", ok(info(manager)))
                .content("/run/docker.sock /networks/9tp0f348do?verbose=true", ok(verbose(manager)))
                .done()
                .recorded();
    }

    private static Streams begin() {
        return new Streams()
                .magic(Header.VERSION)
                .hello("node1", "sonde", "collect")
                .namespace(1, HOST, "/proc/self/ns/net")
                .process(1, HOST, "init", "0::/\n");
    }

    private static Network network(Snapshot s, String name) {
        return s.networks().stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namespacesHaveTheirNames(boolean manager) {
        Snapshot s = SnapshotBuilder.of(engine(manager));
        assertThat(s.gaps()).extracting(Gap::why).isEmpty();
        assertThat(s.namespaces())
                .extracting(n -> n.kind().label() + " " + n.name())
                .containsExactlyInAnyOrder(
                        "host node1", "overlay network flt", "load balancer flt", "task web.1", "container db");
        for (Namespace n : s.namespaces()) {
            assertThat(n.engine() == null ? "" : n.engine().version()).isIn("", "29.8.0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void networksAreWhole(boolean manager) {
        Snapshot s = SnapshotBuilder.of(engine(manager));
        Network flt = network(s, "flt");
        assertThat(flt.vnis()).containsExactly(4097);
        assertThat(flt.peers()).extracting(p -> p.address().toString()).containsExactly("10.99.0.1", "10.99.0.2");
        assertThat(flt.endpoints())
                .extracting(e -> e.workload().name() + " " + e.ip() + " " + e.mac() + " " + e.vtep())
                .containsExactlyInAnyOrder(
                        "web.1." + TASK + " 10.0.1.3 02:42:0a:00:01:03 null",
                        "flt-endpoint 10.0.1.4 02:42:0a:00:01:04 10.99.0.1",
                        "f3 10.0.1.7 02:42:0a:00:01:07 10.99.0.2",
                        "web.2.x0x1x2x3x4x5x6x7x8x9x0x1x 10.0.1.8 02:42:0a:00:01:08 10.99.0.2",
                        "rr.1.y0y1y2y3y4y5y6y7y8y9y0y1y 10.0.1.9 02:42:0a:00:01:09 10.99.0.2");
        // endpoint_mode dnsrr has no address, and balances nothing
        assertThat(flt.services()).extracting(Service::name).containsExactly("web");
        Endpoint db = network(s, "bridge").endpoints().getFirst();
        assertThat(db.ip() + " " + db.mac()).isEqualTo("172.17.0.2 6e:1d:5c:02:8f:31");
        assertThat(network(s, "template").settings().configOnly()).isTrue();
        assertThat(flt.settings().told().members()).containsKey("Status").doesNotContainKey("Services");
    }

    @ParameterizedTest
    @CsvSource({"web," + WEB, "k2x0q7m1v9c4," + WEB, "db," + DB, "flt," + OVERLAY, "bridge," + HOST, "node1," + HOST})
    void namesAreTargets(String word, long ino) {
        for (boolean manager : new boolean[] {true, false}) {
            Place place = Targets.resolve(List.of(engine(manager)), word);
            assertThat(place.ino()).as("%s, a manager: %s", word, manager).isEqualTo(ino);
        }
    }

    @Test
    void whatIsOnAnotherHostIsThere() {
        for (boolean manager : new boolean[] {true, false}) {
            try {
                throw new AssertionError(Targets.resolve(List.of(engine(manager)), "f3"));
            } catch (TargetException e) {
                assertThat(e).hasMessage("f3: it is not on this host, but on " + (manager ? "node2" : "10.99.0.2"));
            }
        }
    }

    /// A daemon, or what stands before it, that does not take the version of the API: it says which one it wants.
    @Test
    void aRefusalIsToldInItsWords() {
        String old =
                "client version 1.24 is too old. Minimum supported API version is 1.44, please upgrade your client";
        Source refused = begin().content(
                        "/run/docker.sock /containers/json?all=1",
                        answer("400 Bad Request", "{'message':'" + old + "'}"))
                .content("/run/docker.sock /networks", answer("400 Bad Request", "{'message':'" + old + "'}"))
                .done()
                .recorded();
        Snapshot s = SnapshotBuilder.of(refused);
        assertThat(s.gaps())
                .extracting(g -> g.what() + ": " + g.why())
                .containsExactly(
                        "Docker at unix:///run/docker.sock, GET /containers/json?all=1: HTTP status 400: " + old);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "page not found", "{}", "[{'message':'x'}]", "{'message':''}"})
    void aRefusalWithoutWordsIsToldByItsStatus(String body) {
        Source refused = begin().content("/run/docker.sock /containers/json?all=1", answer("403 Forbidden", body))
                .done()
                .recorded();
        assertThat(SnapshotBuilder.of(refused).gaps()).extracting(Gap::why).containsExactly("HTTP status 403");
    }

    @Test
    void aLongRefusalIsCut() {
        Source refused = begin().content(
                        "/run/docker.sock /containers/json?all=1",
                        answer("400 Bad Request", "{'message':'" + "x".repeat(100_000) + "'}"))
                .done()
                .recorded();
        assertThat(SnapshotBuilder.of(refused).gaps().getFirst().why()).hasSize("HTTP status 400: ".length() + 200);
    }
}
