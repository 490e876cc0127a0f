package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The string literals of the generated C, in one table. Nearly half of them are names of classes, methods and files,
/// for traces and for reflection: the sensor has neither, so nothing refers to them.
final class Literals {
    private static final Pattern USE = Pattern.compile("TEAVM_GET_STRING(?:_ADDRESS)?\\(([0-9]+)\\)");
    private static final Pattern LITERAL =
            Pattern.compile("(?s)TEAVM_STRING(?:_FROM_CODES)?\\(.*?\\)([, ]) // string #([0-9]+)\n");
    private static final Pattern SIZE = Pattern.compile("TeaVM_String\\* teavm_stringPool\\[([0-9]+)]");

    /// `strings.c`, in whose table those that are not used are `NULL`: the table's beginning expects that.
    static String without(String strings, Set<Integer> used) {
        List<String> sizes =
                SIZE.matcher(strings).results().map(m -> m.group(1)).toList();
        long known = LITERAL.matcher(strings).results().count();
        if (!sizes.equals(List.of("" + known))) {
            throw new IllegalStateException("strings.c has " + known + " literals of the known form, not " + sizes
                    + ": is this TeaVM " + NativeBuild.TEAVM + "?");
        }
        return LITERAL.matcher(strings)
                .replaceAll(m -> used.contains(Integer.valueOf(m.group(2)))
                        ? Matcher.quoteReplacement(m.group())
                        : "NULL" + m.group(1) + "\n");
    }

    static void apply(Path generated) throws IOException {
        Path table = generated.resolve("strings.c");
        Set<Integer> used = new HashSet<>();
        try (Stream<Path> all = Files.walk(generated)) {
            for (Path file : all.filter(f -> f.toString().matches(".*\\.[ch]")).toList()) {
                USE.matcher(Files.readString(file)).results().forEach(m -> used.add(Integer.valueOf(m.group(1))));
            }
        }
        Files.writeString(table, without(Files.readString(table), used));
    }

    private Literals() {}
}
