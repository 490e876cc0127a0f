package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NamespaceTables;
import java.util.List;
import java.util.regex.Pattern;

/// A device that Docker made for a network was left in the host's namespace.
public record LeakedVxlan() implements Rule.OfHost {
    /// `vx-%06x-` (the VXLAN device) or `ov-%06x-` (the bridge) and five characters of the network's id.
    private static final Pattern DOCKERS = Pattern.compile("(vx|ov)-[0-9a-f]{6}-[0-9a-z]{5}");

    @Override
    public String code() {
        return "S310";
    }

    @Override
    public String title() {
        return "a device of an overlay network was left on the host";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Docker makes the VXLAN device and the bridge of a network in the host's namespace, under"
                        + " names such as `vx-001001-ht4py`, and moves them into the network's namespace. None may"
                        + " stay behind.",
                "None now. When a network gets this VNI again, the kernel refuses a second device: `error"
                        + " creating vxlan interface: file exists`.",
                "The daemon ended between the two steps, or a namespace ended and gave its devices back.",
                "`ip -d link show type vxlan` on the host.",
                "The command removes the device. First make sure that no daemon is making a network this" + " second.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (NamespaceTables host : all.hosts()) {
            for (Link l : host.links()) {
                LinkRef ref = new LinkRef(host, l);
                if (out.explained(ref) || !DOCKERS.matcher(l.name()).matches()) {
                    continue;
                }
                long vni = l instanceof Link.Vxlan v ? v.vni() : Link.UNKNOWN;
                out.add(
                        new Finding(
                                this,
                                severity(),
                                l.name() + " was left on " + host.namespace().host(),
                                l.name(),
                                new Finding.Where(
                                        "",
                                        vni,
                                        host.namespace().host(),
                                        host.namespace().path()),
                                new Finding.Expected("no such device in the host's namespace", Finding.NATURE),
                                vni == Link.UNKNOWN ? "a " + l.kind() : "a VXLAN device of VNI " + vni,
                                List.of(IprouteText.flags(host, l)),
                                Remedy.unsafe(new Step.DeleteLink(host.namespace(), Step.Device.of(l))),
                                Segment.inside(host.namespace(), "ip", "-d", "link", "show", "dev", l.name())),
                        ref);
            }
        }
    }
}
