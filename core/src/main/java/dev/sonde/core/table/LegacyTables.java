package dev.sonde.core.table;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.LegacyTable;
import dev.sonde.netlink.filter.MalformedTable;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The tables of older iptables that a namespace has, as chains and rules like those of nf_tables.
///
/// `unread`: those that could not be read or understood, with commas between them, each with the reason if there is
/// one; empty: all were.
public record LegacyTables(List<FilterChain> chains, List<FilterRule> rules, String unread) {
    /// Those that the sensor brings. The kernel has no others.
    private static final List<String> KNOWN = List.of("raw", "mangle", "nat", "filter", "security");

    /// So many names are looked at.
    private static final int MOST = 16;

    public LegacyTables {
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
    }

    public static LegacyTables of(TableReader reader) {
        Reading all = new Reading(reader);
        all.family(Nft.IPV4, "ip_tables");
        all.family(Nft.IPV6, "ip6_tables");
        return new LegacyTables(all.chains, all.rules, String.join(", ", all.unread));
    }

    private static final class Reading {
        private final TableReader reader;
        private final List<FilterChain> chains = new ArrayList<>(0);
        private final List<FilterRule> rules = new ArrayList<>(0);
        private final Set<String> unread = new LinkedHashSet<>();

        Reading(TableReader reader) {
            this.reader = reader;
        }

        private void family(int family, String files) {
            FileEntry names = reader.procNet(files + "_names");
            if (names.errno() != 0) {
                // a kernel without them has no such file; streams of older sensors have none of IPv6
                boolean six = family == Nft.IPV6 && names.errno() == Errno.ENODATA;
                if (names.errno() != Errno.ENOENT && !six) {
                    unread.add("not read: " + Errno.text(names.errno()));
                }
                return;
            }
            for (String name : names.text().strip().split("\\s+", MOST)) {
                if (!name.isEmpty()) {
                    table(family, files, name);
                }
            }
        }

        private void table(int family, String files, String name) {
            String called = family == Nft.IPV6 ? name + " of IPv6" : name;
            if (!KNOWN.contains(name)) {
                unread.add(called);
                return;
            }
            FileEntry file = reader.procNet(files + "/" + name);
            if (file.errno() == Errno.ENODATA) {
                unread.add(called); // a stream of an older sensor
            } else if (file.errno() != 0) {
                unread.add(called + ": " + Errno.text(file.errno()));
            } else {
                try {
                    LegacyTable t = LegacyTable.read(family, name, file.content());
                    chains.addAll(t.chains());
                    rules.addAll(t.rules());
                } catch (MalformedTable e) {
                    unread.add(called + ": " + e.getMessage());
                }
            }
        }
    }
}
