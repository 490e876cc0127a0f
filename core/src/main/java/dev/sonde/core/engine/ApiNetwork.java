package dev.sonde.core.engine;

import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Subnet;
import java.util.Map;

/// A network as Docker's API writes it, and Podman's.
final class ApiNetwork {
    private static final String VNIS = "com.docker.network.driver.overlay.vxlanid_list";
    private static final String MTU = "com.docker.network.driver.mtu";

    /// One of `/networks`, still without endpoints and peers. `host`: where its engine works.
    static NetworkDraft of(EngineId engine, String host, JsonTree n) {
        String scope = n.text("Scope");
        NetworkDraft draft = new NetworkDraft(
                engine, n.text("Name"), n.text("Id"), scope, n.text("Driver"), scope.equals("swarm") ? "" : host);
        draft.ipv6 = n.is("EnableIPv6");
        draft.internal = n.is("Internal");
        draft.mtu = n.at("Options").number(MTU);
        draft.settings = settings(n);
        for (JsonTree c : n.at("IPAM").at("Config").elements()) {
            Map<String, String> reserved = c.at("AuxiliaryAddresses").texts();
            draft.subnets.add(Subnet.of(c.text("Subnet"), c.text("Gateway"), c.text("IPRange"), reserved));
        }
        for (String vni : n.at("Options").text(VNIS).split(",")) {
            if (!vni.isEmpty() && vni.length() < 9 && vni.chars().allMatch(d -> d >= '0' && d <= '9')) {
                draft.vnis.add(Integer.parseInt(vni));
            }
        }
        return draft;
    }

    /// Its services are told to nobody who does not ask for them.
    static NetworkSettings dockers(JsonTree n) {
        return settings(n).with(n.told("Services"));
    }

    private static NetworkSettings settings(JsonTree n) {
        JsonTree ipam = n.at("IPAM");
        return new NetworkSettings(
                n.text("Created"),
                n.has("EnableIPv4") ? (Boolean) n.is("EnableIPv4") : null,
                n.is("Attachable"),
                n.is("Ingress"),
                n.at("ConfigFrom").text("Network"),
                n.is("ConfigOnly"),
                ipam.text("Driver"),
                ipam.at("Options").object() ? ipam.at("Options").texts() : null,
                n.at("Options").texts(),
                n.at("Labels").texts(),
                null);
    }

    private ApiNetwork() {}
}
