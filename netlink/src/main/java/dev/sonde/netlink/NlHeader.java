package dev.sonde.netlink;

/// `struct nlmsghdr` of linux/netlink.h without its length, which the writer knows.
///
/// ```
///  0               4       6       8               12              16
/// +---------------+-------+-------+---------------+---------------+
/// |  nlmsg_len    | type  | flags |   nlmsg_seq   |   nlmsg_pid   |
/// +---------------+-------+-------+---------------+---------------+
/// ```
///
/// @param type `RTM_*` or `NLMSG_*`
/// @param flags `NLM_F_*`
public record NlHeader(int type, int flags, int sequence, int port) {
    /// `NLMSG_HDRLEN`
    public static final int SIZE = 16;

    /// A request's: sequence and port are the sender's business.
    public NlHeader(int type, int flags) {
        this(type, flags, 0, 0);
    }

    /// The dump that this message belongs to may have gaps.
    public boolean interrupted() {
        return (flags & Nlmsg.NLM_F_DUMP_INTR) != 0;
    }

    static NlHeader read(byte[] b, int offset) {
        return new NlHeader(
                Wire.u16(b, offset + 4), Wire.u16(b, offset + 6), Wire.s32(b, offset + 8), Wire.s32(b, offset + 12));
    }

    void write(Out out, int length) {
        out.u32(length).u16(type).u16(flags).u32(sequence).u32(port);
    }
}
