package dev.sonde.core.check;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.netlink.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The address of a host that its engine tells the other hosts of a swarm (`docker info`: Node Address).
public final class Advertised {
    /// As the network's engine tells it; null: it does not.
    public static IpAddress by(Segment s) {
        IpAddress told = null;
        for (Endpoint e : s.host == null ? List.<Endpoint>of() : s.local) {
            told = e.vtep() == null ? told : e.vtep();
        }
        return told;
    }

    /// Whether tunnels surely use the same address: with `--data-path-addr` they use another.
    public static boolean ofTunnels(Segment s, IpAddress told) {
        Set<IpAddress> peers = new HashSet<>();
        for (SwarmPeer p : s.network.peers()) {
            peers.add(p.address());
        }
        boolean same = peers.contains(told) && !s.remote.isEmpty();
        for (Endpoint e : s.remote) {
            same &= e.vtep() != null && peers.contains(e.vtep());
        }
        return same || s.here.lab();
    }

    /// The link of the host that has the address; null: none has it.
    public static Link link(Segment s, IpAddress told) {
        for (Address a : s.host.addresses()) {
            if (told.equals(a.address())) {
                return s.host.link(a.link());
            }
        }
        return null;
    }

    private Advertised() {}
}
