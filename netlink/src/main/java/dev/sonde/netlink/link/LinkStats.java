package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct rtnl_link_stats` of linux/if_link.h: the same as [LinkStats64] in 32 bits.
public record LinkStats(ByteString bytes) {
    static final WireForm<LinkStats> FORM = WireForm.struct(92, LinkStats::new, LinkStats::bytes);

    public long rxPackets() {
        return bytes.u32(0);
    }

    public long txPackets() {
        return bytes.u32(4);
    }

    public long rxBytes() {
        return bytes.u32(8);
    }

    public long txBytes() {
        return bytes.u32(12);
    }

    public long rxErrors() {
        return bytes.u32(16);
    }

    public long txErrors() {
        return bytes.u32(20);
    }

    public long rxDropped() {
        return bytes.u32(24);
    }

    public long txDropped() {
        return bytes.u32(28);
    }

    public long multicast() {
        return bytes.u32(32);
    }

    public long collisions() {
        return bytes.u32(36);
    }

    public long rxLengthErrors() {
        return bytes.u32(40);
    }

    public long rxOverErrors() {
        return bytes.u32(44);
    }

    public long rxCrcErrors() {
        return bytes.u32(48);
    }

    public long rxFrameErrors() {
        return bytes.u32(52);
    }

    public long rxFifoErrors() {
        return bytes.u32(56);
    }

    public long rxMissedErrors() {
        return bytes.u32(60);
    }

    public long txAbortedErrors() {
        return bytes.u32(64);
    }

    public long txCarrierErrors() {
        return bytes.u32(68);
    }

    public long txFifoErrors() {
        return bytes.u32(72);
    }

    public long txHeartbeatErrors() {
        return bytes.u32(76);
    }

    public long txWindowErrors() {
        return bytes.u32(80);
    }

    public long rxCompressed() {
        return bytes.u32(84);
    }

    public long txCompressed() {
        return bytes.u32(88);
    }

    /// 0 on kernels before 4.6, whose struct ends earlier.
    public long rxNohandler() {
        return bytes.length() < 96 ? 0 : bytes.u32(92);
    }
}
