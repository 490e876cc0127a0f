package dev.sonde.netlink;

import java.util.ArrayList;
import java.util.List;

/// One message within a buffer, its frame checked and its body not yet read.
///
/// @param offset where the header begins
/// @param length `nlmsg_len`, header included
public record NetlinkMessage(byte[] buffer, int offset, int length, int type) {
    /// The messages of a datagram, or of several in a row, read.
    public static List<Message> readAll(byte[] buffer) throws MalformedMessage {
        var messages = new ArrayList<Message>();
        for (NetlinkMessage message : split(buffer)) {
            messages.add(message.read());
        }
        return messages;
    }

    public static List<NetlinkMessage> split(byte[] buffer) throws MalformedMessage {
        return split(buffer, 0, buffer.length);
    }

    /// Each message begins at a multiple of four behind the one before it; the last may end without padding.
    public static List<NetlinkMessage> split(byte[] buffer, int offset, int length) throws MalformedMessage {
        var messages = new ArrayList<NetlinkMessage>();
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int left = end - at;
            if (left < NlHeader.SIZE) {
                throw new MalformedMessage(0, at, left + " bytes are left, too few for a header");
            }
            long size = Wire.u32(buffer, at);
            int type = Wire.u16(buffer, at + 4);
            if (size < NlHeader.SIZE || size > left) {
                throw new MalformedMessage(type, at, "it says it has " + size + " bytes; " + left + " are there");
            }
            messages.add(new NetlinkMessage(buffer, at, (int) size, type));
            at += Wire.align((int) size);
        }
        return messages;
    }

    /// `nlmsg_flags`
    public int flags() {
        return Wire.u16(buffer, offset + 6);
    }

    public NlHeader header() {
        return NlHeader.read(buffer, offset);
    }

    public Message read() throws MalformedMessage {
        return Message.read(this);
    }

    /// The header of the family, `size` bytes behind the netlink header, must be there.
    public int body(int size) throws MalformedMessage {
        if (length < NlHeader.SIZE + size) {
            throw new MalformedMessage(
                    type, offset, "it has " + length + " bytes, at least " + (NlHeader.SIZE + size) + " are wanted");
        }
        return offset + NlHeader.SIZE;
    }

    /// The attributes behind a family header of this size.
    public <A> Attrs<A> attrs(AttrTable<A> table, int headerSize, int family) throws MalformedMessage {
        int from = offset + NlHeader.SIZE + Wire.align(headerSize);
        int end = offset + length;
        return from >= end
                ? table.read(buffer, end, end, new Reading(type, family))
                : table.read(buffer, from, end, new Reading(type, family));
    }

    ByteString bodyBytes() {
        return ByteString.copyOf(buffer, offset + NlHeader.SIZE, length - NlHeader.SIZE);
    }

    @Override
    public String toString() {
        return Nlmsg.name(type) + " at " + offset + ", " + length + " bytes";
    }
}
