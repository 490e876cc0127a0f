package dev.sonde.core.model;

import java.util.List;

/// An engine's network. `vnis`: the VXLAN network identifiers, one for each subnet of an overlay.
///
/// `host`: where a network of local scope is; empty for one of a swarm. `mtu`: what its links should have; 0: the
/// engine does not say. `peers`: the hosts on which an overlay is live; empty: the engine does not say. `settings`:
/// null where the engine tells none.
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
        List<SwarmPeer> peers,
        NetworkSettings settings) {
    /// A network whose engine tells no settings.
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
            List<Endpoint> endpoints,
            String host,
            int mtu,
            List<SwarmPeer> peers) {
        this(engine, name, id, scope, driver, ipv6, internal, subnets, vnis, endpoints, host, mtu, peers, null);
    }

    /// The same, of which these settings are known.
    public Network with(NetworkSettings known) {
        return new Network(
                engine, name, id, scope, driver, ipv6, internal, subnets, vnis, endpoints, host, mtu, peers, known);
    }

    /// The same, with these endpoints.
    public Network with(List<Endpoint> known) {
        return new Network(
                engine, name, id, scope, driver, ipv6, internal, subnets, vnis, known, host, mtu, peers, settings);
    }

    /// The same, of which is known that it is a swarm's overlay.
    public Network overlay() {
        return new Network(
                engine, name, id, "swarm", "overlay", ipv6, internal, subnets, vnis, endpoints, "", mtu, peers,
                settings);
    }

    /// Whether its engine tells of the endpoints of all hosts, not only of its own.
    public boolean wholeCluster() {
        for (Endpoint e : endpoints) {
            if (!e.vtep().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
