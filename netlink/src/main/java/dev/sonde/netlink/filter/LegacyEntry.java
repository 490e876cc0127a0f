package dev.sonde.netlink.filter;

import dev.sonde.netlink.Wire;
import dev.sonde.netlink.filter.FilterTest.Compare;
import dev.sonde.netlink.filter.FilterTest.Operand;
import java.util.ArrayList;
import java.util.List;

/// One entry of a [LegacyTable]: `struct ipt_entry` or `struct ip6t_entry`, matches (`struct xt_entry_match`) and a
/// target (`struct xt_entry_target`).
///
/// `target`: its name; `verdict`: what a standard target says; `name`: what an error target says; `does`: what another
/// one does. `goes`: a jump does not come back.
record LegacyEntry(
        int length,
        List<FilterTest> tests,
        boolean matches,
        String target,
        int verdict,
        String name,
        XtTarget does,
        boolean goes,
        long packets) {
    /// `sizeof(struct xt_entry_match)`, `sizeof(struct xt_entry_target)`: size, name, revision.
    private static final int PART = 32;

    private static final int PART_NAME = 2;
    private static final int PART_NAME_LENGTH = 29;
    private static final int PART_REVISION = 31;

    /// `XT_FUNCTION_MAXNAMELEN`
    private static final int ERROR_NAME_LENGTH = 30;

    private static final int IFNAMSIZ = 16;

    /// `IPT_INV_*`; those of IPv6 are the same.
    private static final int INV_VIA_IN = 0x01;

    private static final int INV_VIA_OUT = 0x02;
    private static final int INV_TOS = 0x04;
    private static final int INV_SRCIP = 0x08;
    private static final int INV_DSTIP = 0x10;
    private static final int INV_FRAG = 0x20;
    private static final int INV_PROTO = 0x40;

    /// Where things lie. `address`: bytes of one; source, destination and their masks come first, then the names of the
    /// links (`links`) and their masks.
    private record Layout(
            int size, int address, int links, int protocol, int flags, int inverted, int target, int counters) {}

    /// `struct ipt_ip`: src, dst, smsk, dmsk, iniface, outiface, iniface_mask, outiface_mask, proto, flags, invflags.
    private static final Layout FOUR = new Layout(112, 4, 16, 80, 82, 83, 88, 96);

    /// `struct ip6t_ip6`: the same, and tos before flags.
    private static final Layout SIX = new Layout(168, 16, 64, 128, 131, 132, 140, 152);

    /// `IPT_F_FRAG`, `IPT_F_GOTO`
    private static final int F_FRAG = 1;

    private static final int F_GOTO = 2;

    /// `IP6T_F_PROTO`, `IP6T_F_TOS`, `IP6T_F_GOTO`
    private static final int F_PROTO = 1;

    private static final int F_TOS = 2;
    private static final int F_GOTO_SIX = 4;

    LegacyEntry {
        tests = List.copyOf(tests);
    }

    /// The entry at `at`, where `room` bytes are left; null: it does not fit, or its parts do not.
    static LegacyEntry read(int family, byte[] b, int at, int room) {
        boolean six = family == Nft.IPV6;
        Layout l = six ? SIX : FOUR;
        if (room < l.size) {
            return null;
        }
        int targetAt = Wire.u16(b, at + l.target);
        int length = Wire.u16(b, at + l.target + 2);
        if (targetAt < l.size || length > room || targetAt > length - PART) {
            return null;
        }
        XtInfo all = new XtInfo(b, at, length);
        int flags = all.u8(l.flags);
        List<FilterTest> tests = new ArrayList<>(4);
        header(all, l, six, tests);
        boolean matches = false;
        int p = l.size;
        while (p < targetAt) {
            int size = all.u16(p);
            if (size < PART || size > targetAt - p) {
                return null;
            }
            String name = all.text(p + PART_NAME, PART_NAME_LENGTH);
            XtMatch.read(name, all.u8(p + PART_REVISION), all.part(p + PART, size - PART), family, tests);
            matches |= !name.equals("udp") && !name.equals("tcp");
            p += size;
        }
        int size = all.u16(targetAt);
        boolean standard = all.u8(targetAt + PART_NAME) == 0;
        if (size < (standard ? PART + 4 : PART) || size > length - targetAt) {
            return null;
        }
        XtInfo info = all.part(targetAt + PART, size - PART);
        String target = all.text(targetAt + PART_NAME, PART_NAME_LENGTH);
        return new LegacyEntry(
                length,
                tests,
                matches,
                target,
                (int) info.u32(0),
                info.text(0, ERROR_NAME_LENGTH),
                XtTarget.of(target, info),
                (flags & (six ? F_GOTO_SIX : F_GOTO)) != 0,
                Wire.u64(b, at + l.counters));
    }

    /// What `ip_packet_match` of net/ipv4/netfilter/ip_tables.c compares, and `ip6_packet_match`.
    private static void header(XtInfo e, Layout l, boolean six, List<FilterTest> tests) {
        int inverted = e.u8(l.inverted);
        int flags = e.u8(l.flags);
        address(e, l, 0, six ? 8 : 12, (inverted & INV_SRCIP) != 0, tests);
        address(e, l, 1, six ? 24 : 16, (inverted & INV_DSTIP) != 0, tests);
        link(e, l, 0, FilterSource.Meta.IIFNAME, (inverted & INV_VIA_IN) != 0, tests);
        link(e, l, 1, FilterSource.Meta.OIFNAME, (inverted & INV_VIA_OUT) != 0, tests);
        int protocol = e.u16(l.protocol);
        if (six ? (flags & F_PROTO) != 0 : protocol != 0) {
            int operation = (inverted & INV_PROTO) != 0 ? Compare.NEQ : Compare.EQ;
            tests.add(new Compare(XtMatch.PROTOCOL, operation, Octets.of((byte) protocol)));
        }
        if (six && ((flags & F_TOS) != 0 || (inverted & INV_TOS) != 0)) {
            tests.add(new FilterTest.Unknown("tos"));
        }
        if (!six && ((flags & F_FRAG) != 0 || (inverted & INV_FRAG) != 0)) {
            // whether it is a fragment, but for the first
            Operand offset = masked(
                    new FilterSource.Payload(FilterSource.Payload.NETWORK, 6, 2), Octets.of((byte) 0x1f, (byte) 0xff));
            int operation = (inverted & INV_FRAG) != 0 ? Compare.EQ : Compare.NEQ;
            tests.add(new Compare(offset, operation, Octets.of((byte) 0, (byte) 0)));
        }
    }

    private static Operand masked(FilterSource of, Octets mask) {
        return new Operand(of, mask.length(), mask, Octets.NONE);
    }

    /// `which`: 0 the source, 1 the destination; `in`: where it lies in a packet.
    private static void address(XtInfo e, Layout l, int which, int in, boolean inverted, List<FilterTest> tests) {
        Octets mask = e.octets((2 + which) * l.address, l.address);
        FilterSource of = new FilterSource.Payload(FilterSource.Payload.NETWORK, in, l.address);
        same(of, e.octets(which * l.address, l.address), mask, inverted, tests);
    }

    /// `which`: 0 the link by which a packet comes, 1 that by which it goes.
    private static void link(XtInfo e, Layout l, int which, int key, boolean inverted, List<FilterTest> tests) {
        Octets mask = e.octets(l.links + (2 + which) * IFNAMSIZ, IFNAMSIZ);
        same(new FilterSource.Meta(key), e.octets(l.links + which * IFNAMSIZ, IFNAMSIZ), mask, inverted, tests);
    }

    /// Those bits alone count that are 1 in the mask; without one nothing is asked.
    private static void same(FilterSource of, Octets value, Octets mask, boolean inverted, List<FilterTest> tests) {
        byte[] kept = value.toArray();
        boolean asked = inverted;
        for (int i = 0; i < kept.length; i++) {
            kept[i] &= (byte) mask.u8(i);
            asked |= mask.u8(i) != 0;
        }
        if (asked) {
            tests.add(new Compare(masked(of, mask), inverted ? Compare.NEQ : Compare.EQ, Octets.of(kept)));
        }
    }

    FilterRule rule(int family, String table, String chain, int line, FilterVerdict verdict) {
        boolean bare = target.isEmpty() && verdict.kind() == FilterVerdict.Kind.DROP;
        FilterRule.Effects effects =
                new FilterRule.Effects(does.marks(), does.mark(), does.untracks(), does.translates(), matches, bare);
        return new FilterRule(family, table, chain, line, tests, verdict, null, effects, packets, true);
    }
}
