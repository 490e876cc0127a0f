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
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Neighbour;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.List;

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
                        + " are. If a container has a MAC of its own (--mac-address), its rows say which. IPv6"
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
                                + (n == null ? " does not answer " : " answers with a wrong MAC ")
                                + (ip.isV4() ? "ARP" : "neighbour discovery")
                                + " for "
                                + name,
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
