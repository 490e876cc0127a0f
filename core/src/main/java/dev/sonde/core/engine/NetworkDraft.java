package dev.sonde.core.engine;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Service;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.SwarmPeer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A network while an engine gathers what it knows of it: endpoints come from other documents than the network
/// itself.
final class NetworkDraft {
    final EngineId engine;
    final String name;
    final String id;
    String scope;
    String driver;
    boolean ipv6;
    boolean internal;
    String host;
    int mtu;
    NetworkSettings settings;
    final List<Subnet> subnets = new ArrayList<>(1);
    final List<Integer> vnis = new ArrayList<>(1);
    final List<Endpoint> endpoints = new ArrayList<>();
    final List<SwarmPeer> peers = new ArrayList<>(0);
    final List<Service> services = new ArrayList<>(0);
    List<SwarmNode> nodes = List.of();
    private Network made;

    NetworkDraft(EngineId engine, String name, String id, String scope, String driver, String host) {
        this.engine = engine;
        this.name = name;
        this.id = id;
        this.scope = scope;
        this.driver = driver;
        this.host = host;
    }

    /// It is known to be a swarm's overlay.
    void overlay() {
        scope = "swarm";
        driver = "overlay";
        host = "";
    }

    /// The endpoint with this id, or null.
    Endpoint endpoint(String wanted) {
        for (Endpoint e : endpoints) {
            if (e.id().equals(wanted)) {
                return e;
            }
        }
        return null;
    }

    /// The network, once all is known of it: what is added later is not in it.
    Network network() {
        if (made == null) {
            made = new Network(
                    engine, name, id, scope, driver, ipv6, internal, subnets, vnis, endpoints, host, mtu, peers,
                    services, settings, nodes);
        }
        return made;
    }

    static List<Network> networks(Collection<NetworkDraft> drafts) {
        return drafts.stream().map(NetworkDraft::network).toList();
    }
}
