package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the generated C keeps of each call and each method: the number of the call, by which a table says where it
/// stands and who handles its exceptions; and a frame, in which the method's objects stand for the collector.
///
/// Traces are never printed, the collector never runs, and one method of the sensor handles exceptions: the `main`. So
/// that method alone keeps its frame and its numbers, and the table has a row for each handler. All the others together
/// were four tenths of the binary, which is copied whenever a process of another pid namespace is to be made.
final class CallSites {
    /// The sites of methods that handle nothing, and of calls outside a `try`.
    private static final String NONE = "NULL";

    private static final String TABLE = "TeaVM_CallSite teavm_callSites[";
    private static final Pattern SIZE = Pattern.compile(Pattern.quote(TABLE) + "([0-9]+)]");
    private static final Pattern ROW =
            Pattern.compile("\\{ \\.firstHandler = (NULL|exceptionHandlers_teavm_callSites \\+ [0-9]+),"
                    + " \\.location = (?:NULL|callSiteLocations_teavm_callSites(?: \\+ [0-9]+)?) }");
    private static final Pattern HANDLERS =
            Pattern.compile("(?s)static TeaVM_ExceptionHandler exceptionHandlers_teavm_callSites\\[.*?\n};\n");
    private static final Pattern CALL = Pattern.compile("TEAVM_WITH_CALL_SITE_ID\\(([0-9]+), ");
    private static final Pattern METHOD_END = Pattern.compile("(?<=\n}\n)");

    /// The rows of the new table, and by the number of a site which is its row; a site that is not here has row 0.
    private final List<String> rows = new ArrayList<>(List.of(NONE));

    private final Map<Integer, Integer> handled = new HashMap<>();

    /// What becomes of `callsites.c`.
    private final String table;

    CallSites(String sites) {
        Matcher size = SIZE.matcher(sites);
        if (!size.find()) {
            throw unknown("callsites.c has no table");
        }
        List<String> old = ROW.matcher(sites).results().map(m -> m.group(1)).toList();
        if (old.size() != Integer.parseInt(size.group(1))) {
            throw unknown("callsites.c has " + old.size() + " sites of the known form, not " + size.group(1));
        }
        for (int i = 0; i < old.size(); i++) {
            if (!old.get(i).equals(NONE)) {
                handled.put(i, rows.size());
                rows.add(old.get(i));
            }
        }
        StringBuilder text = new StringBuilder();
        sites.lines()
                .filter(l -> l.startsWith("#include"))
                .forEach(l -> text.append(l).append('\n'));
        HANDLERS.matcher(sites).results().map(MatchResult::group).forEach(text::append);
        text.append(TABLE).append(rows.size()).append("] = {\n");
        rows.forEach(r -> text.append("    { .firstHandler = ").append(r).append(", .location = NULL },\n"));
        table = text.append("};\n").toString();
    }

    String table() {
        return table;
    }

    /// The methods of one file: one that has a `try` keeps its frame and its numbers, which are those of the new table.
    String methods(String text) {
        if (!text.contains("TEAVM_TRY")) {
            return text;
        }
        StringBuilder all = new StringBuilder();
        for (String method : METHOD_END.split(text)) {
            all.append(method.contains("TEAVM_TRY") ? kept(method) : method);
        }
        return all.toString();
    }

    private String kept(String method) {
        return CALL.matcher(method)
                .replaceAll(
                        m -> "SONDE_WITH_CALL_SITE_ID(" + handled.getOrDefault(Integer.valueOf(m.group(1)), 0) + ", ")
                .replace("TEAVM_ALLOC_STACK(", "SONDE_ALLOC_STACK(")
                .replace("TEAVM_RELEASE_STACK", "SONDE_RELEASE_STACK");
    }

    static void apply(Path generated) throws IOException {
        Path file = generated.resolve("callsites.c");
        CallSites sites = new CallSites(Files.readString(file));
        Files.writeString(file, sites.table());
        int left = sites.handled.size();
        try (Stream<Path> all = Files.walk(generated.resolve("classes"))) {
            for (Path source : all.filter(f -> f.toString().endsWith(".c")).toList()) {
                String text = Files.readString(source);
                String changed = sites.methods(text);
                if (!changed.equals(text)) {
                    Files.writeString(source, changed);
                    left -= Math.toIntExact(Pattern.compile("SONDE_WITH_CALL_SITE_ID\\((?!0,)")
                            .matcher(changed)
                            .results()
                            .count());
                }
            }
        }
        if (left != 0) {
            throw unknown("sites of callsites.c that have a handler stand in no method with a try: " + left);
        }
    }

    private static IllegalStateException unknown(String what) {
        return new IllegalStateException(what + ": is this TeaVM " + NativeBuild.TEAVM + "?");
    }
}
