package dev.sonde.core.check;

import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.ArrayList;
import java.util.List;

/// A second VXLAN device on a host has the VNI of a network.
record VniClash() implements Rule.OfHost {
    @Override
    public String code() {
        return "S309";
    }

    @Override
    public String title() {
        return "two VXLAN devices of one host have the same VNI";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public Page page() {
        return new Page(
                "The VNIs of all VXLAN devices of one host, those of networks' namespaces and those in the host's own,"
                        + " against each other.",
                "The network works while its own device lives. When the engine makes it anew the kernel may refuse:"
                        + " `error creating vxlan interface: file exists`, and tasks do not start.",
                "A device that was left when a network was removed, or another program's (flannel, OVN) that uses the"
                        + " same number.",
                "`ip -d link show type vxlan` on the host and in the network's namespace.",
                "The command removes the second device. Look first whose it is.");
    }

    @Override
    public void check(Inventory all, Findings out) {
        for (Segment s : all.segments) {
            if (s.vxlan == null || s.host == null) {
                continue;
            }
            for (Interior in : all.ofHost(s.host)) {
                for (LinkMessage l : in.links()) {
                    VxlanAttr.Vni vni = l.kind().equals("vxlan") ? l.data(VxlanAttr.Vni.class) : null;
                    if (vni != null && in != s.in && s.vnis().contains(vni.vni()) && !(twice(all, in, s))) {
                        report(s, in, l, vni.vni(), out);
                    }
                }
            }
        }
    }

    /// Of two networks that clash only one is told.
    private static boolean twice(Inventory all, Interior in, Segment s) {
        for (Segment o : all.segments) {
            if (o == s) {
                return false;
            }
            if (o.in == in) {
                return true;
            }
        }
        return false;
    }

    private void report(Segment s, Interior in, LinkMessage l, long vni, Findings out) {
        String network = s.where().network();
        String dev = Rows.name(l);
        List<Evidence> evidence = new ArrayList<>();
        for (LinkMessage own : s.tunnels.values()) {
            evidence.add(new Evidence(
                    s.here.path(), "ip -d link show dev " + Rows.name(own), "vxlan id " + Segment.vni(own)));
        }
        evidence.add(new Evidence(in.namespace.path(), "ip -d link show dev " + dev, "vxlan id " + vni));
        out.add(
                new Finding(
                        this,
                        severity(),
                        s.here.host() + " has a second VXLAN device with the VNI of " + network + ": " + dev,
                        network,
                        new Finding.Where(network, vni, s.here.host(), in.namespace.path()),
                        new Finding.Expected("VNI " + vni + " once on a host", Finding.NATURE),
                        dev + " has it too",
                        evidence,
                        Remedy.unsafe(new Step.DeleteLink(in.namespace, Step.Device.of(l))),
                        Segment.inside(in.namespace, "ip", "-d", "link", "show", "type", "vxlan")),
                l);
    }
}
