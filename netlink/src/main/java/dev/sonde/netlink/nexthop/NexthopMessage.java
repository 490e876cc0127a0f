package dev.sonde.netlink.nexthop;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*NEXTHOP`: a next hop that routes refer to by its id; `RTM_*NEXTHOPBUCKET`: one bucket of a resilient group.
public record NexthopMessage(NlHeader nl, NexthopHeader header, Attrs<NexthopAttr> attrs) implements Message.Rtnetlink {
    public static NexthopMessage read(NetlinkMessage message) throws MalformedMessage {
        NexthopHeader header = NexthopHeader.read(message.buffer(), message.body(NexthopHeader.SIZE));
        return new NexthopMessage(
                message.header(), header, message.attrs(NexthopAttr.TABLE, NexthopHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends NexthopAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// 0 where it has none.
    public long id() {
        var found = find(NexthopAttr.Id.class);
        return found == null ? 0 : found.id();
    }
}
