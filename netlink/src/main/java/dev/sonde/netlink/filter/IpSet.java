package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.filter.FilterTest.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sets of ipset, which rules of iptables name by number: the answers to IPSET_CMD_LIST of
/// linux/netfilter/ipset/ip_set.h. What is understood are types of addresses, networks, protocols with ports, and
/// ports:
/// `hash:ip`, `hash:net`, `hash:ip,port`, `bitmap:port` and their like. Of others, and of elements that say no
/// (`nomatch`), nothing is taken: whether a packet is in them is not known.
public final class IpSet {
    public static final int TYPE = Nft.IPSET_LIST;

    /// A part of a set: a message holds what has room. What a set is stands in the first alone. `plain`: it compares
    /// addresses as they are.
    public record Part(int index, String name, String type, int family, List<Entry> elements, boolean plain) {}

    private static final int NONE = -1;
    private static final int NOMATCH = 4; // IPSET_FLAG_NOMATCH

    /// One message of the dump.
    public static Part read(NetlinkMessage m) throws MalformedMessage {
        int body = m.body(Nft.GENMSG);
        Nest n = new Nest(m.buffer(), body + Nft.GENMSG, m.offset() + m.length(), m.type());
        int index = NONE;
        String name = "";
        String type = "";
        int family = 0;
        boolean plain = true;
        Nest elements = null;
        while (n.next()) {
            switch (n.number()) {
                case 2 -> name = n.text(); // IPSET_ATTR_SETNAME
                case 3 -> type = n.text(); // IPSET_ATTR_TYPENAME
                case 5 -> family = n.info().u8(0); // IPSET_ATTR_FAMILY
                case 7 -> plain = plain(n.inside()); // IPSET_ATTR_DATA: how it was made
                case 8 -> elements = n.inside(); // IPSET_ATTR_ADT
                case 11 -> index = u16be(n); // IPSET_ATTR_INDEX
                default -> {}
            }
        }
        List<Entry> all = new ArrayList<>();
        while (elements != null && elements.next()) {
            all.add(Entry.read(elements.inside()));
        }
        return new Part(index, name, type, family, all, plain);
    }

    /// Whether its addresses are compared as they are: neither IPSET_ATTR_NETMASK nor a mask of bits.
    private static boolean plain(Nest n) throws MalformedMessage {
        boolean plain = true;
        while (n.next()) {
            plain &= n.number() != 20 && n.number() != 27; // IPSET_ATTR_NETMASK, IPSET_ATTR_BITMASK
        }
        return plain;
    }

    /// What a set of this type compares: `ip`, `net`, `port`; empty: it is not understood.
    private static String[] fields(String type) {
        int colon = type.indexOf(':');
        String[] fields = type.substring(colon + 1).split(",", -1);
        boolean known = type.startsWith("hash:") || type.startsWith("bitmap:");
        for (String f : fields) {
            known &= f.equals("ip") || f.equals("net") || f.equals("port");
        }
        return known && fields.length <= 3 ? fields : new String[0];
    }

    /// An element as it is told.
    ///
    /// `ip`, `second`: its addresses. `port`, `protocol`: -1: none. `plain`: it says yes, in words that are known.
    public record Entry(Address ip, Address second, int port, int protocol, boolean plain) {
        static Entry read(Nest n) throws MalformedMessage {
            Octets[] first = new Octets[2];
            Octets[] last = new Octets[2];
            int[] length = {NONE, NONE};
            int port = NONE;
            int protocol = NONE;
            boolean plain = true;
            while (n.next()) {
                switch (n.number()) {
                    case 1 -> first[0] = address(n.inside()); // IPSET_ATTR_IP
                    case 2 -> last[0] = address(n.inside()); // IPSET_ATTR_IP_TO
                    case 3 -> length[0] = n.info().u8(0); // IPSET_ATTR_CIDR
                    case 4 -> port = u16be(n); // IPSET_ATTR_PORT
                    case 5 -> plain = false; // IPSET_ATTR_PORT_TO
                    case 7 -> protocol = n.info().u8(0); // IPSET_ATTR_PROTO
                    case 8 -> plain &= (n.u32() & NOMATCH) == 0; // IPSET_ATTR_CADT_FLAGS
                    case 20 -> first[1] = address(n.inside()); // IPSET_ATTR_IP2
                    case 21 -> length[1] = n.info().u8(0); // IPSET_ATTR_CIDR2
                    case 22 -> last[1] = address(n.inside()); // IPSET_ATTR_IP2_TO
                    default -> {}
                }
            }
            Address ip = new Address(first[0], last[0], length[0]);
            return new Entry(ip, new Address(first[1], last[1], length[1]), port, protocol, plain);
        }

