package dev.sonde.core.model;

import dev.sonde.netlink.xfrm.XfrmPolicy;
import dev.sonde.netlink.xfrm.XfrmState;
import java.util.List;

/// What XFRM does in a namespace: which packets are encrypted (policies), and how (states). `known`: the kernel has
/// XFRM.
public record Transforms(boolean known, List<XfrmState> states, List<XfrmPolicy> policies) {
    public static final Transforms NONE = new Transforms(false, List.of(), List.of());

    public Transforms {
        states = List.copyOf(states);
        policies = List.copyOf(policies);
    }
}
