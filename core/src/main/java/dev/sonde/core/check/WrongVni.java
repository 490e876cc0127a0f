package dev.sonde.core.check;

import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.List;

/// The tunnel of a network has another number than the engine gave to it.
record WrongVni() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S112";
    }

    @Override
    public String title() {
        return "the VXLAN device has another VNI than the network";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public Page page() {
        return new Page(
                "The VNI of each VXLAN device in the network's namespace has to be one of those that the engine gave to"
                        + " the network (`com.docker.network.driver.overlay.vxlanid_list`).",
                "The hosts tell networks apart by it alone: frames are thrown away on arrival, or reach another"
                        + " network.",
                "A network that was removed and made anew while this host was cut off.",
                "`ip -d link show type vxlan` inside the network's namespace, against `docker network inspect`.",
                "A VNI cannot be changed: the engine has to make the device anew, which it does when the last task of"
                        + " the network leaves this host and one comes back.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (LinkMessage l : s.tunnels.values()) {
            VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
            if (s.network == null || s.network.vnis().isEmpty() || vni == null) {
                continue;
            }
            if (!s.network.vnis().contains((int) vni.vni())) {
                out.add(
                        new Finding(
                                this,
                                severity(),
                                s.here.host() + " is cut off from " + s.network.name() + " on all other hosts",
                                s.network.name(),
                                s.where(),
                                s.expected("VNI " + s.network.vnis().toString().replaceAll("[\\[\\]]", "")),
                                "VNI " + vni.vni(),
                                List.of(new Evidence(
                                        s.here.path(), "ip -d link show dev " + Rows.name(l), "vxlan id " + vni.vni())),
                                new Remedy.Manual("move the network's tasks off this host and back: docker node update"
                                        + " --availability drain, then active"),
                                s.inside("ip", "-d", "link", "show", "type", "vxlan")),
                        s.in);
            }
        }
    }
}
