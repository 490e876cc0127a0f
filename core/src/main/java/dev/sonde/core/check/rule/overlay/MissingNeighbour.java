package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Resolution;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.UntoldRows;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Neighbour;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Nobody answers ARP for a remote endpoint, or with the wrong MAC.
public record MissingNeighbour() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S103";
    }

    @Override
    public String title() {
        return "the neighbour row of a remote endpoint is missing or wrong";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The VXLAN device answers ARP (and IPv6 neighbour discovery) for endpoints on other hosts"
                        + " from rows `IP dev vxlan0 lladdr MAC PERMANENT`. The engine says which endpoints there"
                        + " are; of those that it does not tell, load balancers of other hosts, the FDB row says"
                        + " that there is one. If a container has a MAC of its own (--mac-address), its rows say which. IPv6"
                        + " addresses are compared only where somebody writes rows for them: a lab does, Docker"
                        + " does not.",
                "Without the row nobody answers: the device forwards no ARP request, and the sender never"
                        + " learns the MAC. With a wrong MAC in the row, frames go elsewhere.",
                "A row was deleted when its address was used again, or could not be added.",
                "`ip neigh show dev vxlan0` in the network's namespace; `ip neigh` in the sender says" + " FAILED.",
                "The command writes the row. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Endpoint e : s.remote) {
            // Where nothing is known of the endpoint at all it is another rule's.
            if (e.complete() && (s.forwarding.containsKey(s.macOf(e)) || s.neighbours.containsKey(e.ip()))) {
                compare(s, e, e.ip(), out);
                if (s.needsSix(e)) {
                    compare(s, e, e.ip6(), out);
                }
            }
        }
        alone(s).forEach(row -> alone(s, row, out));
    }

    /// The MACs of forwarding rows that lack their neighbour, and of which no engine tells.
    public static Set<LinkAddress> macs(Segment s) {
        Set<LinkAddress> macs = new HashSet<>();
        alone(s).forEach(row -> macs.add(row.mac()));
        return macs;
    }

    private static List<FdbEntry> alone(Segment s) {
        Map<IpAddress, Integer> untold = new HashMap<>();
        List<FdbEntry> alone = new ArrayList<>(0);
        for (FdbEntry row : s.forwarding.values()) {
            if (s.endpoint(row.mac()) == null && s.remoteEndpoint(row.mac()) == null) {
                untold.merge(row.dst(), 1, Integer::sum);
                if (UntoldRows.lacksNeighbour(s, row) != null) {
                    alone.add(row);
                }
            }
        }
        // Of several at one host all but one are of nobody: another rule's.
        alone.removeIf(row -> untold.get(row.dst()) > 1);
        return alone;
    }

    /// A forwarding row without a neighbour, of which no engine tells: a load balancer's, as a rule.
    private void alone(Segment s, FdbEntry row, Findings out) {
        IpAddress ip = UntoldRows.lacksNeighbour(s, row);
        Step.Device dev = s.device(row.link());
        String there = s.overlays.graph.host(row.dst(), s.network);
        boolean balancer = s.informed() && s.livesAt(row.dst());
        String host = there.isEmpty() ? row.dst().toString() : there;
        out.add(
                new Finding(
                        this,
                        Severity.WARNING,
                        s.here.host() + " does not answer ARP for " + ip
                                + (balancer ? ", as it seems the load balancer of " + host : ""),
                        ip.toString(),
                        s.where(),
                        new Finding.Expected(
                                ip + " dev " + dev.name() + " lladdr " + row.mac() + " PERMANENT", Finding.NATURE),
                        "no such row; the FDB row of its MAC is there, and the two are written together",
                        List.of(s.row(row)),
                        Remedy.unsafe(new Step.PutNeighbour(s.here, dev, ip, row.mac())),
                        s.inside("ip", "neigh", "show", "dev", dev.name())),
                ip);
    }

    private void compare(Segment s, Endpoint e, IpAddress ip, Findings out) {
        Resolution state = s.resolution(e, ip);
        if (state != Resolution.MISSING && state != Resolution.WRONG_MAC) {
            return;
        }
        LinkAddress mac = s.macOf(e);
        Neighbour n = s.neighbours.get(ip);
        FdbEntry row = s.forwarding.get(mac);
        List<Evidence> evidence = new ArrayList<>(2);
        if (n != null) {
            evidence.add(s.row(n));
        }
        if (row != null) {
            evidence.add(s.row(row));
        }
        String name = Segment.name(e);
        String dev = s.tunnel(e).name();
        out.add(
                new Finding(
                        this,
                        severity(),
                        s.here.host()
                                + (n == null ? " does not answer " : " answers ")
                                + (ip.isV4() ? "ARP" : "neighbour discovery")
                                + " for "
                                + name
                                + (n == null ? "" : " with a wrong MAC"),
                        name,
                        s.where(),
                        s.expected(ip + " dev " + dev + " lladdr " + mac + " PERMANENT"),
                        n == null ? "no such row" : "lladdr " + n.mac(),
                        evidence,
                        Remedy.safe(new Step.PutNeighbour(s.here, Step.Device.of(s.tunnel(e)), ip, mac)),
                        s.inside("ip", "neigh", "show", "dev", dev)),
                e);
    }
}
