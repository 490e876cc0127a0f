package dev.sonde.core.lab;

import java.util.ArrayList;
import java.util.List;

/// What is to be made: hosts on one fabric, and overlay networks across them, each with services.
///
/// A plan decides everything that the kernel does not: names, addresses, identifiers, and which task is where.
public record LabPlan(String name, List<LabState.Host> hosts, List<LabState.Network> networks) {
    /// What a lab is called when no name is given.
    public static final String NAME = "lab";

    public static final int MOST_HOSTS = 64;
    public static final int MOST_NETWORKS = 200;
    public static final int MOST_REPLICAS = 250;

    /// The overlay network and the service of the reference scenario.
    private static final String NETWORK = "nsenter-test";

    private static final String SERVICE = "nsenter-l2-table-test";

    /// Docker gives 4096 to the ingress network, and these to the others.
    private static final int FIRST_VNI = 4097;

    /// `.1` is the gateway and `.2` the service's virtual address.
    private static final int FIRST_TASK = 3;

    /// `networks` overlay networks, each with one service of `replicas` tasks, spread over the hosts in turn from the
    /// second on. Pids are 0: nothing is running yet.
    public static LabPlan of(String name, int hosts, int networks, int replicas) {
        // Several labs may be up at one time: the hosts of all but the usual one carry its name.
        String prefix = name.equals(NAME) ? "host" : name + "-host";
        List<LabState.Host> all = new ArrayList<>();
        for (int i = 1; i <= hosts; i++) {
            all.add(new LabState.Host(prefix + i, "10.99.0." + i, "host" + i));
        }
        List<LabState.Network> nets = new ArrayList<>();
        for (int n = 1; n <= networks; n++) {
            nets.add(network(name, all, n, replicas));
        }
        return new LabPlan(name, List.copyOf(all), List.copyOf(nets));
    }

    private static LabState.Network network(String lab, List<LabState.Host> hosts, int number, int replicas) {
        String suffix = number == 1 ? "" : "-" + number;
        String network = NETWORK + suffix;
        String id = Ids.swarm(lab + " network " + network);
        String prefix = "10.0." + number + ".";
        List<LabState.Task> tasks = new ArrayList<>();
        boolean[] used = new boolean[hosts.size()];
        for (int slot = 1; slot <= replicas; slot++) {
            int host = slot % hosts.size();
            used[host] = true;
            tasks.add(task(lab, SERVICE + suffix, slot, hosts.get(host).name(), prefix, number));
        }
        List<LabState.Segment> segments = new ArrayList<>();
        for (int h = 0; h < hosts.size(); h++) {
            if (used[h]) {
                segments.add(new LabState.Segment(hosts.get(h).name(), file(h + 1, id)));
            }
        }
        String serviceId = Ids.swarm(lab + " service " + SERVICE + suffix);
        List<LabState.Service> services = List.of(new LabState.Service(SERVICE + suffix, serviceId, prefix + "2"));
        int vni = FIRST_VNI + number - 1;
        return new LabState.Network(
                network, id, prefix + "0/24", prefix + "1", vni, List.copyOf(segments), services, List.copyOf(tasks));
    }

    /// Docker's name for the file of an overlay network's namespace: a number, and as much of the id as makes twelve
    /// characters. In Docker the number counts how often the namespace was made; here it is the host's, because all
    /// hosts of a lab share one folder.
    private static String file(int host, String id) {
        return (host + "-" + id).substring(0, 12);
    }

    private static LabState.Task task(String lab, String service, int slot, String host, String prefix, int network) {
        String seed = lab + " task " + service + "." + slot;
        String id = Ids.swarm(seed);
        String sandbox = Ids.hex(seed + " sandbox");
        int last = FIRST_TASK + slot - 1;
        return new LabState.Task(
                service + "." + slot + "." + id,
                service,
                slot,
                id,
                Ids.hex(seed + " container"),
                Ids.hex(seed + " endpoint"),
                sandbox,
                sandbox.substring(0, 12),
                host,
                prefix + last + "/24",
                "02:42:0a:00:" + hex(network) + ":" + hex(last),
                0);
    }

    private static String hex(int v) {
        return "" + Character.forDigit(v >> 4, 16) + Character.forDigit(v & 15, 16);
    }
}
