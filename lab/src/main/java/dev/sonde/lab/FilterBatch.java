package dev.sonde.lab;

import static dev.sonde.netlink.Nlmsg.NLM_F_ACK;
import static dev.sonde.netlink.Nlmsg.NLM_F_APPEND;
import static dev.sonde.netlink.Nlmsg.NLM_F_CREATE;
import static dev.sonde.netlink.Nlmsg.NLM_F_REQUEST;

import dev.sonde.netlink.MessageBuilder;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.Nft;
import java.io.ByteArrayOutputStream;

/// Batches of nf_tables messages (linux/netfilter/nf_tables.h): tables of our own, one for each fault.
final class FilterBatch {
    private static final String CHAIN = "in";

    /// `NFTA_LIST_ELEM`; `NFTA_EXPR_NAME`, `NFTA_EXPR_DATA`
    private static final int LIST_ELEM = 1;

    private static final int EXPR_NAME = 1;
    private static final int EXPR_DATA = 2;

    /// `NFTA_DATA_VALUE`, `NFTA_DATA_VERDICT`; `NFT_REG_1`, `NFT_REG_VERDICT`
    private static final int DATA_VALUE = 1;

    private static final int DATA_VERDICT = 2;
    private static final int REG_1 = 1;
    private static final int REG_VERDICT = 0;

    /// `add table ip TABLE; add chain ip TABLE in { type filter hook input priority 0; }; add rule ip TABLE in udp
    /// dport PORT counter drop`
    static byte[] drop(String table, int dport) {
        MessageBuilder made = message(Nft.NEWTABLE, NLM_F_CREATE).string(1, table); // NFTA_TABLE_NAME
        MessageBuilder chain = message(Nft.NEWCHAIN, NLM_F_CREATE);
        chain.string(1, table).string(3, CHAIN); // NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME
        chain.nest(4); // NFTA_CHAIN_HOOK
        chain.u32be(1, 1); // NFTA_HOOK_HOOKNUM: NF_INET_LOCAL_IN
        chain.u32be(2, 0); // NFTA_HOOK_PRIORITY
        chain.end().string(7, "filter"); // NFTA_CHAIN_TYPE
        MessageBuilder rule = message(Nft.NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK);
        rule.string(1, table).string(2, CHAIN); // NFTA_RULE_TABLE, NFTA_RULE_CHAIN
        rule.nest(4); // NFTA_RULE_EXPRESSIONS
        expression(rule, "meta");
        rule.u32be(2, 16); // NFTA_META_KEY: NFT_META_L4PROTO
        rule.u32be(1, REG_1); // NFTA_META_DREG
        rule.end().end();
        equal(rule).u8(FilterRule.UDP).end().end().end().end();
        expression(rule, "payload");
        rule.u32be(1, REG_1); // NFTA_PAYLOAD_DREG
        rule.u32be(2, 2); // NFTA_PAYLOAD_BASE: NFT_PAYLOAD_TRANSPORT_HEADER
        rule.u32be(3, 2).u32be(4, 2); // NFTA_PAYLOAD_OFFSET, NFTA_PAYLOAD_LEN: the destination port
        rule.end().end();
        equal(rule).u16be(dport).end().end().end().end();
        expression(rule, "counter").end().end();
        expression(rule, "immediate");
        rule.u32be(1, REG_VERDICT); // NFTA_IMMEDIATE_DREG
        rule.nest(2).nest(DATA_VERDICT); // NFTA_IMMEDIATE_DATA
        rule.u32be(1, 0); // NFTA_VERDICT_CODE: NF_DROP
        rule.end().end().end().end().end();
        return batch(made, chain, rule);
    }

    /// `delete table ip TABLE`
    static byte[] clear(String table) {
        return batch(message(Nft.DELTABLE, NLM_F_ACK).string(1, table));
    }

    /// Opens an element of the list of expressions, and its data.
    private static MessageBuilder expression(MessageBuilder rule, String name) {
        return rule.nest(LIST_ELEM).string(EXPR_NAME, name).nest(EXPR_DATA);
    }

    /// Opens a comparison of the register with a value: of the element, its data, and in it the value.
    private static MessageBuilder equal(MessageBuilder rule) {
        expression(rule, "cmp");
        rule.u32be(1, REG_1); // NFTA_CMP_SREG
        rule.u32be(2, 0); // NFTA_CMP_OP: NFT_CMP_EQ
        return rule.nest(3).attribute(DATA_VALUE); // NFTA_CMP_DATA
    }

    /// With `struct nfgenmsg`.
    private static MessageBuilder message(int type, int flags) {
        return new MessageBuilder(type, NLM_F_REQUEST | flags).header(Nft.IPV4, Nft.GENMSG);
    }

    /// The messages, and those around them, whose resource id is the subsystem.
    private static byte[] batch(MessageBuilder... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(around(Nft.BATCH_BEGIN));
        for (MessageBuilder message : messages) {
            all.writeBytes(message.build());
        }
        all.writeBytes(around(Nft.BATCH_END));
        return all.toByteArray();
    }

    private static byte[] around(int type) {
        return new MessageBuilder(type, NLM_F_REQUEST)
                .u8(Nlmsg.AF_UNSPEC)
                .u8(0)
                .u16be(Nft.SUBSYSTEM)
                .build();
    }

    private FilterBatch() {}
}
