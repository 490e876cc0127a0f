package dev.sonde.netlink.mdb;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.Wire;
import dev.sonde.netlink.WireForm;

/// A port behind which a multicast router is: its index, four bytes, then attributes.
public record RouterPort(int ifindex, Attrs<RouterPortAttr> attrs) {
    private static final int SIZE = 4;

    static final WireForm<RouterPort> FORM = new WireForm<>() {
        @Override
        public RouterPort read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireAtLeast(offset, length, SIZE);
            return new RouterPort(
                    Wire.s32(b, offset), RouterPortAttr.TABLE.read(b, offset + SIZE, offset + length, reading));
        }

        @Override
        public void write(RouterPort port, Out out) {
            out.u32(port.ifindex);
            port.attrs.write(out);
        }
    };

    public <T extends RouterPortAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
