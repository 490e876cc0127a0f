package dev.sonde.netlink.xfrm;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.Wire;
import java.util.ArrayList;
import java.util.List;

/// `XFRM_MSG_NEWPOLICY`, `struct xfrm_userpolicy_info` of linux/xfrm.h: which packets are to be encrypted, and how.
///
/// ```
///   0             56       120      152        156     160   161      162     163
/// +-------------+--------+--------+----------+-------+-----+--------+-------+-------+
/// | selector    | limits | counts | priority | index | dir | action | flags | share |
/// +-------------+--------+--------+----------+-------+-----+--------+-------+-------+
/// ```
///
/// `from`, `to`: of the packets; an address of which no bit counts (`fromLength` 0) is any. `protocol`: 0: any.
/// `port`: the destination's, 0: any.
public record XfrmPolicy(
        IpAddress from,
        int fromLength,
        IpAddress to,
        int toLength,
        int protocol,
        int port,
        int direction,
        int action,
        Xfrm.Mark mark,
        List<Template> templates) {
    public static final int SIZE = 168;

    /// `struct xfrm_user_tmpl`: the state that is to be used; an SPI of 0: any.
    ///
    /// ```
    ///   0      16    20     24       28      44      48     49      50       52
    /// +------+-----+------+--------+-------+-------+------+-------+--------+------------+
    /// | daddr| spi | proto| family | saddr | reqid | mode | share |optional| algorithms |
    /// +------+-----+------+--------+-------+-------+------+-------+--------+------------+
    /// ```
    public record Template(IpAddress from, IpAddress to, long spi, int protocol, long request, int mode) {
        static final int SIZE = 64;
    }

    /// `XFRM_MAX_DEPTH`
    private static final int MOST = 6;

    public XfrmPolicy {
        templates = List.copyOf(templates);
    }

    /// Null: of a family that is neither IPv4 nor IPv6, as those of sockets may be.
    public static XfrmPolicy read(NetlinkMessage m) throws MalformedMessage {
        byte[] b = m.buffer();
        int at = m.body(SIZE);
        int family = Wire.u16(b, at + 40);
        Xfrm.Mark[] mark = {Xfrm.Mark.ANY};
        List<Template> templates = new ArrayList<>(1);
        Xfrm.attributes(m, SIZE, (type, in, from, length) -> {
            if (type == Xfrm.XFRMA_MARK) {
                mark[0] = Xfrm.mark(in, from, length);
            } else if (type == Xfrm.XFRMA_TMPL) {
                templates(m.type(), in, from, length, templates);
            }
        });
        IpAddress to = Xfrm.address(b, at, family);
        return to == null
                ? null
                : new XfrmPolicy(
                        Xfrm.address(b, at + 16, family),
                        Wire.u8(b, at + 43),
                        to,
                        Wire.u8(b, at + 42),
                        Wire.u8(b, at + 44),
                        Wire.u16be(b, at + 34) == 0 ? 0 : Wire.u16be(b, at + 32),
                        Wire.u8(b, at + 160),
                        Wire.u8(b, at + 161),
                        mark[0],
                        templates);
    }

    private static void templates(int message, byte[] b, int from, int length, List<Template> to)
            throws MalformedMessage {
        if (length % Template.SIZE != 0 || length / Template.SIZE > MOST) {
            throw new MalformedMessage(message, from, "XFRMA_TMPL has " + length + " bytes");
        }
        for (int at = from; at < from + length; at += Template.SIZE) {
            int family = Wire.u16(b, at + 24);
            IpAddress address = Xfrm.address(b, at, family);
            if (address != null) {
                to.add(new Template(
                        Xfrm.address(b, at + 28, family),
                        address,
                        Wire.u32be(b, at + 16),
                        Wire.u8(b, at + 20),
                        Wire.u32(b, at + 44),
                        Wire.u8(b, at + 48)));
            }
        }
    }
}
