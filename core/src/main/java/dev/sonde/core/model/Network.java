package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// An engine's network. `vnis`: the VXLAN network identifiers, one for each subnet of an overlay.
///
/// `host`: where a network of local scope is; empty for one of a swarm. `mtu`: what its links should have; 0: the
/// engine does not say. `peers`: the hosts on which an overlay is live; empty: the engine does not say. `services`:
/// those that have an address of their own in it, as far as the engine tells. `settings`:
/// null where the engine tells none. `nodes`: all of the swarm; empty: only managers tell.
public record Network(
        EngineId engine,
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
        List<Service> services,
        NetworkSettings settings,
        List<SwarmNode> nodes) {
    public Network {
        subnets = List.copyOf(subnets);
        vnis = List.copyOf(vnis);
        endpoints = List.copyOf(endpoints);
        peers = List.copyOf(peers);
        services = List.copyOf(services);
        nodes = List.copyOf(nodes);
    }

    /// Of its id alone, not of all its endpoints.
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /// The same, with these endpoints.
    public Network with(List<Endpoint> known) {
        return new Network(
                engine, name, id, scope, driver, ipv6, internal, subnets, vnis, known, host, mtu, peers, services,
                settings, nodes);
    }

    /// An address as an engine writes it; null: it is none.
    public static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The node of the swarm at this address that is down, if no other one is there: a host that has left and joined
    /// again
    /// is two. Null: there is none.
    public SwarmNode down(IpAddress address) {
        SwarmNode found = null;
        for (SwarmNode n : nodes) {
            if (address.equals(n.address())) {
                if (!n.down()) {
                    return null;
                }
                found = n;
            }
        }
        return found;
    }

    /// Whether it is one of a swarm, which has a namespace of its own wherever it is in use. What is not allocated yet
    /// has no driver.
    public boolean overlay() {
        return driver.equals("overlay") || driver.isEmpty() && scope.equals("swarm");
    }

    /// Whether its links lie in the namespace in which its engine works: a bridge, or the host's own. Of all other
    /// drivers they do not, or nobody knows.
    public boolean onHost() {
        return driver.equals("bridge") || driver.equals("host");
    }

    /// Whether the engine encrypts what the tunnel carries: `docker network create --opt encrypted`.
    public boolean encrypted() {
        return settings != null && settings.options().containsKey("encrypted");
    }

    /// Whether its engine tells of the endpoints of all hosts, not only of its own.
    public boolean wholeCluster() {
        for (Endpoint e : endpoints) {
            if (e.vtep() != null) {
                return true;
            }
        }
        return false;
    }
}
