package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.util.ArrayList;
import java.util.List;

/// An element of a set: keys from `from` to `to`. Of several fields each begins at a multiple of four bytes.
///
/// `end`: it is none, but says where the one before it ends. `verdict`: what a map says of it. `more`: whether it has
/// expressions of its own, such as a limit, so that it is for some packets only.
public record FilterElement(Octets from, Octets to, boolean end, FilterVerdict verdict, boolean more) {
    /// `NFT_MSG_NEWSETELEM`
    public static final int TYPE = Nft.NEWSETELEM;

    private static final int INTERVAL_END = 1;
    private static final int CATCHALL = 2;

    /// The elements that one message holds.
    public static List<FilterElement> read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        List<FilterElement> all = new ArrayList<>();
        while (n.next()) {
            if (n.number() == 3) { // NFTA_SET_ELEM_LIST_ELEMENTS
                for (Nest e = n.inside(); e.next(); ) {
                    all.add(element(e.inside()));
                }
            }
        }
        return all;
    }

    private static FilterElement element(Nest n) throws MalformedMessage {
        Octets from = Octets.NONE;
        Octets to = null;
        FilterVerdict verdict = FilterVerdict.OTHER;
        long flags = 0;
        boolean more = false;
        while (n.next()) {
            switch (n.number()) {
                case 1 -> from = n.inside().data(); // NFTA_SET_ELEM_KEY
                case 10 -> to = n.inside().data(); // NFTA_SET_ELEM_KEY_END
                case 3 -> flags = n.u32(); // NFTA_SET_ELEM_FLAGS
                case 7 -> more |= asks(n.inside()); // NFTA_SET_ELEM_EXPR
                case 11 -> { // NFTA_SET_ELEM_EXPRESSIONS: a list of NFTA_LIST_ELEM
                    for (Nest e = n.inside(); e.next(); ) {
                        more |= asks(e.inside());
                    }
                }
                case 2 -> { // NFTA_SET_ELEM_DATA
                    for (Nest d = n.inside(); d.next(); ) {
                        verdict = d.number() == 2 ? FilterVerdict.read(d.inside()) : verdict; // NFTA_DATA_VERDICT
                    }
                }
                default -> {}
            }
        }
        boolean all = (flags & CATCHALL) != 0;
        Octets key = all ? Octets.NONE : from;
        return new FilterElement(key, all || to == null ? key : to, (flags & INTERVAL_END) != 0, verdict, more);
    }

    /// Whether an expression asks for something: a counter does not.
    private static boolean asks(Nest n) throws MalformedMessage {
        String name = "";
        while (n.next()) {
            name = n.number() == 1 ? n.text() : name; // NFTA_EXPR_NAME
        }
        return !name.equals("counter");
    }

    /// Whether it stands for all keys that no other has.
    boolean any() {
        return from.length() == 0;
    }

    FilterElement until(Octets last) {
        return new FilterElement(from, last, false, verdict, more);
    }

    /// Whether a key of these fields is in it.
    Answer holds(List<Bits> fields) {
        Answer so = more ? Answer.MAYBE : Answer.YES;
        int at = 0;
        for (Bits b : fields) {
            Octets first = from.part(at, b.length());
            Octets last = to.part(at, b.length());
            so = so.and(b.within(first, last));
            if (so == Answer.NO) {
                return so;
            }
            at += b.length() + 3 & ~3;
        }
        return so;
    }
}
