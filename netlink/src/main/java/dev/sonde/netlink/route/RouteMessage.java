package dev.sonde.netlink.route;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*ROUTE`: one route.
public record RouteMessage(NlHeader nl, RouteHeader header, Attrs<RouteAttr> attrs) implements Message.Rtnetlink {
    public static RouteMessage read(NetlinkMessage message) throws MalformedMessage {
        RouteHeader header = RouteHeader.read(message.buffer(), message.body(RouteHeader.SIZE));
        return new RouteMessage(
                message.header(), header, message.attrs(RouteAttr.TABLE, RouteHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends RouteAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// `RT_TABLE_*` or any other number of 32 bits.
    public long table() {
        var found = find(RouteAttr.Table.class);
        return found == null ? header.table() : found.id();
    }

    /// Null for the default route.
    public IpAddress destination() {
        var found = find(RouteAttr.Destination.class);
        return found == null ? null : found.address();
    }

    /// Null on a link that is reached directly.
    public IpAddress gateway() {
        var found = find(RouteAttr.Gateway.class);
        return found == null ? null : found.address();
    }

    /// Index of the link, 0 where the route names none.
    public int outputInterface() {
        var found = find(RouteAttr.OutputInterface.class);
        return found == null ? 0 : found.index();
    }
}
