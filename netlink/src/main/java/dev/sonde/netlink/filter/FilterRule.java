package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import java.util.List;
import java.util.function.Predicate;

/// `NFT_MSG_NEWRULE` of linux/netfilter/nf_tables.h: a rule of a firewall. Rules of iptables, where it writes
/// nf_tables,
/// are such messages too.
///
/// `family`: `NFPROTO_*`. `tests`: what a packet must be that it takes. `verdict`: what becomes of it then; `map`: the
/// map that says so instead, or null. `effects`: what it does besides. `packets`: how many it has counted, -1: it does
/// not count.
///
/// `legacy`: it belongs to a table of older iptables ([LegacyTable]); `handle` is then its line in its chain.
public record FilterRule(
        int family,
        String table,
        String chain,
        long handle,
        List<FilterTest> tests,
        FilterVerdict verdict,
        FilterTest.Lookup map,
        Effects effects,
        long packets,
        boolean legacy) {
    public static final int TYPE = Nft.NEWRULE;

    public static final int TCP = 6;
    public static final int UDP = 17;

    /// What a rule does besides its verdict, which later rules may ask. `marks`: it sets the mark of a packet.
    /// `mark`: to which value; -1: to none, or to one that is not known. `untracks`: its connection is not tracked.
    /// `translates`: its destination is changed. How it is written: `matches`: with matches or targets of xtables;
    /// `bare`: it ends with `drop`, and no comment is behind that.
    ///
    /// Of older iptables: `matches`: with other matches than that of its protocol; `bare`: its target is `DROP`.
    public record Effects(
            boolean marks, long mark, boolean untracks, boolean translates, boolean matches, boolean bare) {}

    public FilterRule {
        tests = List.copyOf(tests);
    }

    public static FilterRule read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        int family = m.buffer()[m.offset() + NlHeader.SIZE] & 0xff;
        String table = "";
        String chain = "";
        long handle = 0;
        Expressions all = new Expressions(family);
        while (n.next()) {
            switch (n.number()) {
                case 1 -> table = n.text(); // NFTA_RULE_TABLE
                case 2 -> chain = n.text(); // NFTA_RULE_CHAIN
                case 3 -> handle = n.u64(); // NFTA_RULE_HANDLE
                case 4 -> { // NFTA_RULE_EXPRESSIONS: a list of NFTA_LIST_ELEM
                    for (Nest e = n.inside(); e.next(); ) {
                        all.read(e.inside());
                    }
                }
                case 7 -> all.commented(); // NFTA_RULE_USERDATA
                default -> {}
            }
        }
        return all.rule(table, chain, handle);
    }

    /// Whether it takes a packet.
    public Answer takes(FilterPacket p, FilterTest.Sets sets) {
        Answer so = Answer.YES;
        for (FilterTest t : tests) {
            so = so.and(t.of(p, sets));
            if (so == Answer.NO) {
                return so;
            }
        }
        return so;
    }

    /// Whether it ends the way of what it takes, or sends it elsewhere.
    public boolean decides() {
        return map != null || verdict.kind() != FilterVerdict.Kind.CONTINUE;
    }

    /// Whether it asks for the destination port, and takes that of a packet for sure, whatever else it asks.
    public boolean names(FilterPacket p, FilterTest.Sets sets) {
        boolean named = false;
        for (FilterTest t : tests) {
            if (t.operands().stream().anyMatch(o -> o.of().port())) {
                if (t.of(p, sets) != Answer.YES) {
                    return false;
                }
                named = true;
            }
        }
        return named;
    }

    /// Whether it drops packets to this port and to no other.
    public boolean dropsPort(int port) {
        return verdict.kind() == FilterVerdict.Kind.DROP
                && tests.stream()
                        .anyMatch(t -> t instanceof FilterTest.Compare c
                                        && c.operation() == FilterTest.Compare.EQ
                                        && c.what().equals(PORT)
                                        && c.with().equals(Octets.u16be(port))
                                || t instanceof FilterTest.Range r
                                        && !r.inverted()
                                        && r.what().equals(PORT)
                                        && r.from().equals(Octets.u16be(port))
                                        && r.to().equals(r.from()));
    }

    /// Whether it drops packets of its protocol to this port, and asks nothing else: `-p udp --dport 4789 -j DROP`.
    public boolean dropsPortAlone(int port) {
        return dropsPort(port)
                && effects.bare()
                && !effects.matches()
                && tests.stream()
                        .allMatch(t -> t instanceof FilterTest.Compare c
                                        && c.what().equals(XtMatch.PROTOCOL)
                                || t instanceof FilterTest.Range r && r.what().equals(PORT));
    }

    /// Whether it takes packets of some addresses only: those that it names.
    public boolean byAddress() {
        for (FilterTest t : tests) {
            if (t instanceof FilterTest.Member m && !m.inverted()) {
                return true;
            }
            boolean named = t instanceof FilterTest.Compare c && c.operation() == FilterTest.Compare.EQ
                    || t instanceof FilterTest.Range r && !r.inverted()
                    || t instanceof FilterTest.Lookup l && !l.inverted();
            if (named && t.operands().stream().anyMatch(o -> o.of().address())) {
                return true;
            }
        }
        return false;
    }

    static final FilterTest.Operand PORT =
            new FilterTest.Operand(new FilterSource.Payload(FilterSource.Payload.TRANSPORT, 2, 2), 2);

    /// Whether it asks whether a packet came encrypted.
    public boolean byPolicy() {
        return asks(s -> s instanceof FilterSource.Meta(int key) && key == FilterSource.Meta.SECPATH)
                || unknown("policy");
    }

    /// Whether it asks for the number in a VXLAN header, or by a program that may look there.
    public boolean byVni() {
        return asks(FilterSource::vni) || unknown("u32") || unknown("bpf");
    }

    private boolean asks(Predicate<FilterSource> which) {
        for (FilterTest t : tests) {
            for (FilterTest.Operand o : t.operands()) {
                if (which.test(o.of())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean unknown(String what) {
        return tests.contains(new FilterTest.Unknown(what));
    }
}
