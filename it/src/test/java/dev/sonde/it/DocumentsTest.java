package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents tell the truth: what they name exists. The numbers in `docs/frames.md` are those of the code, says
/// [FramesDocumentTest].
class DocumentsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z][A-Za-z0-9]*");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern FILE = Pattern.compile("(\\./)?[a-z][A-Za-z0-9.-]*(/[A-Za-z0-9._-]+)+");

    /// Words in backticks that look like classes of ours and are the field's.
    private static final Set<String> OTHERS = Set.of("String", "Math", "Object", "Arena", "Maven");

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "docs/frames.md"})
    void namesWhatExists(String document) throws IOException {
        String text = Files.readString(TOP.resolve(document));
        Set<String> classes = classes("/src/main/");
        Set<String> tests = classes("/src/test/");
        List<String> missing = new ArrayList<>();
        int checked = 0;
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            String word = code.group(1);
            if (word.endsWith(".java")) {
                word = word.substring(word.lastIndexOf('/') + 1, word.length() - 5);
            }
            if (CLASS.matcher(word).matches() && !OTHERS.contains(word)) {
                checked++;
                // Only what is called a test may be one: a test's helper is no class of the program.
                boolean test = word.endsWith("Test") || word.endsWith("IT");
                if (!(test ? tests : classes).contains(word)) {
                    missing.add("class " + word);
                }
            } else if (FILE.matcher(word).matches()
                    && Files.exists(TOP.resolve(word.replaceFirst("^\\./", "").split("/")[0]))) {
                checked++;
                if (!word.contains("/target/") && !Files.exists(TOP.resolve(word))) {
                    missing.add("file " + word);
                }
            }
        }
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            checked++;
            if (!Files.exists(TOP.resolve(document).resolveSibling(link.group(1)))) {
                missing.add("link " + link.group(1));
            }
        }
        assertThat(missing).as("named in %s and not there", document).isEmpty();
        assertThat(checked).as("names found in %s", document).isPositive();
    }

    /// No document and no source carries a path of one machine.
    @Test
    void nothingOfOneMachine() throws IOException {
        Pattern machine = Pattern.compile("/(work/[a-z]|home/[a-z]+/|root/\\.)");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TOP)) {
            for (Path file : files.filter(DocumentsTest::ours).toList()) {
                String text = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                Matcher m = machine.matcher(text);
                if (m.find()) {
                    found.add(TOP.relativize(file) + ": " + m.group());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean ours(Path file) {
        String path = TOP.relativize(file).toString();
        return Files.isRegularFile(file)
                && !path.startsWith(".git/")
                && !path.matches("(\\w+(-\\w+)?/)?target/.*")
                && path.matches(".*(\\.java|\\.md|\\.sh|\\.xml|\\.c|\\.h|\\.py|sonde|check|run|\\.1)");
    }

    /// The names of the classes below such a folder.
    private static Set<String> classes(String folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(TOP)) {
            files.map(Path::toString)
                    .filter(p -> p.endsWith(".java") && p.contains(folder))
                    .forEach(p -> names.add(p.substring(p.lastIndexOf('/') + 1, p.length() - 5)));
        }
        return names;
    }
}
