package dev.sonde.core.check;

/// What the tunnel's neighbours hold of an address of a remote endpoint.
public enum Resolution {
    PRESENT,
    MISSING,
    WRONG_MAC,
    /// As of [Forwarding#NOT_JUDGED].
    NOT_JUDGED
}
