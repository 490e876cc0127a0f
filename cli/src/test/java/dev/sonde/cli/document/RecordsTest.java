package dev.sonde.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.cli.Console;
import dev.sonde.core.check.Severity;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.State;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkAttr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each record of the documents writes all of its components, by their names, in their order; and leaves out those
/// that may be absent.
class RecordsTest {
    private static final Path CLASSES = Path.of("target/classes/dev/sonde/cli/document");

    /// Every record of the package that is a document, but the one whose members are the kernel's.
    static List<Class<?>> records() throws IOException {
        List<Class<?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(CLASSES)) {
            for (Path file : files.sorted().toList()) {
                Class<?> type = type(file.getFileName().toString());
                if (type.isRecord() && Document.class.isAssignableFrom(type) && type != Attributes.class) {
                    all.add(type);
                }
            }
        }
        return all;
    }

    private static Class<?> type(String file) {
        try {
            return Class.forName("dev.sonde.cli.document." + file.substring(0, file.length() - ".class".length()));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thereAreRecords() throws IOException {
        assertThat(records())
                .hasSizeGreaterThan(50)
                .contains(LsDocument.class, KernelRow.Link.class, HandleDocument.Listed.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    void componentsAreMembers(Class<?> type) throws Exception {
        List<String> all = new ArrayList<>();
        List<String> always = new ArrayList<>();
        for (RecordComponent c : type.getRecordComponents()) {
            all.add(c.getName());
            if (!c.isAnnotationPresent(MayBeAbsent.class)) {
                always.add(c.getName());
            }
        }
        assertThat(keys(type, sample(type, true))).isEqualTo(named(type, all));
        assertThat(keys(type, sample(type, false))).isEqualTo(named(type, always));
    }

    private static List<String> named(Class<?> type, List<String> names) {
        return names.stream().map(n -> name(type, n)).toList();
    }

    /// The keys of `inspect` are Docker's, with other capitals.
    private static String name(Class<?> type, String name) {
        boolean dockers = type == InspectDocument.class || type.getEnclosingClass() == InspectDocument.class;
        return dockers ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static List<String> keys(Class<?> type, Document document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console out = new Console(bytes, false, 0, false);
        JsonWriter.print(out, document);
        out.flush();
        JsonNode json = new ObjectMapper().readTree(bytes.toByteArray());
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(k -> keys.add(name(type, k)));
        return keys;
    }

    /// A record with something in each component; without what may be absent, unless `all`.
    private static Document sample(Class<?> type, boolean all) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            boolean absent = !all && components[i].isAnnotationPresent(MayBeAbsent.class);
            values[i] = absent ? null : value(components[i].getGenericType());
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return (Document) constructor.newInstance(values);
    }

    private static Object value(Type type) throws ReflectiveOperationException {
        if (type instanceof TypeVariable<?>) {
            return new GapDocument("", "", 0);
        }
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
        if (raw == List.class || raw == Map.class) {
            return raw == List.class ? List.of() : Map.of();
        }
        if (raw == Each.class) {
            return (Each<?>) taker -> {};
        }
        if (raw == Rows.class) {
            return (Rows<?>) taker -> {};
        }
        if (raw == Supplier.class) {
            Type made = ((ParameterizedType) type).getActualTypeArguments()[0];
            Object value = value(made);
            return (Supplier<?>) () -> value;
        }
        if (raw == Attributes.class) {
            return new Attributes(LinkAttr.TABLE.of(), Set.of());
        }
        if (raw.isSealed() && Document.class.isAssignableFrom(raw)) {
            return sample(raw.getPermittedSubclasses()[0], true);
        }
        if (raw.isRecord() && Document.class.isAssignableFrom(raw)) {
            return sample(raw, true);
        }
        return switch (raw.getSimpleName()) {
            case "String" -> "x";
            case "int", "Integer" -> 1;
            case "long", "Long" -> 1L;
            case "boolean", "Boolean" -> true;
            case "OptionalInt" -> OptionalInt.empty();
            case "OptionalLong" -> OptionalLong.empty();
            case "Optional" -> Optional.empty();
            case "Kind" -> Kind.TASK;
            case "State" -> State.LIVE;
            case "Severity" -> Severity.ERROR;
            case "NameSource" -> NameSource.Seen.SONDE;
            case "IpAddress" -> IpAddress.parse("10.0.1.4");
            case "LinkAddress" -> LinkAddress.parse("02:42:0a:00:01:04");
            case "Prefix" -> Prefix.parse("10.0.1.4/24");
            default -> throw new AssertionError("no sample of " + type);
        };
    }
}
