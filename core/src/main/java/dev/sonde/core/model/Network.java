package dev.sonde.core.model;

import java.util.List;

/// An engine's network. `vnis`: the VXLAN network identifiers, one for each subnet of an overlay.
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
        List<Endpoint> endpoints) {}
