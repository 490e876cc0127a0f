package dev.sonde.netlink;

import java.util.ArrayDeque;
import java.util.Deque;

/// One request under construction: `struct nlmsghdr`, the struct of its family, attributes, attributes within
/// attributes. Sequence and port are 0: whoever sends it sets them.
///
/// It is for requests that are asked for at every start, and for families without records of their own: it needs no
/// [AttrTable].
public final class MessageBuilder {
    private final Out out = new Out();

    /// Where the attributes begin that are still open.
    private final Deque<Integer> open = new ArrayDeque<>(4);

    /// @param type `RTM_*`, or a subsystem's
    /// @param flags `NLM_F_*`
    public MessageBuilder(int type, int flags) {
        new NlHeader(type, flags).write(out, 0);
    }

    /// The struct of the family: its first field is the address family, the others are 0.
    ///
    /// @param size of the struct
    public MessageBuilder header(int family, int size) {
        out.u8(family);
        for (int i = 1; i < size; i++) {
            out.u8(0);
        }
        return this;
    }

    /// One more byte of that struct, or of an attribute.
    public MessageBuilder u8(int value) {
        out.u8(value);
        return this;
    }

    public MessageBuilder u16(int value) {
        out.u16(value);
        return this;
    }

    public MessageBuilder u16be(int value) {
        out.u16be(value);
        return this;
    }

    public MessageBuilder u32(long value) {
        out.u32(value);
        return this;
    }

    public MessageBuilder u32be(long value) {
        out.u32be(value);
        return this;
    }

    public MessageBuilder bytes(byte[] value) {
        out.bytes(value);
        return this;
    }

    /// Opens an attribute: what follows is its payload, until [#end].
    public MessageBuilder attribute(int type) {
        open.push(out.beginAttribute(type));
        return this;
    }

    /// The same for attributes within it, with [Attr#NESTED].
    public MessageBuilder nest(int type) {
        return attribute(type | Attr.NESTED);
    }

    /// Closes the attribute that was opened last.
    public MessageBuilder end() {
        out.endAttribute(open.pop());
        return this;
    }

    public MessageBuilder u32(int type, long value) {
        return attribute(type).u32(value).end();
    }

    public MessageBuilder u32be(int type, long value) {
        return attribute(type).u32be(value).end();
    }

    /// Text with its NUL.
    public MessageBuilder string(int type, String value) {
        return attribute(type).bytes(RawText.encode(value)).u8(0).end();
    }

    /// The message as bytes; all attributes are closed.
    public byte[] build() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("an attribute is still open");
        }
        out.setU32(0, out.length());
        return out.toArray();
    }
}
