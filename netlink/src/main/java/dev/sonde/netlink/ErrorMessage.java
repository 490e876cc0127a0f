package dev.sonde.netlink;

/// `NLMSG_ERROR`: the kernel's answer to one request. Errno 0 is an acknowledgement.
///
/// ```
///  0               16      20                      36 (or behind the whole request)
/// +---------------+-------+-----------------------+----------------------+
/// |   nlmsghdr    | error | the request's header  | attributes, if any   |
/// +---------------+-------+-----------------------+----------------------+
/// ```
///
/// @param error 0 or a negative errno, as it is on the wire
/// @param request the request's header
/// @param requestLength `nlmsg_len` of the request
/// @param requestBody the request's body; empty where the kernel cut it (`NLM_F_CAPPED`)
/// @param attrs what the kernel adds to explain itself
public record ErrorMessage(
        NlHeader nl, int error, NlHeader request, int requestLength, ByteString requestBody, Attrs<ErrorAttr> attrs)
        implements Message {
    /// Positive; 0 is success.
    public int errno() {
        return -error;
    }

    /// What the kernel says about the error, or null.
    public String text() {
        var text = attrs.find(ErrorAttr.Text.class);
        return text == null ? null : text.text();
    }

    static ErrorMessage read(NetlinkMessage message) throws MalformedMessage {
        byte[] b = message.buffer();
        int at = message.body(4 + NlHeader.SIZE);
        int end = message.offset() + message.length();
        int inner = at + 4;
        long requestLength = Wire.u32(b, inner);
        int bodyFrom = inner + NlHeader.SIZE;
        int bodyLength = 0;
        boolean capped = (message.flags() & Nlmsg.NLM_F_CAPPED) != 0;
        if (!capped && Wire.s32(b, at) != 0) {
            // netlink_ack(): a failed request is repeated whole, one that succeeded is not
            if (requestLength < NlHeader.SIZE || requestLength > end - inner) {
                throw new MalformedMessage(
                        message.type(),
                        inner,
                        "the request in it says it has " + requestLength + " bytes; " + (end - inner) + " are there");
            }
            bodyLength = (int) requestLength - NlHeader.SIZE;
        }
        int attrsFrom = Math.min(bodyFrom + Wire.align(bodyLength), end);
        boolean tlvs = (message.flags() & Nlmsg.NLM_F_ACK_TLVS) != 0;
        return new ErrorMessage(
                message.header(),
                Wire.s32(b, at),
                NlHeader.read(b, inner),
                (int) requestLength,
                ByteString.copyOf(b, bodyFrom, bodyLength),
                ErrorAttr.TABLE.read(b, tlvs ? attrsFrom : end, end, new Reading(message.type(), Nlmsg.AF_UNSPEC)));
    }

    @Override
    public void writeBody(Out out) {
        out.u32(error);
        request.write(out, requestLength);
        out.bytes(requestBody).align();
        attrs.write(out);
    }
}
