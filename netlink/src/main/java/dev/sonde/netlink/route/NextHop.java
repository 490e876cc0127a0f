package dev.sonde.netlink.route;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.Wire;
import dev.sonde.netlink.WireForm;
import java.util.ArrayList;
import java.util.List;

/// One way of a multipath route: `struct rtnexthop` of linux/rtnetlink.h, then attributes.
///
/// ```
///  0       2       3       4               8
/// +-------+-------+-------+---------------+--------------+
/// |  len  | flags | hops  |    ifindex    |  attributes  |
/// +-------+-------+-------+---------------+--------------+
/// ```
///
/// @param flags `RTNH_F_*`
/// @param hops the weight less one
public record NextHop(int flags, int hops, int ifindex, Attrs<RouteAttr> attrs) {
    private static final int HEADER = 8;

    /// As `ip` prints it.
    public int weight() {
        return hops + 1;
    }

    public <T extends RouteAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    static final WireForm<List<NextHop>> LIST = new WireForm<>() {
        @Override
        public List<NextHop> read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            var hops = new ArrayList<NextHop>();
            int end = offset + length;
            for (int at = offset; at < end; ) {
                if (end - at < HEADER) {
                    throw reading.fault(at, (end - at) + " bytes are left, too few for a next hop");
                }
                int size = Wire.u16(b, at);
                if (size < HEADER || size > end - at) {
                    throw reading.fault(at, "a next hop says it has " + size + " bytes; " + (end - at) + " are there");
                }
                hops.add(new NextHop(
                        Wire.u8(b, at + 2),
                        Wire.u8(b, at + 3),
                        Wire.s32(b, at + 4),
                        RouteAttr.TABLE.read(b, at + HEADER, at + size, reading)));
                at += Wire.align(size);
            }
            return List.copyOf(hops);
        }

        @Override
        public void write(List<NextHop> hops, Out out) {
            for (NextHop hop : hops) {
                int start = out.length();
                out.u16(0).u8(hop.flags).u8(hop.hops).u32(hop.ifindex);
                hop.attrs.write(out);
                out.endRecord(start);
            }
        }
    };
}
