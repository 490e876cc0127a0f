package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The expressions of a rule, one after the other: some load a register, others change it or compare it.
final class Expressions {
    /// The registers as the kernel counts them: `NFT_REG32_00` to `NFT_REG32_15`, of four bytes each.
    private static final int REGISTERS = 16;

    private final int family;
    private final List<FilterTest> tests = new ArrayList<>(4);

    /// What lies in the registers, where it begins; null: nothing that is understood.
    private final FilterTest.Operand[] loaded = new FilterTest.Operand[REGISTERS];

    /// Whether no test has asked for it yet: then it may be the further field of a key.
    private final boolean[] fresh = new boolean[REGISTERS];

    private FilterVerdict verdict = FilterVerdict.CONTINUE;
    private FilterTest.Lookup map;
    private boolean marks;
    private long mark = -1;

    /// The numbers that the registers were given; -1: none.
    private final long[] given = new long[REGISTERS];

    private boolean untracks;
    private boolean translates;
    private boolean matches;
    private boolean dropped;
    private boolean commented;
    private long packets = -1;

    Expressions(int family) {
        this.family = family;
        Arrays.fill(given, -1);
    }

    FilterRule rule(String table, String chain, long handle) {
        FilterRule.Effects effects =
                new FilterRule.Effects(marks, mark, untracks, translates, matches, dropped && !commented);
        return new FilterRule(family, table, chain, handle, tests, verdict, map, effects, packets, false);
    }

    /// That somebody wrote a comment.
    void commented() {
        commented = true;
    }

