package dev.sonde.netlink.neigh;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct ndt_stats` of linux/neighbour.h: eleven counters of a neighbour table since the kernel was started, in all
/// namespaces together.
///
/// ```
///  0        8          16           24   72                 80
/// +--------+----------+------------+----+------------------+-------------+
/// | allocs | destroys | hash_grows | …  | forced_gc_runs   | table_fulls |
/// +--------+----------+------------+----+------------------+-------------+
/// ```
public record NeighbourTableStats(ByteString bytes) {
    static final WireForm<NeighbourTableStats> FORM =
            WireForm.struct(88, NeighbourTableStats::new, NeighbourTableStats::bytes);

    /// How often no row was made because the table was full: `neighbor table overflow!` in the kernel's log.
    public long tableFulls() {
        return bytes.u64(80);
    }
}
