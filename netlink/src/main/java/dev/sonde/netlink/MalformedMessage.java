package dev.sonde.netlink;

/// Bytes that are no netlink message. Says which message and where in the buffer; has no stack trace, because the
/// fault lies in the data.
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    private final int messageType;
    private final int offset;

    public MalformedMessage(int messageType, int offset, String why) {
        super(Nlmsg.name(messageType) + ", byte " + offset + ": " + why, null, false, false);
        this.messageType = messageType;
        this.offset = offset;
    }

    /// `nlmsg_type` of the message, 0 where the fault is in its header.
    public int messageType() {
        return messageType;
    }

    /// Where in the buffer that was given to the reader.
    public int offset() {
        return offset;
    }
}
