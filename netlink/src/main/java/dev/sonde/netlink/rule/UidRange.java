package dev.sonde.netlink.rule;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct fib_rule_uid_range` of linux/fib_rules.h.
public record UidRange(ByteString bytes) {
    static final WireForm<UidRange> FORM = WireForm.struct(8, UidRange::new, UidRange::bytes);

    public long start() {
        return bytes.u32(0);
    }

    public long end() {
        return bytes.u32(4);
    }
}
