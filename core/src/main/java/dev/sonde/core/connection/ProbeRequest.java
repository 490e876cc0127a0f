package dev.sonde.core.connection;

/// One probe: an echo request of `size` bytes, IP header included, to an address of IPv4 (4 bytes) or IPv6
/// (16). `fragments` false: the bit that forbids them is set, and of IPv6 the sender makes none. `to`: where it
/// should arrive, or null.
public record ProbeRequest(NamespaceEntry from, NamespaceEntry to, byte[] address, int size, boolean fragments) {
    boolean v6() {
        return address.length == 16;
    }
}
