package dev.sonde.netlink;

/// Where a reader stands within one message: what the forms need to know beyond their bytes, and what an error names.
public final class Reading {
    /// Attributes may nest this deep; the kernel's own deepest, a VXLAN's or a veth peer's link data, stays below.
    static final int MAX_DEPTH = 8;

    final int messageType;
    final int family;
    int depth;
    String attribute = "";

    /// Names that siblings give: `IFLA_INFO_KIND` says how `IFLA_INFO_DATA` is read.
    public String kind = "";

    public String slaveKind = "";

    /// Bits of the numbers below 64 of those attributes of the message itself that are not read.
    final long leftOut;

    Reading(int messageType, int family) {
        this(messageType, family, 0);
    }

    Reading(int messageType, int family, long leftOut) {
        this.messageType = messageType;
        this.family = family;
        this.leftOut = leftOut;
    }

    /// Whether this attribute is passed over.
    boolean leavesOut(int number) {
        return depth == 1 && number < Long.SIZE && (leftOut >>> number & 1) != 0;
    }

    /// `AF_*` of the message's header: `IFLA_AF_SPEC` and `IFLA_PROTINFO` mean something else in `AF_BRIDGE`.
    public int family() {
        return family;
    }

    public MalformedMessage fault(int offset, String why) {
        return new MalformedMessage(messageType, offset, why);
    }

    public void requireLength(int offset, int length, int wanted) throws MalformedMessage {
        if (length != wanted) {
            throw fault(offset, attribute + " has " + length + " bytes, not " + wanted);
        }
    }

    public void requireAtLeast(int offset, int length, int wanted) throws MalformedMessage {
        if (length < wanted) {
            throw fault(offset, attribute + " has " + length + " bytes, at least " + wanted + " are wanted");
        }
    }
}
