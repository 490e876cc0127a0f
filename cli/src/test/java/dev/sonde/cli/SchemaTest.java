package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.cli.document.CheckDocument;
import dev.sonde.cli.document.Document;
import dev.sonde.cli.document.Each;
import dev.sonde.cli.document.InspectDocument;
import dev.sonde.cli.document.LabStatusDocument;
import dev.sonde.cli.document.LsDocument;
import dev.sonde.cli.document.MayBeAbsent;
import dev.sonde.cli.document.Rows;
import dev.sonde.cli.document.ShowDocument;
import dev.sonde.cli.document.SnapshotDocument;
import dev.sonde.cli.document.WhoDocument;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.State;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The schemas in docs/schema say what is printed: the records of the documents have the same members, and what every
/// view prints of every recording fits.
class SchemaTest {
    /// Of each command that prints JSON, what it prints.
    private static final Map<String, Class<?>> DOCUMENTS = Map.of(
            "ls", LsDocument.class,
            "show", ShowDocument.class,
            "who", WhoDocument.class,
            "snapshot", SnapshotDocument.class,
            "check", CheckDocument.class,
            "inspect", InspectDocument.class,
            "lab status", LabStatusDocument.class);

    /// Those that print nothing of a recording, and the test that holds what they print against the schema.
    private static final Map<String, String> ELSEWHERE =
            Map.of("lab status", "../it/src/test/java/dev/sonde/it/LabPlanIT.java");

    @TempDir
    static Path folder;

    private static List<String> commands() {
        return DOCUMENTS.keySet().stream().sorted().toList();
    }

    private static List<String> recordings() {
        return Recordings.names();
    }

    /// What a command prints of a recording; where it does not fit its schema, that is an error.
    private static JsonNode fits(String recording, String... words) {
        return new Recordings(folder).run(recording, words).json();
    }

