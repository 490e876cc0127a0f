package dev.sonde.core.check;

/// What the tunnel's forwarding table holds of a remote endpoint.
public enum Forwarding {
    PRESENT,
    MISSING,
    /// It was only learned from a frame: it ages.
    LEARNED,
    /// It leads to another host than the endpoint's.
    WRONG_VTEP,
    /// It leads to this very host.
    TO_ITSELF,
    /// The table was not read whole, the tunnel is down, or the engine does not tell where the endpoint is.
    NOT_JUDGED
}
