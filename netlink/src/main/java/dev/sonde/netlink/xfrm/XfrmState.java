package dev.sonde.netlink.xfrm;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.Wire;

/// `XFRM_MSG_NEWSA`, `struct xfrm_usersa_info` of linux/xfrm.h: how packets from one host to another are encrypted
/// (a security association). Its keys are not read, and the sensor sends none.
///
/// ```
///   0             56     72   76     80     96       160      192    204  208     212     214   215     216
/// +-------------+------+-----+------+------+--------+--------+------+----+-------+-------+-----+-------+------+
/// | selector    | daddr| spi | proto| saddr| limits | counts | stats| seq| reqid | family| mode| replay| flags|
/// +-------------+------+-----+------+------+--------+--------+------+----+-------+-------+-----+-------+------+
/// ```
///
/// `protocol`: `IPPROTO_*`, of ESP 50. `mode`: `XFRM_MODE_*`.
public record XfrmState(IpAddress from, IpAddress to, long spi, int protocol, long request, int mode, Xfrm.Mark mark) {
    public static final int SIZE = 224;

    /// Null: of a family that is neither IPv4 nor IPv6.
    public static XfrmState read(NetlinkMessage m) throws MalformedMessage {
        byte[] b = m.buffer();
        int at = m.body(SIZE);
        int family = Wire.u16(b, at + 212);
        Xfrm.Mark[] mark = {Xfrm.Mark.ANY};
        Xfrm.attributes(m, SIZE, (type, in, from, length) -> {
            if (type == Xfrm.XFRMA_MARK) {
                mark[0] = Xfrm.mark(in, from, length);
            }
        });
        IpAddress to = Xfrm.address(b, at + 56, family);
        return to == null
                ? null
                : new XfrmState(
                        Xfrm.address(b, at + 80, family),
                        to,
                        Wire.u32be(b, at + 72),
                        Wire.u8(b, at + 76),
                        Wire.u32(b, at + 208),
                        Wire.u8(b, at + 214),
                        mark[0]);
    }
}
