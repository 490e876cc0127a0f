package dev.sonde.netlink.link;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*LINK`: one link, as `ip link` and, in `AF_BRIDGE`, `bridge link` show it.
public record LinkMessage(NlHeader nl, LinkHeader header, Attrs<LinkAttr> attrs) implements Message.Rtnetlink {
    public static LinkMessage read(NetlinkMessage message) throws MalformedMessage {
        return read(message, 0);
    }

    /// The same for those who keep very many: without what fills most of a message and says nothing of who is
    /// connected with whom. `IFLA_BROADCAST`, `IFLA_QDISC`, `IFLA_MAP`, `IFLA_AF_SPEC`, `IFLA_XDP`,
    /// `IFLA_PERM_ADDRESS` and `IFLA_DEVLINK_PORT` are missing.
    public static LinkMessage brief(NetlinkMessage message) throws MalformedMessage {
        return read(message, 1L << 2 | 1L << 6 | 1L << 14 | 1L << 26 | 1L << 43 | 1L << 54 | 1L << 62);
    }

    private static LinkMessage read(NetlinkMessage message, long leftOut) throws MalformedMessage {
        LinkHeader header = LinkHeader.read(message.buffer(), message.body(LinkHeader.SIZE));
        return new LinkMessage(
                message.header(), header, message.attrs(LinkAttr.TABLE, LinkHeader.SIZE, header.family(), leftOut));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends LinkAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    public int index() {
        return header.index();
    }

    /// Null where the message names none.
    public String name() {
        var name = find(LinkAttr.Name.class);
        return name == null ? null : name.name();
    }

    /// Index of the bridge or other master, 0 if there is none.
    public int master() {
        var master = find(LinkAttr.Master.class);
        return master == null ? 0 : master.index();
    }

    /// Index of the link below or of the veth's other end, 0 if there is none.
    public int link() {
        var link = find(LinkAttr.Link.class);
        return link == null ? 0 : link.index();
    }

    /// The id of the namespace in which [#link] counts; null: this one.
    public Integer linkNetnsid() {
        var nsid = find(LinkAttr.LinkNetnsid.class);
        return nsid == null ? null : nsid.nsid();
    }

    /// `bridge`, `vxlan`, …; empty where the link is of no kind, as `lo` and hardware are.
    public String kind() {
        var kind = info(LinkInfoAttr.Kind.class);
        return kind == null ? "" : kind.name();
    }

    /// What kind of port this link is of its master, `bridge` for instance; else empty.
    public String slaveKind() {
        var kind = info(LinkInfoAttr.SlaveKind.class);
        return kind == null ? "" : kind.name();
    }

    /// One attribute of the kind's data, or null: `data(VxlanAttr.Vni.class)`.
    public <T> T data(Class<T> type) {
        var data = info(LinkInfoAttr.Data.class);
        return data == null ? null : data.attrs().find(type);
    }

    /// One attribute of the port's data, or null: `slaveData(BridgePortAttr.State.class)`. In a message of `AF_BRIDGE`
    /// it lies in `IFLA_PROTINFO`.
    public <T> T slaveData(Class<T> type) {
        var data = info(LinkInfoAttr.SlaveData.class);
        if (data != null) {
            return data.attrs().find(type);
        }
        var protocol = find(LinkAttr.ProtocolInfo.class);
        return protocol == null ? null : protocol.attrs().find(type);
    }

    private <T> T info(Class<T> type) {
        var info = find(LinkAttr.LinkInfo.class);
        return info == null ? null : info.attrs().find(type);
    }
}