    /// One of them: `struct nft_expr`.
    void read(Nest n) throws MalformedMessage {
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
            case "ct" -> ct(data);
            case "fib" -> fib(data);
            case "cmp" -> compare(data);
            case "range" -> range(data);
            case "bitwise" -> bitwise(data);
            case "lookup" -> lookup(data);
            case "match" -> {
                matches = true;
                XtMatch.read(data, family, tests);
            }
            case "target" -> target(data);
            case "counter" -> counter(data);
            case "immediate" -> immediate(data);
            case "objref" -> object(data);
            case "reject" -> verdict = FilterVerdict.DROP;
            case "notrack" -> untracks = true;
            case "queue", "tproxy", "synproxy" -> verdict = FilterVerdict.OTHER;
            case "nat" -> nat(data);
            case "redir" -> translates = true;
            case "log", "masq", "last", "dup", "flow_offload", "dynset" -> other(name);
            default -> load(data, name);
        }
    }

    /// What takes no packet out of its way. An element that cannot be added to a set ends the rule.
    private void other(String name) {
        if (name.equals("dynset")) {
            tests.add(new FilterTest.Unknown(name));
        }
    }

    private void nat(Nest n) throws MalformedMessage {
        while (n.next()) {
            translates |= n.number() == 1 && n.u32() == 1; // NFTA_NAT_TYPE: NFT_NAT_DNAT
        }
    }

    /// The first of the sixteen small registers that a number names: `enum nft_registers`; -1: none of them.
    private static int register(long number) {
        int n = (int) number;
        return n >= 1 && n <= 4 ? 4 * (n - 1) : n >= 8 && n < 8 + REGISTERS ? n - 8 : -1;
    }

    private void load(long register, FilterSource of, int length) {
        int at = register(register);
        if (at >= 0) {
            loaded[at] = new FilterTest.Operand(of, length);
            fresh[at] = true;
            given[at] = -1;
        }
    }

    /// What is in a register, for a test of `length` bytes.
    private FilterTest.Operand loaded(long register, int length) {
        int at = register(register);
        if (at < 0 || loaded[at] == null) {
            return new FilterTest.Operand(new FilterSource.Other("register"), length);
        }
        fresh[at] = false;
        return loaded[at];
    }

    private void meta(Nest n) throws MalformedMessage {
        int key = -1;
        long to = 0;
        long from = 0;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> to = n.u32(); // NFTA_META_DREG
                case 2 -> key = (int) n.u32(); // NFTA_META_KEY
                case 3 -> from = n.u32(); // NFTA_META_SREG
                default -> {}
            }
        }
        if (to == 0) { // it sets what it names
            if (key == FilterSource.Meta.MARK) {
                marks = true;
                mark = register(from) < 0 ? -1 : given[register(from)];
            }
            return;
        }
        int length = switch (key) {
            case FilterSource.Meta.NFPROTO,
                    FilterSource.Meta.L4PROTO,
                    FilterSource.Meta.PKTTYPE,
                    FilterSource.Meta.SECPATH -> 1;
            case FilterSource.Meta.PROTOCOL -> 2;
            case FilterSource.Meta.IIFNAME, FilterSource.Meta.OIFNAME -> 16;
            default -> 4;
        };
        load(to, new FilterSource.Meta(key), length);
    }

    private void payload(Nest n) throws MalformedMessage {
        long to = 0;
        long base = -1;
        long offset = -1;
        long length = -1;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> to = n.u32(); // NFTA_PAYLOAD_DREG
                case 2 -> base = n.u32(); // NFTA_PAYLOAD_BASE
                case 3 -> offset = n.u32(); // NFTA_PAYLOAD_OFFSET
                case 4 -> length = n.u32(); // NFTA_PAYLOAD_LEN
                default -> {}
            }
        }
        if (to == 0) {
            return; // it writes into the packet
        }
        boolean sane = base >= 0 && base < 8 && offset >= 0 && offset < 1 << 16 && length > 0 && length <= 64;
        load(
                to,
                sane
                        ? new FilterSource.Payload((int) base, (int) offset, (int) length)
                        : new FilterSource.Other("payload"),
                sane ? (int) length : 0);
    }

    private void ct(Nest n) throws MalformedMessage {
        int key = -1;
        long to = 0;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> to = n.u32(); // NFTA_CT_DREG
                case 2 -> key = (int) n.u32(); // NFTA_CT_KEY
                default -> {}
            }
        }
        if (to != 0) { // else it sets what it names
            load(to, new FilterSource.Ct(key), key == FilterSource.Ct.DIRECTION ? 1 : 4);
        }
    }

    private void fib(Nest n) throws MalformedMessage {
        long to = 0;
        int result = 0;
        int flags = 0;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> to = n.u32(); // NFTA_FIB_DREG
                case 2 -> result = (int) n.u32(); // NFTA_FIB_RESULT
                case 3 -> flags = (int) n.u32(); // NFTA_FIB_FLAGS
                default -> {}
            }
        }
        boolean present = result == FilterSource.Fib.OIF && (flags & FilterSource.Fib.PRESENT) != 0;
        load(to, new FilterSource.Fib(result, flags), present ? 1 : 4);
    }

    /// An expression that is not understood, which may load a register: nearly all name it first.
    private void load(Nest n, String name) throws MalformedMessage {
        boolean loads = false;
        while (n.next()) {
            if (n.number() == 1 && n.length() == 4 && register(n.u32()) >= 0) {
                load(n.u32(), new FilterSource.Other(name), 4);
                loads = true;
            } else if (n.number() == 2 && n.length() == 4 && name.equals("byteorder")) { // NFTA_BYTEORDER_DREG
                load(n.u32(), new FilterSource.Other(name), 4);
                loads = true;
            }
        }
        if (!loads || name.equals("limit") || name.equals("quota") || name.equals("connlimit")) {
            tests.add(new FilterTest.Unknown(name));
        }
    }

    private void bitwise(Nest n) throws MalformedMessage {
        long from = 0;
        long to = 0;
        long operation = 0;
        Octets mask = Octets.NONE;
        Octets xor = Octets.NONE;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> from = n.u32(); // NFTA_BITWISE_SREG
                case 2 -> to = n.u32(); // NFTA_BITWISE_DREG
                case 4 -> mask = n.inside().data(); // NFTA_BITWISE_MASK
                case 5 -> xor = n.inside().data(); // NFTA_BITWISE_XOR
                case 6 -> operation = n.u32(); // NFTA_BITWISE_OP
                default -> {}
            }
        }
        FilterTest.Operand o = loaded(from, mask.length());
        int at = register(to);
        if (at >= 0) {
            boolean plain = operation == 0 && o.mask().length() == 0 && mask.length() > 0;
            loaded[at] = plain
                    ? new FilterTest.Operand(o.of(), o.length(), mask, xor)
                    : new FilterTest.Operand(new FilterSource.Other("bitwise"), o.length());
            fresh[at] = true;
            given[at] = -1;
        }
    }

    private void compare(Nest n) throws MalformedMessage {
        long register = 0;
        int operation = -1;
        Octets with = Octets.NONE;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> register = n.u32(); // NFTA_CMP_SREG
                case 2 -> operation = (int) n.u32(); // NFTA_CMP_OP
                case 3 -> with = n.inside().data(); // NFTA_CMP_DATA
                default -> {}
            }
        }
        tests.add(new FilterTest.Compare(loaded(register, with.length()), operation, with));
    }

    private void range(Nest n) throws MalformedMessage {
        long register = 0;
        long operation = 0;
        Octets from = Octets.NONE;
        Octets to = Octets.NONE;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> register = n.u32(); // NFTA_RANGE_SREG
                case 2 -> operation = n.u32(); // NFTA_RANGE_OP: NFT_RANGE_EQ, NFT_RANGE_NEQ
                case 3 -> from = n.inside().data(); // NFTA_RANGE_FROM_DATA
                case 4 -> to = n.inside().data(); // NFTA_RANGE_TO_DATA
                default -> {}
            }
        }
        tests.add(new FilterTest.Range(loaded(register, from.length()), operation != 0, from, to));
    }

    /// Whether a key is in a set, or what a map says of it.
    private void lookup(Nest n) throws MalformedMessage {
        String set = "";
        long register = 0;
        long to = -1;
        boolean inverted = false;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> set = n.text(); // NFTA_LOOKUP_SET
                case 2 -> register = n.u32(); // NFTA_LOOKUP_SREG
                case 3 -> to = n.u32(); // NFTA_LOOKUP_DREG
                case 5 -> inverted = (n.u32() & 1) != 0; // NFTA_LOOKUP_FLAGS: NFT_LOOKUP_F_INV
                default -> {}
            }
        }
        FilterTest.Lookup of = new FilterTest.Lookup(key(register), inverted, set);
        if (to == 0) { // NFT_REG_VERDICT
            map = of;
        } else {
            tests.add(of);
            if (to > 0) {
                load(to, new FilterSource.Other("map"), 4);
            }
        }
    }

    /// The fields of a key: that of the register, and those behind it that no test has asked for yet.
    private List<FilterTest.Operand> key(long register) {
        List<FilterTest.Operand> key = new ArrayList<>(2);
        FilterTest.Operand o = loaded(register, 4);
        key.add(o);
        int at = register(register);
        while (at >= 0) {
            at += Math.max(1, o.length() + 3 >> 2);
            if (at >= REGISTERS || loaded[at] == null || !fresh[at]) {
                return key;
            }
            o = loaded[at];
            fresh[at] = false;
            key.add(o);
        }
        return key;
    }

    /// A target of iptables.
    private void target(Nest n) throws MalformedMessage {
        matches = true;
        String name = "";
        XtInfo info = new XtInfo(new byte[0], 0, 0);
        while (n.next()) {
            if (n.number() == 1) { // NFTA_TARGET_NAME
                name = n.text();
            } else if (n.number() == 3) { // NFTA_TARGET_INFO
                info = n.info();
            }
        }
        XtTarget of = XtTarget.of(name, info);
        mark = of.marks() ? of.mark() : mark;
        marks |= of.marks();
        untracks |= of.untracks();
        translates |= of.translates();
        verdict = of.verdict().kind() == FilterVerdict.Kind.CONTINUE ? verdict : of.verdict();
    }

    private void counter(Nest n) throws MalformedMessage {
        while (n.next()) {
            packets = n.number() == 2 ? n.u64() : packets; // NFTA_COUNTER_PACKETS
        }
    }

    /// A named object. One that counts, or a helper, takes nothing.
    private void object(Nest n) throws MalformedMessage {
        long type = -1;
        while (n.next()) {
            type = n.number() == 1 ? n.u32() : type; // NFTA_OBJREF_IMM_TYPE
        }
        if (type != 1 && type != 3) { // NFT_OBJECT_COUNTER, NFT_OBJECT_CT_HELPER
            tests.add(new FilterTest.Unknown("object"));
        }
    }

    /// `immediate` into the verdict's register, or a value that another expression sets.
    private void immediate(Nest n) throws MalformedMessage {
        int at = -1;
        while (n.next()) {
            if (n.number() == 1) { // NFTA_IMMEDIATE_DREG
                at = register(n.u32());
            }
            if (n.number() != 2) { // NFTA_IMMEDIATE_DATA
                continue;
            }
            for (Nest d = n.inside(); d.next(); ) {
                if (d.number() == 1 && at >= 0) { // NFTA_DATA_VALUE: of a mark in host order
                    given[at] = d.length() == 4 ? Integer.toUnsignedLong(Integer.reverseBytes((int) d.u32())) : -1;
                } else if (d.number() == 2) { // NFTA_DATA_VERDICT
                    verdict = FilterVerdict.read(d.inside());
                    dropped = verdict.kind() == FilterVerdict.Kind.DROP;
                }
            }
        }
    }
}
