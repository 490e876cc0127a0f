package dev.sonde.lab;

import dev.sonde.netlink.Out;
import java.nio.charset.StandardCharsets;

/// Batches of nf_tables messages (linux/netfilter/nf_tables.h): tables of our own, one for each fault.
final class FilterBatch {
    private static final int BEGIN = 16;
    private static final int END = 17;
    private static final int NFTABLES = 10 << 8;
    private static final int NEWTABLE = NFTABLES;
    private static final int DELTABLE = NFTABLES | 2;
    private static final int NEWCHAIN = NFTABLES | 3;
    private static final int NEWRULE = NFTABLES | 6;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int CREATE = 0x400;
    private static final int APPEND = 0x800;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NESTED = 0x8000;
    private static final String CHAIN = "in";

    /// `add table ip TABLE; add chain ip TABLE in { type filter hook input priority 0; }; add rule ip TABLE in udp
    /// dport PORT counter drop`
    static byte[] drop(String table, int dport) {
        Out out = new Out();
        envelope(out, BEGIN);
        message(out, NEWTABLE, CREATE, new Out().bytes(name(1, table)));
        Out hook = new Out();
        hook.bytes(number(1, 1)); // NFTA_HOOK_HOOKNUM: NF_INET_LOCAL_IN
        hook.bytes(number(2, 0)); // NFTA_HOOK_PRIORITY
        Out chain = new Out();
        chain.bytes(name(1, table)).bytes(name(3, CHAIN)); // NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME
        chain.bytes(nest(4, hook)).bytes(name(7, "filter")); // NFTA_CHAIN_HOOK, NFTA_CHAIN_TYPE
        message(out, NEWCHAIN, CREATE, chain);
        Out list = new Out();
        // NFTA_META_KEY: NFT_META_L4PROTO, NFTA_META_DREG: NFT_REG_1
        list.bytes(expression("meta", new Out().bytes(number(2, 16)).bytes(number(1, 1))));
        list.bytes(expression("cmp", equal(new Out().u8(17)))); // IPPROTO_UDP
        Out port = new Out();
        port.bytes(number(1, 1)); // NFTA_PAYLOAD_DREG
        port.bytes(number(2, 2)); // NFTA_PAYLOAD_BASE: NFT_PAYLOAD_TRANSPORT_HEADER
        port.bytes(number(3, 2)).bytes(number(4, 2)); // NFTA_PAYLOAD_OFFSET, NFTA_PAYLOAD_LEN: the destination port
        list.bytes(expression("payload", port));
        list.bytes(expression("cmp", equal(new Out().u16be(dport))));
        list.bytes(expression("counter", new Out()));
        Out verdict = nested(2, nested(2, new Out().bytes(number(1, 0)))); // NFTA_DATA_VERDICT, NF_DROP
        list.bytes(expression("immediate", new Out().bytes(number(1, 0)).bytes(verdict.toArray())));
        Out rule = new Out();
        rule.bytes(name(1, table)).bytes(name(2, CHAIN)).bytes(nest(4, list)); // NFTA_RULE_EXPRESSIONS
        message(out, NEWRULE, CREATE | APPEND | ACK, rule);
        envelope(out, END);
        return out.toArray();
    }

    /// `delete table ip TABLE`
    static byte[] clear(String table) {
        Out out = new Out();
        envelope(out, BEGIN);
        message(out, DELTABLE, ACK, new Out().bytes(name(1, table)));
        envelope(out, END);
        return out.toArray();
    }

    /// NFTA_CMP_SREG, NFTA_CMP_OP: NFT_CMP_EQ, NFTA_CMP_DATA with NFTA_DATA_VALUE
    private static Out equal(Out value) {
        Out cmp = new Out();
        cmp.bytes(number(1, 1)).bytes(number(2, 0));
        return cmp.bytes(nest(3, new Out().bytes(attribute(1, value))));
    }

    /// NFTA_LIST_ELEM with NFTA_EXPR_NAME and NFTA_EXPR_DATA
    private static byte[] expression(String name, Out data) {
        return nest(1, new Out().bytes(name(1, name)).bytes(nest(2, data)));
    }

    private static Out nested(int type, Out content) {
        return new Out().bytes(nest(type, content));
    }

    private static byte[] nest(int type, Out content) {
        return attribute(type | NESTED, content);
    }

    private static byte[] name(int type, String text) {
        return attribute(
                type, new Out().bytes(text.getBytes(StandardCharsets.US_ASCII)).u8(0));
    }

    private static byte[] number(int type, int value) {
        return attribute(type, new Out().u32be(value));
    }

    /// `struct nlattr`, padded.
    private static byte[] attribute(int type, Out content) {
        byte[] b = content.toArray();
        return new Out().u16(4 + b.length).u16(type).bytes(b).align().toArray();
    }

    /// `struct nlmsghdr`, `struct nfgenmsg`: family, version 0, resource id 0.
    private static void message(Out out, int type, int flags, Out content) {
        byte[] b = content.toArray();
        out.u32(20 + b.length).u16(type).u16(REQUEST | flags).u32(0).u32(0);
        out.u8(NFPROTO_IPV4).u8(0).u16be(0).bytes(b);
    }

    /// The message before or after the others; its resource id is the subsystem.
    private static void envelope(Out out, int type) {
        out.u32(20).u16(type).u16(REQUEST).u32(0).u32(0);
        out.u8(0).u8(0).u16be(NFTABLES >> 8);
    }

    private FilterBatch() {}
}
