package dev.sonde.core.model;

/// A workload's attachment to a network. Addresses as the engine writes them: `ipv4` with its prefix length,
/// `10.0.1.3/24`; `vtep` the address of its host at which VXLAN packets arrive.
public record Endpoint(String id, Workload workload, String mac, String ipv4, String ipv6, String host, String vtep) {
    /// The address without its prefix length.
    public String ip() {
        return bare(ipv4);
    }

    /// The IPv6 address likewise.
    public String ip6() {
        return bare(ipv6);
    }

    private static String bare(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }
}
