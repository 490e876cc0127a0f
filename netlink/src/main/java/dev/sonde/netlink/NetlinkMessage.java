package dev.sonde.netlink;

import java.util.ArrayList;
import java.util.List;

/// One message within a buffer, its frame checked and its body not yet read. What is read of it may keep the buffer:
/// nobody writes into it any more.
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

    public static List<NetlinkMessage> split(byte[] buffer, int offset, int length) throws MalformedMessage {
        var messages = new ArrayList<NetlinkMessage>();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            NetlinkMessage message = at(buffer, at, end);
            messages.add(message);
            at = message.next();
        }
        return messages;
    }

    /// The message that begins at `offset`, for those who walk through many and keep none.
    ///
    /// @param end where the buffer's last message ends
    public static NetlinkMessage at(byte[] buffer, int offset, int end) throws MalformedMessage {
        int left = end - offset;
        if (left < NlHeader.SIZE) {
            throw new MalformedMessage(0, offset, left + " bytes are left, too few for a header");
        }
        int size = Wire.s32(buffer, offset);
        int type = Wire.u16(buffer, offset + 4);
        if (size < NlHeader.SIZE || size > left) {
            String says = Integer.toUnsignedString(size);
            throw new MalformedMessage(type, offset, "it says it has " + says + " bytes; " + left + " are there");
        }
        return new NetlinkMessage(buffer, offset, size, type);
    }

    /// Where the next message begins: at a multiple of four behind this one; the last may end without padding.
    public int next() {
        return offset + Wire.align(length);
    }

    /// Where the first message at `goal` or behind it begins, of those in `buffer[from, to)`; `to` for none, or where
    /// one before it has a wrong length.
    public static int boundary(byte[] buffer, int from, int to, int goal) {
        int at = from;
        while (at < goal && to - at >= NlHeader.SIZE) {
            int size = Wire.s32(buffer, at);
            if (size < NlHeader.SIZE || size > to - at) {
                return to;
            }
            at += Wire.align(size);
        }
        return at < goal ? to : Math.min(at, to);
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
        return attrs(table, headerSize, family, 0);
    }

    /// The same without some of them. `leftOut`: a bit for the number of each, below 64; their lengths are checked.
    public <A> Attrs<A> attrs(AttrTable<A> table, int headerSize, int family, long leftOut) throws MalformedMessage {
        int end = offset + length;
        int from = Math.min(end, offset + NlHeader.SIZE + Wire.align(headerSize));
        return table.read(buffer, from, end, new Reading(type, family, leftOut));
    }

    ByteString bodyBytes() {
        return ByteString.within(buffer, offset + NlHeader.SIZE, length - NlHeader.SIZE);
    }

    @Override
    public String toString() {
        return Nlmsg.name(type) + " at " + offset + ", " + length + " bytes";
    }
}
