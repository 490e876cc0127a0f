package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds JSON against docs/json.md: programs rely on the keys, and who writes them on the document.
final class Documented {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    /// Every key that a view prints, at whatever depth, is named in the view's section.
    static void keys(String view, JsonNode printed) {
        Set<String> words = new TreeSet<>();
        Matcher m = WORD.matcher(section(view));
        while (m.find()) {
            words.add(m.group());
        }
        Set<String> keys = new TreeSet<>();
        collect(printed, keys);
        assertThat(keys).isNotEmpty();
        assertThat(words).containsAll(keys);
    }

    /// The block of the section with this heading.
    private static String section(String view) {
        try {
            String all = Files.readString(Path.of("../docs/json.md"));
            int at = all.indexOf("## `" + view + "`\n");
            assertThat(at).as("the section of %s", view).isNotNegative();
            int from = all.indexOf("```\n", at);
            return all.substring(from + 4, all.indexOf("\n```", from + 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode n, Set<String> keys) {
        n.fieldNames().forEachRemaining(keys::add);
        n.forEach(child -> collect(child, keys));
    }

    private Documented() {}
}
