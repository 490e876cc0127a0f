package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Imports point one way: `cli → lab → core → netlink`; the sensor knows none of them, and they know only its frames,
/// by the module that both halves share, `protocol`. Inside sensor and core the packages stand as ARCHITECTURE.md
/// draws them.
class ArchitectureTest {
    /// What both halves share.
    private static final String PROTOCOL = "dev.sonde.protocol";

    /// What the sources of a folder may name, apart from their own package and those below it.
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "protocol/src/main/java", List.of("dev.sonde.protocol"),
            "sensor/src/main/java", List.of("dev.sonde.sensor", PROTOCOL),
            "sensor-jvm/src/main/java", List.of("dev.sonde.sensor", PROTOCOL, "dev.sonde.cli.Main"),
            "sensor-native/src/main/java", List.of("dev.sonde.sensor", PROTOCOL),
            "netlink/src/main/java", List.of("dev.sonde.netlink"),
            "core/src/main/java", List.of("dev.sonde.core", "dev.sonde.netlink", PROTOCOL),
            "lab/src/main/java", List.of("dev.sonde.lab", "dev.sonde.core", "dev.sonde.netlink", PROTOCOL),
            "cli/src/main/java",
                    List.of("dev.sonde.cli", "dev.sonde.lab", "dev.sonde.core", "dev.sonde.netlink", PROTOCOL));

    /// What the analysis must not use: it makes no system calls of its own kind and starts nothing.
    private static final List<String> FORBIDDEN = List.of(
            "java.lang.foreign",
            "sun.misc",
            "System.loadLibrary",
            "ProcessBuilder",
            "Runtime.getRuntime().exec",
            ".setAccessible(");

    private static final Pattern NAME = Pattern.compile("dev\\.sonde\\.[a-z]+(\\.[a-z0-9]+)*(\\.[A-Z][A-Za-z0-9]*)?");

    @Test
    void importsPointOneWay() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<String>> rule : ALLOWED.entrySet()) {
            List<Path> sources = sources(Path.of("..").resolve(rule.getKey()));
            assertThat(sources).as(rule.getKey()).isNotEmpty();
            for (Path source : sources) {
                wrong.addAll(wrongNames(source, Files.readString(source), rule.getValue()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\| .* \\|((?: `[a-z]+`)*) \\|$");

    /// The tables of packages in ARCHITECTURE.md: each names only those above it, and the sources name only what
    /// their row allows.
    @ParameterizedTest
    @ValueSource(strings = {"sensor", "core"})
    void packagesAreAsDrawn(String module) throws IOException {
        Map<String, List<String>> drawn = packages(module);
        Path folder = Path.of("..", module, "src/main/java/dev/sonde", module);
        try (Stream<Path> folders = Files.list(folder)) {
            assertThat(drawn.keySet())
                    .containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory)
                            .map(p -> p.getFileName().toString())
                            .toList());
        }
        List<String> above = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<String>> row : drawn.entrySet()) {
            assertThat(above).as("above " + row.getKey()).containsAll(row.getValue());
            above.add(row.getKey());
            List<String> allowed = new ArrayList<>(List.of("dev.sonde." + module + "." + row.getKey()));
            row.getValue().forEach(name -> allowed.add("dev.sonde." + module + "." + name));
            allowed.addAll(List.of("dev.sonde.netlink", PROTOCOL));
            for (Path source : sources(folder.resolve(row.getKey()))) {
                wrong.addAll(wrongNames(source, Files.readString(source), allowed));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// The rows of the table below "Inside `module`", by package what it may name.
    private static Map<String, List<String>> packages(String module) throws IOException {
        String document = Files.readString(Path.of("../ARCHITECTURE.md"));
        String text = document.substring(document.indexOf("Inside " + (module.equals("core") ? "core" : "the sensor")));
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(text.substring(0, text.indexOf("\n\n", text.indexOf("|---|"))));
        while (row.find()) {
            rows.put(row.group(1), row.group(2).isEmpty() ? List.of() : names(row.group(2)));
        }
        return rows;
    }

    private static List<String> names(String cell) {
        return List.of(cell.replace("`", "").strip().split(" "));
    }

    @Test
    void theAnalysisUsesNothingNative() throws IOException {
        for (String folder : List.of("netlink", "core", "lab", "cli")) {
            for (Path source : sources(Path.of("..", folder, "src/main/java"))) {
                assertThat(Files.readString(source)).as(source.toString()).doesNotContain(FORBIDDEN);
            }
        }
    }

    /// Its cage holds no files but the runtime and these of the host: what the command line names the sensor opens.
    @Test
    void theAnalysisOpensNoFile() throws IOException {
        Map<String, String> may = Map.of(
                "Accounts.java", "/etc/passwd",
                "Hosts.java", "/etc/hosts",
                "RtNames.java", "/etc/iproute2",
                "Main.java", "FileDescriptor.in",
                "Training.java", "the build",
                "TrainingStream.java", "capture");
        List<String> opens = new ArrayList<>();
        for (String folder : List.of("netlink", "core", "lab", "cli")) {
            for (Path source : sources(Path.of("..", folder, "src/main/java"))) {
                String text = Files.readString(source);
                String why = may.get(source.getFileName().toString());
                if (FILES.matcher(text).find() && (why == null || !text.contains(why))) {
                    opens.add(source.toString());
                }
            }
        }
        assertThat(opens).isEmpty();
    }

    private static final Pattern FILES = Pattern.compile(
            "java\\.io\\.(File\\w*|RandomAccessFile);|java\\.nio\\.file\\.Files\\b|java\\.nio\\.channels");

    @Test
    void aWrongArrowIsSeen() {
        Path p = Path.of("X.java");
        List<String> model = List.of("dev.sonde.core.model", "dev.sonde.netlink");
        assertThat(wrongNames(p, "import dev.sonde.core.connection.Source;\n", model))
                .hasSize(1);
        assertThat(wrongNames(p, "import static dev.sonde.cli.Main.run;\n", model))
                .hasSize(1);
        assertThat(wrongNames(p, "class X { dev.sonde.core.connection.Source s; }", model))
                .hasSize(1);
        assertThat(wrongNames(p, "import dev.sonde.netlink.IpAddress;\n/// As dev.sonde.cli.Main does.\n", model))
                .isEmpty();
    }

    /// No class of the views of `ip` leads back to itself through what it uses: each can be read from below.
    @Test
    void noCirclesInTheViewsOfIp() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Path source : sources(Path.of("src/main/java/dev/sonde/cli/tools/ip"))) {
            texts.put(source.getFileName().toString().replace(".java", ""), Files.readString(source));
        }
        assertThat(texts).hasSizeGreaterThan(40).containsKey("IpCommand");
        assertThat(circles(texts)).isEmpty();
    }

    @Test
    void aCircleIsSeen() {
        assertThat(circles(Map.of("A", "class A { B b; }", "B", "class B { C c; }", "C", "/// As A does.\nclass C {}")))
                .isEmpty();
        assertThat(circles(Map.of("A", "class A { B b; }", "B", "class B { C c; }", "C", "class C { B b; }")))
                .containsOnlyKeys("B", "C");
    }

    /// The classes that stand in a circle, or between two, each with those of them that it uses: what is left when one
    /// after the other goes that uses none, or that none uses.
    private static Map<String, Set<String>> circles(Map<String, String> texts) {
        Map<String, Set<String>> uses = new TreeMap<>();
        texts.forEach((name, text) -> {
            Set<String> all = new TreeSet<>();
            Matcher word = WORD.matcher(text.replaceAll("(?m)^\\s*//.*|//.*|^import .*|\"(\\\\.|[^\"\\\\\n])*\"", ""));
            while (word.find()) {
                if (texts.containsKey(word.group()) && !word.group().equals(name)) {
                    all.add(word.group());
                }
            }
            uses.put(name, all);
        });
        int before;
        do {
            before = uses.size();
            uses.values().forEach(all -> all.retainAll(uses.keySet()));
            uses.values().removeIf(Set::isEmpty);
            Set<String> used = new TreeSet<>();
            uses.values().forEach(used::addAll);
            uses.keySet().retainAll(used);
        } while (uses.size() < before);
        return uses;
    }

    /// A type by its simple name.
    private static final Pattern WORD = Pattern.compile("(?<![.\\w])[A-Z]\\w*");

    private static List<String> wrongNames(Path source, String text, List<String> allowed) {
        List<String> wrong = new ArrayList<>();
        for (String line : text.split("\n")) {
            String code = line.strip();
            if (code.startsWith("//") || code.startsWith("*") || code.startsWith("/*") || code.startsWith("package ")) {
                continue;
            }
            Matcher m = NAME.matcher(code.replaceAll("\"(\\\\.|[^\"\\\\])*\"", ""));
            while (m.find()) {
                String name = m.group();
                if (allowed.stream().noneMatch(a -> name.equals(a) || name.startsWith(a + "."))) {
                    wrong.add(source + ": " + name);
                }
            }
        }
        return wrong;
    }

    static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> p.toString().endsWith(".java") && !p.endsWith("module-info.java"))
                    .toList();
        }
    }
}
