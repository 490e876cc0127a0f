package dev.sonde.core.model;

import java.util.Map;

/// A network's range, as its engine writes it: `10.0.1.0/24`, and its gateway. `pool`: the part of it from which the
/// engine gives addresses, or empty; `reserved`: addresses that it gives to nobody, by their names.
public record Subnet(String range, String gateway, String pool, Map<String, String> reserved) {
    public Subnet(String range, String gateway) {
        this(range, gateway, "", Map.of());
    }
}
