package dev.sonde.cli.document;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Told;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What `sonde inspect` prints of a network of which no Docker's API tells: the keys and their order are Docker's, as
/// `docker network inspect` has them, and so is what is null. What no engine tells is left out.
public record InspectDocument(
        String name,
        String id,
        @MayBeAbsent String created,
        String scope,
        String driver,
        @MayBeAbsent Boolean enableIPv4,
        boolean enableIPv6,
        Ipam ipam,
        boolean internal,
        @MayBeAbsent Boolean attachable,
        @MayBeAbsent Boolean ingress,
        @MayBeAbsent ConfigFrom configFrom,
        @MayBeAbsent Boolean configOnly,
        Optional<Map<String, Container>> containers,
        Optional<Map<String, String>> options,
        Optional<Map<String, String>> labels,
        @MayBeAbsent List<Peer> peers)
        implements Document {
    /// Docker's own words, or a document with the same keys.
    public static Object of(Network n) {
        Told.Members told = n.settings() == null ? null : n.settings().told();
        return told == null ? made(n) : completed(told, Container.of(n));
    }

    /// In the list of all networks Docker leaves those out that are in them, and since 29 the key too; it tells them of
    /// each network alone.
    private static Object completed(Told.Members told, Map<String, Container> containers) {
        Told listed = told.members().get("Containers");
        boolean none = listed instanceof Told.Members m && m.members().isEmpty();
        if (listed != null && (!none || containers.isEmpty())) {
            return told;
        }
        Map<String, Object> whole = new LinkedHashMap<>(told.members());
        whole.put("Containers", containers);
        return whole;
    }

    private static InspectDocument made(Network n) {
        NetworkSettings s = n.settings();
        return new InspectDocument(
                n.name(),
                n.id(),
                s == null ? null : s.created(),
                n.scope(),
                n.driver(),
                s == null ? null : s.ipv4(),
                n.ipv6(),
                Ipam.of(n, s),
                n.internal(),
                s == null ? null : s.attachable(),
                s == null ? null : s.ingress(),
                s == null ? null : new ConfigFrom(s.configFrom()),
                s == null ? null : s.configOnly(),
                Optional.of(Container.of(n)),
                s == null ? Optional.of(vnis(n)) : Optional.ofNullable(s.options()),
                s == null ? Optional.of(Map.of()) : Optional.ofNullable(s.labels()),
                n.peers().isEmpty() ? null : Peer.of(n));
    }

    private static Map<String, String> vnis(Network n) {
        StringBuilder list = new StringBuilder();
        for (int vni : n.vnis()) {
            list.append(list.isEmpty() ? "" : ",").append(vni);
        }
        return list.isEmpty() ? Map.of() : Map.of("com.docker.network.driver.overlay.vxlanid_list", list.toString());
    }

    public record Ipam(String driver, Optional<Map<String, String>> options, Optional<List<Config>> config)
            implements Document {
        private static Ipam of(Network n, NetworkSettings s) {
            List<Config> config = new ArrayList<>(n.subnets().size());
            for (Subnet subnet : n.subnets()) {
                config.add(Config.of(subnet));
            }
            return new Ipam(
                    s == null ? "default" : s.ipamDriver(),
                    Optional.ofNullable(s == null ? null : s.ipamOptions()),
                    // An engine that tells of IPv4 knows null here.
                    config.isEmpty() && s != null && s.ipv4() != null ? Optional.empty() : Optional.of(config));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("Driver", driver).member("Options", options).member("Config", config);
        }
    }

    public record Config(
            Prefix subnet,
            @MayBeAbsent String ipRange,
            @MayBeAbsent String gateway,
            @MayBeAbsent Map<String, String> auxiliaryAddresses)
            implements Document {
        private static Config of(Subnet s) {
            return new Config(
                    s.range(),
                    s.pool() == null ? null : s.pool().toString(),
                    s.gateway() == null ? null : s.gateway().toString(),
                    s.reserved().isEmpty() ? null : s.reserved());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("Subnet", subnet).member("IPRange", ipRange).member("Gateway", gateway);
            to.member("AuxiliaryAddresses", auxiliaryAddresses);
        }
    }

    public record ConfigFrom(String network) implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("Network", network);
        }
    }

    public record Container(
            String name, String endpointId, LinkAddress macAddress, Prefix ipv4Address, Prefix ipv6Address)
            implements Document {
        /// Docker's map: by container id. Of containers on other hosts Docker tells none either.
        private static Map<String, Container> of(Network n) {
            Map<String, Container> all = new TreeMap<>();
            for (Endpoint e : n.endpoints()) {
                if (!e.workload().container().isEmpty()) {
                    all.put(
                            e.workload().container(),
                            new Container(e.workload().name(), e.id(), e.mac(), e.ipv4(), e.ipv6()));
                }
            }
            return all;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("Name", name).member("EndpointID", endpointId).member("MacAddress", macAddress);
            to.member("IPv4Address", ipv4Address).member("IPv6Address", ipv6Address);
        }
    }

    /// A host on which the network is live.
    public record Peer(String name, IpAddress ip) implements Document {
        private static List<Peer> of(Network n) {
            List<Peer> all = new ArrayList<>(n.peers().size());
            for (SwarmPeer p : n.peers()) {
                all.add(new Peer(p.name(), p.address()));
            }
            return all;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("Name", name).member("IP", ip);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("Name", name).member("Id", id).member("Created", created);
        to.member("Scope", scope).member("Driver", driver).member("EnableIPv4", enableIPv4);
        to.member("EnableIPv6", enableIPv6);
        to.member("IPAM", ipam).member("Internal", internal).member("Attachable", attachable);
        to.member("Ingress", ingress).member("ConfigFrom", configFrom);
        to.member("ConfigOnly", configOnly).member("Containers", containers);
        to.member("Options", options).member("Labels", labels).member("Peers", peers);
    }
}
