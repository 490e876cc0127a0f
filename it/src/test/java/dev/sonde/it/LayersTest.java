package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The layers of the tests (CONTRIBUTING.md): each class says in which it is, and what it needs is not more than that.
class LayersTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ENGINE = Pattern.compile(
            "Engines\\.(one|swarm|of|inside)\\(|KernelSwarm\\.start|PageSwarm\\.start|DockerNamesIT\\.containers");

    /// All test classes by their names, with their sources.
    private static Map<String, String> classes() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(TOP, 12)) {
            for (Path file : files.filter(f -> f.toString().matches(".*/src/test/java/.*(IT|Test)\\.java"))
                    .toList()) {
                String name = file.toString()
                        .replaceAll(".*/src/test/java/|\\.java$", "")
                        .replace('/', '.');
                all.put(name, Files.readString(file));
            }
        }
        assertThat(all).hasSizeGreaterThan(100);
        return all;
    }

    private static boolean tagged(String source, String layer) {
        return source.contains("\n@Tag(\"" + layer + "\")\n");
    }

    @Test
    void eachClassIsInOneLayer() throws IOException {
        List<String> wrong = new ArrayList<>();
        classes().forEach((name, source) -> {
            boolean kernel = tagged(source, "kernel");
            boolean docker = tagged(source, "docker");
            if (name.endsWith("IT") ? kernel == docker : kernel || docker) {
                wrong.add(name + " is " + (kernel ? "kernel " : "") + (docker ? "docker" : ""));
            }
        });
        assertThat(wrong)
                .as("an IT is either kernel or docker, a Test is neither: it needs no root")
                .isEmpty();
    }

    @Test
    void onlyDockerNeedsEngines() throws IOException {
        List<String> wrong = new ArrayList<>();
        classes().forEach((name, source) -> {
            boolean engines = source.lines()
                    .filter(l -> !l.strip().startsWith("//"))
                    .anyMatch(l -> ENGINE.matcher(l).find());
            if (engines != tagged(source, "docker")) {
                wrong.add(name);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void longAreThoseThatDoMoreWhenAsked() throws IOException {
        List<String> wrong = new ArrayList<>();
        classes().forEach((name, source) -> {
            boolean more = source.contains("Programme.LONG")
                    || source.contains("Boolean(\"sonde.long\")")
                    || source.contains("Engines#suites")
                    || source.contains("@Tag(\"longest\")");
            if (more != tagged(source, "long") && !name.endsWith("LayersTest")) {
                wrong.add(name);
            }
        });
        assertThat(wrong).isEmpty();
    }

    /// Each line of the list names a test that is there, and says why it may be skipped.
    @Test
    void whatMayBeSkippedIsThereAndSaysWhy() throws IOException {
        Map<String, String> classes = classes();
        List<String> lines = Files.readAllLines(TOP.resolve("it/src/test/resources/allowed-skips.txt"));
        for (String line : lines) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" \\| ", -1);
            assertThat(words).as(line).hasSize(3);
            assertThat(words[0]).as(line).isIn("quick", "always");
            assertThat(words[2]).as(line).hasSizeGreaterThan(10);
            int dot = words[1].lastIndexOf('.');
            boolean whole = classes.containsKey(words[1]);
            String source = classes.get(whole ? words[1] : words[1].substring(0, dot));
            assertThat(source).as(line).isNotNull();
            assertThat(source).as(line).contains(whole ? "class " : " " + words[1].substring(dot + 1) + "(");
        }
        assertThat(lines).as("a short list").hasSizeLessThan(18);
    }
}
