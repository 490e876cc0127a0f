package dev.sonde.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a JSON document as an engine wrote it, for those who want its own words: what later versions add is in
/// it too, and nothing of it is understood.
public sealed interface Told {
    /// A string.
    record Text(String text) implements Told {}

    /// A number, `true`, `false` or `null`, as it was written.
    record Word(String word) implements Told {}

    record Elements(List<Told> elements) implements Told {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /// An object; its members in the order in which they were written.
    record Members(Map<String, Told> members) implements Told {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }
}
