package dev.sonde.lab;

import java.util.ArrayList;
import java.util.List;

/// What somebody wants, as a plan file or options say it. What is left out, empty or 0, [Layout] decides.
///
/// `hosts`: their names; `gateway`: whether tasks have Docker's second interface, by which they reach the world.
/// `cluster`: of a lab of kind flannel, which has no networks and containers; null in every other.
public record LabSpec(
        String name,
        List<String> hosts,
        boolean gateway,
        List<Network> networks,
        List<Container> containers,
        Cluster cluster) {
    /// `range`: of all pods, empty: the usual one. `pods` null: one on each host.
    public record Cluster(String range, List<Pods> pods) {}

    /// `replicas` pods of one name. `hosts`: where they are, in turn; empty: on all.
    public record Pods(String at, String name, String namespace, int replicas, List<String> hosts) {}

    /// The overlay network and the service of the reference scenario.
    private static final String NETWORK = "nsenter-test";

    private static final String SERVICE = "nsenter-l2-table-test";

    /// `at`: where it stands in the plan, for messages: `networks[0]`. `host`: the one of a bridge network.
    public record Network(
            String at,
            String name,
            boolean overlay,
            String host,
            String subnet,
            String subnet6,
            int vni,
            int mtu,
            List<Service> services) {}

    /// `hosts`: where its tasks are, in turn; empty: on all, from the second on.
    public record Service(String at, String name, int replicas, List<String> hosts) {}

    /// `networks` null: Docker's own `bridge`. `shares`: the container whose namespace it uses; empty: its own.
    public record Container(String at, String name, String host, List<String> networks, String shares) {}

    /// `networks` overlay networks, each with one service of `replicas` tasks.
    public static LabSpec of(String name, int hosts, int networks, int replicas) {
        List<Network> all = new ArrayList<>();
        for (int n = 1; n <= networks; n++) {
            String suffix = n == 1 ? "" : "-" + n;
            Service service = new Service("--replicas", SERVICE + suffix, replicas, List.of());
            all.add(new Network("--networks", NETWORK + suffix, true, "", "", "", 0, 0, List.of(service)));
        }
        return new LabSpec(name, hosts(name, hosts), false, all, List.of(), null);
    }

    /// Several labs may be up at one time: the hosts of all but the usual one carry its name.
    public static List<String> hosts(String lab, int count) {
        return hosts(lab, "host", count);
    }

    /// `word`: what they are, `host` or `node`.
    static List<String> hosts(String lab, String word, int count) {
        String prefix = lab.equals(LabPlan.NAME) ? word : lab + "-" + word;
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(prefix + i);
        }
        return all;
    }
}
