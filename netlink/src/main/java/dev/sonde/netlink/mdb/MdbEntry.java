package dev.sonde.netlink.mdb;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Out;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.WireForm;

/// One port of a multicast group: `struct br_mdb_entry` of linux/if_bridge.h, then attributes.
///
/// ```
///  0               4       5       6       8                      24         26       28
/// +---------------+-------+-------+-------+----------------------+----------+--------+
/// |    ifindex    | state | flags |  vid  |   group, by protocol | protocol |  pad   |
/// +---------------+-------+-------+-------+----------------------+----------+--------+
/// ```
public record MdbEntry(ByteString bytes, Attrs<MdbEntryAttr> attrs) {
    private static final int SIZE = 28;

    /// `ETH_P_IP` of linux/if_ether.h
    private static final int IP = 0x800;

    static final WireForm<MdbEntry> FORM = new WireForm<>() {
        @Override
        public MdbEntry read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireAtLeast(offset, length, SIZE);
            return new MdbEntry(
                    ByteString.copyOf(b, offset, SIZE),
                    MdbEntryAttr.TABLE.read(b, offset + SIZE, offset + length, reading));
        }

        @Override
        public void write(MdbEntry entry, Out out) {
            out.bytes(entry.bytes);
            entry.attrs.write(out);
        }
    };

    /// Of the port; of the bridge itself where it is a member.
    public int port() {
        return bytes.s32(0);
    }

    /// `MDB_TEMPORARY` 0, `MDB_PERMANENT` 1
    public int state() {
        return bytes.u8(4);
    }

    /// `MDB_FLAGS_*`
    public int flags() {
        return bytes.u8(5);
    }

    public int vid() {
        return bytes.u16(6);
    }

    /// Whether the group is a link-layer address, [#mac].
    public boolean isLinkLayer() {
        return bytes.u16be(24) == 0;
    }

    public LinkAddress mac() {
        return LinkAddress.copyOf(bytes.toArray(), 8, 6);
    }

    public IpAddress group() {
        return IpAddress.copyOf(bytes.toArray(), 8, bytes.u16be(24) == IP ? 4 : 16);
    }

    public <T extends MdbEntryAttr> T find(Class<T> type) {
        return attrs.find(type);
    }
}
