package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;

/// `NFT_MSG_NEWCHAIN` of linux/netfilter/nf_tables.h: a chain of a firewall.
///
/// `family`: `NFPROTO_*`; `hook`: `NF_INET_*` of linux/netfilter.h, -1 for a chain that only others jump to; `drops`:
/// whether its policy is to drop what no rule takes.
public record FilterChain(int family, String table, String name, int hook, boolean drops) {
    public static final int TYPE = Nft.NEWCHAIN;

    public static final int PREROUTING = 0;
    public static final int INPUT = 1;
    public static final int FORWARD = 2;
    public static final int OUTPUT = 3;
    public static final int POSTROUTING = 4;

    public static FilterChain read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        String table = "";
        String name = "";
        int hook = -1;
        boolean drops = false;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> table = n.text(); // NFTA_CHAIN_TABLE
                case 3 -> name = n.text(); // NFTA_CHAIN_NAME
                case 4 -> { // NFTA_CHAIN_HOOK
                    for (Nest h = n.inside(); h.next(); ) {
                        hook = h.number() == 1 ? (int) h.u32() : hook; // NFTA_HOOK_HOOKNUM
                    }
                }
                case 5 -> drops = n.u32() == 0; // NFTA_CHAIN_POLICY: NF_DROP
                default -> {}
            }
        }
        return new FilterChain(m.buffer()[m.offset() + NlHeader.SIZE] & 0xff, table, name, hook, drops);
    }
}
