package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Where a fault is: a network, the host whose tables or links it is in, and the task that suffers. In a lab of kind
/// flannel: the host, and the node that it does not reach; network and task are null there, elsewhere the node is.
public record FaultSite(LabState lab, LabState.Network network, String host, LabState.Task task, LabState.Node node) {
    /// The file of the network's own namespace on the host.
    String segment() {
        for (LabState.Segment s : network.segments()) {
            if (s.host().equals(host)) {
                return s.file();
            }
        }
        throw new LabException(network.name() + " is not on " + host, "");
    }

    /// The file of the host's namespace.
    String hostFile() {
        return lab.host(host).file();
    }

    /// The network's endpoints on other hosts, each with its host.
    Map<LabState.Plug, LabState.Host> remotes() {
        Map<LabState.Plug, LabState.Host> all = endpoints();
        all.values().removeIf(h -> h.name().equals(host));
        return all;
    }

    /// Those on this host.
    Set<LabState.Plug> locals() {
        Map<LabState.Plug, LabState.Host> all = endpoints();
        all.values().removeIf(h -> !h.name().equals(host));
        return all.keySet();
    }

    private Map<LabState.Plug, LabState.Host> endpoints() {
        Map<LabState.Plug, LabState.Host> all = new LinkedHashMap<>();
        for (LabState.Task t : network.tasks()) {
            all.put(t, lab.host(t.host()));
        }
        for (LabState.Balancer b : network.balancers()) {
            all.put(b, lab.host(b.host()));
        }
        for (LabState.Member m : network.members()) {
            all.put(m, lab.host(m.host()));
        }
        return all;
    }

    IpAddress ip() {
        return IpAddress.parse(task.ip());
    }

    /// The address of the node's device, with which the range of its pods begins.
    IpAddress gateway() {
        return IpAddress.parse(node.gateway());
    }

    int podPrefix() {
        return LabPlan.prefix(node.range());
    }

    LinkAddress nodeMac() {
        return LinkAddress.parse(node.mac());
    }

    /// Where the node's packets arrive.
    IpAddress nodeAddress() {
        return vtep(node.host());
    }

    /// Null where the network has no IPv6.
    IpAddress ip6() {
        return network.ip6(task);
    }

    LinkAddress mac() {
        return LinkAddress.parse(task.mac());
    }

    /// Where packets for the task arrive.
    IpAddress vtep() {
        return vtep(task.host());
    }

    IpAddress vtep(String of) {
        return IpAddress.parse(lab.host(of).address());
    }

    /// Another task of the network.
    LabState.Task other() {
        for (LabState.Task t : network.tasks()) {
            if (!t.name().equals(task.name())) {
                return t;
            }
        }
        throw new LabException("the network " + network.name() + " has one task only", "this fault needs two");
    }

    /// An address of the network that nobody has, and the MAC that Docker would give to it: [Layout] spares it.
    IpAddress nobody() {
        return IpAddress.parse(Range.text(nobodysAddress()));
    }

    LinkAddress nobodysMac() {
        return LinkAddress.parse(Range.mac(nobodysAddress()));
    }

    private long nobodysAddress() {
        return Range.parse(network.subnet()).last() - 5;
    }

    /// Where the fault is, as the lab's document remembers it.
    LabState.Broken remember(Fault fault) {
        return node != null
                ? new LabState.Broken(fault.name(), lab.cluster().link(), host, node.host())
                : new LabState.Broken(fault.name(), network.name(), host, task.shortName());
    }

    /// The spot that the document remembers.
    static FaultSite of(LabState lab, LabState.Broken broken) {
        LabState.Node node = lab.cluster() == null ? null : lab.cluster().node(broken.task());
        if (node != null) {
            return new FaultSite(lab, null, broken.host(), null, node);
        }
        for (LabState.Network n : lab.networks()) {
            for (LabState.Task t : n.tasks()) {
                if (n.name().equals(broken.network()) && t.shortName().equals(broken.task())) {
                    return new FaultSite(lab, n, broken.host(), t, null);
                }
            }
        }
        throw new LabException(
                "cannot find " + broken.task() + " of the fault " + broken.fault() + " in the lab's document",
                "to start again: " + LabBuilder.down(lab.name()));
    }
}
