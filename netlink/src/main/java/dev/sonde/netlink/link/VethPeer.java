package dev.sonde.netlink.link;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.WireForm;

/// The other end of a veth pair: `struct ifinfomsg`, then attributes.
public record VethPeer(LinkHeader header, Attrs<LinkAttr> attrs) {
    static final WireForm<VethPeer> FORM = new WireForm<>() {
        @Override
        public VethPeer read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireAtLeast(offset, length, LinkHeader.SIZE);
            return new VethPeer(
                    LinkHeader.read(b, offset),
                    LinkAttr.TABLE.read(b, offset + LinkHeader.SIZE, offset + length, reading));
        }

        @Override
        public void write(VethPeer value, Out out) {
            value.header.write(out);
            value.attrs.write(out);
        }
    };
}
