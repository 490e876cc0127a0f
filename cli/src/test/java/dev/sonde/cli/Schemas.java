package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas in docs/schema, by the commands that print what they describe.
final class Schemas {
    static final Path FOLDER = Path.of("../docs/schema");

    private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

    static Path file(String command) {
        return FOLDER.resolve(command.replace(' ', '-') + ".schema.json");
    }

    static JsonNode json(String command) {
        try {
            return new ObjectMapper().readTree(file(command).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonSchema of(String command) {
        return KNOWN.computeIfAbsent(
                command,
                c -> JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(json(c)));
    }

    /// Holds what a command printed against its schema. `line`: what is said of it where it does not fit.
    static void hold(String command, JsonNode printed, String line) {
        assertThat(of(command).validate(printed)).as("%s, by its schema", line).isEmpty();
    }

    private Schemas() {}
}
