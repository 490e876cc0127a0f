package dev.sonde.netlink.nsid;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*NSID`: the id that a namespace has within another one.
public record NsidMessage(NlHeader nl, NsidHeader header, Attrs<NsidAttr> attrs) implements Message.Rtnetlink {
    public static NsidMessage read(NetlinkMessage message) throws MalformedMessage {
        NsidHeader header = NsidHeader.read(message.buffer(), message.body(NsidHeader.SIZE));
        return new NsidMessage(
                message.header(), header, message.attrs(NsidAttr.TABLE, NsidHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends NsidAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// -1: none.
    public int nsid() {
        var found = find(NsidAttr.Nsid.class);
        return found == null ? -1 : found.nsid();
    }
}
