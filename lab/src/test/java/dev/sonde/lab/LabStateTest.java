package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabStateTest {
    private static LabState state() {
        LabPlan plan = LabPlan.of("lab", 3, 2, 4);
        return new LabState(
                "lab",
                4711,
                plan.hosts(),
                plan.networks(),
                List.of(new LabState.Bridge("b", "id", "host1", "br-id", 7, "172.19.0.0/16", "172.19.0.1", members())),
                List.of(new LabState.Container("c", "id", "sandbox", "file", "host1", "", 5)),
                new LabState.Cluster(
                        "10.244.0.0/16",
                        1,
                        8472,
                        1450,
                        "flannel.1",
                        List.of(new LabState.Node("host1", "10.244.0.0/24", "0e:00:00:00:00:01")),
                        List.of(new LabState.Pod(
                                "web-1", "default", "sandbox", "file", "host1", "10.244.0.2/24", "mac", 13, 7))),
                List.of(new LabState.Broken("stale-row", "nsenter-test", "host1", "x.1")));
    }

    private static List<LabState.Member> members() {
        return List.of(new LabState.Member("c", "host1", "e", "f", "eth0", "172.19.0.2/16", "02:42:ac:13:00:02", 9));
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        LabState state = state();
        assertThat(LabState.parse(state.toJson())).isEqualTo(state);
        assertThat(state.tasks()).isEqualTo(8);
        assertThat(state.host("host2").address()).isEqualTo("10.99.0.2");
        assertThat(state.host("host9")).isNull();
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws IOException {
        LabState s = LabState.parse(bytes("""
                {"version": 2, "new": {"a": [1, {"b": 2}]}, "name": "x", "hosts": [7, {"name": "h", "odd": [[]]}],
                 "networks": [{"name": "n", "tasks": [{"service": "s", "slot": 2, "ports": [80]}], "vni": 4100}]}"""));
        assertThat(s.name()).isEqualTo("x");
        assertThat(s.hosts()).containsExactly(new LabState.Host("h", "", ""));
        assertThat(s.networks().getFirst().vni()).isEqualTo(4100);
        assertThat(s.networks().getFirst().tasks().getFirst().shortName()).isEqualTo("s.2");
    }

    @Test
    void anotherKindOfValueIsEmptyAndNotAnError() throws IOException {
        LabState s = LabState.parse(bytes("""
                {"name": {"x": 1}, "hosts": "none", "networks": [{"name": [1], "vni": "4098", "tasks": {"a": 1}}]}"""));
        assertThat(s.name()).isEmpty();
        assertThat(s.hosts()).isEmpty();
        assertThat(s.networks().getFirst().name()).isEmpty();
        assertThat(s.networks().getFirst().vni()).isEqualTo(4098);
        assertThat(s.networks().getFirst().tasks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "nonsense", "{\"name\": ", "{\"version\": 1}", "{\"version\": 3}"})
    void whatIsNoDocumentIsRefused(String text) {
        assertThatThrownBy(() -> LabState.parse(bytes(text))).isInstanceOf(IOException.class);
    }

    @Test
    void everyBeginningOfADocumentIsRefused() {
        LabPlan plan = LabPlan.of("l", 1, 1, 1);
        byte[] whole = new LabState("l", 1, plan.hosts(), plan.networks(), List.of(), List.of()).toJson();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> LabState.parse(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    /// Whatever bytes stand there: a document, or an IOException.
    @Test
    void damageIsNeverAnotherException() {
        byte[] whole = state().toJson();
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] b = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt(256);
            }
            try {
                LabState.parse(b);
                read++;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
    }
}
