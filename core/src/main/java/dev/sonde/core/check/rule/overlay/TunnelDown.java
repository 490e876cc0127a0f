package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.UntoldRows;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The tunnel or the bridge of a network is down, or the tunnel is no port of the bridge.
public record TunnelDown() implements Rule.OfSegment {
    /// Neighbours in one command; what is still missing then has findings of its own.
    private static final int MOST = 16;

    @Override
    public String code() {
        return "S311";
    }

    @Override
    public String title() {
        return "the tunnel or the bridge of a network is down";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "VXLAN devices and bridges in a network's namespace must be up, and each VXLAN device"
                        + " must be a port of a bridge.",
                "If the tunnel is down or not in the bridge, the endpoints of this host are cut off from"
                        + " all others; if the bridge is down, from each other too. A tunnel that goes down loses"
                        + " its neighbour rows.",
                "Somebody set it down or removed it from the bridge.",
                "`ip link` and `bridge link` in the network's namespace.",
                "The command sets it up, attaches it to the bridge, and writes the neighbour rows again."
                        + " Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Link.Vxlan l : s.tunnels.values()) {
            List<Step> steps = new ArrayList<>(2);
            if (!l.up()) {
                steps.add(new Step.LinkUp(s.here, Step.Device.of(l)));
                neighbours(s, l, steps);
            }
            if (l.master() == 0 && s.bridges.size() == 1) {
                steps.add(new Step.LinkMaster(s.here, Step.Device.of(l), Step.Device.of(s.bridge)));
            }
            if (!steps.isEmpty()) {
                report(s, l, "cut off from all other hosts", steps, out);
            }
        }
        for (Link.Bridge l : s.bridges) {
            if (!l.up() && s.vxlan != null) {
                report(s, l, "cut off from each other", List.of(new Step.LinkUp(s.here, Step.Device.of(l))), out);
            }
        }
    }

    /// The kernel took the neighbours away when the device went down.
    private static void neighbours(Segment s, Link.Vxlan tunnel, List<Step> steps) {
        for (Endpoint p : s.remote) {
            boolean its = p.complete() && s.tunnel(p).index() == tunnel.index();
            if (its && !s.neighbours.containsKey(p.ip()) && steps.size() <= MOST) {
                steps.add(new Step.PutNeighbour(s.here, Step.Device.of(tunnel), p.ip(), s.macOf(p)));
            }
            if (its && s.needsSix(p) && !s.neighbours.containsKey(p.ip6()) && steps.size() <= MOST) {
                steps.add(new Step.PutNeighbour(s.here, Step.Device.of(tunnel), p.ip6(), s.macOf(p)));
            }
        }
        // Of a load balancer elsewhere no engine tells: its FDB row has stayed.
        for (FdbEntry row : s.forwarding.values()) {
            IpAddress ip = row.link() == tunnel.index() ? UntoldRows.address(s, row) : null;
            if (ip != null && steps.size() <= MOST) {
                steps.add(new Step.PutNeighbour(s.here, Step.Device.of(tunnel), ip, row.mac()));
            }
        }
    }

    private void report(Segment s, Link l, String effect, List<Step> steps, Findings out) {
        String network = s.where().network();
        String name = l.name();
        out.add(
                new Finding(
                        this,
                        severity(),
                        "the endpoints of " + network + " on " + s.here.host() + " are " + effect,
                        network,
                        s.where(),
                        new Finding.Expected(
                                name + " up" + (l instanceof Link.Vxlan ? " and in the bridge" : ""), Finding.NATURE),
                        l.up() ? name + " without a master" : name + " down",
                        List.of(IprouteText.flags(s.in, l)),
                        new Remedy.Command(steps, true),
                        s.inside("ip", "link", "show")),
                s.ref(l));
    }
}
