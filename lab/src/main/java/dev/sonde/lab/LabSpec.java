package dev.sonde.lab;

import java.util.ArrayList;
import java.util.List;

/// What somebody wants, as a plan file or options say it. What is left out, empty or 0, [Layout] decides.
///
/// `hosts`: their names; `gateway`: whether tasks have Docker's second interface, by which they reach the world.
public record LabSpec(
        String name, List<String> hosts, boolean gateway, List<Network> networks, List<Container> containers) {
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
        return new LabSpec(name, hosts(name, hosts), false, all, List.of());
    }

    /// Several labs may be up at one time: the hosts of all but the usual one carry its name.
    public static List<String> hosts(String lab, int count) {
        String prefix = lab.equals(LabPlan.NAME) ? "host" : lab + "-host";
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(prefix + i);
        }
        return all;
    }
}
