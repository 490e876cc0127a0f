package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabPlanTest {
    @Test
    void theReferenceScenario() {
        LabPlan plan = LabPlan.of("lab", 2, 1, 3);
        assertThat(plan.hosts())
                .containsExactly(
                        new LabState.Host("host1", "10.99.0.1", "host1"),
                        new LabState.Host("host2", "10.99.0.2", "host2"));
        LabState.Network n = plan.networks().getFirst();
        assertThat(n.name()).isEqualTo("nsenter-test");
        assertThat(n.id()).matches("[0-9a-z]{25}");
        assertThat(n.subnet()).isEqualTo("10.0.1.0/24");
        assertThat(n.gateway()).isEqualTo("10.0.1.1");
        assertThat(n.vni()).isEqualTo(4097);
        assertThat(n.segments())
                .containsExactly(
                        new LabState.Segment("host1", "1-" + n.id().substring(0, 10)),
                        new LabState.Segment("host2", "2-" + n.id().substring(0, 10)));
        assertThat(n.services()).extracting(LabState.Service::vip).containsExactly("10.0.1.2");
        assertThat(n.tasks()).extracting(LabState.Task::host).containsExactly("host2", "host1", "host2");
        assertThat(n.tasks())
                .extracting(LabState.Task::address)
                .containsExactly("10.0.1.3/24", "10.0.1.4/24", "10.0.1.5/24");
        assertThat(n.tasks())
                .extracting(LabState.Task::mac)
                .containsExactly("02:42:0a:00:01:03", "02:42:0a:00:01:04", "02:42:0a:00:01:05");
        LabState.Task t = n.tasks().getFirst();
        assertThat(t.name()).isEqualTo("nsenter-l2-table-test.1." + t.id());
        assertThat(List.of(t.container(), t.endpoint(), t.sandbox())).allMatch(s -> s.matches("[0-9a-f]{64}"));
        assertThat(t.file()).isEqualTo(t.sandbox().substring(0, 12));
        assertThat(t.ip()).isEqualTo("10.0.1.3");
    }

    @Test
    void theSameNameGivesTheSamePlanAndAnotherNameOtherIds() {
        assertThat(LabPlan.of("a", 2, 2, 3)).isEqualTo(LabPlan.of("a", 2, 2, 3));
        assertThat(LabPlan.of("a", 2, 1, 3).networks().getFirst().id())
                .isNotEqualTo(LabPlan.of("b", 2, 1, 3).networks().getFirst().id());
    }

    /// At the largest sizes: no name, address, file or link twice, and all of them valid.
    @ParameterizedTest
    @CsvSource({"64, 40, 120", "64, 1000, 1", "16, 1, 9000", "1, 1, 1000"})
    void nothingIsThereTwice(int hosts, int networks, int replicas) {
        LabPlan plan = LabPlan.of("big", hosts, networks, replicas);
        Set<String> seen = new HashSet<>();
        for (LabState.Network n : plan.networks()) {
            Range range = Range.parse(n.subnet());
            assertThat(range).as(n.subnet()).isNotNull();
            for (String s : List.of("network " + n.id(), "vni " + n.vni(), n.subnet())) {
                assertThat(seen.add(s)).as(s).isTrue();
            }
            for (LabState.Segment s : n.segments()) {
                assertThat(s.file()).hasSize(12);
                assertThat(seen.add("file " + s.file())).as(s.file()).isTrue();
            }
            List<LabState.Plug> plugs = new ArrayList<>(n.tasks());
            plugs.addAll(n.balancers());
            for (LabState.Plug p : plugs) {
                for (String s :
                        List.of(p.address(), p.mac(), "file " + p.file(), "link " + p.port(), "link " + p.inside())) {
                    if (!seen.add(s)) {
                        throw new AssertionError(s + " is there twice");
                    }
                }
                byte[] ip = IpAddress.parse(p.ip()).toArray();
                byte[] mac = LinkAddress.parse(p.mac()).toArray();
                if (mac[2] != ip[0] || mac[3] != ip[1] || mac[4] != ip[2] || mac[5] != ip[3]) {
                    throw new AssertionError(p.mac() + " is not made from " + p.ip());
                }
                long address = Range.parse(p.ip() + "/32").first();
                assertThat(address > range.first() + 1 && address < range.last() - 5)
                        .isTrue();
            }
            for (LabState.Task t : n.tasks()) {
                for (String s : List.of(t.name(), t.container(), t.endpoint())) {
                    if (!seen.add(s)) {
                        throw new AssertionError(s + " is there twice");
                    }
                }
            }
        }
        List<Range> ranges =
                plan.networks().stream().map(n -> Range.parse(n.subnet())).toList();
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ranges.get(i).overlaps(ranges.get(j))) {
                    throw new AssertionError(ranges.get(i) + " overlaps " + ranges.get(j));
                }
            }
        }
    }

    @Test
    void theLoadBalancersComeAfterTheTasks() {
        LabState.Network n = LabPlan.of("lab", 2, 1, 3).networks().getFirst();
        assertThat(n.balancers()).extracting(LabState.Balancer::host).containsExactly("host1", "host2");
        assertThat(n.balancers()).extracting(LabState.Balancer::address).containsExactly("10.0.1.6/24", "10.0.1.7/24");
        assertThat(n.balancers())
                .extracting(LabState.Balancer::file)
                .containsExactly("lb_" + n.id().substring(0, 9), "lb2_" + n.id().substring(0, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 | 1100 | nsenter-test on host1 would have 1102 ports",
                "64 | 1000 | 200 | 10000 namespaces are the most",
            })
    void whatIsTooMuchIsRefused(int hosts, int networks, int replicas, String why) {
        assertThatThrownBy(() -> LabPlan.of("lab", hosts, networks, replicas))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aHostWithoutTasksHasNoSegment() {
        LabState.Network n = LabPlan.of("x", 3, 1, 1).networks().getFirst();
        assertThat(n.segments()).extracting(LabState.Segment::host).containsExactly("x-host2");
    }
}
