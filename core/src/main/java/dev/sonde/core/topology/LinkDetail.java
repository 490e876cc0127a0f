package dev.sonde.core.topology;

import java.util.List;

/// One link of a namespace, and what is behind it. `peer`: the other end of a veth, for people, or empty. `ports`: the
/// links of which it is master.
public record LinkDetail(
        int index,
        String name,
        String kind,
        String state,
        String mac,
        int mtu,
        long vni,
        int udpPort,
        long txDropped,
        String peer,
        List<String> addresses,
        List<Station> stations,
        List<LinkDetail> ports) {}
