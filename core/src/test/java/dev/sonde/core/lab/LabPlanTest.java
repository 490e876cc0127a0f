package dev.sonde.core.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    /// At the largest sizes: no name, address or file twice, and all of them valid.
    @Test
    void nothingIsThereTwice() {
        LabPlan plan = LabPlan.of("big", LabPlan.MOST_HOSTS, LabPlan.MOST_NETWORKS, LabPlan.MOST_REPLICAS);
        Set<String> seen = new HashSet<>();
        for (LabState.Network n : plan.networks()) {
            assertThat(seen.add("network " + n.id())).isTrue();
            assertThat(seen.add("vni " + n.vni())).isTrue();
            for (LabState.Segment s : n.segments()) {
                assertThat(s.file()).hasSize(12);
                assertThat(seen.add("file " + s.file())).as(s.file()).isTrue();
            }
            for (LabState.Task t : n.tasks()) {
                for (String s : List.of(t.name(), t.address(), t.mac(), t.container(), t.endpoint(), t.file())) {
                    if (!seen.add(s)) {
                        throw new AssertionError(s + " is there twice");
                    }
                }
                byte[] ip = Batch.address(t.ip());
                byte[] mac = Batch.address(t.mac());
                if (mac[2] != ip[0] || mac[3] != ip[1] || mac[4] != ip[2] || mac[5] != ip[3]) {
                    throw new AssertionError(t.mac() + " is not made from " + t.ip());
                }
            }
        }
    }

    @Test
    void aHostWithoutTasksHasNoSegment() {
        LabState.Network n = LabPlan.of("x", 3, 1, 1).networks().getFirst();
        assertThat(n.segments()).extracting(LabState.Segment::host).containsExactly("x-host2");
    }
}
