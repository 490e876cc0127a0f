package dev.sonde.netlink.mdb;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*MDB`: the multicast groups of one bridge and its router ports. A dump is answered with `RTM_GETMDB`.
public record MdbMessage(NlHeader nl, MdbHeader header, Attrs<MdbAttr> attrs) implements Message.Rtnetlink {
    public static MdbMessage read(NetlinkMessage message) throws MalformedMessage {
        MdbHeader header = MdbHeader.read(message.buffer(), message.body(MdbHeader.SIZE));
        return new MdbMessage(message.header(), header, message.attrs(MdbAttr.TABLE, MdbHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends MdbAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
