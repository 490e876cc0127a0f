package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.NlHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `NFT_MSG_NEWSET` of linux/netfilter/nf_tables.h, and what is in it: a set, or a map to verdicts. Or a set of ipset,
/// which belongs to no table: see [IpSet].
///
/// `table`: of ipset the type of the set, `hash:ip,port`. `index`: the number by which rules name a set of ipset; -1:
/// it
/// is one of nf_tables. `flags`: `NFT_SET_*`. `whole`: whether all its elements are known.
public record FilterSet(
        int family, String table, String name, int index, long flags, List<FilterElement> elements, boolean whole) {
    public static final int TYPE = Nft.NEWSET;

    /// One of nf_tables.
    public static final int NFT = -1;

    private static final int INTERVAL = 4;
    private static final int CONCAT = 0x80;

    /// So many elements are looked at.
    public static final int MOST = 1 << 17;

    /// One of ipset. Its elements may overlap, so they are looked through in order.
    static FilterSet ipset(
            int family, String type, String name, int index, List<FilterElement> elements, boolean whole) {
        boolean all = whole && elements.size() <= MOST;
        return new FilterSet(family, type, name, index, CONCAT, all ? elements : List.of(), all);
    }

    public FilterSet {
        elements = List.copyOf(elements);
    }

    /// The set alone: its elements are asked for with another request.
    public static FilterSet read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        String table = "";
        String name = "";
        long flags = 0;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> table = n.text(); // NFTA_SET_TABLE
                case 2 -> name = n.text(); // NFTA_SET_NAME
                case 3 -> flags = n.u32(); // NFTA_SET_FLAGS
                default -> {}
            }
        }
        return new FilterSet(m.buffer()[m.offset() + NlHeader.SIZE] & 0xff, table, name, NFT, flags, List.of(), false);
    }

    /// The same with its elements, as they were dumped; `all`: these are all. Of those of which some are missing
    /// nothing
    /// is taken: where an interval ends might be among them.
    public FilterSet with(List<FilterElement> dumped, boolean all) {
        if (!all || dumped.size() > MOST) {
            return new FilterSet(family, table, name, index, flags, List.of(), false);
        }
        List<FilterElement> some = new ArrayList<>(dumped);
        if ((flags & CONCAT) == 0) {
            // Those of a tree are borders: one where an interval begins, and one behind its end.
            some = (flags & INTERVAL) != 0 ? spans(some) : some;
            some.sort(Comparator.comparing(FilterElement::from));
        }
        return new FilterSet(family, table, name, index, flags, some, true);
    }

    /// Of a key that is known in all its bits, the element that has it; null: none. Of a set without concatenations:
    /// its elements are in order, and do not overlap.
    private FilterElement find(Octets key) {
        int low = 0;
        int high = elements.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            FilterElement e = elements.get(middle);
            if (e.from().compareTo(key) > 0) {
                high = middle - 1;
            } else if (e.any() || e.to().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                return e;
            }
        }
        return null;
    }

    /// The key as bytes, if [#find] can look for it; else null.
    private Octets known(List<Bits> bits) {
        boolean one =
                bits.size() == 1 && (flags & CONCAT) == 0 && bits.getFirst().known();
        return one ? bits.getFirst().least() : null;
    }

    private static List<FilterElement> spans(List<FilterElement> borders) {
        List<FilterElement> sorted = new ArrayList<>(borders);
        sorted.sort((a, b) -> {
            int order = a.from().compareTo(b.from());
            return order != 0 ? order : Boolean.compare(b.end(), a.end());
        });
        List<FilterElement> spans = new ArrayList<>(sorted.size());
        FilterElement open = null;
        for (FilterElement e : sorted) {
            if (e.any() || !e.from().equals(e.to())) {
                spans.add(e); // newer kernels tell both ends
                continue;
            }
            if (open != null) {
                spans.add(open.until(e.from().before()));
            }
            open = e.end() ? null : e;
        }
        if (open != null) {
            spans.add(open.until(open.from().greatest()));
        }
        return spans;
    }

    /// Whether the key of a packet is in it.
    Answer holds(List<FilterTest.Operand> key, FilterPacket p) {
        Answer so = whole ? Answer.NO : Answer.MAYBE;
        List<Bits> bits = bits(key, p);
        Octets known = known(bits);
        FilterElement found = known == null ? null : find(known);
        boolean any = !elements.isEmpty() && elements.getFirst().any();
        if (known != null) {
            return found != null || any ? Answer.YES : so;
        }
        for (FilterElement e : elements) {
            so = so.or(e.any() ? Answer.YES : e.holds(bits));
            if (so == Answer.YES) {
                return so;
            }
        }
        return so;
    }

    private static List<Bits> bits(List<FilterTest.Operand> key, FilterPacket p) {
        List<Bits> bits = new ArrayList<>(key.size());
        for (FilterTest.Operand o : key) {
            bits.add(o.of(p));
        }
        return bits;
    }

    /// What a map says of a packet: each element that may be its own, with whether it surely is. The last stands for
    /// what was not read, without a verdict.
    public List<Choice> choices(List<FilterTest.Operand> key, FilterPacket p) {
        List<Choice> some = new ArrayList<>();
        List<Bits> bits = bits(key, p);
        Octets known = known(bits);
        FilterElement found = known == null ? null : find(known);
        FilterElement any = elements.isEmpty() || !elements.getFirst().any() ? null : elements.getFirst();
        if (found != null) {
            return List.of(new Choice(Answer.YES, found.verdict()));
        }
        for (FilterElement e : known == null ? elements : List.<FilterElement>of()) {
            Answer so = e.any() ? Answer.NO : e.holds(bits);
            any = e.any() ? e : any;
            if (so == Answer.YES) {
                return List.of(new Choice(so, e.verdict()));
            }
            if (so == Answer.MAYBE) {
                some.add(new Choice(so, e.verdict()));
            }
        }
        if (any != null) {
            some.add(new Choice(whole && some.isEmpty() ? Answer.YES : Answer.MAYBE, any.verdict()));
        }
        if (!whole) {
            some.add(new Choice(Answer.MAYBE, FilterVerdict.OTHER));
        }
        return some;
    }

    /// A verdict that may be a packet's.
    public record Choice(Answer sure, FilterVerdict verdict) {}
}
