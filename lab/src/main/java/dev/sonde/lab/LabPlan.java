package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.List;

/// What is to be made, whole: all that the kernel does not decide, names, addresses, identifiers, numbers of links,
/// and which task is where. Pids are 0: nothing is running yet. [Layout] makes it of a [LabSpec]. `cluster`: as in
/// [LabState].
public record LabPlan(
        String name,
        List<LabState.Host> hosts,
        List<LabState.Network> networks,
        List<LabState.Bridge> bridges,
        List<LabState.Container> containers,
        LabState.Cluster cluster) {
    /// What a lab is called when no name is given.
    public static final String NAME = "lab";

    public static final int MOST_HOSTS = 64;
    public static final int MOST_NETWORKS = 1000;
    public static final int MOST_REPLICAS = 9000;

    /// Namespaces that one lab has at most: tasks, containers, load balancers, networks on hosts, hosts.
    public static final int MOST_NAMESPACES = 10_000;

    /// `networks` overlay networks, each with one service of `replicas` tasks, spread over the hosts in turn from the
    /// second on.
    public static LabPlan of(String name, int hosts, int networks, int replicas) {
        return Layout.of(LabSpec.of(name, hosts, networks, replicas));
    }

    /// How many namespaces it has.
    int namespaces() {
        int n = hosts.size() + containers.size() + pods().size();
        for (LabState.Network network : networks) {
            n += network.segments().size()
                    + network.balancers().size()
                    + network.tasks().size();
        }
        return n;
    }

    /// Those of a cluster; none in a lab of networks.
    List<LabState.Pod> pods() {
        return cluster == null ? List.of() : cluster.pods();
    }

    /// The length behind the slash.
    public static int prefix(String range) {
        return Integer.parseInt(range.substring(range.indexOf('/') + 1));
    }
}
