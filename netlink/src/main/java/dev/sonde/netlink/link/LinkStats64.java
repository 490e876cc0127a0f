package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct rtnl_link_stats64` of linux/if_link.h. Counters are unsigned.
public record LinkStats64(ByteString bytes) {
    static final WireForm<LinkStats64> FORM = WireForm.struct(184, LinkStats64::new, LinkStats64::bytes);

    public long rxPackets() {
        return bytes.u64(0);
    }

    public long txPackets() {
        return bytes.u64(8);
    }

    public long rxBytes() {
        return bytes.u64(16);
    }

    public long txBytes() {
        return bytes.u64(24);
    }

    public long rxErrors() {
        return bytes.u64(32);
    }

    public long txErrors() {
        return bytes.u64(40);
    }

    public long rxDropped() {
        return bytes.u64(48);
    }

    public long txDropped() {
        return bytes.u64(56);
    }

    public long multicast() {
        return bytes.u64(64);
    }

    public long collisions() {
        return bytes.u64(72);
    }

    public long rxLengthErrors() {
        return bytes.u64(80);
    }

    public long rxOverErrors() {
        return bytes.u64(88);
    }

    public long rxCrcErrors() {
        return bytes.u64(96);
    }

    public long rxFrameErrors() {
        return bytes.u64(104);
    }

    public long rxFifoErrors() {
        return bytes.u64(112);
    }

    public long rxMissedErrors() {
        return bytes.u64(120);
    }

    public long txAbortedErrors() {
        return bytes.u64(128);
    }

    public long txCarrierErrors() {
        return bytes.u64(136);
    }

    public long txFifoErrors() {
        return bytes.u64(144);
    }

    public long txHeartbeatErrors() {
        return bytes.u64(152);
    }

    public long txWindowErrors() {
        return bytes.u64(160);
    }

    public long rxCompressed() {
        return bytes.u64(168);
    }

    public long txCompressed() {
        return bytes.u64(176);
    }

    /// 0 on kernels before 4.6, whose struct ends earlier.
    public long rxNohandler() {
        return bytes.length() < 192 ? 0 : bytes.u64(184);
    }

    /// Frames for another host; null on kernels before 5.19, whose struct ends earlier.
    public Long rxOtherhostDropped() {
        return bytes.length() < 200 ? null : bytes.u64(192);
    }
}
