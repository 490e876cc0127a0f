package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Link;
import java.util.List;

/// The bridge of a network gives a VLAN to its ports.
public record DefaultPvid() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S306";
    }

    @Override
    public String title() {
        return "the network's bridge has a default VLAN";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "`vlan_default_pvid` of the bridge in a network's namespace must be 0, as Docker sets it.",
                "Each MAC of a port gets a second row, `vlan 1`, which stays when the first is deleted.",
                "The engine could not write the bridge's sysfs file, because another /sys was mounted.",
                "`ip -d link show type bridge` in the network's namespace.",
                "The command sets it to 0. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Link.Bridge bridge : s.bridges) {
            if (bridge.vlanDefaultPvid() == 0 || s.vxlan == null) {
                continue;
            }
            String name = bridge.name();
            String found = "vlan_default_pvid " + bridge.vlanDefaultPvid();
            out.add(new Finding(
                    this,
                    severity(),
                    "the bridge of " + s.where().network() + " on " + s.here.host() + " keeps each MAC twice",
                    s.where().network(),
                    s.where(),
                    new Finding.Expected("vlan_default_pvid 0", Finding.NATURE),
                    found,
                    List.of(new Evidence(s.here.path(), "ip -d link show dev " + name, found)),
                    Remedy.safe(new Step.DefaultPvid(s.here, Step.Device.of(bridge), 0)),
                    s.inside("ip", "-d", "link", "show", "dev", name)));
        }
    }
}
