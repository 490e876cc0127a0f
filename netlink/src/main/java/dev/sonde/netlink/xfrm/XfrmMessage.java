package dev.sonde.netlink.xfrm;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;

/// A message of NETLINK_XFRM whole: the struct before its attributes, and these by their number.
public final class XfrmMessage {
    /// `XFRM_MSG_NEWSADINFO`, `XFRM_MSG_NEWSPDINFO`, `XFRM_MSG_GETDEFAULT`, of which the last answers itself
    public static final int NEWSADINFO = 0x22;

    public static final int NEWSPDINFO = 0x24;
    public static final int GETDEFAULT = 0x28;

    /// Higher ones are not kept.
    private static final int MOST = 64;

    private final int type;
    private final ByteString header;
    private final ByteString[] attributes = new ByteString[MOST];

    private XfrmMessage(int type, ByteString header) {
        this.type = type;
        this.header = header;
    }

    /// @param size of the struct before the attributes
    public static XfrmMessage read(NetlinkMessage m, int size) throws MalformedMessage {
        XfrmMessage read = new XfrmMessage(m.type(), ByteString.copyOf(m.buffer(), m.body(size), size));
        Xfrm.attributes(m, size, (type, b, at, length) -> {
            if (type < MOST) {
                read.attributes[type] = ByteString.copyOf(b, at, length);
            }
        });
        return read;
    }

    public int type() {
        return type;
    }

    public ByteString header() {
        return header;
    }

    /// The content of the last attribute of this number, or null.
    public ByteString find(int number) {
        return attributes[number];
    }
}
