package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// An address of a link. `link`: its index. `address`: null where the message names none. `scope`: `RT_SCOPE_*` of
/// linux/rtnetlink.h. `label`: `IFA_LABEL`, or null.
public record Address(int link, IpAddress address, int prefixLength, int scope, String label) {
    /// `10.0.1.4/24`.
    public Prefix prefix() {
        return new Prefix(address, prefixLength);
    }
}
