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
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.List;

/// The tunnel of a network has another number than the engine gave to it.
public record WrongVni() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S112";
    }

    @Override
    public String title() {
        return "the VNI of the VXLAN device differs from the network's";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The VNI of each VXLAN device in the network's namespace must be one of those that the"
                        + " engine assigned to the network (`com.docker.network.driver.overlay.vxlanid_list`).",
                "Hosts tell networks apart by the VNI alone: frames are dropped on arrival, or reach"
                        + " another network.",
                "The network was removed and recreated while this host was cut off.",
                "`ip -d link show type vxlan` in the network's namespace, against `docker network" + " inspect`.",
                "A VNI cannot be changed: the command recreates the device, with the rows of all remote"
                        + " endpoints that the engine reports. If the engine's devices differ in more than the VNI,"
                        + " or it reports no endpoints, let the engine do it: it recreates the device when the last"
                        + " task of the network has left this host and one comes back (docker node update"
                        + " --availability drain, then active).");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Link.Vxlan l : s.tunnels.values()) {
            if (s.network == null || s.network.vnis().isEmpty() || l.vni() == Link.UNKNOWN) {
                continue;
            }
            if (!s.network.vnis().contains((int) l.vni())) {
                out.add(
                        new Finding(
                                this,
                                severity(),
                                s.here.host() + " is cut off from " + s.network.name() + " on all other hosts",
                                s.network.name(),
                                s.where(),
                                s.expected("VNI " + s.network.vnis().toString().replaceAll("[\\[\\]]", "")),
                                "VNI " + l.vni(),
                                List.of(new Evidence(
                                        s.here.path(), "ip -d link show dev " + l.name(), "vxlan id " + l.vni())),
                                remedy(s, l),
                                s.inside("ip", "-d", "link", "show", "type", "vxlan")),
                        s.in);
            }
        }
    }

    /// The device made anew. Several subnets have several VNIs, in no order that is told: this one's is the one
    /// that no other device of the network has, if only one is left.
    private static Remedy remedy(Segment s, Link.Vxlan l) {
        List<Integer> free = new ArrayList<>(s.network.vnis());
        for (Link.Vxlan other : s.tunnels.values()) {
            free.remove(Integer.valueOf((int) other.vni()));
        }
        Link bridge = s.bridges.size() == 1 ? s.bridge : s.in.link(l.master());
        if (free.size() != 1 || s.host == null || bridge == null || l.udpPort() == 0) {
            return new Remedy.Manual("move the network's tasks off this host and back: docker node update"
                    + " --availability drain, then active");
        }
        Step.Device dev = Step.Device.of(l);
        int vni = free.getFirst();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.DeleteLink(s.here, dev));
        steps.add(new Step.AddVxlan(s.host.namespace(), dev, s.here, vni, l.udpPort(), l.mtu()));
        steps.add(new Step.LinkMaster(s.here, dev, Step.Device.of(bridge)));
        steps.add(new Step.LinkUp(s.here, dev));
        for (Endpoint p : s.remote) {
            if (p.complete() && s.tunnel(p).index() == l.index()) {
                LinkAddress mac = s.macOf(p);
                steps.add(new Step.PutNeighbour(s.here, dev, p.ip(), mac));
                steps.add(new Step.PutForwarding(s.here, dev, mac, p.vtep()));
            }
        }
        return new Remedy.Command(List.copyOf(steps), false);
    }
}
