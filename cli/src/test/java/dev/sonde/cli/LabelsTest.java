package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is a label for people decides nothing: whoever compares it breaks when its words are made better.
class LabelsTest {
    /// A text that is looked at, as far as one can see that it is a label: it has a blank, a bracket, or a word in
    /// capitals.
    private static final Pattern COMPARED = Pattern.compile(
            "\\.(?:startsWith|endsWith|contains|indexOf|lastIndexOf|equals|equalsIgnoreCase|matches|split)"
                    + "\\(\"((?:\\\\.|[^\"\\\\])*)\"");

    private static final Pattern LABEL = Pattern.compile("\\w+ |\\([a-z]+|\\b[A-Z]{4,}\\b");

    /// Words of others that look like labels: where, and which.
    private static final Set<String> OTHERS = Set.of(
            // the JDK's, whose exceptions have no numbers
            "Console.java: Broken pipe",
            "Console.java: Pipe closed",
            // of a protocol, and of the kernel's /proc/net/fib_trie
            "HttpAnswer.java: HTTP/1.",
            "ProcTables.java: LOCAL",
            // two words of a command line
            "VlanView.java: global show");

    @Test
    void noLabelIsCompared() throws IOException {
        List<String> found = new ArrayList<>();
        int looked = 0;
        for (String module : List.of("netlink", "core", "lab", "cli")) {
            for (Path source : ArchitectureTest.sources(Path.of("..", module, "src/main/java"))) {
                String text = Files.readString(source);
                looked += Math.toIntExact(COMPARED.matcher(text).results().count());
                for (String label : labels(text)) {
                    found.add(source.getFileName() + ": " + label);
                }
            }
        }
        assertThat(looked).as("texts that are compared").isGreaterThan(200);
        assertThat(found).containsExactlyInAnyOrderElementsOf(OTHERS);
    }

    @Test
    void aComparedLabelIsSeen() {
        assertThat(labels("if (n.label().startsWith(\"lab \"))")).containsExactly("lab ");
        assertThat(labels("engine.contains(\"(unix://\")")).containsExactly("(unix://");
        assertThat(labels("l.why().startsWith(\"no namespace\")")).containsExactly("no namespace");
        assertThat(labels("text.contains(\"MISSING\")")).containsExactly("MISSING");
        assertThat(labels(
                        "name.equals(\"eth0\") || host.startsWith(\"unix://\") || a.equals(\"::1\") || b.split(\" \")"))
                .isEmpty();
        assertThat(labels("new Gap(\"lab \" + name, why)")).isEmpty();
    }

    private static List<String> labels(String text) {
        List<String> all = new ArrayList<>();
        Matcher m = COMPARED.matcher(text);
        while (m.find()) {
            if (LABEL.matcher(m.group(1)).find()) {
                all.add(m.group(1));
            }
        }
        return all;
    }
}
