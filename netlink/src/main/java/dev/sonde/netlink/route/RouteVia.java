package dev.sonde.netlink.route;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// `struct rtvia` of linux/rtnetlink.h: a gateway of another family than the route, two bytes of family and the
/// address.
public record RouteVia(ByteString bytes) {
    static final WireForm<RouteVia> FORM = WireForm.struct(2, RouteVia::new, RouteVia::bytes);

    public static RouteVia of(IpAddress gateway) {
        byte[] address = gateway.toArray();
        byte[] bytes = new byte[address.length + 2];
        bytes[0] = (byte) gateway.family();
        System.arraycopy(address, 0, bytes, 2, address.length);
        return new RouteVia(ByteString.of(bytes));
    }

    public int family() {
        return bytes.u16(0);
    }

    public ByteString address() {
        return bytes.slice(2, bytes.length() - 2);
    }

    /// Null where the address is of neither IP family.
    public IpAddress gateway() {
        return bytes.length() == 6 || bytes.length() == 18
                ? IpAddress.of(address().toArray())
                : null;
    }
}
