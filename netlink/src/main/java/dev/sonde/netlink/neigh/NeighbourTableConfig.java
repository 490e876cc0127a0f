package dev.sonde.netlink.neigh;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct ndt_config` of linux/neighbour.h: of a neighbour table, in all namespaces together.
///
/// ```
///  0         2            4         8
/// +---------+------------+---------+----
/// | key_len | entry_size | entries | ...
/// +---------+------------+---------+----
/// ```
public record NeighbourTableConfig(ByteString bytes) {
    static final WireForm<NeighbourTableConfig> FORM =
            WireForm.struct(8, NeighbourTableConfig::new, NeighbourTableConfig::bytes);

    /// How many rows the table has.
    public long entries() {
        return bytes.u32(4);
    }
}
