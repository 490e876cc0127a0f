package dev.sonde.core.engine;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A network as Docker's API writes it, and Podman's.
final class ApiNetwork {
    private static final String VNIS = "com.docker.network.driver.overlay.vxlanid_list";
    private static final String MTU = "com.docker.network.driver.mtu";

    /// One of `/networks`, still without endpoints and peers. `host`: where its engine works.
    static Network of(String engine, String host, JsonTree n) {
        List<Subnet> subnets = new ArrayList<>();
        for (JsonTree c : n.at("IPAM").at("Config").elements()) {
            Map<String, String> reserved = c.at("AuxiliaryAddresses").texts();
            subnets.add(new Subnet(c.text("Subnet"), c.text("Gateway"), c.text("IPRange"), reserved));
        }
        List<Integer> vnis = new ArrayList<>();
        for (String vni : n.at("Options").text(VNIS).split(",")) {
            if (!vni.isEmpty() && vni.length() < 9 && vni.chars().allMatch(d -> d >= '0' && d <= '9')) {
                vnis.add(Integer.parseInt(vni));
            }
        }
        String scope = n.text("Scope");
        return new Network(
                engine,
                n.text("Name"),
                n.text("Id"),
                scope,
                n.text("Driver"),
                n.is("EnableIPv6"),
                n.is("Internal"),
                subnets,
                vnis,
                new ArrayList<>(),
                scope.equals("swarm") ? "" : host,
                n.at("Options").number(MTU),
                new ArrayList<>(),
                settings(n));
    }

    static NetworkSettings settings(JsonTree n) {
        JsonTree ipam = n.at("IPAM");
        return new NetworkSettings(
                n.text("Created"),
                n.is("Attachable"),
                n.is("Ingress"),
                n.at("ConfigFrom").text("Network"),
                n.is("ConfigOnly"),
                ipam.text("Driver"),
                ipam.at("Options").object() ? ipam.at("Options").texts() : null,
                n.at("Options").texts(),
                n.at("Labels").texts());
    }

    static Endpoint endpoint(Network network, String id) {
        for (Endpoint e : network.endpoints()) {
            if (e.id().equals(id)) {
                return e;
            }
        }
        return null;
    }

    private ApiNetwork() {}
}
