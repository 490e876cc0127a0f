package dev.sonde.core.view;

import dev.sonde.core.model.Counters;
import java.util.List;

/// One link of a namespace, and what is behind it. `peer`: the other end of a veth, or the link below, for people,
/// or empty. `lossy`: whether packets that it could not send are lost ones: of a tunnel they
/// are multicast, unless a row is missing. `network`: the engine's network whose bridge it is, or empty. `ports`: the
/// links of which it is
/// master.
public record LinkView(
        int index,
        String name,
        String kind,
        String state,
        String mac,
        int mtu,
        long vni,
        int udpPort,
        Counters counters,
        boolean lossy,
        String peer,
        String network,
        List<String> addresses,
        List<FdbRow> stations,
        List<LinkView> ports) {}
