package dev.sonde.core.model;

/// A link and the namespace in which it is: what an edge joins.
public record LinkRef(NamespaceTables in, Link link) {
    public int index() {
        return link.index();
    }

    public String name() {
        return link.name();
    }

    public Namespace namespace() {
        return in.namespace();
    }

    /// One link of one namespace: tables are compared by identity, and an index is one link's.
    @Override
    public boolean equals(Object other) {
        return other instanceof LinkRef r && r.in == in && r.link.index() == link.index();
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(in) + link.index();
    }
}
