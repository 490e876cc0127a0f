package dev.sonde.protocol;

/// Bits of one probe.
public final class ProbeBit {
    /// Don't fragment.
    public static final int DF = 1;

    /// The address is one of IPv6.
    public static final int V6 = 2;

    private ProbeBit() {}
}
