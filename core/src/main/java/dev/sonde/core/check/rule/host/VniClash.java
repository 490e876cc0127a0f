package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A second VXLAN device on a host has the VNI of a network.
public record VniClash() implements Rule.OfHost {
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
    public RuleDoc page() {
        return new RuleDoc(
                "The VNIs of all VXLAN devices of one host, in the networks' namespaces and in the host's"
                        + " own, are compared with each other.",
                "The network works while its own device exists. When the engine recreates it, the kernel"
                        + " may refuse: `error creating vxlan interface: file exists`, and tasks do not start.",
                "A device was left when a network was removed, or another program (flannel, OVN) uses the"
                        + " same VNI.",
                "`ip -d link show type vxlan` on the host and in the network's namespace.",
                "The command removes the second device. First look who made it.");
    }

    /// A VXLAN device, and where it lies. `of`: the network's; null: it is in the host's own namespace.
    private record Tunnel(Segment of, NamespaceTables in, Link link, long vni) {}

    @Override
    public void check(Overlays all, Findings out) {
        Map<NamespaceTables, Map<Long, List<Tunnel>>> hosts = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            for (Link.Vxlan l : s.host == null ? List.<Link.Vxlan>of() : s.tunnels.values()) {
                add(hosts, s.host, new Tunnel(s, s.in, l, l.vni()));
            }
        }
        for (NamespaceTables host : hosts.keySet()) {
            for (Link l : host.links()) {
                if (l instanceof Link.Vxlan v) {
                    add(hosts, host, new Tunnel(null, host, l, v.vni()));
                }
            }
        }
        for (Map<Long, List<Tunnel>> host : hosts.values()) {
            for (List<Tunnel> same : host.values()) {
                Tunnel first = same.getFirst();
                for (Tunnel second : same.subList(1, same.size())) {
                    if (first.of != null && first.vni >= 0) {
                        report(first.of, second.in, second.link, second.vni, out);
                    }
                }
            }
        }
    }

    /// Networks' own are added first, so that the second one is the host's.
    private static void add(Map<NamespaceTables, Map<Long, List<Tunnel>>> hosts, NamespaceTables host, Tunnel t) {
        hosts.computeIfAbsent(host, k -> new LinkedHashMap<>())
                .computeIfAbsent(t.vni, k -> new ArrayList<>(1))
                .add(t);
    }

    private void report(Segment s, NamespaceTables in, Link l, long vni, Findings out) {
        String network = s.where().network();
        String dev = l.name();
        List<Evidence> evidence = new ArrayList<>();
        for (Link.Vxlan own : s.tunnels.values()) {
            evidence.add(new Evidence(s.here.path(), "ip -d link show dev " + own.name(), "vxlan id " + own.vni()));
        }
        evidence.add(new Evidence(in.namespace().path(), "ip -d link show dev " + dev, "vxlan id " + vni));
        out.add(
                new Finding(
                        this,
                        severity(),
                        s.here.host() + " has a second VXLAN device with the VNI of " + network + ": " + dev,
                        network,
                        new Finding.Where(
                                network, vni, s.here.host(), in.namespace().path()),
                        new Finding.Expected("VNI " + vni + " once on a host", Finding.NATURE),
                        dev + " has it too",
                        evidence,
                        Remedy.unsafe(new Step.DeleteLink(in.namespace(), Step.Device.of(l))),
                        Segment.inside(in.namespace(), "ip", "-d", "link", "show", "type", "vxlan")),
                new LinkRef(in, l));
    }
}
