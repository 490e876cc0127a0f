package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides what a [LabSpec] of kind flannel leaves open, as Kubernetes and flannel decide it: each node has a /24 of
/// the range of all pods, its VXLAN device that range's first address, its bridge the next, and its pods those behind.
final class ClusterLayout {
    /// flannel's `Backend.VNI` and `Backend.Port`, where they are not given.
    private static final int VNI = 1;

    private static final int PORT = 8472;
    private static final Range USUAL = new Range(10L << 24 | 244 << 16, 16);
    private static final int OF_NODE = 24;

    /// The first and the last address of a node's range, and its bridge's, are no pod's.
    private static final int MOST_PODS = 253;

    private static final int FIRST_LINK = 12;

    private final LabSpec spec;
    private final List<LabState.Host> hosts = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<LabState.Pod> pods = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int link = FIRST_LINK;

    ClusterLayout(LabSpec spec) {
        this.spec = spec;
    }

    LabPlan plan() {
        Layout.hosts(spec, hosts, numbers);
        Range all = range();
        List<Range> ranges = new ArrayList<>();
        List<LabState.Node> nodes = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            Range r = new Range(all.first() + ((long) i << 32 - OF_NODE), OF_NODE);
            ranges.add(r);
            String host = hosts.get(i).name();
            nodes.add(new LabState.Node(host, r.toString(), mac(spec.name() + " flannel " + host)));
        }
        int[] used = new int[hosts.size()];
        for (LabSpec.Pods p : pods()) {
            for (int slot = 1; slot <= p.replicas(); slot++) {
                int host = host(p, slot) - 1;
                used[host]++;
                if (used[host] > MOST_PODS) {
                    String why = hosts.get(host).name() + " would have more than " + MOST_PODS + " pods";
                    throw Layout.wrong(p.at(), why);
                }
                String name = p.replicas() == 1 ? p.name() : p.name() + "-" + slot;
                pod(p, name, hosts.get(host).name(), ranges.get(host).first() + 1 + used[host]);
            }
        }
        LabState.Cluster cluster = new LabState.Cluster(
                all.toString(), VNI, PORT, LabBuilder.OVERLAY_MTU, "flannel." + VNI, nodes, List.copyOf(pods));
        return new LabPlan(spec.name(), List.copyOf(hosts), List.of(), List.of(), List.of(), cluster);
    }

    private List<LabSpec.Pods> pods() {
        List<LabSpec.Pods> given = spec.cluster().pods();
        return given != null ? given : List.of(new LabSpec.Pods("pods", "web", "default", hosts.size(), List.of()));
    }

    private Range range() {
        String text = spec.cluster().range();
        Range r = text.isEmpty() ? USUAL : Range.parse(text);
        if (r == null || r.prefix() < 8 || r.prefix() > OF_NODE) {
            String what = PlanFile.shown(text) + " is not an IPv4 subnet from /8 to /24, such as " + USUAL;
            throw Layout.wrong("subnet", what);
        }
        Ranges.notReserved("subnet", r);
        if (hosts.size() > r.size() >> 32 - OF_NODE) {
            throw Layout.wrong("subnet", r + " has no /24 for each of " + hosts.size() + " hosts");
        }
        return r;
    }

    /// The number of the host on which a pod is.
    private int host(LabSpec.Pods p, int slot) {
        if (p.hosts().isEmpty()) {
            return (slot - 1) % hosts.size() + 1;
        }
        int i = (slot - 1) % p.hosts().size();
        Integer n = numbers.get(p.hosts().get(i));
        if (n == null) {
            throw Layout.wrong(
                    p.at() + ".hosts[" + i + "]",
                    "there is no host " + p.hosts().get(i));
        }
        return n;
    }

    private void pod(LabSpec.Pods p, String name, String host, long address) {
        if (!names.add(p.namespace() + "/" + name)) {
            throw Layout.wrong(p.at() + ".name", "there is a pod " + p.namespace() + "/" + name + " already");
        }
        String sandbox = Ids.hex(spec.name() + " pod " + p.namespace() + "/" + name);
        link += 2;
        pods.add(new LabState.Pod(
                name,
                p.namespace(),
                sandbox,
                sandbox.substring(0, 12),
                host,
                Range.text(address) + "/" + OF_NODE,
                Range.mac(address),
                link - 1,
                0));
    }

    /// One of a node's own device: the kernel would draw it, and flannel tells it the others.
    private static String mac(String seed) {
        String hex = Ids.hex(seed);
        StringBuilder b = new StringBuilder("0e"); // of one station, locally administered
        for (int i = 0; i < 10; i += 2) {
            b.append(':').append(hex, i, i + 2);
        }
        return b.toString();
    }
}
