package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;

/// `NFT_MSG_NEWRULE` of linux/netfilter/nf_tables.h: a rule of a packet filter, of which is understood whether it drops
/// UDP packets by their destination port. Rules of iptables, where it writes nf_tables, are such messages too.
///
/// `family`: `NFPROTO_*`. `drops`: whether it drops or rejects what it matches. `firstPort`, `lastPort`: the UDP
/// destination ports that it matches, -1: it matches by none. `more`: whether it has further conditions, so that it
/// takes some of these packets only. `packets`: how many it has counted, -1: it does not count.
public record FilterRule(
        int family,
        String table,
        String chain,
        long handle,
        boolean drops,
        int firstPort,
        int lastPort,
        boolean more,
        long packets) {
    public static final int TYPE = 10 << 8 | 6;

    private static final int UDP = 17;
    private static final int ANY_PORT = 0xffff;

    public static FilterRule read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(FilterChain.HEADER);
        Nest n = new Nest(m.buffer(), body + FilterChain.HEADER, m.offset() + m.length(), m.type());
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
        boolean port = reading.udp && reading.first >= 0;
        return new FilterRule(
                m.buffer()[m.offset() + NlHeader.SIZE] & 0xff,
                table,
                chain,
                handle,
                reading.drops,
                port ? reading.first : -1,
                port ? reading.last : -1,
                reading.more,
                reading.packets);
    }

    /// What the expressions of a rule do, one after the other: some load a register, and the next compares it.
    private static final class Reading {
        private enum Loaded {
            NOTHING,
            PROTOCOL,
            PORT,
            OTHER
        }

        boolean drops;
        boolean udp;
        boolean more;
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
                case "cmp" -> compare(data);
                case "range" -> range(data);
                case "match" -> match(data);
                case "counter" -> counter(data);
                case "immediate" -> verdict(data);
                case "reject" -> drops = true;
                case "target" -> {
                    while (data.next()) {
                        drops |= data.number() == 1 && data.text().equals("REJECT"); // NFTA_TARGET_NAME
                    }
                }
                case "log" -> {} // it goes on
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
            loaded = key == 16 ? Loaded.PROTOCOL : Loaded.OTHER; // NFT_META_L4PROTO
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
            boolean protocol = base == 1 && offset == 9 && length == 1; // of the IPv4 header
            boolean port = base == 2 && offset == 2 && length == 2; // of the UDP header
            loaded = protocol ? Loaded.PROTOCOL : port ? Loaded.PORT : Loaded.OTHER;
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
            if (loaded == Loaded.PROTOCOL && operation == 0 && value == UDP) { // NFT_CMP_EQ
                udp = true;
            } else if (loaded == Loaded.PORT && operation == 0) {
                first = (int) value;
                last = first;
            } else {
                more = true;
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

        /// A match of iptables: `udp` with `struct xt_udp`, the source ports and the destination ports, from and to.
        private void match(Nest n) throws MalformedMessage {
            String name = "";
            while (n.next()) {
                if (n.number() == 1) { // NFTA_MATCH_NAME
                    name = n.text();
                } else if (n.number() == 3 && name.equals("udp")) { // NFTA_MATCH_INFO
                    udp = true;
                    first = n.u16At(4);
                    last = n.u16At(6);
                    more |= n.u16At(0) != 0 || n.u16At(2) != ANY_PORT || n.u8At(8) != 0;
                }
            }
            more |= !name.equals("udp") && !name.equals("comment");
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
                        drops |= v.number() == 1 && v.u32() == 0; // NFTA_VERDICT_CODE: NF_DROP
                    }
                }
            }
        }
    }
}
