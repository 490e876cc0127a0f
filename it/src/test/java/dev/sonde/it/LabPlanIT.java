package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The plan of docs/lab.md made real: bridge networks, plain containers, and what shares a namespace, as the real tools
/// see them and by name.
@Tag("kernel")
class LabPlanIT {
    @TempDir
    static Path folder;

    private static Path plan;
    private static Lab lab;

    @BeforeAll
    static void up() throws IOException {
        Matcher m = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/lab.md")));
        assertThat(m.find()).isTrue();
        plan = Files.writeString(folder.resolve("plan.json"), m.group(1));
        lab = Lab.up(plan.toString());
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static LabState.Container container(String name) {
        return lab.state().containers().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// A target of this lab, whatever others are up.
    private static String at(String name) {
        return name + "@" + lab.name();
    }

    private static String run(String... command) {
        Sonde.Result r = Sonde.sonde(command);
        assertThat(r.status()).as("%s", r).isZero();
        return r.out();
    }

    @Test
    void bridgeNetworksAreInTheirHostsNamespace() {
        String links = Lab.in(lab.file("host2"), "ip -o -d link");
        assertThat(links).containsPattern("br-[0-9a-f]{12}: .*mtu 1500").contains("docker_gwbridge");
        assertThat(Lab.in(lab.file("host2"), "ip -o -4 addr"))
                .contains("inet 172.30.0.1/16 brd 172.30.255.255", "inet 172.18.0.1/16", "inet 10.99.0.2/24");
        assertThat(Lab.in(lab.file("host3"), "ip -o -4 addr show docker0")).contains("inet 172.17.0.1/16");
        assertThat(run("ip", "-n", at("local"), "-4", "-o", "addr")).contains("inet 172.30.0.1/16");
    }

    @Test
    void containersHaveAnInterfaceForEachNetwork() {
        String proxy = lab.file(container("proxy").file());
        assertThat(Lab.in(proxy, "ip -o -4 addr"))
                .containsPattern("eth0 +inet 172.30.0.2/16 brd 172.30.255.255")
                .containsPattern("eth1 +inet 10.7.0.12/16 brd 10.7.255.255");
        assertThat(Lab.in(proxy, "ip -o link"))
                .containsPattern("eth0@if.* mtu 1500 .*02:42:ac:1e:00:02")
                .containsPattern("eth1@if.* mtu 1450 .*02:42:0a:07:00:0c");
        assertThat(Lab.in(proxy, "ip route")).contains("default via 172.30.0.1 dev eth0");
        assertThat(Lab.in(lab.file(container("offline").file()), "ip -o link")).hasLineCount(1);
        assertThat(run("ip", "-n", at("alone"), "-4", "-o", "addr")).contains("inet 172.17.0.2/16");
    }

    @Test
    void tasksHaveDockersSecondInterface() {
        LabState.Task web = lab.task(1);
        assertThat(Lab.in(lab.file(web.file()), "ip -o -4 addr show eth1")).contains("inet 172.18.0.2/16");
        assertThat(Lab.in(lab.file(web.file()), "ip route")).contains("default via 172.18.0.1 dev eth1");
        assertThat(Lab.in(lab.file(web.file()), "ping -c 1 -W 2 172.18.0.1")).contains("1 received");
    }

    @Test
    void packetsReachWhoIsOnTheSameNetwork() {
        String proxy = lab.file(container("proxy").file());
        for (LabState.Task t : lab.state().networks().getFirst().tasks()) {
            assertThat(Lab.in(proxy, "ping -c 1 -W 2 -M do -s 1422 " + t.ip())).contains("1 received");
        }
        LabState.Network back = lab.state().networks().getLast();
        String db = lab.file(back.tasks().getFirst().file());
        String to = back.tasks().getLast().ip();
        assertThat(Lab.in(db, "ping -c 1 -W 2 -M do -s 1372 " + to)).contains("1 received");
        assertThat(Sonde.sh("nsenter --net=" + db + " ping -c 1 -W 1 -M do -s 1373 " + to)
                        .status())
                .isNotZero();
    }

    @Test
    void aContainerThatSharesANamespaceIsEnteredByItsOwnName() {
        LabState.Container proxy = container("proxy");
        LabState.Container sidecar = container("sidecar");
        String inode =
                Sonde.sh("stat -L -c %i /proc/" + sidecar.pid() + "/ns/net").out();
        assertThat(inode)
                .isEqualTo(Sonde.sh("stat -L -c %i " + lab.file(proxy.file())).out());
        for (String name : new String[] {at("proxy"), at("sidecar"), "container:" + sidecar.id()}) {
            assertThat(run("enter", name, "--", "stat", "-L", "-c", "%i", "/proc/self/ns/net"))
                    .as(name)
                    .isEqualTo(inode);
        }
        assertThat(run("show", at("proxy"))).contains("172.30.0.2/16", "10.7.0.12/16");
    }

    @Test
    void statusAndInspectTellAllOfIt() {
        String status = run("lab", "status", "--name", lab.name());
        assertThat(status)
                .startsWith(lab.name() + ": up, 3 hosts, 2 networks, 7 tasks, 5 bridge networks, 4 containers, kept by")
                .contains("bridge network local  br-", "in the namespace of proxy\n", "load balancer", "VNI 5000");
        assertThat(run("lab", "status", "--name", lab.name(), "-j"))
                .contains(
                        "\"balancers\": [",
                        "\"shares\": \"" + container("proxy").id() + "\"",
                        "\"mtu\": 1400");
        assertThat(run("inspect", at("front")))
                .contains("\"Name\": \"front-endpoint\"", "\"Name\": \"proxy\"", "\"IPv4Address\": \"10.7.0.12/16\"");
        assertThat(run("inspect", at("local"))).contains("\"Driver\": \"bridge\"", "\"Scope\": \"local\"");
    }

    @Test
    void theStatusHasTheDocumentedKeys() throws IOException {
        lab.run("break", "missing-fdb");
        String status = lab.run("status", "-j");
        lab.run("mend");
        JsonNode labs = new ObjectMapper().readTree(status);
        assertThat(labs).hasSize(1);
        assertThat(labs.get(0).get("broken")).hasSize(1);
        Documented.keys("sonde lab status -j", labs);
    }

    @Test
    void aPlanThatCannotBeIsToldInOneLine() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.json"), "{\"networks\": [{\"name\": \"a\\u001b[31m\"}]}");
        Sonde.Result r = Sonde.sonde("lab", "up", bad.toString(), "--name", Lab.newName());
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err())
                .startsWith("sonde: lab up: " + bad + ": networks[0].name: a\\x1b[31m is not a valid name: ")
                .endsWith("\n  docs/lab.md describes what a plan says\n");
        Sonde.Result none = Sonde.sonde("lab", "up", "/nonexistent.json");
        assertThat(none.err()).startsWith("sonde: lab up: /nonexistent.json: No such file or directory");
        Sonde.Result device = Sonde.sonde("lab", "up", "/dev/zero");
        assertThat(device.err())
                .isEqualTo("sonde: lab up: /dev/zero: Invalid argument: it is neither a file nor a pipe\n");
        Sonde.Result endless = Sonde.run(
                "bash", "-c", "trap '' PIPE; exec '" + Sonde.BINARY + "' lab up <(cat /dev/zero 2>/dev/null)");
        assertThat(endless.err()).matches("(?s)sonde: lab up: /dev/fd/\\d+: plan: it is longer than 1048576 bytes.*");
        Sonde.Result both = Sonde.sonde("lab", "up", plan.toString(), "--hosts", "2");
        assertThat(both.status()).isEqualTo(2);
    }

