package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Programme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every subset of the eight kinds of namespaces, with and without `--no-fork`, on targets, in environments and under
/// limits drawn from a fixed seed: the program finds the same state as under util-linux's nsenter.
@Tag("kernel")
@Tag("long")
class CombinationsIT {
    private static final String KINDS = "nuimpCTU";
    private static final List<String> FILES = List.of("net", "uts", "ipc", "mnt", "pid", "cgroup", "time", "user");

    /// Of each 512 combinations; more on request.
    private static final int ROUNDS = Programme.LONG ? 8 : Programme.SLOW ? 2 : 1;

    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void begin() throws IOException {
        world = new World(folder);
    }

    @AfterAll
    static void end() throws IOException {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> leaveTheSameState() {
        return IntStream.range(0, 256 * ROUNDS)
                .mapToObj(i -> DynamicTest.dynamicTest("combination " + i, () -> compare(i)));
    }

    private static void compare(int i) {
        Bench.Job job = job(i);
        String theirs = State.joined(world.bench().run(Bench.REAL, job), world);
        String ours = State.joined(world.bench().run(Bench.OURS, job), world);
        assertThat(ours).as("%s", job).isEqualTo(theirs);
        assertThat(theirs).as("%s", job).startsWith("exit 0");
    }

    private static Bench.Job job(int i) {
        Random random = new Random(20_261_123L + i);
        int subset = i & 255;
        boolean user = (subset >> 7 & 1) != 0;
        String target =
                user ? pick(random, "user", "user", "nested") : pick(random, "full", "full", "some", "net", "user");
        List<String> arguments = new ArrayList<>(List.of("nsenter"));
        boolean targetLast = random.nextBoolean();
        if (!targetLast) {
            arguments.addAll(List.of("-t", world.name(target)));
        }
        for (int k = 0; k < 8; k++) {
            if ((subset >> k & 1) != 0) {
                String letter = "-" + KINDS.charAt(k);
                boolean file = random.nextInt(4) == 0;
                arguments.add(file ? letter + "/proc/" + world.name(target) + "/ns/" + FILES.get(k) : letter);
            }
        }
        if (subset == 0) {
            arguments.add("--all");
        }
        if ((i >> 8 & 1) != 0) {
            arguments.add("-F");
        }
        credentials(random, user || subset == 0 && target.equals("user"), arguments);
        folders(random, arguments);
        if (targetLast) {
            arguments.add("--target=" + world.name(target));
        }
        if (random.nextBoolean()) {
            arguments.add("--");
        }
        arguments.add(world.name("state"));
        for (int n = random.nextInt(4); n > 0; n--) {
            arguments.add(bytes(random));
        }
        return new Bench.Job(arguments, environment(random), setup(random), random.nextInt(6) == 0, "");
    }

    private static void credentials(Random random, boolean user, List<String> arguments) {
        switch (random.nextInt(5)) {
            case 0 -> arguments.addAll(user ? List.of("-S", "0", "-G0") : List.of("-S", "1234", "-G77"));
            case 1 -> arguments.addAll(user ? List.of("--setgid=0") : List.of("--setgid=4711"));
            case 2 -> arguments.add("--preserve-credentials");
            default -> {}
        }
    }

    private static void folders(Random random, List<String> arguments) {
        switch (random.nextInt(8)) {
            case 0 -> arguments.add("-r");
            case 1 -> arguments.add("-w");
            case 2 -> arguments.addAll(List.of("-r", "-w"));
            case 3 -> arguments.add("--wd=" + world.name("dir"));
            case 4 -> arguments.add("-W" + world.name("dir"));
            default -> {}
        }
    }

    private static List<String> environment(Random random) {
        List<String> environment = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            environment.add(bytes(random) + "=" + bytes(random));
        }
        environment.add("PATH=/usr/bin:/bin");
        return environment;
    }

    /// Bytes of any value but 0.
    private static String bytes(Random random) {
        StringBuilder b = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            b.append((char) (1 + random.nextInt(255)));
        }
        return b.toString();
    }

    private static List<String> setup(Random random) {
        List<String> all = List.of(
                "limit 7 64 128",
                "limit 4 0 0",
                "limit 3 1048576 8388608",
                "limit 8 65536 65536",
                "limit 1 67108864 67108864",
                "limit 0 100 200",
                "umask 0",
                "umask 63",
                "block 1",
                "block 17",
                "block 34",
                "block 35",
                "ignore 2",
                "ignore 11",
                "ignore 17",
                "ignore 20",
                "close 0",
                "open 3",
                "open 9",
                "open 63",
                "chdir " + world.name("dir"),
                "groups 7 8",
                "oom 300",
                "core 0x31",
                "nice 3",
                "setsid",
                "bound 12",
                "nonewprivs");
        List<String> some = new ArrayList<>();
        for (String one : all) {
            if (random.nextInt(5) == 0) {
                some.add(one);
            }
        }
        return some;
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }
}
