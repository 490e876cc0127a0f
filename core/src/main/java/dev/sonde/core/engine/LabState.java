package dev.sonde.core.engine;

import dev.sonde.netlink.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// What a lab is made of: the document that its maker stores beside its pid, and that every view reads. What
/// Docker's control plane is to a swarm, this is to a lab. [LabDocument] writes and reads it.
///
/// `keeper` and the pids are those of the pid namespace in which the lab was made. `cluster`: what there is in place
/// of networks in a lab of kind flannel; null in every other.
public record LabState(
        String name,
        int keeper,
        List<Host> hosts,
        List<Network> networks,
        List<Bridge> bridges,
        List<Container> containers,
        Cluster cluster,
        List<Broken> broken) {

    /// A lab in which nothing is broken.
    public LabState(
            String name,
            int keeper,
            List<Host> hosts,
            List<Network> networks,
            List<Bridge> bridges,
            List<Container> containers) {
        this(name, keeper, hosts, networks, bridges, containers, null, List.of());
    }

    /// A lab of which nothing is known yet.
    public static LabState empty(String name, int keeper) {
        return new LabState(name, keeper, List.of(), List.of(), List.of(), List.of(), null, List.of());
    }

    /// The same lab with other faults.
    public LabState withBroken(List<Broken> faults) {
        return new LabState(name, keeper, hosts, networks, bridges, containers, cluster, List.copyOf(faults));
    }

    /// A fault that `lab break` made, and where: `host` is the one whose tables or links it is in, `task` the short
    /// name of its victim.
    public record Broken(String fault, String network, String host, String task) {}

    /// A simulated host: its network namespace's file, and its address on the fabric, which is its VTEP.
    public record Host(String name, String address, String file) {}

    /// An overlay network. `subnet`: `10.0.1.0/24`; `gateway`: the address of every `br0` of it; `subnet6`:
    /// `fd00:1::/64`,
    /// or empty; `mtu`: of all of its links.
    public record Network(
            String name,
            String id,
            String subnet,
            String gateway,
            String subnet6,
            int vni,
            int mtu,
            List<Segment> segments,
            List<Service> services,
            List<Task> tasks,
            List<Balancer> balancers,
            List<Member> members) {
        /// The same network with the pids of its tasks.
        public Network withTasks(List<Task> running) {
            return new Network(
                    name, id, subnet, gateway, subnet6, vni, mtu, segments, services, running, balancers, members);
        }

        /// The IPv6 address of an endpoint: that of the range, with the four bytes of its IPv4 address at the end;
        /// null where the network has no IPv6.
        public IpAddress ip6(Plug p) {
            int slash = subnet6.indexOf('/');
            if (slash < 0) {
                return null;
            }
            try {
                byte[] b = IpAddress.parse(subnet6.substring(0, slash)).toArray();
                byte[] v4 = IpAddress.parse(p.ip()).toArray();
                System.arraycopy(v4, 0, b, b.length - v4.length, v4.length);
                return IpAddress.of(b);
            } catch (IllegalArgumentException e) {
                return null; // the document was not written by us
            }
        }
    }

    /// A network's own namespace on one host: where its bridge and its VXLAN device are.
    public record Segment(String host, String file) {}

    public record Service(String name, String id, String vip) {}

    /// The end of a veth that is a port of a bridge; the other end is inside a namespace. As in Docker, where both
    /// are made on the host, the numbers of the two follow each other, and no other pair of the lab has the same.
    ///
    /// `port` is its number in the namespace of the bridge.
    public interface Plug {
        String file();

        String address();

        String mac();

        int port();

        /// The number of the end inside.
        default int inside() {
            return port() - 1;
        }

        /// The address without the length of its prefix.
        default String ip() {
            int slash = address().indexOf('/');
            return slash < 0 ? address() : address().substring(0, slash);
        }

        /// The length of its prefix.
        default int prefix() {
            return Integer.parseInt(address().substring(address().indexOf('/') + 1));
        }
    }

    /// One replica of a service. `name`: `SERVICE.SLOT.ID`; `container`, `endpoint` and `sandbox`: 64 hex digits;
    /// `file`: the first 12 of `sandbox`; `address`: `10.0.1.3/24`.
    public record Task(
            String name,
            String service,
            int slot,
            String id,
            String container,
            String endpoint,
            String sandbox,
            String file,
            String host,
            String address,
            String mac,
            int port,
            int pid)
            implements Plug {
        /// The name without its id, as people say it: `SERVICE.SLOT`.
        public String shortName() {
            return service + "." + slot;
        }

        public Task running(int process) {
            return new Task(
                    name, service, slot, id, container, endpoint, sandbox, file, host, address, mac, port, process);
        }
    }

    /// The endpoint that Docker gives an overlay network on each of its hosts, in a namespace without a process:
    /// there it balances the load of the network's services.
    public record Balancer(String host, String endpoint, String file, String address, String mac, int port)
            implements Plug {}

    /// What else is on a network: a container's attachment, or by which a task reaches the world. `container`: the
    /// 64 hex digits of whose it is; `link`: what it is called inside, `file` the namespace's.
    public record Member(
            String container,
            String host,
            String endpoint,
            String file,
            String link,
            String address,
            String mac,
            int port)
            implements Plug {}

    /// A bridge network of one host, in that host's own namespace. `link`: the name of the bridge, `index` its
    /// number.
    public record Bridge(
            String name,
            String id,
            String host,
            String link,
            int index,
            String subnet,
            String gateway,
            List<Member> members) {
        /// Of all links of bridge networks.
        public static final int MTU = 1500;
    }

    /// A plain container. `shares`: the id of the container whose namespace it uses too; then it has no `file` of
    /// its own.
    public record Container(String name, String id, String sandbox, String file, String host, String shares, int pid) {
        public Container running(int process) {
            return new Container(name, id, sandbox, file, host, shares, process);
        }
    }

    /// A Kubernetes cluster whose hosts are its nodes, with the VXLAN of flannel. `range`: of all pods,
    /// `10.244.0.0/16`; `link`: what the VXLAN device of each node is called, `flannel.1`.
    public record Cluster(String range, int vni, int udpPort, int mtu, String link, List<Node> nodes, List<Pod> pods) {
        /// The same with the pids of its pods.
        public Cluster running(ToIntFunction<Pod> pid) {
            List<Pod> all = new ArrayList<>();
            for (Pod p : pods) {
                all.add(p.running(pid.applyAsInt(p)));
            }
            return new Cluster(range, vni, udpPort, mtu, link, nodes, List.copyOf(all));
        }

        /// The node of this name, or null.
        public Node node(String host) {
            for (Node n : nodes) {
                if (n.host().equals(host)) {
                    return n;
                }
            }
            return null;
        }
    }

    /// A node: `range` is that of its pods, `10.244.1.0/24`, with whose first address its VXLAN device begins; `mac`:
    /// that device's.
    public record Node(String host, String range, String mac) {
        /// The address of its VXLAN device.
        public String gateway() {
            int slash = range.indexOf('/');
            return slash < 0 ? range : range.substring(0, slash);
        }
    }

    /// A pod: `sandbox`, 64 hex digits, of which `file` is the first 12; `address`: `10.244.1.2/24`.
    public record Pod(
            String name,
            String namespace,
            String sandbox,
            String file,
            String host,
            String address,
            String mac,
            int port,
            int pid)
            implements Plug {
        /// As Kubernetes writes it: `NAMESPACE/NAME`.
        public String fullName() {
            return namespace + "/" + name;
        }

        public Pod running(int process) {
            return new Pod(name, namespace, sandbox, file, host, address, mac, port, process);
        }
    }

    /// The host of this name, or null.
    public Host host(String host) {
        for (Host h : hosts) {
            if (h.name().equals(host)) {
                return h;
            }
        }
        return null;
    }

    public int tasks() {
        int n = 0;
        for (Network network : networks) {
            n += network.tasks().size();
        }
        return n;
    }

    public byte[] toJson() {
        return LabDocument.write(this);
    }

    /// Reads the document; unknown members are passed over, missing ones are empty. What is no document of a lab is
    /// an [IOException] that says where.
    public static LabState parse(byte[] json) throws IOException {
        return LabDocument.read(json);
    }
}
