package dev.sonde.core.graph;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.List;

/// The MACs of endpoints whose engine keeps only their addresses, as Podman does: those of the links that have them.
public final class Macs {
    /// The network, its endpoints with the MACs that their links have. Nothing is read where none is missing.
    public static Network of(Source source, Snapshot snapshot, Network network) {
        if (network.endpoints().stream().noneMatch(Macs::missing)) {
            return network;
        }
        source.ensure(ScanBit.LINKS | ScanBit.ADDRESSES);
        List<Endpoint> whole = new ArrayList<>(network.endpoints().size());
        for (Endpoint e : network.endpoints()) {
            String mac = missing(e) ? mac(source, snapshot, e) : e.mac();
            whole.add(new Endpoint(e.id(), e.workload(), mac, e.ipv4(), e.ipv6(), e.host(), e.vtep()));
        }
        return network.with(whole);
    }

    private static boolean missing(Endpoint e) {
        return e.mac().isEmpty() && !e.ipv4().isEmpty() && e.workload() != null;
    }

    private static String mac(Source source, Snapshot snapshot, Endpoint e) {
        for (Namespace n : snapshot.namespaces()) {
            boolean its = n.workload() != null
                    && n.readable()
                    && n.workload().container().equals(e.workload().container());
            NamespaceTables in = its ? new NamespaceTables(source, n) : null;
            for (LinkMessage l : its ? in.links() : List.<LinkMessage>of()) {
                for (String address : in.addresses(l.index())) {
                    if (address.equals(e.ipv4()) || address.startsWith(e.ipv4().concat("/"))) {
                        return DisplayNames.mac(l);
                    }
                }
            }
        }
        return "";
    }

    private Macs() {}
}