    /// What every recording gives is held against the schema: a command that is not run below would escape.
    @Test
    void everyCommandIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/sonde/cli/SchemaTest.java"));
        for (String command : commands()) {
            String elsewhere = ELSEWHERE.get(command);
            if (elsewhere == null) {
                assertThat(source).as("whatIsPrintedFits").contains("fits(recording, \"" + command + "\"");
            } else {
                assertThat(Files.readString(Path.of(elsewhere))).contains("\"sonde " + command + " -j\"");
            }
        }
    }

    /// Other tests ask for more, and what they get is held against the schemas too.
    @ParameterizedTest
    @MethodSource("recordings")
    void whatIsPrintedFits(String recording) {
        fits(recording, "check", "-j");
        fits(recording, "ls", "-j", "--unnamed");
        JsonNode snapshot = fits(recording, "snapshot");
        Set<String> wanted = new TreeSet<>(List.of("no.such.name"));
        for (JsonNode n : fits(recording, "ls", "-j").at("/hosts/0/namespaces")) {
            if (n.get("netns").asLong() != 0) {
                fits(recording, "show", "-j", "netns:" + n.get("netns").asText());
            }
            wanted.add(n.get("name").asText());
        }
        int networks = 0;
        for (JsonNode n : snapshot.at("/hosts/0/networks")) {
            fits(recording, "inspect", n.get("id").asText());
            networks++;
        }
        assertThat(networks > 0).isNotEqualTo(Recordings.ofCluster(recording));
        assertThat(wanted).hasSizeGreaterThan(5);
        wanted.forEach(word -> fits(recording, "who", "-j", word));
    }

    @Test
    void everyCommandWithJsonHasASchema() throws IOException {
        Set<String> printing = new TreeSet<>();
        for (CommandTable t : Commands.all()) {
            Stream.concat(Stream.of(t), t.actions().stream())
                    .filter(c -> c.options().stream().anyMatch(o -> o.name().equals("json")))
                    .forEach(c -> printing.add(c.name()));
        }
        assertThat(commands()).as("DOCUMENTS of this test").containsExactlyElementsOf(printing);
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.list(Schemas.FOLDER)) {
            all.forEach(f -> files.add(f.getFileName().toString()));
        }
        String document = Files.readString(Path.of("../docs/json.md"));
        for (String command : commands()) {
            String name = Schemas.file(command).getFileName().toString();
            assertThat(files.remove(name))
                    .as("whether docs/schema has %s", name)
                    .isTrue();
            assertThat(document).as("docs/json.md, a row").contains("(schema/" + name + ")");
            if (!command.equals("inspect")) { // Docker's own keys
                assertThat(document)
                        .as("docs/json.md, a section")
                        .containsPattern("(?m)^## `sonde " + command + "[ `]");
            }
        }
        assertThat(files).as("schemas of no command").isEmpty();
    }

    /// Of each object of a schema the members are those of a record, in its order; all that are always there are
    /// required, others are not allowed, and each has its description.
    @ParameterizedTest
    @MethodSource("commands")
    void theRecordsHaveTheSameMembers(String command) {
        JsonNode schema = Schemas.json(command);
        assertThat(schema.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        boolean array = schema.get("type").asText().equals("array");
        Class<?> type = DOCUMENTS.get(command);
        Set<String> used = new HashSet<>();
        if (schema.has("anyOf")) { // one, or several
            compare(command, schema, schema.at("/anyOf/0"), type, used);
            compare(command, schema, schema.at("/anyOf/1"), ShowDocument.Several.class, used);
        } else {
            compare(command, schema, array ? schema.get("items") : schema, type, used);
        }
        used.removeIf(u -> u.contains(" as "));
        Set<String> defined = new HashSet<>();
        schema.path("$defs").fieldNames().forEachRemaining(defined::add);
        assertThat(used).as("definitions of " + command).isEqualTo(defined);
    }

    /// `used`: takes the names of the definitions that were met, and as which record; each is looked at once.
    private static void compare(String at, JsonNode schema, JsonNode given, Type type, Set<String> used) {
        JsonNode node = given;
        if (node.has("$ref")) {
            String name = node.get("$ref").asText().substring("#/$defs/".length());
            node = schema.at("/$defs/" + name);
            assertThat(node.isObject()).as(at + " refers to " + name).isTrue();
            used.add(name);
            if (!(type instanceof ParameterizedType) && !used.add(name + " as " + type.getTypeName())) {
                return;
            }
        }
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
        if (raw == Supplier.class) {
            compare(at, schema, given, argument(type, 0), used);
        } else if (raw == List.class || raw == Each.class || raw == Rows.class) {
            assertThat(node.get("type").asText()).as(at).isEqualTo("array");
            compare(at + "[]", schema, node.get("items"), argument(type, 0), used);
        } else if (raw == Map.class) {
            assertThat(node.get("type").asText()).as(at).isEqualTo("object");
            compare(at + "{}", schema, node.get("additionalProperties"), argument(type, 1), used);
        } else if (raw == Optional.class) {
            ParameterizedType of = (ParameterizedType) argument(type, 0);
            boolean list = of.getRawType() == List.class;
            assertThat(node.get("type").toString())
                    .as(at)
                    .isEqualTo("[\"" + (list ? "array" : "object") + "\",\"null\"]");
            JsonNode element = node.get(list ? "items" : "additionalProperties");
            compare(at + "?", schema, element, argument(of, list ? 0 : 1), used);
        } else if (raw.isSealed() && Document.class.isAssignableFrom(raw)) {
            Class<?>[] forms = raw.getPermittedSubclasses();
            assertThat(node.get("oneOf")).as(at).hasSize(forms.length);
            for (int i = 0; i < forms.length; i++) {
                compare(at + "/" + i, schema, node.get("oneOf").get(i), forms[i], used);
            }
        } else if (raw.isRecord() && Document.class.isAssignableFrom(raw)) {
            members(at, schema, node, type, raw, used);
        } else {
            scalar(at, node, raw);
        }
    }

    private static Type argument(Type type, int i) {
        return ((ParameterizedType) type).getActualTypeArguments()[i];
    }

    private static void members(String at, JsonNode schema, JsonNode node, Type type, Class<?> raw, Set<String> used) {
        assertThat(node.get("type").asText()).as(at).isEqualTo("object");
        if (raw.getSimpleName().equals("Attributes")) {
            assertThat(node.has("propertyNames")).isTrue();
            return;
        }
        boolean dockers = raw == InspectDocument.class || raw.getEnclosingClass() == InspectDocument.class;
        // Docker's words may be more from version to version, and are passed on.
        assertThat(node.get("additionalProperties").asText()).as(at).isEqualTo(dockers ? "true" : "false");
        List<String> properties = new ArrayList<>();
        node.get("properties").fieldNames().forEachRemaining(properties::add);
        List<String> required = new ArrayList<>();
        node.get("required").forEach(r -> required.add(r.asText()));
        List<String> components = new ArrayList<>();
        List<String> always = new ArrayList<>();
        for (RecordComponent c : raw.getRecordComponents()) {
            String name = properties.stream()
                    .filter(p -> dockers ? p.equalsIgnoreCase(c.getName()) : p.equals(c.getName()))
                    .findFirst()
                    .orElse(c.getName());
            components.add(name);
            if (!c.isAnnotationPresent(MayBeAbsent.class)) {
                always.add(name);
            }
        }
        assertThat(properties).as(at).isEqualTo(components);
        assertThat(required).as(at + ", required").isEqualTo(always);
        for (int i = 0; i < components.size(); i++) {
            String name = components.get(i);
            JsonNode property = node.get("properties").get(name);
            JsonNode told = property.has("description")
                    ? property
                    : schema.at(property.path("$ref").asText().replace("#", ""));
            assertThat(told.path("description").asText()).as(at + "." + name).matches("(?s)[A-Za-z0-9].*\\.");
            Type component = raw.getRecordComponents()[i].getGenericType();
            compare(at + "." + name, schema, property, resolved(component, type), used);
        }
    }

    /// `Rows<R>` of `Table<Link>` is `Rows<Link>`.
    private static Type resolved(Type component, Type owner) {
        if (component instanceof ParameterizedType p && p.getActualTypeArguments()[0] instanceof TypeVariable<?>) {
            return new ParameterizedType() {
                @Override
                public Type[] getActualTypeArguments() {
                    return new Type[] {argument(owner, 0)};
                }

                @Override
                public Type getRawType() {
                    return p.getRawType();
                }

                @Override
                public Type getOwnerType() {
                    return null;
                }
            };
        }
        return component;
    }

    private static void scalar(String at, JsonNode node, Class<?> type) {
        String name = type.getSimpleName();
        String json = switch (name) {
            case "String", "NameSource", "IpAddress", "LinkAddress", "Prefix" -> "\"string\"";
            case "int", "long", "Integer", "Long" -> "\"integer\"";
            case "boolean", "Boolean" -> "\"boolean\"";
            case "OptionalInt", "OptionalLong" -> "[\"integer\",\"null\"]";
            default -> "";
        };
        if (node.has("enum")) {
            List<String> values = new ArrayList<>();
            node.get("enum").forEach(v -> values.add(v.asText()));
            List<String> labels = switch (name) {
                case "Kind" -> labels(Kind.values(), Kind::label);
                case "State" -> labels(State.values(), State::label);
                case "Severity" -> labels(Severity.values(), Severity::label);
                default -> values;
            };
            assertThat(values).as(at).isEqualTo(labels);
        } else if (!node.has("const")) {
            assertThat(node.get("type").toString()).as(at).isEqualTo(json);
        }
    }

    private static <E> List<String> labels(E[] values, Function<E, String> label) {
        return Arrays.stream(values).map(label).toList();
    }

    /// What several schemas define under one name is the same: a copy that was forgotten is seen.
    @Test
    void equalNamesMeanTheSame() {
        Map<String, JsonNode> known = new HashMap<>();
        for (String command : commands()) {
            if (command.equals("inspect") || command.equals("lab status")) {
                continue; // Docker's words, and those of a lab
            }
            JsonNode defs = Schemas.json(command).get("$defs");
            for (String name : List.of("gap", "leftOver", "handle", "counters")) {
                if (defs.has(name)) {
                    assertThat(defs.get(name))
                            .as(name + " of " + command)
                            .isEqualTo(known.getOrDefault(name, defs.get(name)));
                    known.put(name, defs.get(name));
                }
            }
        }
        assertThat(known).hasSize(4);
        assertThat(Schemas.json("show").at("/$defs/workload"))
                .isEqualTo(Schemas.json("snapshot").at("/$defs/workload"));
        assertThat(Schemas.json("ls").at("/$defs/tenant"))
                .isEqualTo(Schemas.json("snapshot").at("/$defs/workload"));
    }

    /// A schema that lets everything pass would prove nothing.
    @ParameterizedTest
    @MethodSource("commands")
    void whatDoesNotFitIsRefused(String command) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        String wrong = Schemas.json(command).get("type").asText().equals("array")
                ? "[{\"surprise\": 1}]"
                : "{\"surprise\": 1}";
        assertThat(Schemas.of(command)
                        .validate(mapper.readTree(wrong))
                        .toString()
                        .toLowerCase(Locale.ROOT))
                .contains(command.equals("inspect") ? "labels" : "surprise", "required");
    }
}
