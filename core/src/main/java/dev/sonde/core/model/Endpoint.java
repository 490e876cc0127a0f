package dev.sonde.core.model;

/// A workload's attachment to a network. Addresses as the engine writes them: `ipv4` with its prefix length,
/// `10.0.1.3/24`; `vtep` the address of its host at which VXLAN packets arrive.
public record Endpoint(String id, Workload workload, String mac, String ipv4, String ipv6, String host, String vtep) {
    /// The address without its prefix length.
    public String ip() {
        int slash = ipv4.indexOf('/');
        return slash < 0 ? ipv4 : ipv4.substring(0, slash);
    }
}
