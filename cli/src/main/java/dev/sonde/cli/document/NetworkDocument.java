package dev.sonde.cli.document;

import dev.sonde.core.model.Network;

/// The network to which a namespace belongs.
public record NetworkDocument(String name, String id) implements Document {
    /// Null: it belongs to none.
    static NetworkDocument of(Network n) {
        return n == null ? null : new NetworkDocument(n.name(), n.id());
    }

    @Override
    public void members(JsonWriter to) {
        to.member("name", name).member("id", id);
    }
}
