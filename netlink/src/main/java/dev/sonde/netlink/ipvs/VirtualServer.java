package dev.sonde.netlink.ipvs;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// A virtual server of IPVS, as a line of `/proc/net/ip_vs` tells it.
///
/// `protocol`: `TCP`, `UDP`, `SCTP`; `FWM`: packets with a mark, whatever their address (then it is null and the port
/// 0). `mark`: that mark, else 0. `timeout`: in seconds, how long one client's connections go to one destination; -1:
/// they need not. `onePacket`: each packet is balanced by itself (`ops`).
public record VirtualServer(
        String protocol,
        IpAddress address,
        int port,
        long mark,
        String scheduler,
        boolean onePacket,
        long timeout,
        List<Destination> destinations) {
    /// `forward`: `Masq`, `Local`, `Tunnel` or `Route`. `weight`: 0: it gets no new connections.
    public record Destination(IpAddress address, int port, String forward, int weight, long active, long inactive) {}

    public VirtualServer {
        destinations = List.copyOf(destinations);
    }
}
