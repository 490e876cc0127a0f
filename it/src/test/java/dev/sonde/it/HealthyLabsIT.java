package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More than a hundred healthy networks of many shapes, in labs of one to four hosts: `sonde check` has nothing to say
/// of them, before and after traffic. One row taken out of the last of them is found.
@Tag("kernel")
@Tag("long")
@Tag("slow")
class HealthyLabsIT {
    private static final int LABS = Programme.LONG ? 40 : 8;
    private static final int NETWORKS = 13;
    private static final long SEED = Long.getLong("sonde.seed", 20_261_124L);

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    @Test
    void nothingIsFoundInThem() throws IOException {
        int networks = 0;
        int tasks = 0;
        int guests = 0;
        for (int i = 0; i < LABS; i++) {
            Path plan = folder.resolve("plan" + i + ".json");
            String text = plan(i % 4 + 1);
            Files.writeString(plan, text);
            String what = "seed " + SEED + ", lab " + i + ": " + text;
            try (Lab lab = Lab.up(plan.toString())) {
                LabState state = lab.state();
                networks += state.networks().size() + state.bridges().size();
                tasks += state.tasks();
                guests += state.containers().size();
                assertThat(findings(lab)).as(what).isEmpty();
                traffic(state, what);
                assertThat(findings(lab)).as(what).isEmpty();
                if (i == LABS - 1) {
                    Sonde.Result r = Sonde.sonde("lab", "break", "missing-fdb", "--name", lab.name());
                    assertThat(r.status()).as("%s", r).isZero();
                    assertThat(findings(lab)).as(what).hasSize(1).allMatch(f -> f.startsWith("error S101"));
                }
            }
        }
        assertThat(networks).isGreaterThanOrEqualTo(100);
        assertThat(tasks).isGreaterThan(100);
        assertThat(guests).isGreaterThan(20);
    }

    /// Overlay and bridge networks, services of some replicas, containers on some of them, and some that share a
    /// namespace.
    private String plan(int hosts) {
        StringBuilder b = new StringBuilder("{\"hosts\": ").append(hosts);
        b.append(", \"gateway\": ").append(random.nextBoolean()).append(", \"networks\": [");
        List<String> overlays = new ArrayList<>();
        for (int n = 0; n < NETWORKS; n++) {
            b.append(n == 0 ? "" : ", ").append("{\"name\": \"n").append(n).append("\"");
            if (n % 5 == 4) {
                b.append(", \"driver\": \"bridge\", \"host\": ")
                        .append(1 + random.nextInt(hosts))
                        .append("}");
                continue;
            }
            overlays.add("n" + n);
            if (random.nextInt(4) == 0) {
                b.append(", \"mtu\": ").append(1280 + random.nextInt(170));
            }
            if (random.nextInt(4) == 0) {
                b.append(", \"subnet\": \"10.").append(100 + n).append(".0.0/16\"");
            }
            b.append(", \"services\": [");
            int services = random.nextInt(3);
            for (int s = 0; s < services; s++) {
                b.append(s == 0 ? "" : ", ")
                        .append("{\"name\": \"s")
                        .append(n)
                        .append("-")
                        .append(s);
                b.append("\", \"replicas\": ").append(1 + random.nextInt(4));
                if (random.nextInt(3) == 0) {
                    b.append(", \"hosts\": [").append(1 + random.nextInt(hosts)).append("]");
                }
                b.append("}");
            }
            b.append("]}");
        }
        b.append("], \"containers\": [");
        for (int c = 0; c < 6; c++) {
            b.append(c == 0 ? "" : ", ").append("{\"name\": \"c").append(c).append("\"");
            switch (c % 3) {
                case 0 ->
                    b.append(", \"host\": ").append(1 + random.nextInt(hosts)).append("}");
                case 1 -> {
                    int first = random.nextInt(overlays.size());
                    int second = (first + 1) % overlays.size();
                    b.append(", \"networks\": [\"n4\", \"")
                            .append(overlays.get(first))
                            .append("\", \"");
                    b.append(overlays.get(second)).append("\"]}");
                }
                default -> b.append(", \"shares\": \"c").append(c - 1).append("\"}");
            }
        }
        return b.append("]}").toString();
    }

    /// A full-sized packet from the first task of some networks to the last, which fill the tables.
    private static void traffic(LabState state, String what) {
        int pings = 0;
        for (LabState.Network n : state.networks()) {
            if (n.tasks().size() > 1 && pings < 4) {
                pings++;
                Sonde.Result r = Sonde.sh("nsenter -t " + n.tasks().getFirst().pid() + " -n ping -c 1 -W 3 -M do -s "
                        + (n.mtu() - 28) + " " + n.tasks().getLast().ip());
                assertThat(r.status()).as("%s: %s", what, r).isZero();
            }
        }
        assertThat(pings).as(what).isPositive();
    }

    /// What is found in this lab, of which every network is compared: what nobody looked at has no faults either.
    private static List<String> findings(Lab lab) {
        JsonNode check = Lab.check();
        long there = lab.state().networks().stream()
                .filter(n -> !n.segments().isEmpty())
                .count();
        assertThat(check.get("networks").asLong()).isGreaterThanOrEqualTo(there);
        assertThat(check.get("endpoints").asInt())
                .isGreaterThanOrEqualTo(lab.state().tasks());
        assertThat(check.get("whole").asBoolean()).isTrue();
        assertThat(check.get("open")).isEmpty();
        List<String> all = new ArrayList<>();
        for (JsonNode f : lab.own(check)) {
            all.add(f.get("severity").asText() + " " + f.get("code").asText() + " " + f);
        }
        return all;
    }
}
