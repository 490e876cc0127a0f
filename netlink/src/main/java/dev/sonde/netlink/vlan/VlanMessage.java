package dev.sonde.netlink.vlan;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*VLAN`: VLANs of a bridge or of one of its ports.
public record VlanMessage(NlHeader nl, VlanHeader header, Attrs<VlanAttr> attrs) implements Message.Rtnetlink {
    public static VlanMessage read(NetlinkMessage message) throws MalformedMessage {
        VlanHeader header = VlanHeader.read(message.buffer(), message.body(VlanHeader.SIZE));
        return new VlanMessage(
                message.header(), header, message.attrs(VlanAttr.TABLE, VlanHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends VlanAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
