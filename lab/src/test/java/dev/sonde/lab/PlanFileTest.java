package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileTest {
    private static LabPlan read(String json) {
        return PlanFile.read(json.getBytes(StandardCharsets.UTF_8), "");
    }

    /// The example of docs/lab.md.
    private static String example() throws IOException {
        Matcher m = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/lab.md")));
        assertThat(m.find()).isTrue();
        return m.group(1);
    }

    @Test
    void theExampleOfTheDocument() throws IOException {
        LabPlan plan = read(example());
        assertThat(plan.name()).isEqualTo("shop");
        assertThat(plan.hosts()).extracting(LabState.Host::name).containsExactly("berlin", "paris", "rome");
        assertThat(plan.networks()).extracting(LabState.Network::name).containsExactly("front", "back");
        LabState.Network front = plan.networks().getFirst();
        assertThat(front.tasks())
                .extracting(t -> t.shortName() + " " + t.host() + " " + t.address())
                .containsExactly(
                        "web.1 paris 10.7.0.3/16",
                        "web.2 rome 10.7.0.4/16",
                        "web.3 berlin 10.7.0.5/16",
                        "web.4 paris 10.7.0.6/16",
                        "cache.1 rome 10.7.0.8/16");
        assertThat(front.members()).extracting(LabState.Member::link).containsExactly("eth1");
        assertThat(front.members()).extracting(LabState.Member::host).containsExactly("paris");
        LabState.Network back = plan.networks().getLast();
        assertThat(back.vni()).isEqualTo(5000);
        assertThat(back.mtu()).isEqualTo(1400);
        assertThat(back.subnet()).isEqualTo("10.0.1.0/24");
        assertThat(back.tasks()).extracting(LabState.Task::host).containsExactly("berlin", "paris");
        assertThat(plan.bridges())
                .extracting(b -> b.name() + "@" + b.host() + " " + b.subnet() + " "
                        + b.members().size())
                .containsExactlyInAnyOrder(
                        "local@paris 172.30.0.0/16 1",
                        "bridge@rome 172.17.0.0/16 1",
                        "docker_gwbridge@paris 172.18.0.0/16 3",
                        "docker_gwbridge@rome 172.18.0.0/16 2",
                        "docker_gwbridge@berlin 172.18.0.0/16 2");
        LabState.Container proxy = plan.containers().getFirst();
        assertThat(plan.containers().get(1).shares()).isEqualTo(proxy.id());
        assertThat(plan.containers().get(3).host()).isEqualTo("rome");
    }

    @Test
    void theOptionGoesBeforeThePlansName() throws IOException {
        LabPlan plan = PlanFile.read(
                "{\"hosts\": 1, \"containers\": [{\"name\": \"a\"}]}".getBytes(StandardCharsets.UTF_8), "x");
        assertThat(plan.name()).isEqualTo("x");
        assertThat(plan.hosts().getFirst().name()).isEqualTo("x-host1");
        assertThat(PlanFile.read(example().getBytes(StandardCharsets.UTF_8), "x")
                        .name())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[] | plan: a plan is an object, { }, not a list",
                "{} | plan: it has neither networks nor containers",
                "{\"networks\": [ | plan: not JSON: Unexpected end-of-input",
                "{\"a\" 1} | plan: not JSON: ",
                "{\"hosts\": 1, \"hosts\": 2} | plan: not JSON: Duplicate field 'hosts' (line 1, column 21)",
                "{\"hosts\": 1} x | plan: not JSON: ",
                "{\"hosts\": 1} 2 | plan: something follows its end, in line 1",
                "{\"host\": 1} | plan: a plan has no host, but kind, name, hosts, gateway, networks, containers",
                "{\"name\": \"../x\"} | name: ../x cannot be the name of a lab",
                "{\"hosts\": 0} | hosts: this is a number from 1 to 64, not 0",
                "{\"hosts\": 1e3} | hosts: this is a number from 1 to 64, not 1e3",
                "{\"hosts\": 99999999999999999999999} | hosts: this is a number from 1 to 64, not 99999999999999999999999",
                "{\"hosts\": [\"a\", \"a\"], \"containers\": [{\"name\": \"c\"}]} | hosts[1]: there is a host a already",
                "{\"hosts\": [], \"containers\": [{\"name\": \"c\"}]} | hosts: a lab has from 1 to 64 hosts",
                "{\"hosts\": [\"a b\"]} | hosts[0]: a b is not a valid name: ",
                "{\"networks\": {}} | networks: this is a list, [ ], not an object",
                "{\"networks\": [{}]} | networks[0]: its name is missing",
                "{\"networks\": [{\"name\": 7}]} | networks[0].name: this is a text, not 7",
                "{\"networks\": [{\"name\": \"a\", \"driver\": \"macvlan\"}]} | networks[0].driver: macvlan is not a driver of labs: overlay or bridge",
                "{\"networks\": [{\"name\": \"a\", \"host\": 1}]} | networks[0].host: a network of driver overlay has none",
                "{\"networks\": [{\"name\": \"a\", \"driver\": \"bridge\", \"vni\": 7}]} | networks[0].vni: a network of driver bridge has none",
                "{\"networks\": [{\"name\": \"a\"}, {\"name\": \"a\"}]} | networks[1].name: there is a network a already",
                "{\"networks\": [{\"name\": \"bridge\", \"driver\": \"bridge\"}]} | networks[0].name: bridge is Docker's own",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.1.1.0\"}]} | networks[0].subnet: 10.1.1.0 is not an IPv4 subnet",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.1.1.1/24\"}]} | networks[0].subnet: 10.1.1.1/24 is not an IPv4 subnet",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.1.1.0/30\"}]} | networks[0].subnet: its prefix is from /8 to /28",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.0.0.0/8\"}]} | networks[0].subnet: 10.0.0.0/8 is for other things: the lab's underlay has 10.99.0.0/16",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"127.0.0.0/24\"}]} | networks[0].subnet: 127.0.0.0/24 is for other things",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.1.0.0/16\"}, {\"name\": \"b\", \"subnet\": \"10.1.2.0/24\"}]} | networks[1].subnet: 10.1.2.0/24 overlaps 10.1.0.0/16",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"10.1.0.0/28\", \"services\": [{\"name\": \"s\", \"replicas\": 9}]}]} | networks[0].subnet: 10.1.0.0/28 is too small: a needs 20 addresses",
                "{\"networks\": [{\"name\": \"a\", \"vni\": 7}, {\"name\": \"b\", \"vni\": 7}]} | networks[1].vni: another network has 7",
                "{\"networks\": [{\"name\": \"a\", \"vni\": 16777216}]} | networks[0].vni: this is a number from 1 to 16777215, not 16777216",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"10.0.1.0/24\"}]} | networks[0].subnet6: 10.0.1.0/24 is no /64 of fc00::/7, such as fd00:1::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"fd00:1::/48\"}]} | networks[0].subnet6: fd00:1::/48 is no /64 of fc00::/7, such as fd00:1::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"fd00:1::1/64\"}]} | networks[0].subnet6: fd00:1::1/64 is no /64 of fc00::/7, such as fd00:1::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"2001:db8::/64\"}]} | networks[0].subnet6: 2001:db8::/64 is no /64 of fc00::/7, such as fd00:1::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"fd00:1::\"}]} | networks[0].subnet6: fd00:1:: is no /64 of fc00::/7, such as fd00:1::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"fd00:1::/64\"}, {\"name\": \"b\", \"subnet6\": \"fd00:1:0::/64\"}]} | networks[1].subnet6: another network has fd00:1:0::/64",
                "{\"networks\": [{\"name\": \"a\", \"subnet6\": \"fd00:1::/64\", \"mtu\": 1279}]} | networks[0].mtu: with IPv6 it is 1280 at least",
                "{\"networks\": [{\"name\": \"a\", \"driver\": \"bridge\", \"subnet6\": \"fd00:1::/64\"}]} | networks[0].subnet6: a network of driver bridge has none",
                "{\"networks\": [{\"name\": \"a\", \"mtu\": 9000}]} | networks[0].mtu: this is a number from 576 to 1450, not 9000",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\"}, {\"name\": \"s\"}]}]} | networks[0].services[1].name: there is a service s already",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\", \"replicas\": -1}]}]} | networks[0].services[0].replicas: this is a number from 0 to 9000, not -1",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\", \"hosts\": [\"x\"]}]}]} | networks[0].services[0].hosts[0]: there is no host x",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\", \"hosts\": [3]}]}]} | networks[0].services[0].hosts[0]: this is a number from 1 to 2, not 3",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\", \"replicas\": 3000}]}]} | networks[0]: a on host1 would have 1502 ports",
                "{\"containers\": [{\"name\": \"c\", \"networks\": [\"x\"]}]} | containers[0].networks[0]: there is no network x",
                "{\"containers\": [{\"name\": \"c\", \"networks\": [\"bridge\", \"bridge\"]}]} | containers[0].networks[1]: bridge is named twice",
                "{\"containers\": [{\"name\": \"c\"}, {\"name\": \"c\"}]} | containers[1].name: there is a container c already",
                "{\"containers\": [{\"name\": \"c\", \"shares\": \"c\"}]} | containers[0].shares: there is no container c before it",
                "{\"containers\": [{\"name\": \"c\"}, {\"name\": \"d\", \"shares\": \"c\", \"networks\": [\"bridge\"]}]} | containers[1].networks: it has those of c",
                "{\"containers\": [{\"name\": \"c\"}, {\"name\": \"d\", \"shares\": \"c\"}, {\"name\": \"e\", \"shares\": \"d\"}]} | containers[2].shares: d shares the namespace of c itself",
                "{\"containers\": [{\"name\": \"c\"}, {\"name\": \"d\", \"shares\": \"c\", \"host\": 2}]} | containers[1].host: what it is to be joined to is on the host host1",
                "{\"networks\": [{\"name\": \"l\", \"driver\": \"bridge\", \"host\": 2}], \"containers\": [{\"name\": \"c\", \"host\": 1, \"networks\": [\"l\"]}]} | containers[0].host: what it is to be joined to is on the host host2",
            })
    void whatCannotBeIsToldWithItsPlace(String json, String message) {
        Throwable t = catchThrowable(() -> read(json));
        assertThat(t).isInstanceOf(LabException.class).hasMessageStartingWith(message);
        assertThat(((LabException) t).remedy()).isNotEmpty();
    }

    @Test
    void whatIsHugeIsRefusedBeforeItCosts() {
        assertThatThrownBy(() -> PlanFile.read(new byte[PlanFile.LONGEST + 1], ""))
                .hasMessage("plan: it is longer than 1048576 bytes");
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(LabException.class);
        StringBuilder many = new StringBuilder("{\"networks\": [");
        for (int i = 0; i < 1001; i++) {
            many.append(i == 0 ? "" : ",").append("{}");
        }
        assertThatThrownBy(() -> read(many + "]}")).hasMessage("networks: 1001 of them; 1000 are the most");
        StringBuilder large = new StringBuilder("{\"hosts\": 64, \"networks\": [");
        for (int i = 0; i < 100; i++) {
            large.append(i == 0 ? "" : ",")
                    .append("{\"name\": \"n")
                    .append(i)
                    .append("\", \"services\": [{\"name\": \"s");
            large.append(i).append("\", \"replicas\": 9000}]}");
        }
        assertThatThrownBy(() -> read(large + "]}")).hasMessageContaining("10000 namespaces are the most");
    }

    /// Whatever bytes stand there: a plan, or a message.
    /// A message is a line, however long what it is about, and in nobody's jargon.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"LONG\"}",
                "{\"LONG\": 1}",
                "{\"LONG\": 1, \"LONG\": 2}",
                "{\"hosts\": \"LONG\"}",
                "{\"hosts\": [\"LONG\"]}",
                "{\"networks\": [{\"name\": \"LONG\"}]}",
                "{\"networks\": [{\"name\": \"a\", \"driver\": \"LONG\"}]}",
                "{\"networks\": [{\"name\": \"a\", \"subnet\": \"LONG\"}]}",
                "{\"networks\": [{\"name\": \"a\", \"vni\": 1LONG}]}",
                "{\"networks\": [{\"name\": \"a\", \"vni\": NINES}]}",
                "{\"networks\": [{\"name\": \"a\", \"services\": [{\"name\": \"s\", \"hosts\": [\"LONG\"]}]}]}",
                "{\"containers\": [{\"name\": \"a\", \"shares\": \"LONG\"}]}",
                "{\"networks\": [",
                "{\"networks",
                "[[[[[[[[[[[[[[[[[[[[[[[[",
                "LONG"
            })
    void whatIsLongIsNotRepeated(String plan) {
        String json = plan.replace("LONG", "x".repeat(100_000)).replace("NINES", "9".repeat(100_000));
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(LabException.class)
                .satisfies(e ->
                        assertThat(e.getMessage()).hasSizeLessThan(350).doesNotContain("StreamRead", "REDACTED", "\n"));
    }

    @Test
    void damageIsNeverAnotherException() throws IOException {
        byte[] whole = example().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] b = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                b[random.nextInt(b.length)] = (byte) (32 + random.nextInt(96));
            }
            try {
                PlanFile.read(b, "");
                read++;
            } catch (LabException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
    }
}
