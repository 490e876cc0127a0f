package dev.sonde.protocol;

/// The payload of PROBE: a head, and then each probe: its first fields, the address, and two places.
public final class ProbeLayout {
    /// The head: u32 milliseconds, u32 packets, u32 n.
    public static final int MILLISECONDS = 0;

    public static final int PACKETS = 4;
    public static final int COUNT = 8;
    public static final int HEAD = 12;

    /// Of each probe: u32 size of the packet, u32 bits; then the address.
    public static final int SIZE = 0;

    public static final int BITS = 4;
    public static final int ADDRESS = 8;

    /// Of [#BITS]: don't fragment; the address is one of IPv6.
    public static final int DF = 1;

    public static final int V6 = 2;

    /// A place: u64 dev, u64 ino, string path.
    public static final int DEV = 0;

    public static final int INO = 8;
    public static final int LENGTH = 16;
    public static final int PATH = 20;

    private ProbeLayout() {}
}
