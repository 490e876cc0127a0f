package dev.sonde.core.check;

import dev.sonde.core.model.Prefix;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.List;

/// A node of a Kubernetes cluster, as `kubectl get nodes -o json` tells it.
///
/// `ranges`: of its pods (`spec.podCIDR(s)`); `addresses`: those of `status.addresses`; `vteps`: its VXLAN devices.
public record ClusterNode(String name, List<Prefix> ranges, List<IpAddress> addresses, List<Vtep> vteps) {
    public ClusterNode {
        ranges = List.copyOf(ranges);
        addresses = List.copyOf(addresses);
        vteps = List.copyOf(vteps);
    }

    /// The VXLAN device of a node, one for each family, as annotations tell it.
    ///
    /// `calico`: it is Calico's, else flannel's. `gateway`: the address of the device, by which routes of the
    /// others name the node. `range`: to which each other node has a route; null: not told, as Calico's.
    /// `vni`: -1: not told. `mac`: of the device. `outer`: the address of the node to which its packets go;
    /// null: not told. `annotation`: that of the MAC.
    public record Vtep(
            boolean calico,
            IpAddress gateway,
            Prefix range,
            long vni,
            LinkAddress mac,
            IpAddress outer,
            String annotation) {
        boolean fits(int family, long number) {
            return gateway.family() == family && (vni < 0 || vni == number);
        }
    }

    /// Its device of this family and number; null: it has none, or two.
    Vtep vtep(int family, long vni) {
        Vtep found = null;
        for (Vtep v : vteps) {
            if (v.fits(family, vni)) {
                if (found != null) {
                    return null;
                }
                found = v;
            }
        }
        return found;
    }

    /// Whether a range of this family is told.
    boolean hasRange(int family) {
        for (Prefix p : ranges) {
            if (p.address().family() == family) {
                return true;
            }
        }
        return false;
    }
}
