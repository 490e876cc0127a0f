package dev.sonde.core.check;

import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Prefix;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.List;

/// Another node, to which a [NodeTunnel] leads: what its own device says where it is seen, else the list of nodes.
///
/// `node`: as the list has it, or null. `host`, `device`: where it is seen, or null. `gateway`: the address of its
/// device. `range`: that of its pods to which a route has to lead; null: not known. `mac`: of its device. `vtep`: the
/// address at which its packets arrive; null: not known.
public record NodePeer(
        ClusterNode node,
        NamespaceTables host,
        Link.Vxlan device,
        IpAddress gateway,
        Prefix range,
        LinkAddress mac,
        IpAddress vtep) {
    /// As the list alone tells it.
    static NodePeer told(ClusterNode node, ClusterNode.Vtep v) {
        return new NodePeer(node, null, null, v.gateway(), v.range(), v.mac(), v.outer());
    }

    /// What is seen goes before what is told of it.
    static NodePeer merged(NodePeer told, NodePeer seen) {
        return new NodePeer(
                told.node,
                seen.host,
                seen.device,
                told.gateway,
                told.range == null ? seen.range : told.range,
                seen.mac,
                seen.vtep == null ? told.vtep : seen.vtep);
    }

    /// Who says what its rows have to be.
    public String source() {
        return host == null ? ClusterNodes.SOURCE : Finding.NATURE;
    }

    /// What people call it: as the list has it, else its host.
    public String name() {
        return node != null ? node.name() : host.namespace().name();
    }

    /// Its pods, as people call them. `prefix`: the range of the route that is meant; null: that of all.
    public String pods(Prefix prefix) {
        if (node != null) {
            return "the pods of node " + node.name();
        }
        Prefix which = prefix == null ? range : prefix;
        return "the pods" + (which == null ? "" : " in " + which) + " on "
                + host.namespace().name();
    }

    /// Whether the list tells this MAC of it: where its device has another one, that is the device's fault.
    public boolean told(LinkAddress other) {
        for (ClusterNode.Vtep v : node == null ? List.<ClusterNode.Vtep>of() : node.vteps()) {
            if (v.gateway().equals(gateway) && v.mac().equals(other)) {
                return true;
            }
        }
        return false;
    }

    /// What its MAC is, for people.
    public String macOf() {
        return host != null
                ? "the MAC of " + device.name() + " there"
                : "the MAC of " + node.name() + "'s device (" + annotation() + ")";
    }

    private String annotation() {
        for (ClusterNode.Vtep v : node.vteps()) {
            if (v.gateway().equals(gateway)) {
                return v.annotation();
            }
        }
        return ClusterNodes.SOURCE;
    }
}
