package dev.sonde.netlink.filter;

import dev.sonde.netlink.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A table of older iptables (`iptables-legacy`), which the kernel tells by getsockopt(2): one entry behind the other,
/// `struct ipt_entry` of linux/netfilter_ipv4/ip_tables.h or `struct ip6t_entry` of linux/netfilter_ipv6/ip6_tables.h.
///
/// The chains lie in it as libiptc lays them: those of the hooks first, each ending with its policy, then those of
/// users, each between an entry that names it and one that returns. The kernel takes other orders too; what lies
/// otherwise is not understood.
public record LegacyTable(List<FilterChain> chains, List<FilterRule> rules) {
    /// `struct ipt_getinfo`: `valid_hooks`, `hook_entry[5]`, `underflow[5]`, `num_entries`, `size` behind the name.
    private static final int INFO = 84;

    private static final int VALID_HOOKS = 32;
    private static final int HOOK_ENTRY = 36;
    private static final int UNDERFLOW = 56;
    private static final int SIZE = 80;

    /// `struct ipt_get_entries`, before the entries.
    private static final int HEADER = 40;

    /// The hooks of `NF_INET_*`, in their order.
    private static final List<String> HOOKS = List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

    /// `XT_STANDARD_TARGET`, `XT_ERROR_TARGET`; `-NF_DROP - 1`, `-NF_ACCEPT - 1`, `XT_RETURN`.
    private static final String STANDARD = "";

    private static final String ERROR = "ERROR";
    private static final int DROP = -1;
    private static final int ACCEPT = -2;
    private static final int RETURN = -5;

    public LegacyTable {
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
    }

    /// `content`: `struct ipt_getinfo`, and behind it `struct ipt_get_entries`. `family`: [Nft#IPV4] or [Nft#IPV6].
    public static LegacyTable read(int family, String table, byte[] content) throws MalformedTable {
        if (content.length < INFO + HEADER || Wire.u32(content, SIZE) != content.length - INFO - HEADER) {
            throw new MalformedTable(0, "the table has another size than it says");
        }
        return new Reading(family, table, content).read();
    }

    /// One entry. `at`: where it begins, as jumps count.
    private record Entry(int at, LegacyEntry entry) {
        boolean error() {
            return entry.target().equals(ERROR);
        }

        /// What its standard target says; or something that no such target says.
        int verdict() {
            return entry.target().equals(STANDARD) ? entry.verdict() : Integer.MIN_VALUE;
        }

        int end() {
            return at + entry.length();
        }

        /// Whether it is the end of a chain: it does this with every packet.
        boolean always(int verdict) {
            return verdict() == verdict && entry.tests().isEmpty();
        }
    }

    /// Reads one of them.
    private static final class Reading {
        private final int family;
        private final String table;
        private final byte[] b;
        private final List<Entry> entries = new ArrayList<>();

        /// Where users' chains begin.
        private final Map<Integer, String> heads = new HashMap<>();

        private final Set<String> names = new HashSet<>();
        private final List<FilterChain> chains = new ArrayList<>();
        private final List<FilterRule> rules = new ArrayList<>();

        /// The chain whose rules come next; null: none. Its hook, or -1; how many of its rules there were.
        private String chain;

        private int hook;
        private int line;

        Reading(int family, String table, byte[] content) {
            this.family = family;
            this.table = table;
            this.b = content;
        }

        LegacyTable read() throws MalformedTable {
            int size = b.length - INFO - HEADER;
            int at = 0;
            while (at < size) {
                LegacyEntry e = LegacyEntry.read(family, b, INFO + HEADER + at, size - at);
                if (e == null) {
                    throw new MalformedTable(at, "its parts do not fit");
                }
                Entry entry = new Entry(at, e);
                entries.add(entry);
                at = entry.end();
                if (entry.error()) {
                    heads.put(at, e.name());
                }
            }
            for (int i = 0; i < entries.size(); i++) {
                next(entries.get(i), i + 1 < entries.size() ? entries.get(i + 1) : null);
            }
            if (chain != null) {
                throw new MalformedTable(at, "a chain has no end");
            }
            return new LegacyTable(chains, rules);
        }

        /// `after`: what follows; null: it is the last.
        private void next(Entry e, Entry after) throws MalformedTable {
            int begins = hookAt(e.at);
            if (begins >= 0 || e.error()) {
                if (chain != null) {
                    throw new MalformedTable(e.at, "a chain has no end");
                }
                if (after == null && begins < 0) {
                    return; // the end of the table
                }
                begin(e, begins);
            }
            if (e.error()) {
                if (begins >= 0) {
                    throw new MalformedTable(e.at, "a hook without a chain");
                }
                return;
            }
            if (chain == null) {
                throw new MalformedTable(e.at, "a rule without a chain");
            }
            if (hook >= 0 && Wire.u32(b, UNDERFLOW + 4 * hook) == e.at) {
                if (!e.always(DROP) && !e.always(ACCEPT)) {
                    throw new MalformedTable(e.at, "no policy that is known");
                }
                chains.add(new FilterChain(family, table, chain, hook, e.verdict() == DROP, List.of(), true));
                chain = null;
            } else if (hook < 0 && (after == null || after.error())) {
                if (!e.always(RETURN)) {
                    throw new MalformedTable(e.at, "a chain does not return");
                }
                chains.add(new FilterChain(family, table, chain, -1, false, List.of(), true));
                chain = null;
            } else {
                line++;
                rules.add(e.entry.rule(family, table, chain, line, verdict(e)));
            }
        }

        private void begin(Entry e, int begins) throws MalformedTable {
            hook = begins;
            line = 0;
            chain = begins >= 0 ? HOOKS.get(begins) : e.entry.name();
            if (!names.add(chain)) {
                throw new MalformedTable(e.at, "a second chain of one name");
            }
        }

        /// The hook that begins there; -1: none does.
        private int hookAt(int at) throws MalformedTable {
            int found = -1;
            for (int h = 0; h < HOOKS.size(); h++) {
                boolean valid = (Wire.u32(b, VALID_HOOKS) & 1 << h) != 0;
                if (valid && Wire.u32(b, HOOK_ENTRY + 4 * h) == at) {
                    if (found >= 0) {
                        throw new MalformedTable(at, "two hooks with one chain");
                    }
                    found = h;
                }
            }
            return found;
        }

        /// What a rule's target does with the packet.
        private FilterVerdict verdict(Entry e) {
            int v = e.verdict();
            if (v == Integer.MIN_VALUE) {
                return e.entry.does().verdict();
            }
            if (v == e.end()) {
                return FilterVerdict.CONTINUE; // it has no target
            }
            String to = heads.get(v);
            if (v >= 0) {
                FilterVerdict.Kind kind = e.entry.goes() ? FilterVerdict.Kind.GOTO : FilterVerdict.Kind.JUMP;
                return to == null ? FilterVerdict.OTHER : new FilterVerdict(kind, to);
            }
            return switch (v) {
                case DROP -> FilterVerdict.DROP;
                case ACCEPT -> new FilterVerdict(FilterVerdict.Kind.ACCEPT, "");
                case RETURN -> new FilterVerdict(FilterVerdict.Kind.RETURN, "");
                default -> FilterVerdict.OTHER;
            };
        }
    }
}
