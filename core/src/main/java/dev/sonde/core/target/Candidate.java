package dev.sonde.core.target;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;

/// A namespace that a word may mean, as something of this stage. `label`: a target that names it, and among those
/// of its kind it alone.
record Candidate(Source source, Snapshot snapshot, Namespace namespace, Stage stage, String label) {
    boolean same(Candidate other) {
        return source == other.source && namespace == other.namespace;
    }
}