        /// As an element of nf_tables has it: a port behind an address has its protocol before it. Null: it has not
        /// these fields.
        FilterElement of(String[] fields) {
            byte[] from = new byte[0];
            byte[] to = from;
            boolean whole = plain;
            Address next = ip;
            for (String field : fields) {
                if (field.equals("port")) {
                    byte[] number = {(byte) (port >> 8), (byte) port};
                    whole &= port >= 0 && (protocol >= 0 || fields.length == 1);
                    byte[] both = fields.length == 1 ? number : joined(new byte[] {(byte) protocol}, number);
                    from = joined(from, both);
                    to = joined(to, both);
                } else {
                    if (next == null || next.ip == null) {
                        return null;
                    }
                    from = joined(from, next.from());
                    to = joined(to, next.to());
                    next = next == ip ? second : null;
                }
            }
            return whole ? new FilterElement(Octets.of(from), Octets.of(to), false, FilterVerdict.OTHER, false) : null;
        }
    }

    /// `ip`: null: there is none. `end`: where a range ends, or null. `cidr`: how many bits count, -1: all.
    public record Address(Octets ip, Octets end, int cidr) {
        byte[] from() {
            return cidr < 0 ? ip.toArray() : filled(ip.toArray(), cidr, 0);
        }

        byte[] to() {
            return end != null ? end.toArray() : cidr < 0 ? ip.toArray() : filled(ip.toArray(), cidr, 0xff);
        }
    }

    /// Both, the second at a multiple of four bytes.
    private static byte[] joined(byte[] before, byte[] then) {
        int at = before.length + 3 & ~3;
        byte[] all = Arrays.copyOf(before, at + then.length);
        System.arraycopy(then, 0, all, at, then.length);
        return all;
    }

    /// With these bits behind its first `length`.
    private static byte[] filled(byte[] address, int length, int with) {
        byte[] b = address.clone();
        for (int i = 0; i < b.length; i++) {
            int keep = Math.clamp(length - 8L * i, 0, 8);
            int mask = 0xff << 8 - keep & 0xff;
            b[i] = (byte) (b[i] & mask | with & ~mask);
        }
        return b;
    }

    /// IPSET_ATTR_IPADDR_IPV4 or IPSET_ATTR_IPADDR_IPV6; null: neither.
    private static Octets address(Nest n) throws MalformedMessage {
        while (n.next()) {
            if (n.number() == 1 && n.length() == 4 || n.number() == 2 && n.length() == 16) {
                return n.octets();
            }
        }
        return null;
    }

    /// In network order; -1: it is none.
    private static int u16be(Nest n) {
        XtInfo b = n.info();
        return b.length() < 2 ? NONE : b.u8(0) << 8 | b.u8(1);
    }

    /// The sets of a dump. `whole`: whether it is.
    public static List<FilterSet> sets(List<Part> parts, boolean whole) {
        Map<String, List<Part>> byName = new LinkedHashMap<>();
        for (Part p : parts) {
            byName.computeIfAbsent(p.name, k -> new ArrayList<>(1)).add(p);
        }
        List<FilterSet> sets = new ArrayList<>(byName.size());
        for (List<Part> of : byName.values()) {
            Part first = of.getFirst();
            String[] fields = fields(first.type);
            boolean all = whole && fields.length > 0;
            List<FilterElement> elements = new ArrayList<>();
            for (Part p : of) {
                all &= p.plain;
                for (Entry entry : all ? p.elements : List.<Entry>of()) {
                    FilterElement e = entry.of(fields);
                    all &= e != null;
                    elements.add(e);
                }
            }
            if (first.index >= 0) {
                List<FilterElement> known = all ? elements : List.of();
                sets.add(FilterSet.ipset(first.family, first.type, first.name, first.index, known, all));
            }
        }
        return sets;
    }

    /// Whether a packet is in it, as a rule asks that names so many `dimensions`.
    static Answer holds(FilterSet set, int dimensions, int flags, FilterPacket p) {
        String[] fields = fields(set.table());
        boolean family = set.family() == 0 || set.family() == p.family();
        if (fields.length == 0) {
            return Answer.MAYBE;
        }
        if (!family || dimensions < fields.length) {
            return Answer.NO; // ip_set_test takes it for none of its
        }
        boolean six = p.family() == Nft.IPV6;
        List<Operand> key = new ArrayList<>(fields.length + 1);
        for (int i = 0; i < fields.length; i++) {
            boolean source = (flags & 2 << i) != 0; // IPSET_DIM_ONE_SRC
            if (fields[i].equals("port")) {
                if (fields.length > 1) {
                    key.add(XtMatch.PROTOCOL);
                }
                key.add(new Operand(new FilterSource.Payload(FilterSource.Payload.TRANSPORT, source ? 0 : 2, 2), 2));
            } else {
                int length = six ? 16 : 4;
                int at = (six ? 8 : 12) + (source ? 0 : length);
                key.add(new Operand(new FilterSource.Payload(FilterSource.Payload.NETWORK, at, length), length));
            }
        }
        return set.holds(key, p);
    }

    private IpSet() {}
}
