package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL at random instants: of `lab up`, of the lab's keeper, of `lab down`. Afterwards `lab down` leaves nothing,
/// and the next `lab up` works.
@Tag("kernel")
@Tag("long")
@Tag("slow")
class LabKillIT {
    /// A third each.
    private static final int ROUNDS = Programme.LONG ? 400 : 48;
    private static final long SEED = Long.getLong("sonde.seed", 20_261_123L);

    /// A bit of everything that a lab can have.
    private static final String PLAN = """
            {"gateway": true,
             "networks": [{"name": "over", "services": [{"name": "s", "replicas": 3}]},
                          {"name": "local", "driver": "bridge"}],
             "containers": [{"name": "a", "networks": ["local", "over"]}, {"name": "b", "shares": "a"}, {"name": "c"}]}
            """;

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private final String name = Lab.newName();

    @Test
    void nothingIsLeftThatDownDoesNotRemove() throws Exception {
        Files.writeString(folder.resolve("plan.json"), PLAN);
        String links = Sonde.sh("ip -o link | sed 's/ state .*//'").out();
        String mounts = mounts();
        Set<String> namespaces = namespaces();
        String files = files();
        long start = System.nanoTime();
        up().waitFor();
        long whole = System.nanoTime() - start;
        start = System.nanoTime();
        down().waitFor();
        long wholeDown = System.nanoTime() - start;
        int early = 0;
        int complete = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String what = "seed " + SEED + ", round " + round;
            List<Long> processes = new ArrayList<>();
            switch (round % 3) {
                case 0 -> killUp(whole, processes);
                case 1 -> killKeeper(whole, processes);
                default -> killDown(wholeDown, processes);
            }
            if (Lab.keepers(name).isEmpty()) {
                early++;
            } else {
                complete++;
            }
            Sonde.Result down = Sonde.sonde("lab", "down", "--name", name);
            assertThat(down.status()).as("%s: %s", what, down).isIn(0, 1);
            assertThat(down.err()).as(what).doesNotContain("cannot");
            assertThat(Lab.keepers(name)).as(what).isEmpty();
            assertThat(Lab.files(Lab.REGISTRY, name)).as(what).isEmpty();
            for (long process : processes) {
                assertThat(soon(() -> Lab.ended(process))).as(what).isTrue();
            }
            assertThat(soon(() -> namespaces.containsAll(namespaces())))
                    .as("%s: %s beside %s", what, namespaces(), namespaces)
                    .isTrue();
        }
        assertThat(early).as("rounds in which the lab had ended by itself").isPositive();
        assertThat(complete).as("rounds in which the lab was complete").isPositive();
        assertThat(Sonde.sh("ip -o link | sed 's/ state .*//'").out()).isEqualTo(links);
        assertThat(mounts()).isEqualTo(mounts);
        assertThat(files()).isEqualTo(files);
        Sonde.Result next = Sonde.sonde("lab", "up", "--name", name);
        assertThat(next.status()).as("%s", next).isZero();
        assertThat(Sonde.sonde("lab", "down", "--name", name).status()).isZero();
    }

    /// Without those of `ip netns`, which come and go with what others do here; a lab makes none of them.
    private static String mounts() throws IOException {
        List<String> all = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        return String.join(
                "\n", all.stream().filter(l -> !l.contains(" /run/netns")).toList());
    }

    /// Everything of ours where labs are written down, and beside.
    private static String files() {
        return Sonde.sh("find /run -path '*sonde*' | sort").out();
    }

    /// The network and mount namespaces in which a process is, that one has open, or that are mounted where one sees
    /// it.
    private static Set<String> namespaces() throws IOException {
        Set<String> all = new TreeSet<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                add(all, process.resolve("ns/net"));
                add(all, process.resolve("ns/mnt"));
                try (var open = Files.newDirectoryStream(process.resolve("fd"))) {
                    for (Path fd : open) {
                        add(all, fd);
                    }
                } catch (IOException | DirectoryIteratorException e) {
                    continue; // it has ended
                }
                try (var lines = Files.lines(process.resolve("mountinfo"), StandardCharsets.ISO_8859_1)) {
                    lines.filter(l -> l.contains(" - nsfs ") && !l.contains(" /run/netns"))
                            .map(l -> l.split(" ")[3])
                            .filter(root -> root.startsWith("net:"))
                            .forEach(all::add);
                } catch (IOException | UncheckedIOException e) {
                    continue;
                }
            }
        }
        return all;
    }

    private static void add(Set<String> to, Path link) {
        try {
            String s = Files.readSymbolicLink(link).toString();
            if (s.startsWith("net:") || s.startsWith("mnt:")) {
                to.add(s);
            }
        } catch (IOException e) {
            return; // it has ended
        }
    }

    private interface Truth {
        boolean holds() throws IOException;
    }

    /// Whether something holds now or within ten seconds: who was killed ends when the kernel comes to it.
    private static boolean soon(Truth truth) throws Exception {
        for (int i = 0; i < 200 && !truth.holds(); i++) {
            Thread.sleep(50);
        }
        return truth.holds();
    }

    private Process up() throws IOException {
        return start("up", folder.resolve("plan.json").toString());
    }

    private Process down() throws IOException {
        return start("down");
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Sonde.BINARY.toString(), "lab"));
        command.addAll(List.of(words));
        command.addAll(List.of("--name", name));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Sleeps a random part of `most`, and ends `victim`, the sensor: its analysis, which it cannot tell, has to end
    /// too.
    private void killWithin(long most, Process victim, List<Long> processes) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * most * 1.1));
        victim.children()
                .filter(c -> c.info().command().orElse("").endsWith("/java"))
                .forEach(c -> processes.add(c.pid()));
        victim.destroyForcibly().waitFor();
    }

    /// Ends `lab up`: with it the keeper ends, unless the lab was complete.
    private void killUp(long whole, List<Long> processes) throws Exception {
        Process up = up();
        killWithin(whole, up, processes);
        boolean complete = Files.exists(Lab.REGISTRY.resolve(name + ".json"));
        for (int i = 0; i < 150 && !complete && !Lab.keepers(name).isEmpty(); i++) {
            Thread.sleep(20);
        }
        if (!complete) {
            assertThat(Lab.keepers(name)).as("keepers that outlived lab up").isEmpty();
        }
        remember(processes);
    }

    /// Ends the keeper while the lab is made: `lab up` says so, and ends too.
    private void killKeeper(long whole, List<Long> processes) throws Exception {
        Process up = up();
        TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * whole));
        List<Long> keepers = Lab.keepers(name);
        remember(processes);
        for (long keeper : keepers) {
            Sonde.sh("kill -9 " + keeper);
        }
        assertThat(up.waitFor(20, TimeUnit.SECONDS)).as("lab up ends").isTrue();
    }

    /// Ends `lab down` in between.
    private void killDown(long wholeDown, List<Long> processes) throws Exception {
        assertThat(up().waitFor()).isZero();
        remember(processes);
        killWithin(wholeDown, down(), processes);
    }

    /// The keeper and everything below it, which must be gone in the end.
    private void remember(List<Long> processes) {
        for (long keeper : Lab.keepers(name)) {
            processes.add(keeper);
            ProcessHandle.of(keeper).ifPresent(p -> p.descendants().forEach(d -> processes.add(d.pid())));
        }
    }
}
