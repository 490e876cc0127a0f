package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.Arrays;

/// The MAC that Docker makes of an IPv4 address: `02:42` and its four bytes.
public final class DockerMac {
    /// Of an IPv4 address.
    public static LinkAddress of(IpAddress v4) {
        return LinkAddress.of(
                (byte) 0x02, (byte) 0x42, (byte) v4.u8(0), (byte) v4.u8(1), (byte) v4.u8(2), (byte) v4.u8(3));
    }

    /// The IPv4 address of which it was made; null: it is made of none.
    public static IpAddress address(LinkAddress mac) {
        byte[] b = mac.toArray();
        return b.length == 6 && b[0] == 0x02 && b[1] == 0x42 ? IpAddress.of(Arrays.copyOfRange(b, 2, 6)) : null;
    }

    private DockerMac() {}
}
