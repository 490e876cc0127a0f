package dev.sonde.core.check;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Prefix;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The nodes of a Kubernetes cluster, as the file of `check --nodes` tells them. `given`: whether there is one.
public record ClusterNodes(boolean given, List<ClusterNode> all) {
    /// Where no file was given.
    public static final ClusterNodes NONE = new ClusterNodes(false, List.of());

    /// Who says so, in findings.
    public static final String SOURCE = "the list of nodes";

    public ClusterNodes {
        all = List.copyOf(all);
    }

    /// Of what a node is known by here: so much must fit, for another cluster may use the same addresses.
    private static final int ENOUGH = 2;

    /// The node to which this device belongs: two at least of its name, the address of the node, that of the device and
    /// its MAC are the same. Null: none, or several.
    ClusterNode own(NamespaceTables host, Link.Vxlan device, int family) {
        ClusterNode found = null;
        for (ClusterNode n : all) {
            ClusterNode.Vtep v = n.vtep(family, device.vni());
            if (v != null && signs(n, v, host, device) >= ENOUGH) {
                if (found != null) {
                    return null;
                }
                found = n;
            }
        }
        return found;
    }

    private static int signs(ClusterNode n, ClusterNode.Vtep v, NamespaceTables host, Link.Vxlan device) {
        boolean node = v.outer() != null && v.outer().equals(device.local());
        boolean tunnel = false;
        for (Address a : host.addresses()) {
            node |= a.address() != null && a.address().equals(v.outer());
            tunnel |= a.link() == device.index() && v.gateway().equals(a.address());
        }
        boolean name = n.name().equals(host.namespace().host());
        boolean mac = v.mac().equals(device.mac());
        return (node ? 1 : 0) + (tunnel ? 1 : 0) + (name ? 1 : 0) + (mac ? 1 : 0);
    }

    /// The node that this host is, by its name and one of its addresses; null: none, or several.
    public ClusterNode named(NamespaceTables host) {
        ClusterNode found = null;
        for (ClusterNode n : all) {
            boolean here = false;
            for (Address a : host.addresses()) {
                here |= a.address() != null && n.addresses().contains(a.address());
            }
            if (here && n.name().equals(host.namespace().host())) {
                if (found != null) {
                    return null;
                }
                found = n;
            }
        }
        return found;
    }

    /// Whether of every node it is known which rows lead to it: else a row may be that of one of which nothing is told.
    public boolean complete(boolean calico, int family) {
        for (ClusterNode n : all) {
            boolean told = !calico && n.hasRange(family);
            for (ClusterNode.Vtep v : n.vteps()) {
                told |= v.gateway().family() == family && v.calico() == calico;
            }
            if (!told) {
                return false;
            }
        }
        return true;
    }

    /// Whether one of the nodes has this address: its own, its device's, or one of its pods.
    public boolean has(IpAddress address) {
        for (ClusterNode n : all) {
            if (n.addresses().contains(address)) {
                return true;
            }
            for (Prefix p : n.ranges()) {
                if (p.contains(address)) {
                    return true;
                }
            }
            for (ClusterNode.Vtep v : n.vteps()) {
                if (address.equals(v.gateway()) || address.equals(v.outer())) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Those that have a VXLAN device.
    public List<ClusterNode> tunnelled() {
        List<ClusterNode> some = new ArrayList<>();
        for (ClusterNode n : all) {
            if (!n.vteps().isEmpty()) {
                some.add(n);
            }
        }
        return some;
    }
}
