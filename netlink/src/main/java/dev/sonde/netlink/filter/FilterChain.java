package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import java.util.ArrayList;
import java.util.List;

/// `NFT_MSG_NEWCHAIN` of linux/netfilter/nf_tables.h: a chain of a firewall.
///
/// `family`: `NFPROTO_*`; `hook`: `NF_INET_*` of linux/netfilter.h, of the family netdev `NF_NETDEV_*`, -1 for a chain
/// that only others jump to; `drops`: whether its policy is to drop what no rule takes. `devices`: the links whose
/// packets alone come by it; empty: those of all. `legacy`: it belongs to a table of older iptables ([LegacyTable]).
public record FilterChain(
        int family, String table, String name, int hook, boolean drops, List<String> devices, boolean legacy) {
    public static final int TYPE = Nft.NEWCHAIN;

    public static final int PREROUTING = 0;
    public static final int INPUT = 1;
    public static final int FORWARD = 2;
    public static final int OUTPUT = 3;
    public static final int POSTROUTING = 4;

    /// `NF_INET_INGRESS`, where packets come from a link; of the family netdev `NF_NETDEV_INGRESS`, and behind it
    /// `NF_NETDEV_EGRESS`.
    public static final int INGRESS = 5;

    public static final int NETDEV_INGRESS = 0;
    public static final int NETDEV_EGRESS = 1;

    public FilterChain {
        devices = List.copyOf(devices);
    }

    public static FilterChain read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        String table = "";
        String name = "";
        int hook = -1;
        boolean drops = false;
        List<String> devices = new ArrayList<>(0);
        while (n.next()) {
            switch (n.number()) {
                case 1 -> table = n.text(); // NFTA_CHAIN_TABLE
                case 3 -> name = n.text(); // NFTA_CHAIN_NAME
                case 4 -> { // NFTA_CHAIN_HOOK
                    for (Nest h = n.inside(); h.next(); ) {
                        hook = h.number() == 1 ? (int) h.u32() : hook; // NFTA_HOOK_HOOKNUM
                        if (h.number() == 3) { // NFTA_HOOK_DEV
                            devices.add(h.text());
                        }
                        for (Nest d = h.number() == 4 ? h.inside() : null; d != null && d.next(); ) { // NFTA_HOOK_DEVS
                            devices.add(d.text());
                        }
                    }
                }
                case 5 -> drops = n.u32() == 0; // NFTA_CHAIN_POLICY: NF_DROP
                default -> {}
            }
        }
        return new FilterChain(m.buffer()[m.offset() + NlHeader.SIZE] & 0xff, table, name, hook, drops, devices, false);
    }
}
