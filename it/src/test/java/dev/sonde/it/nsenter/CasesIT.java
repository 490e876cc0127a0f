package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.it.tools.Newest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The named cases of `cases.txt`: each is run by util-linux's nsenter and by ours, in the same state, and all that
/// can be seen is compared. Where the two versions differ, both ways are written down, and both are asserted.
@Tag("kernel")
class CasesIT {
    /// One line of the file. `difference` is empty where both must be the same, else a name from
    /// docs/nsenter-differences.md; `ours` and `theirs` are exit status and stderr then; `newer` are those of 2.42,
    /// where they are written down.
    record Case(
            String name,
            List<String> setup,
            String arguments,
            String difference,
            String ours,
            String theirs,
            String newer) {}

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

    @Test
    void areEnough() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(cases().stream().map(Case::name)).doesNotHaveDuplicates();
    }

    @Test
    void differencesAreThoseOfTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/nsenter-differences.md"));
        Set<String> listed = new TreeSet<>();
        Matcher m = Pattern.compile("(?m)^\\| ([a-z-]+) \\|").matcher(document);
        while (m.find()) {
            listed.add(m.group(1));
        }
        listed.remove("name"); // the tables' heads
        Set<String> asserted = new TreeSet<>();
        cases().stream().map(Case::difference).filter(d -> !d.isEmpty()).forEach(asserted::add);
        assertThat(asserted).isEqualTo(listed);
    }

    @TestFactory
    Stream<DynamicTest> sameAsUtilLinux() {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> compare(c)));
    }

    /// What 2.42 does with the cases for which it is written down.
    @TestFactory
    Stream<DynamicTest> as242() {
        assumeTrue(Newest.has("nsenter"), "apt gives no nsenter 2.42");
        String newest = Newest.program("nsenter");
        return cases().stream()
                .filter(c -> !c.newer().isEmpty())
                .map(c -> DynamicTest.dynamicTest(
                        c.name(),
                        () -> assertThat(State.ending(world.bench().run(newest, job(c)), world))
                                .isEqualTo(c.newer())));
    }

    private static void compare(Case c) {
        Bench.Job job = job(c);
        Bench.Outcome theirs = world.bench().run(Bench.REAL, job);
        Bench.Outcome ours = world.bench().run(Bench.OURS, job);
        if (c.difference().isEmpty()) {
            assertThat(State.normal(ours, world)).as("%s: %s", c, ours.err()).isEqualTo(State.normal(theirs, world));
        } else {
            assertThat(State.ending(ours, world)).as("ours: %s", c).isEqualTo(c.ours());
            assertThat(State.ending(theirs, world)).as("theirs: %s", c).isEqualTo(c.theirs());
        }
    }

    /// The state in which every case begins, but for its own setup.
    private static final List<String> ENVIRONMENT =
            List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", "A=\u00ff\u0001b");

    private static Bench.Job job(Case c) {
        List<String> environment = new ArrayList<>(ENVIRONMENT);
        List<String> setup = new ArrayList<>();
        boolean terminal = false;
        String typed = "";
        String name = "nsenter";
        for (String line : c.setup()) {
            String filled = world.fill(line);
            if (filled.startsWith("env ")) {
                environment.add(filled.substring(4));
            } else if (filled.equals("noenv")) {
                environment.clear();
            } else if (filled.equals("pty")) {
                terminal = true;
            } else if (filled.startsWith("type ")) {
                typed = filled.substring(5).replace("^Z", "\u001a").replace("^C", "\u0003");
            } else if (filled.startsWith("name ")) {
                name = filled.substring(5);
            } else {
                setup.add(filled);
            }
        }
        List<String> arguments = new ArrayList<>(List.of(name));
        arguments.addAll(words(world.fill(c.arguments())));
        return new Bench.Job(arguments, environment, setup, terminal, typed);
    }

    private static final Pattern WORD = Pattern.compile("((?:'[^']*'|[^' ])+)");

    /// Words as a shell would split them; quotes are single ones.
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            words.add(m.group(1).replace("'", "").replace("\\xff", "\u00ff").replace("\\x80", "\u0080"));
        }
        return words;
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = CasesIT.class.getResourceAsStream("/nsenter/cases.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] f = line.split("\\|", -1);
                if (f.length != 3 && f.length != 6 && f.length != 7) {
                    throw new AssertionError("3, 6 or 7 fields: " + line);
                }
                List<String> setup = Stream.of(f[1].split(";"))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .toList();
                cases.add(
                        f.length == 3
                                ? new Case(f[0].strip(), setup, f[2].strip(), "", "", "", "")
                                : new Case(
                                        f[0].strip(),
                                        setup,
                                        f[2].strip(),
                                        f[3].strip(),
                                        f[4].strip(),
                                        f[5].strip(),
                                        f.length == 7 ? f[6].strip() : ""));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return cases;
    }
}
