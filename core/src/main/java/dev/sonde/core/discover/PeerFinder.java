package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Link;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.protocol.HandleType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Namespaces to which only links lead. One that is seen from several namespaces is found several times: by its
/// links, whose hardware addresses are random, it is known to be the same.
final class PeerFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        Map<String, DiscoveredNetns> byLinks = new HashMap<>();
        for (HandleEntry h : source.ways()) {
            if (h.type() != HandleType.PEER || h.number() == 0) {
                continue;
            }
            DiscoveredNetns f = finds.find(h.number());
            if (f == null) {
                continue; // a stream that tells of no such namespace
            }
            f.handle(new Handle.VethPeer(h.ino(), (int) h.detail()));
            String links = links(new TableReader(source, h.number()).links());
            DiscoveredNetns first = links.isEmpty() ? null : byLinks.putIfAbsent(links, f);
            if (first != null) {
                finds.same(first, f);
            }
        }
    }

    /// What identifies the namespace: each link with a hardware address; empty where there is none.
    private static String links(List<Link> links) {
        StringBuilder b = new StringBuilder();
        for (Link link : links) {
            LinkAddress address = link.mac();
            if (address != null) {
                b.append(link.index()).append(' ').append(link.name()).append(' ');
                b.append(address).append('\n');
            }
        }
        return b.toString();
    }
}
