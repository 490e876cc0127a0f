package dev.sonde.netlink.netconf;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*NETCONF`: the settings of one interface for one family.
public record NetconfMessage(NlHeader nl, NetconfHeader header, Attrs<NetconfAttr> attrs) implements Message.Rtnetlink {
    public static NetconfMessage read(NetlinkMessage message) throws MalformedMessage {
        NetconfHeader header = NetconfHeader.read(message.buffer(), message.body(NetconfHeader.SIZE));
        return new NetconfMessage(
                message.header(), header, message.attrs(NetconfAttr.TABLE, NetconfHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends NetconfAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
