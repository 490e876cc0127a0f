package dev.sonde.netlink.nexthop;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// The members of a group: `struct nexthop_grp` of linux/nexthop.h, one behind the other.
///
/// ```
///  0               4        5             6          8
/// +---------------+--------+-------------+----------+
/// |      id       | weight | weight high | reserved |
/// +---------------+--------+-------------+----------+
/// ```
public record NexthopGroup(ByteString bytes) {
    private static final int SIZE = 8;

    static final WireForm<NexthopGroup> FORM = WireForm.struct(SIZE, NexthopGroup::new, NexthopGroup::bytes);

    public int size() {
        return bytes.length() / SIZE;
    }

    public long id(int member) {
        return bytes.u32(member * SIZE);
    }

    /// Less one, as the kernel counts.
    public int weight(int member) {
        return bytes.u8(member * SIZE + 4);
    }

    /// Its upper eight bits, where the kernel says that it sends them.
    public int highWeight(int member) {
        return bytes.u8(member * SIZE + 5);
    }
}
