package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;

/// What becomes of a packet that a rule matches. `chain`: where it goes on after a jump, else empty.
public record FilterVerdict(Kind kind, String chain) {
    /// The kinds, by `NF_*` of linux/netfilter.h and `NFT_*` of linux/netfilter/nf_tables.h.
    public enum Kind {
        /// It goes on to the next rule.
        CONTINUE,
        ACCEPT,
        /// Dropped, or rejected.
        DROP,
        /// It goes on in another chain, and if that says nothing behind the jump.
        JUMP,
        /// It goes on in another chain, and if that says nothing behind the jump that led here.
        GOTO,
        /// It goes back to the chain that it came from.
        RETURN,
        /// Something else decides: a program.
        OTHER
    }

    public static final FilterVerdict CONTINUE = new FilterVerdict(Kind.CONTINUE, "");
    public static final FilterVerdict DROP = new FilterVerdict(Kind.DROP, "");
    public static final FilterVerdict OTHER = new FilterVerdict(Kind.OTHER, "");

    /// Of `struct nft_data` with a verdict.
    static FilterVerdict read(Nest n) throws MalformedMessage {
        int code = -1;
        String chain = "";
        while (n.next()) {
            if (n.number() == 1) { // NFTA_VERDICT_CODE
                code = (int) n.u32();
            } else if (n.number() == 2) { // NFTA_VERDICT_CHAIN
                chain = n.text();
            }
        }
        return new FilterVerdict(kind(code), chain);
    }

    private static Kind kind(int code) {
        return switch (code) {
            case 0 -> Kind.DROP;
            case 1 -> Kind.ACCEPT;
            case -1 -> Kind.CONTINUE;
            case -3 -> Kind.JUMP;
            case -4 -> Kind.GOTO;
            case -5 -> Kind.RETURN;
            default -> Kind.OTHER;
        };
    }
}
