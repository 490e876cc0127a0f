package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds JSON against docs/json.md and docs/schema: programs rely on the keys, and who writes them on the documents.
public final class Documented {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    /// Every key that a view prints, at whatever depth, is named in the view's section; and all of it fits the view's
    /// schema.
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
        fits(view, printed);
    }

    /// `view`: such as `sonde lab status -j`.
    public static void fits(String view, JsonNode printed) {
        String name = view.replaceAll("^sonde | -j$", "").replace(' ', '-');
        try {
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("../docs/schema/" + name + ".schema.json")));
            assertThat(schema.validate(printed)).as(view).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
