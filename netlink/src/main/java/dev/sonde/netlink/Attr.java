package dev.sonde.netlink;

/// One attribute as it lies on the wire: `struct nlattr` of linux/netlink.h, with its payload.
///
/// ```
///  0       2       4
/// +-------+-------+----------------+---------+
/// |  len  | type  |    payload     | padding |
/// +-------+-------+----------------+---------+
/// ```
///
/// @param type `nla_type` with its two flag bits
public record Attr(int type, ByteString payload) {
    /// `NLA_F_NESTED`: the payload is attributes.
    public static final int NESTED = 1 << 15;

    /// `NLA_F_NET_BYTEORDER`: the payload is in network order.
    public static final int NET_BYTEORDER = 1 << 14;

    /// `NLA_TYPE_MASK`
    public static final int TYPE_MASK = 0x3fff;

    /// `NLA_HDRLEN`
    static final int HEADER = 4;

    public int number() {
        return type & TYPE_MASK;
    }
}
