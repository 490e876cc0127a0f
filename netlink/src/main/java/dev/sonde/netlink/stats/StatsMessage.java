package dev.sonde.netlink.stats;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*STATS`: statistics of one link.
public record StatsMessage(NlHeader nl, StatsHeader header, Attrs<StatsAttr> attrs) implements Message.Rtnetlink {
    public static StatsMessage read(NetlinkMessage message) throws MalformedMessage {
        StatsHeader header = StatsHeader.read(message.buffer(), message.body(StatsHeader.SIZE));
        return new StatsMessage(
                message.header(), header, message.attrs(StatsAttr.TABLE, StatsHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends StatsAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
