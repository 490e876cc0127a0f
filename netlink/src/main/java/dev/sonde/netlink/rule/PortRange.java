package dev.sonde.netlink.rule;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct fib_rule_port_range` of linux/fib_rules.h.
public record PortRange(ByteString bytes) {
    static final WireForm<PortRange> FORM = WireForm.struct(4, PortRange::new, PortRange::bytes);

    public int start() {
        return bytes.u16(0);
    }

    public int end() {
        return bytes.u16(2);
    }
}
