package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.filter.FilterTest.Compare;
import dev.sonde.netlink.filter.FilterTest.Operand;
import dev.sonde.netlink.filter.FilterTest.Range;
import java.util.ArrayList;
import java.util.List;

/// A match of iptables: `struct xt_*` of linux/netfilter/xt_*.h. Numbers in them are in host order, as are ports.
final class XtMatch {
    private static final int ANY_PORT = 0xffff;

    static final Operand PROTOCOL = new Operand(new FilterSource.Meta(FilterSource.Meta.L4PROTO), 1);
    private static final Operand SPORT = new Operand(transport(0, 2), 2);
    private static final Operand DPORT = FilterRule.PORT;

    private static FilterSource transport(int offset, int length) {
        return new FilterSource.Payload(FilterSource.Payload.TRANSPORT, offset, length);
    }

    private final int family;
    private final List<FilterTest> tests;

    private XtMatch(int family, List<FilterTest> tests) {
        this.family = family;
        this.tests = tests;
    }

    /// Adds what the match asks. `family`: of the rule's table.
    static void read(Nest n, int family, List<FilterTest> tests) throws MalformedMessage {
        String name = "";
        int revision = 0;
        XtInfo info = new XtInfo(new byte[0], 0, 0);
        while (n.next()) {
            switch (n.number()) {
                case 1 -> name = n.text(); // NFTA_MATCH_NAME
                case 2 -> revision = (int) n.u32(); // NFTA_MATCH_REV
                case 3 -> info = n.info(); // NFTA_MATCH_INFO
                default -> {}
            }
        }
        read(name, revision, info, family, tests);
    }

    /// The same of `struct xt_entry_match`, whose parts these are.
    static void read(String name, int revision, XtInfo info, int family, List<FilterTest> tests) {
        int before = tests.size();
        boolean understood = new XtMatch(family, tests).info(name, revision, info);
        if (!understood && !name.equals("comment")) {
            tests.subList(before, tests.size()).clear();
            tests.add(new FilterTest.Unknown(name));
        }
    }

    private boolean info(String name, int revision, XtInfo n) {
        return switch (name) {
            case "udp" -> udp(n);
            case "tcp" -> tcp(n);
            case "multiport" -> revision == 1 && multiport(n);
            case "conntrack" -> revision > 0 && conntrack(n, revision);
            case "state" -> n.length() >= 4 && states(n.u32(0) & 0x7f, false);
            case "addrtype" -> addressTypes(n, revision);
            case "iprange" -> revision == 1 && ranges(n);
            case "mark" -> revision == 1 && mark(n);
            case "pkttype" -> packetType(n);
            case "rpfilter" -> reversePath(n);
            case "set" -> revision > 0 && set(n, revision);
            default -> false;
        };
    }

    /// `struct xt_udp`
    private boolean udp(XtInfo n) {
        if (n.length() < 9) {
            return false;
        }
        protocol(FilterRule.UDP);
        ports(SPORT, n.u16(0), n.u16(2), (n.u8(8) & 1) != 0); // XT_UDP_INV_SRCPT
        ports(DPORT, n.u16(4), n.u16(6), (n.u8(8) & 2) != 0); // XT_UDP_INV_DSTPT
        return true;
    }

    /// `struct xt_tcp`: behind the ports an option, flags of the packet and which of them count, and what is inverted.
    private boolean tcp(XtInfo n) {
        if (n.length() < 12) {
            return false;
        }
        protocol(FilterRule.TCP);
        int inverted = n.u8(11);
        ports(SPORT, n.u16(0), n.u16(2), (inverted & 1) != 0); // XT_TCP_INV_SRCPT
        ports(DPORT, n.u16(4), n.u16(6), (inverted & 2) != 0); // XT_TCP_INV_DSTPT
        if (n.u8(8) != 0) {
            tests.add(new FilterTest.Unknown("tcp option"));
        }
        if (n.u8(9) != 0 || (inverted & 4) != 0) { // XT_TCP_INV_FLAGS
            Operand flags = masked(transport(13, 1), Octets.of((byte) n.u8(9)));
            tests.add(new Compare(flags, (inverted & 4) != 0 ? Compare.NEQ : Compare.EQ, Octets.of((byte) n.u8(10))));
        }
        return true;
    }

