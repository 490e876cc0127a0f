package dev.sonde.netlink.filter;

/// Where what a rule compares comes from.
public sealed interface FilterSource {
    /// Bytes of a header: `struct nft_payload`. `base`: `NFT_PAYLOAD_*`.
    record Payload(int base, int offset, int length) implements FilterSource {
        /// `NFT_PAYLOAD_NETWORK_HEADER`, `NFT_PAYLOAD_TRANSPORT_HEADER`
        public static final int NETWORK = 1;

        public static final int TRANSPORT = 2;
    }

    /// What the kernel knows of a packet: `NFT_META_*`.
    record Meta(int key) implements FilterSource {
        public static final int PROTOCOL = 1;
        public static final int MARK = 3;
        public static final int IIF = 4;
        public static final int OIF = 5;
        public static final int IIFNAME = 6;
        public static final int OIFNAME = 7;
        public static final int NFPROTO = 15;
        public static final int L4PROTO = 16;
        public static final int PKTTYPE = 19;
        public static final int SECPATH = 25;
    }

    /// What it knows of a connection: `NFT_CT_*`.
    record Ct(int key) implements FilterSource {
        public static final int STATE = 0;
        public static final int DIRECTION = 1;
        public static final int STATUS = 2;
    }

    /// What the routes say of an address: `struct nft_fib`. `result`: `NFT_FIB_RESULT_*`, `flags`: `NFTA_FIB_F_*`.
    record Fib(int result, int flags) implements FilterSource {
        public static final int OIF = 1;
        public static final int ADDRTYPE = 3;
        public static final int SADDR = 1;
        public static final int DADDR = 2;
        public static final int PRESENT = 1 << 5;
    }

    /// What is not understood. `what`: the name of the expression.
    record Other(String what) implements FilterSource {}

    /// Whether it is the destination port.
    default boolean port() {
        return this instanceof Payload(int base, int offset, int length)
                && base == Payload.TRANSPORT
                && offset <= 2
                && offset + length >= 4;
    }

    /// Whether it is an address of the packet, or a part of one.
    default boolean address() {
        return this instanceof Payload(int base, int offset, int length)
                && base == Payload.NETWORK
                && offset + length > 8
                && !(offset == 9 && length == 1);
    }

    /// Whether it is the network's number in a VXLAN header, which lies behind the UDP header.
    default boolean vni() {
        return this instanceof Payload(int base, int offset, int length)
                && base == Payload.TRANSPORT
                && offset < 15
                && offset + length > 12;
    }

    /// Whether it is the link by which a packet comes, or by which it goes.
    default boolean link() {
        return this instanceof Meta(int key) && key >= Meta.IIF && key <= Meta.OIFNAME;
    }
}
