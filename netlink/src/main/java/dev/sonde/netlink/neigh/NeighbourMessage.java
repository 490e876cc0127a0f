package dev.sonde.netlink.neigh;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*NEIGH`: a neighbour (ARP, NDP), or in `AF_BRIDGE` a row of a forwarding table.
public record NeighbourMessage(NlHeader nl, NeighbourHeader header, Attrs<NeighbourAttr> attrs)
        implements Message.Rtnetlink {
    public static NeighbourMessage read(NetlinkMessage message) throws MalformedMessage {
        NeighbourHeader header = NeighbourHeader.read(message.buffer(), message.body(NeighbourHeader.SIZE));
        return new NeighbourMessage(
                message.header(), header, message.attrs(NeighbourAttr.TABLE, NeighbourHeader.SIZE, header.family()));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends NeighbourAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// Null where there is none, as in a row that a bridge learned.
    public IpAddress destination() {
        var found = find(NeighbourAttr.Destination.class);
        return found == null ? null : found.address();
    }

    /// Null where it is not yet known.
    public LinkAddress linkAddress() {
        var found = find(NeighbourAttr.LinkLayer.class);
        return found == null ? null : found.address();
    }

    /// Index of the bridge of a forwarding row, 0 if there is none.
    public int master() {
        var found = find(NeighbourAttr.Master.class);
        return found == null ? 0 : found.index();
    }
}
