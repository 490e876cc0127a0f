package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Link;
import dev.sonde.netlink.link.PortState;
import java.util.List;

/// A port of a network's bridge passes nothing on.
public record PortBlocked() implements Rule.OfSegment {

    /// `BR_STATE_*` of linux/if_bridge.h.
    private static final List<String> STATES = List.of("disabled", "listening", "learning", "forwarding", "blocking");

    @Override
    public String code() {
        return "S301";
    }

    @Override
    public String title() {
        return "a port of the network's bridge does not forward";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each port of a bridge in an overlay network's namespace that is running must be"
                        + " forwarding. This needs no engine: these bridges have no loops, and STP is off.",
                "The bridge drops frames that come in by the port, and sends none out by it.",
                "STP was switched on, or the state was set by hand.",
                "`bridge link` in the network's namespace: `state listening`, `state blocking`.",
                "The command sets the port to forwarding. If STP is on, the kernel decides again: see `ip"
                        + " -d link show type bridge`.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Link l : s.in.links()) {
            int state = l.bridgePortState();
            if (state == Link.UNKNOWN || state == PortState.FORWARDING || !l.up() || !l.running() || !bridgeUp(s, l)) {
                continue;
            }
            SegmentPort port = s.port(l);
            String victim = port == null ? s.where().network() : s.name(port);
            String word = state >= 0 && state < STATES.size() ? STATES.get(state) : "state " + state;
            out.add(
                    new Finding(
                            this,
                            severity(),
                            port == null
                                    ? s.here.host() + " passes nothing to the tunnel of " + victim
                                    : victim + " is cut off: its port does not forward",
                            victim,
                            s.where(),
                            new Finding.Expected(l.name() + " state forwarding", Finding.NATURE),
                            "state " + word,
                            List.of(new Evidence(s.here.path(), "bridge link show dev " + l.name(), "state " + word)),
                            Remedy.safe(new Step.PortState(s.here, Step.Device.of(l), PortState.FORWARDING)),
                            s.inside("bridge", "link", "show", "dev", l.name())),
                    port == null || port.inside() == null ? s.ref(l) : port.inside());
        }
    }

    /// The ports of a bridge that is down are disabled.
    private static boolean bridgeUp(Segment s, Link port) {
        Link bridge = s.in.link(port.master());
        return bridge == null || bridge.up();
    }
}