    /// What ends `lab up` in between leaves nothing.
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aSignalEndsTheMakingWhole(String signal) throws Exception {
        String name = Lab.newName();
        int early = 0;
        // Close together at first: on an idle machine the whole lab stands after a tenth of a second.
        for (int millis = 40; millis < 1500 && early < 4; millis += 10 + millis / 4) {
            Process up = new ProcessBuilder(Sonde.heeding("lab", "up", plan.toString(), "--name", name))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread.sleep(millis);
            Sonde.sh("kill -" + signal + " " + up.pid());
            assertThat(up.waitFor(20, TimeUnit.SECONDS)).isTrue();
            boolean complete = Files.exists(Lab.REGISTRY.resolve(name + ".json"));
            for (int i = 0; i < 150 && !complete && !Lab.keepers(name).isEmpty(); i++) {
                Thread.sleep(20);
            }
            early += complete ? 0 : 1;
            if (!complete) {
                assertThat(Lab.keepers(name)).as("after %d ms", millis).isEmpty();
            }
            Sonde.sonde("lab", "down", "--name", name);
            assertThat(Lab.keepers(name)).isEmpty();
            assertThat(Lab.files(Lab.REGISTRY, name)).isEmpty();
        }
        assertThat(early)
                .as("times that the signal came before the lab was complete")
                .isPositive();
    }
}
