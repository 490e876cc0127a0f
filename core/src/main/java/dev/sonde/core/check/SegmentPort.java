package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NamespaceTables;

/// A veth of an overlay network's namespace, and what is at its other end.
///
/// `inside`, `far`: the namespace and the link there; null where they were not found. `endpoint`: as the engine
/// knows it; null where it knows none.
public record SegmentPort(Link link, NamespaceTables inside, Link far, Endpoint endpoint) {
    public String name() {
        return link.name();
    }

    public boolean up() {
        return link.up();
    }

    /// The other end, where it was found.
    public LinkRef end() {
        return new LinkRef(inside, far);
    }
}
