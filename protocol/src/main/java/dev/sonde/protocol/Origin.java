package dev.sonde.protocol;

/// The numbers of namespaces that have a meaning of their own.
public final class Origin {
    /// The host as a whole.
    public static final int HOST = 0;

    /// The namespace that sonde itself runs in.
    public static final int OWN = 1;

    private Origin() {}
}
