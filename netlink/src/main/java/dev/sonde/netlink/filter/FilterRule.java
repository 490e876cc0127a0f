package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;

/// `NFT_MSG_NEWRULE` of linux/netfilter/nf_tables.h: a rule of a firewall, of which is understood what it does
/// with UDP or TCP packets by their destination port. Rules of iptables, where it writes nf_tables, are such messages
/// too.
///
/// `family`: `NFPROTO_*`. `target`: the chain of a jump, else empty. `protocol`: `IPPROTO_*` that it is for, 0: any.
/// `firstPort`, `lastPort`: the destination ports that it matches, -1: it does not tell them apart. `more`: whether it
/// has further conditions, so that it takes some of these packets only. `byState`: whether one of them is the state of
/// a connection; `byPolicy`: whether a packet came encrypted; `byVni`: the number in a VXLAN header, or a program that
/// may look there. `packets`: how many it has counted, -1: it does not count.
public record FilterRule(
        int family,
        String table,
        String chain,
        long handle,
        Verdict verdict,
        String target,
        int protocol,
        int firstPort,
        int lastPort,
        boolean more,
        boolean byState,
        boolean byPolicy,
        boolean byVni,
        long packets) {
    public static final int TYPE = Nft.NEWRULE;

    public static final int TCP = 6;
    public static final int UDP = 17;

    /// What becomes of a packet that a rule matches.
    public enum Verdict {
        /// It goes on to the next rule.
        CONTINUE,
        ACCEPT,
        /// Dropped, or rejected.
        DROP,
        /// It goes on in another chain.
        JUMP,
        /// It goes back to the chain that it came from.
        RETURN,
        /// Something else decides: a map, a program.
        OTHER
    }

    private static final int ANY_PORT = 0xffff;

    /// Whether it drops or rejects what it matches.
    public boolean drops() {
        return verdict == Verdict.DROP;
    }

    /// Whether it may match packets of a protocol to a port.
    public boolean mayMatch(int protocol, int port) {
        return (this.protocol == 0 || this.protocol == protocol) && (firstPort < 0 || names(port));
    }

    /// Whether it asks for this port, among others perhaps.
    public boolean names(int port) {
        return firstPort >= 0 && port >= firstPort && port <= lastPort;
    }

    public static FilterRule read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        String table = "";
        String chain = "";
        long handle = 0;
        Reading reading = new Reading();
        while (n.next()) {
            switch (n.number()) {
                case 1 -> table = n.text(); // NFTA_RULE_TABLE
                case 2 -> chain = n.text(); // NFTA_RULE_CHAIN
                case 3 -> handle = n.u64(); // NFTA_RULE_HANDLE
                case 4 -> { // NFTA_RULE_EXPRESSIONS: a list of NFTA_LIST_ELEM
                    for (Nest e = n.inside(); e.next(); ) {
                        reading.expression(e.inside());
                    }
                }
                default -> {}
            }
        }
        return new FilterRule(
                m.buffer()[m.offset() + NlHeader.SIZE] & 0xff,
                table,
                chain,
                handle,
                reading.verdict,
                reading.target,
                reading.protocol,
                reading.first,
                reading.last,
                reading.more,
                reading.byState,
                reading.byPolicy,
                reading.byVni,
                reading.packets);
    }

    /// What the expressions of a rule do, one after the other: some load a register, and the next compares it.
    private static final class Reading {
        private enum Loaded {
            NOTHING,
            PROTOCOL,
            FAMILY,
            PORT,
            STATE,
            OTHER
        }

        Verdict verdict = Verdict.CONTINUE;
        String target = "";
        int protocol;
        boolean more;
        boolean byState;
        boolean byPolicy;
        boolean byVni;
        int first = -1;
        int last = -1;
        long packets = -1;

        /// What the register that was loaded last holds.
        private Loaded loaded = Loaded.NOTHING;

        void expression(Nest n) throws MalformedMessage {
            String name = "";
            Nest data = null;
            while (n.next()) {
                if (n.number() == 1) { // NFTA_EXPR_NAME
                    name = n.text();
                } else if (n.number() == 2) { // NFTA_EXPR_DATA
                    data = n.inside();
                }
            }
            if (data == null) {
                data = n; // some have none: nothing more comes of it
            }
            switch (name) {
                case "meta" -> meta(data);
                case "payload" -> payload(data);
                case "ct" -> {
                    byState = true;
                    loaded = Loaded.STATE;
                }
                case "cmp" -> compare(data);
                case "range" -> range(data);
                case "lookup" -> lookup(data);
                case "match" -> match(data);
                case "counter" -> counter(data);
                case "immediate" -> verdict(data);
                case "reject" -> verdict = Verdict.DROP;
                case "target" -> target(data);
                case "bitwise" -> loaded = loaded == Loaded.STATE ? loaded : Loaded.OTHER;
                case "queue" -> verdict = Verdict.OTHER;
                case "log", "notrack", "nat", "masq", "redir" -> {} // it drops nothing
                default -> {
                    more = true;
                    loaded = Loaded.OTHER;
                }
            }
        }

        private void meta(Nest n) throws MalformedMessage {
            long key = -1;
            while (n.next()) {
                key = n.number() == 2 ? n.u32() : key; // NFTA_META_KEY
            }
            byPolicy |= key == 25; // NFT_META_SECPATH
            // NFT_META_L4PROTO, NFT_META_NFPROTO
            loaded = key == 16 ? Loaded.PROTOCOL : key == 15 ? Loaded.FAMILY : Loaded.OTHER;
        }

        private void payload(Nest n) throws MalformedMessage {
            long base = -1;
            long offset = -1;
            long length = -1;
            while (n.next()) {
                switch (n.number()) {
                    case 2 -> base = n.u32(); // NFTA_PAYLOAD_BASE
                    case 3 -> offset = n.u32(); // NFTA_PAYLOAD_OFFSET
                    case 4 -> length = n.u32(); // NFTA_PAYLOAD_LEN
                    default -> {}
                }
            }
            boolean ip = base == 1 && offset == 9 && length == 1; // of the IPv4 header
            boolean port = base == 2 && offset == 2 && length == 2; // of the UDP or TCP header
            byVni |= base == 2 && offset == 12 && length == 3; // behind the UDP header: the VNI
            loaded = ip ? Loaded.PROTOCOL : port ? Loaded.PORT : Loaded.OTHER;
        }

        private void compare(Nest n) throws MalformedMessage {
            long operation = -1;
            long value = -1;
            while (n.next()) {
                if (n.number() == 2) { // NFTA_CMP_OP
                    operation = n.u32();
                } else if (n.number() == 3) { // NFTA_CMP_DATA
                    for (Nest d = n.inside(); d.next(); ) {
                        value = d.number() == 1 ? d.value() : value; // NFTA_DATA_VALUE
                    }
                }
            }
            if (loaded == Loaded.PROTOCOL && operation == 0 && value > 0) { // NFT_CMP_EQ
                protocol = (int) value;
            } else if (loaded == Loaded.PORT && operation == 0) {
                first = (int) value;
                last = first;
            } else {
                more |= loaded != Loaded.FAMILY || operation != 0;
            }
            loaded = Loaded.NOTHING;
        }

        private void range(Nest n) throws MalformedMessage {
            long operation = -1;
            long from = -1;
            long to = -1;
            while (n.next()) {
                int number = n.number();
                if (number == 2) { // NFTA_RANGE_OP
                    operation = n.u32();
                } else if (number == 3 || number == 4) { // NFTA_RANGE_FROM_DATA, NFTA_RANGE_TO_DATA
                    for (Nest d = n.inside(); d.next(); ) {
                        long value = d.number() == 1 ? d.value() : -1; // NFTA_DATA_VALUE
                        from = number == 3 ? value : from;
                        to = number == 4 ? value : to;
                    }
                }
            }
            if (loaded == Loaded.PORT && operation == 0) {
                first = (int) from;
                last = (int) to;
            } else {
                more = true;
            }
            loaded = Loaded.NOTHING;
        }

        /// Whether the register is in a set, or what a map says of it.
        private void lookup(Nest n) throws MalformedMessage {
            boolean map = false;
            while (n.next()) {
                map |= n.number() == 3; // NFTA_LOOKUP_DREG
            }
            more = true;
            verdict = map ? Verdict.OTHER : verdict;
            loaded = Loaded.NOTHING;
        }

        /// A match of iptables: `udp` with `struct xt_udp`, `tcp` with `struct xt_tcp`; both begin with the source
        /// ports and the destination ports, from and to.
        private void match(Nest n) throws MalformedMessage {
            String name = "";
            while (n.next()) {
                boolean udp = name.equals("udp");
                if (n.number() == 1) { // NFTA_MATCH_NAME
                    name = n.text();
                } else if (n.number() == 3 && (udp || name.equals("tcp"))) { // NFTA_MATCH_INFO
                    protocol = udp ? UDP : TCP;
                    int from = n.u16At(4);
                    int to = n.u16At(6);
                    boolean any = from == 0 && to == ANY_PORT;
                    first = any ? first : from;
                    last = any ? last : to;
                    // behind the ports: flags that invert, of TCP after an option and the packet's flags
                    boolean flags = udp ? n.u8At(8) != 0 : n.u8At(8) != 0 || n.u8At(9) != 0 || n.u8At(11) != 0;
                    more |= n.u16At(0) != 0 || n.u16At(2) != ANY_PORT || flags;
                }
            }
            byState |= name.equals("conntrack") || name.equals("state");
            byPolicy |= name.equals("policy");
            byVni |= name.equals("u32") || name.equals("bpf");
            more |= !name.equals("udp") && !name.equals("tcp") && !name.equals("comment");
        }

        /// A target of iptables. What takes no packet out of its way goes on.
        private void target(Nest n) throws MalformedMessage {
            String name = "";
            while (n.next()) {
                name = n.number() == 1 ? n.text() : name; // NFTA_TARGET_NAME
            }
            verdict = switch (name) {
                case "REJECT" -> Verdict.DROP;
                case "LOG", "NFLOG", "MARK", "CONNMARK", "TCPMSS", "CHECKSUM", "CT", "SECMARK" -> verdict;
                case "DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP" -> verdict;
                default -> Verdict.OTHER;
            };
        }

        private void counter(Nest n) throws MalformedMessage {
            while (n.next()) {
                packets = n.number() == 2 ? n.u64() : packets; // NFTA_COUNTER_PACKETS
            }
        }

        /// `immediate` into the verdict's register.
        private void verdict(Nest n) throws MalformedMessage {
            while (n.next()) {
                if (n.number() != 2) { // NFTA_IMMEDIATE_DATA
                    continue;
                }
                for (Nest d = n.inside(); d.next(); ) {
                    if (d.number() != 2) { // NFTA_DATA_VERDICT
                        continue;
                    }
                    for (Nest v = d.inside(); v.next(); ) {
                        if (v.number() == 1) { // NFTA_VERDICT_CODE
                            verdict = of((int) v.u32());
                        } else if (v.number() == 2) { // NFTA_VERDICT_CHAIN
                            target = v.text();
                        }
                    }
                }
            }
        }

        /// `NF_*` of linux/netfilter.h, `NFT_*` of linux/netfilter/nf_tables.h.
        private static Verdict of(int code) {
            return switch (code) {
                case 0 -> Verdict.DROP;
                case 1 -> Verdict.ACCEPT;
                case -1 -> Verdict.CONTINUE;
                case -3, -4 -> Verdict.JUMP; // NFT_JUMP, NFT_GOTO
                case -5 -> Verdict.RETURN;
                default -> Verdict.OTHER;
            };
        }
    }
}
