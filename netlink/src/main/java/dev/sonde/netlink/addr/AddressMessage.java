package dev.sonde.netlink.addr;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Out;

/// `RTM_*ADDR`: one address of a link.
public record AddressMessage(NlHeader nl, AddressHeader header, Attrs<AddressAttr> attrs) implements Message.Rtnetlink {
    public static AddressMessage read(NetlinkMessage message) throws MalformedMessage {
        return read(message, 0);
    }

    /// The same without `IFA_BROADCAST` and `IFA_CACHEINFO`: for those who keep very many.
    public static AddressMessage brief(NetlinkMessage message) throws MalformedMessage {
        return read(message, 1L << 4 | 1L << 6);
    }

    private static AddressMessage read(NetlinkMessage message, long leftOut) throws MalformedMessage {
        AddressHeader header = AddressHeader.read(message.buffer(), message.body(AddressHeader.SIZE));
        return new AddressMessage(
                message.header(),
                header,
                message.attrs(AddressAttr.TABLE, AddressHeader.SIZE, header.family(), leftOut));
    }

    @Override
    public void writeBody(Out out) {
        header.write(out);
        attrs.write(out);
    }

    public <T extends AddressAttr> T find(Class<T> type) {
        return attrs.find(type);
    }

    /// All of `IFA_F_*`.
    public long flags() {
        var found = find(AddressAttr.Flags.class);
        return found == null ? header.flags() : found.bits();
    }

    /// The link's own address: `IFA_LOCAL`, or `IFA_ADDRESS` where they are the same and only that is sent.
    public IpAddress address() {
        var local = find(AddressAttr.Local.class);
        var address = find(AddressAttr.Address.class);
        return local != null ? local.address() : address != null ? address.address() : null;
    }
}
