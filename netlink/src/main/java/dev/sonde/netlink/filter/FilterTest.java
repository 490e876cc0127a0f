package dev.sonde.netlink.filter;

import java.util.List;

/// One condition of a rule.
public sealed interface FilterTest {
    /// What is compared: a field, of which some bits may count only (`struct nft_bitwise`).
    record Operand(FilterSource of, int length, Octets mask, Octets xor) {
        Operand(FilterSource of, int length) {
            this(of, length, Octets.NONE, Octets.NONE);
        }

        Bits of(FilterPacket p) {
            Bits all = p.bits(of, length);
            return mask.length() == 0 ? all : all.masked(mask, xor);
        }
    }

    /// `struct nft_cmp`. `operation`: `NFT_CMP_*`.
    record Compare(Operand what, int operation, Octets with) implements FilterTest {
        static final int EQ = 0;
        static final int NEQ = 1;
        static final int LT = 2;
        static final int LTE = 3;
        static final int GT = 4;
        static final int GTE = 5;

        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            Bits bits = what.of(p);
            if (operation == EQ || operation == NEQ) {
                return bits.equal(with).not(operation == NEQ);
            }
            if (with.length() != bits.length()) {
                return Answer.MAYBE;
            }
            Answer less = bits.greatest().compareTo(with) < 0
                    ? Answer.YES
                    : bits.least().compareTo(with) >= 0 ? Answer.NO : Answer.MAYBE;
            Answer more = bits.least().compareTo(with) > 0
                    ? Answer.YES
                    : bits.greatest().compareTo(with) <= 0 ? Answer.NO : Answer.MAYBE;
            return switch (operation) {
                case LT -> less;
                case LTE -> more.not();
                case GT -> more;
                case GTE -> less.not();
                default -> Answer.MAYBE;
            };
        }
    }

    /// `struct nft_range_expr`.
    record Range(Operand what, boolean inverted, Octets from, Octets to) implements FilterTest {
        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            return what.of(p).within(from, to).not(inverted);
        }
    }

    /// Whether one of several is so: what matches of iptables ask.
    record Any(List<FilterTest> of, boolean inverted) implements FilterTest {
        public Any {
            of = List.copyOf(of);
        }

        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            Answer so = Answer.NO;
            for (FilterTest t : of) {
                so = so.or(t.ask(p, sets));
            }
            return so.not(inverted);
        }
    }

    /// `struct nft_lookup`: whether the key is in a set.
    record Lookup(List<Operand> key, boolean inverted, String set) implements FilterTest {
        public Lookup {
            key = List.copyOf(key);
        }

        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            FilterSet of = sets.set(set);
            return of == null ? Answer.MAYBE : of.holds(key, p).not(inverted);
        }
    }

    /// What is not understood: it may be so. `what`: the expression's name, or the match's.
    record Unknown(String what) implements FilterTest {
        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            return Answer.MAYBE;
        }
    }

    /// Whether a packet is in a set of ipset: `struct xt_set_info_match_v1` and later. `index`: of the set.
    /// `dimensions`: how many fields the rule names (`src,dst`). `flags`: `IPSET_DIM_ONE_SRC` and its like say
    /// which of them are the sender's.
    record Member(int index, int dimensions, int flags, boolean inverted) implements FilterTest {
        @Override
        public Answer ask(FilterPacket p, Sets sets) {
            FilterSet set = sets.ipset(index);
            return set == null
                    ? Answer.MAYBE
                    : IpSet.holds(set, dimensions, flags, p).not(inverted);
        }
    }

    /// The sets that rules of one table name. Null: one that was not read.
    @FunctionalInterface
    interface Sets {
        FilterSet set(String name);

        /// That of ipset with this number.
        default FilterSet ipset(int index) {
            return null;
        }
    }

    /// What it says of a packet, by the one link by which that comes.
    Answer ask(FilterPacket p, Sets sets);

    /// The same; where the packet may come by several links, and not all of them say no, it is not no.
    default Answer of(FilterPacket p, Sets sets) {
        Answer so = ask(p, sets);
        if (so == Answer.NO) {
            for (FilterPacket other : p.elsewhere()) {
                so = so.or(ask(other, sets) == Answer.NO ? Answer.NO : Answer.MAYBE);
            }
        }
        return so;
    }

    /// What it compares.
    default List<Operand> operands() {
        return switch (this) {
            case Compare t -> List.of(t.what);
            case Range t -> List.of(t.what);
            case Lookup t -> t.key;
            case Any t -> t.of.stream().flatMap(o -> o.operands().stream()).toList();
            case Member _, Unknown _ -> List.of();
        };
    }
}
