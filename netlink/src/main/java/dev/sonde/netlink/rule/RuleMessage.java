package dev.sonde.netlink.rule;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*RULE`: one policy rule.
public record RuleMessage(NlHeader nl, RuleHeader header, Attrs<RuleAttr> attrs) implements Message.Rtnetlink {
    public static RuleMessage read(NetlinkMessage message) throws MalformedMessage {
        RuleHeader header = RuleHeader.read(message.buffer(), message.body(RuleHeader.SIZE));
        return new RuleMessage(
                message.header(), header, message.attrs(RuleAttr.TABLE, RuleHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends RuleAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// `RT_TABLE_*` or any other number of 32 bits.
    public long table() {
        var found = find(RuleAttr.Table.class);
        return found == null ? header.table() : found.id();
    }

    /// 0 where the kernel sends none.
    public long priority() {
        var found = find(RuleAttr.Priority.class);
        return found == null ? 0 : found.value();
    }
}
