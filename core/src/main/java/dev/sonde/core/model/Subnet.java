package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import java.util.Map;

/// A network's range of addresses, `10.0.1.0/24`, and its gateway. `pool`: the part of it from which the engine
/// gives addresses. All three are null where the engine does not tell them, or in no form that can be read.
/// `reserved`: addresses that it gives to nobody, by their names, in the order of those.
public record Subnet(Prefix range, IpAddress gateway, Prefix pool, Map<String, String> reserved) {
    /// Of what an engine wrote.
    public static Subnet of(String range, String gateway, String pool, Map<String, String> reserved) {
        return new Subnet(Prefix.parse(range), Network.address(gateway), Prefix.parse(pool), reserved);
    }

    public static Subnet of(String range, String gateway) {
        return of(range, gateway, "", Map.of());
    }
}
