package dev.sonde.core.model;

import java.util.List;

/// An engine's network. `vnis`: the VXLAN network identifiers, one for each subnet of an overlay.
///
/// `host`: where a network of local scope is; empty for one of a swarm. `mtu`: what its links should have; 0: the
/// engine does not say. `peers`: the hosts on which an overlay is live; empty: the engine does not say.
public record Network(
        String engine,
        String name,
        String id,
        String scope,
        String driver,
        boolean ipv6,
        boolean internal,
        List<Subnet> subnets,
        List<Integer> vnis,
        List<Endpoint> endpoints,
        String host,
        int mtu,
        List<Peer> peers) {
    /// A network of which nothing further is known.
    public Network(
            String engine,
            String name,
            String id,
            String scope,
            String driver,
            boolean ipv6,
            boolean internal,
            List<Subnet> subnets,
            List<Integer> vnis,
            List<Endpoint> endpoints) {
        this(engine, name, id, scope, driver, ipv6, internal, subnets, vnis, endpoints, "", 0, List.of());
    }
}
