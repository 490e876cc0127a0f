package dev.sonde.netlink.tunnel;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*TUNNEL`: the VNIs that a VXLAN device takes.
public record TunnelMessage(NlHeader nl, TunnelHeader header, Attrs<TunnelAttr> attrs) implements Message.Rtnetlink {
    public static TunnelMessage read(NetlinkMessage message) throws MalformedMessage {
        TunnelHeader header = TunnelHeader.read(message.buffer(), message.body(TunnelHeader.SIZE));
        return new TunnelMessage(
                message.header(), header, message.attrs(TunnelAttr.TABLE, TunnelHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends TunnelAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
