package dev.sonde.core.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sonde.core.model.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A JSON document of an engine, which may be hostile: neither its depth nor the number of its values is its own
/// choice. What is missing, or of another type, reads as empty; [#told] alone tells such apart.
final class JsonTree {
    private static final int DEPTH = 64;
    private static final int MOST = 1 << 19;
    private static final JsonTree NOTHING = new JsonTree(null);
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    /// A `Map`, a `List`, a `String`; a `Word` for whatever else was written; null: nothing was.
    private final Object value;

    /// A number, `true`, `false` or `null`.
    private record Word(String text) {}

    private static final Word NULL = new Word("null");

    private JsonTree(Object value) {
        this.value = value;
    }

    /// What is not there.
    static JsonTree nothing() {
        return NOTHING;
    }

    /// Of an object only these members; what the others hold is passed over.
    static JsonTree parse(byte[] json, Set<String> members) throws IOException {
        try (JsonParser p = FACTORY.createParser(json)) {
            Map<String, JsonTree> map = new LinkedHashMap<>();
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            int[] left = {MOST};
            for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
                p.nextToken();
                if (members.contains(key)) {
                    map.put(key, new JsonTree(value(p, left)));
                } else {
                    p.skipChildren();
                }
            }
            if (p.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("it breaks off");
            }
            return new JsonTree(map);
        }
    }

    static JsonTree parse(byte[] json, int from) throws IOException {
        try (JsonParser p = FACTORY.createParser(json, from, json.length - from)) {
            if (p.nextToken() == null) {
                throw new IOException("it is empty");
            }
            int[] left = {MOST};
            return new JsonTree(value(p, left));
        }
    }

    private static Object value(JsonParser p, int[] left) throws IOException {
        if (left[0]-- == 0) {
            throw new IOException("it has more than " + MOST + " values");
        }
        JsonToken token = p.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, JsonTree> map = new LinkedHashMap<>();
            for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
                p.nextToken();
                map.put(key, new JsonTree(value(p, left)));
            }
            if (p.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("it breaks off");
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonTree> list = new ArrayList<>();
            for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
                if (t == null) {
                    throw new IOException("it breaks off");
                }
                list.add(new JsonTree(value(p, left)));
            }
            return list;
        }
        if (token == JsonToken.VALUE_STRING) {
            return p.getText();
        }
        return token == null ? null : token == JsonToken.VALUE_NULL ? NULL : new Word(p.getText());
    }

    @SuppressWarnings("unchecked")
    Map<String, JsonTree> members() {
        return value instanceof Map ? (Map<String, JsonTree>) value : Map.of();
    }

    boolean object() {
        return value instanceof Map;
    }

    /// The members that are texts, in the order of their keys.
    Map<String, String> texts() {
        Map<String, String> all = new TreeMap<>();
        members().forEach((key, member) -> all.put(key, member.text()));
        return all;
    }

    @SuppressWarnings("unchecked")
    List<JsonTree> elements() {
        return value instanceof List ? (List<JsonTree>) value : List.of();
    }

    JsonTree at(String key) {
        return members().getOrDefault(key, NOTHING);
    }

    String text(String key) {
        return at(key).text();
    }

    String text() {
        return value instanceof String s ? s : value instanceof Word w && w != NULL ? w.text : "";
    }

    /// Whether something was written there, be it null.
    boolean has(String key) {
        return at(key).value != null;
    }

    /// As it was written; null: nothing was.
    Told told() {
        if (value instanceof String s) {
            return new Told.Text(s);
        }
        if (value instanceof Word w) {
            return new Told.Word(w.text);
        }
        if (value instanceof List) {
            return new Told.Elements(elements().stream().map(JsonTree::told).toList());
        }
        return value == null ? null : told("");
    }

    /// The same of an object, without one of its members.
    Told.Members told(String but) {
        Map<String, Told> all = new LinkedHashMap<>();
        members().forEach((key, member) -> {
            if (!key.equals(but)) {
                all.put(key, member.told());
            }
        });
        return new Told.Members(all);
    }

    boolean is(String key) {
        return text(key).equals("true");
    }

    /// What a parser says, without where, which it adds on further lines.
    static String why(IOException e) {
        String s = String.valueOf(e.getMessage());
        int end = s.indexOf('\n');
        return end < 0 ? s : s.substring(0, end);
    }

    /// A number that is not negative; else 0.
    int number(String key) {
        return number(at(key));
    }

    static int number(JsonTree tree) {
        return decimal(tree.text());
    }

    static int decimal(String s) {
        if (s.isEmpty() || s.length() > 9) {
            return 0;
        }
        int v = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            v = 10 * v + c - '0';
        }
        return v;
    }
}
