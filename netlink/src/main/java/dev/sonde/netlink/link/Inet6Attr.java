package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Of `AF_INET6` within `IFLA_AF_SPEC`: `IFLA_INET6_*` of linux/if_link.h.
public sealed interface Inet6Attr {
    record Flags(long bits) implements Inet6Attr {}

    /// `DEVCONF_*`: an array of 32-bit numbers.
    record Conf(ByteString values) implements Inet6Attr {}

    /// `IPSTATS_MIB_*`: an array of 64-bit numbers.
    record Stats(ByteString values) implements Inet6Attr {}

    record Multicast(ByteString bytes) implements Inet6Attr {}

    /// `struct ifla_cacheinfo`
    record Cache(ByteString info) implements Inet6Attr {}

    record IcmpStats(ByteString values) implements Inet6Attr {}

    record Token(IpAddress address) implements Inet6Attr {}

    /// `IN6_ADDR_GEN_MODE_*`
    record AddressGenMode(int mode) implements Inet6Attr {}

    record RaMtu(long bytes) implements Inet6Attr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Inet6Attr {}

    AttrTable<Inet6Attr> TABLE = new AttrTable<Inet6Attr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_INET6_FLAGS", U32, Flags.class, Flags::new, Flags::bits);
                case 2 -> row(n, "IFLA_INET6_CONF", BYTES, Conf.class, Conf::new, Conf::values);
                case 3 -> row(n, "IFLA_INET6_STATS", BYTES, Stats.class, Stats::new, Stats::values);
                case 4 -> row(n, "IFLA_INET6_MCAST", BYTES, Multicast.class, Multicast::new, Multicast::bytes);
                case 5 -> row(n, "IFLA_INET6_CACHEINFO", BYTES, Cache.class, Cache::new, Cache::info);
                case 6 -> row(n, "IFLA_INET6_ICMP6STATS", BYTES, IcmpStats.class, IcmpStats::new, IcmpStats::values);
                case 7 -> row(n, "IFLA_INET6_TOKEN", IP, Token.class, Token::new, Token::address);
                case 8 ->
                    row(
                            n,
                            "IFLA_INET6_ADDR_GEN_MODE",
                            U8,
                            AddressGenMode.class,
                            AddressGenMode::new,
                            AddressGenMode::mode);
                case 9 -> row(n, "IFLA_INET6_RA_MTU", U32, RaMtu.class, RaMtu::new, RaMtu::bytes);
                default -> null;
            });
}