    private void protocol(int number) {
        tests.add(new Compare(PROTOCOL, Compare.EQ, Octets.of((byte) number)));
    }

    private static Operand masked(FilterSource of, Octets mask) {
        return new Operand(of, mask.length(), mask, Octets.NONE);
    }

    private void ports(Operand which, int from, int to, boolean inverted) {
        if (from != 0 || to != ANY_PORT || inverted) {
            tests.add(new Range(which, inverted, Octets.u16be(from), Octets.u16be(to)));
        }
    }

    /// `struct xt_multiport_v1`: up to 15 ports, of which some begin a range that ends with the next.
    private boolean multiport(XtInfo n) {
        int count = n.u8(1);
        if (n.length() < 48 || count > 15) {
            return false;
        }
        int which = n.u8(0); // XT_MULTIPORT_SOURCE, XT_MULTIPORT_DESTINATION, XT_MULTIPORT_EITHER
        List<FilterTest> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = n.u16(2 + 2 * i);
            boolean range = n.u8(32 + i) != 0 && i + 1 < count;
            int to = range ? n.u16(4 + 2 * i) : from;
            if (which != 1) {
                some.add(new Range(SPORT, false, Octets.u16be(from), Octets.u16be(to)));
            }
            if (which != 0) {
                some.add(new Range(DPORT, false, Octets.u16be(from), Octets.u16be(to)));
            }
            i += range ? 1 : 0;
        }
        tests.add(new FilterTest.Any(some, n.u8(47) != 0));
        return true;
    }

    /// `struct xt_conntrack_mtinfo1`, `2` and `3`, of which only the states and the status are understood.
    private boolean conntrack(XtInfo n, int revision) {
        int at = 148;
        int inverted = n.u16(at);
        int asked = n.u16(at - 2);
        boolean narrow = revision == 1;
        if (n.length() < (narrow ? at + 4 : at + 6)) {
            return false;
        }
        int states = narrow ? n.u8(at + 2) : n.u16(at + 2);
        int status = narrow ? n.u8(at + 3) : n.u16(at + 4);
        if ((asked & 1) != 0) { // XT_CONNTRACK_STATE
            // XT_CONNTRACK_STATE_UNTRACKED; SNAT and DNAT are never these packets'
            int mask = states & 15 | ((states & 1 << 8) != 0 ? FilterPacket.UNTRACKED : 0);
            states(mask, (inverted & 1) != 0);
        }
        if ((asked & 1 << 6) != 0) { // XT_CONNTRACK_STATUS
            Operand of = masked(new FilterSource.Ct(FilterSource.Ct.STATUS), Octets.u32(status));
            tests.add(new Compare(of, (inverted & 1 << 6) != 0 ? Compare.EQ : Compare.NEQ, Octets.u32(0)));
        }
        if ((asked & ~(1 | 1 << 6 | 1 << 13)) != 0) { // XT_CONNTRACK_STATE_ALIAS says nothing more
            tests.add(new FilterTest.Unknown("conntrack"));
        }
        return true;
    }

    private boolean states(long mask, boolean inverted) {
        Operand of = masked(new FilterSource.Ct(FilterSource.Ct.STATE), Octets.u32(mask));
        tests.add(new Compare(of, inverted ? Compare.EQ : Compare.NEQ, Octets.u32(0)));
        return true;
    }

    /// `struct xt_addrtype_info_v1`, and `struct xt_addrtype_info` before it: a bit for each `RTN_*`.
    private boolean addressTypes(XtInfo n, int revision) {
        boolean first = revision == 0;
        if (n.length() < (first ? 12 : 8)) {
            return false;
        }
        long flags = n.u32(4);
        boolean source = first ? flags != 0 : (flags & 1) != 0; // XT_ADDRTYPE_INVERT_SOURCE
        boolean destination = first ? n.u32(8) != 0 : (flags & 2) != 0; // XT_ADDRTYPE_INVERT_DEST
        types(FilterSource.Fib.SADDR, n.u16(0), source);
        types(FilterSource.Fib.DADDR, n.u16(2), destination);
        if (!first && (flags & ~3) != 0) { // XT_ADDRTYPE_LIMIT_IFACE_*
            tests.add(new FilterTest.Unknown("addrtype"));
        }
        return true;
    }

    private void types(int of, int types, boolean inverted) {
        Operand type = new Operand(new FilterSource.Fib(FilterSource.Fib.ADDRTYPE, of), 4);
        List<FilterTest> some = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if ((types & 1 << i) != 0) {
                some.add(new Compare(type, Compare.EQ, Octets.u32(i)));
            }
        }
        if (types != 0) {
            tests.add(new FilterTest.Any(some, inverted));
        }
    }

    /// `struct xt_iprange_mtinfo`: four `union nf_inet_addr`, and flags.
    private boolean ranges(XtInfo n) {
        int flags = n.u8(64);
        boolean six = family == Nft.IPV6;
        if (flags < 0) {
            return false;
        }
        int length = six ? 16 : 4;
        for (int i = 0; i < 2; i++) {
            if ((flags & 1 << i) != 0) { // IPRANGE_SRC, IPRANGE_DST
                int offset = (six ? 8 : 12) + i * length;
                Operand of =
                        new Operand(new FilterSource.Payload(FilterSource.Payload.NETWORK, offset, length), length);
                boolean inverted = (flags & 16 << i) != 0; // IPRANGE_SRC_INV, IPRANGE_DST_INV
                tests.add(new Range(of, inverted, n.octets(32 * i, length), n.octets(32 * i + 16, length)));
            }
        }
        return true;
    }

    /// `struct xt_mark_mtinfo1`
    private boolean mark(XtInfo n) {
        if (n.length() < 9) {
            return false;
        }
        Operand of = masked(new FilterSource.Meta(FilterSource.Meta.MARK), n.octets(4, 4));
        tests.add(new Compare(of, n.u8(8) != 0 ? Compare.NEQ : Compare.EQ, n.octets(0, 4)));
        return true;
    }

    /// `struct xt_pkttype_info`
    private boolean packetType(XtInfo n) {
        if (n.length() < 8) {
            return false;
        }
        Operand of = new Operand(new FilterSource.Meta(FilterSource.Meta.PKTTYPE), 1);
        tests.add(new Compare(of, n.u32(4) != 0 ? Compare.NEQ : Compare.EQ, Octets.of((byte) n.u32(0))));
        return true;
    }

    /// `struct xt_set_info_match_v1`, and `v3` and `v4` with counters: `struct ip_set_counter_match0` has what is to be
    /// compared first, and `ip_set_counter_match` last.
    private boolean set(XtInfo n, int revision) {
        int flags = n.u8(3);
        if (n.length() < (revision < 3 ? 4 : 44) || flags < 0) {
            return false;
        }
        if ((flags & 1 << 7) != 0) { // IPSET_RETURN_NOMATCH: of elements that say no
            return false;
        }
        int counted = revision == 3 ? 8 : 16;
        if (revision >= 3 && (n.u8(counted) != 0 || n.u8(counted + 16) != 0)) { // IPSET_COUNTER_NONE
            tests.add(new FilterTest.Unknown("set counters"));
        }
        tests.add(new FilterTest.Member(n.u16(0), n.u8(2), flags, (flags & 1) != 0)); // IPSET_INV_MATCH
        return true;
    }

    /// `struct xt_rpfilter_info`: whether there is a way back.
    private boolean reversePath(XtInfo n) {
        if (n.length() < 1) {
            return false;
        }
        int flags = FilterSource.Fib.SADDR | FilterSource.Fib.PRESENT;
        Operand of = new Operand(new FilterSource.Fib(FilterSource.Fib.OIF, flags), 1);
        boolean inverted = (n.u8(0) & 8) != 0; // XT_RPFILTER_INVERT
        tests.add(new Compare(of, inverted ? Compare.NEQ : Compare.EQ, Octets.of((byte) 1)));
        return true;
    }
}
