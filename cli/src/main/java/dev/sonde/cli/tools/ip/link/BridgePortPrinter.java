package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.BridgePortAttr;

/// A port of a bridge.
final class BridgePortPrinter extends KindPrinter {
    static final String[] STATES = {"disabled", "listening", "learning", "forwarding", "blocking"};

    BridgePortPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        BridgePortAttr.State state = a.find(BridgePortAttr.State.class);
        if (state != null && state.state() < STATES.length) {
            out.string("state", "state ", STATES[state.state()], " ");
        } else if (state != null) {
            out.number("state_index", "state (", state.state(), ") ");
        }
        number(a, BridgePortAttr.Priority.class, BridgePortAttr.Priority::value, "priority", "priority ");
        number(a, BridgePortAttr.Cost.class, BridgePortAttr.Cost::value, "cost", "cost ");
        onOff(a, BridgePortAttr.Hairpin.class, BridgePortAttr.Hairpin::value, "hairpin", "hairpin ");
        onOff(a, BridgePortAttr.Guard.class, BridgePortAttr.Guard::value, "guard", "guard ");
        onOff(a, BridgePortAttr.RootBlock.class, BridgePortAttr.RootBlock::value, "root_block", "root_block ");
        onOff(a, BridgePortAttr.FastLeave.class, BridgePortAttr.FastLeave::value, "fastleave", "fastleave ");
        onOff(a, BridgePortAttr.Learning.class, BridgePortAttr.Learning::value, "learning", "learning ");
        onOff(a, BridgePortAttr.UnicastFlood.class, BridgePortAttr.UnicastFlood::value, "flood", "flood ");
        hex(a, BridgePortAttr.Id.class, BridgePortAttr.Id::id, "id", "port_id ");
        hex(a, BridgePortAttr.Number.class, BridgePortAttr.Number::number, "no", "port_no ");
        number(
                a,
                BridgePortAttr.DesignatedPort.class,
                BridgePortAttr.DesignatedPort::id,
                "designated_port",
                "designated_port ");
        number(
                a,
                BridgePortAttr.DesignatedCost.class,
                BridgePortAttr.DesignatedCost::value,
                "designated_cost",
                "designated_cost ");
        BridgePortAttr.DesignatedBridge bridge = a.find(BridgePortAttr.DesignatedBridge.class);
        if (bridge != null) {
            out.string("bridge_id", "designated_bridge ", BridgePrinter.id(bridge.id()), " ");
        }
        BridgePortAttr.DesignatedRoot root = a.find(BridgePortAttr.DesignatedRoot.class);
        if (root != null) {
            out.string("root_id", "designated_root ", BridgePrinter.id(root.id()), " ");
        }
        timer(a, BridgePortAttr.HoldTimer.class, BridgePortAttr.HoldTimer::ticks, "hold_timer");
        timer(a, BridgePortAttr.MessageAgeTimer.class, BridgePortAttr.MessageAgeTimer::ticks, "message_age_timer");
        timer(
                a,
                BridgePortAttr.ForwardDelayTimer.class,
                BridgePortAttr.ForwardDelayTimer::ticks,
                "forward_delay_timer");
        number(
                a,
                BridgePortAttr.TopologyChangeAck.class,
                BridgePortAttr.TopologyChangeAck::value,
                "topology_change_ack",
                "topology_change_ack ");
        number(
                a,
                BridgePortAttr.ConfigPending.class,
                BridgePortAttr.ConfigPending::value,
                "config_pending",
                "config_pending ");
        onOff(a, BridgePortAttr.ProxyArp.class, BridgePortAttr.ProxyArp::value, "proxy_arp", "proxy_arp ");
        onOff(
                a,
                BridgePortAttr.ProxyArpWifi.class,
                BridgePortAttr.ProxyArpWifi::value,
                "proxy_arp_wifi",
                "proxy_arp_wifi ");
        number(
                a,
                BridgePortAttr.MulticastRouter.class,
                BridgePortAttr.MulticastRouter::value,
                "multicast_router",
                "mcast_router ");
        BridgePortAttr.FastLeave fast = a.find(BridgePortAttr.FastLeave.class);
        if (fast != null) {
            out.text("mcast_fast_leave ").text(fast.value() != 0 ? "on " : "off ");
        }
        onOff(a, BridgePortAttr.McastFlood.class, BridgePortAttr.McastFlood::value, "mcast_flood", "mcast_flood ");
        onOff(a, BridgePortAttr.BcastFlood.class, BridgePortAttr.BcastFlood::value, "bcast_flood", "bcast_flood ");
        onOff(
                a,
                BridgePortAttr.McastToUcast.class,
                BridgePortAttr.McastToUcast::value,
                "mcast_to_unicast",
                "mcast_to_unicast ");
        onOff(
                a,
                BridgePortAttr.NeighSuppress.class,
                BridgePortAttr.NeighSuppress::value,
                "neigh_suppress",
                "neigh_suppress ");
        onOff(
                a,
                BridgePortAttr.NeighVlanSuppress.class,
                BridgePortAttr.NeighVlanSuppress::value,
                "neigh_vlan_suppress",
                "neigh_vlan_suppress ");
        onOff(
                a,
                BridgePortAttr.NeighForwardGrat.class,
                BridgePortAttr.NeighForwardGrat::value,
                "neigh_forward_grat",
                "neigh_forward_grat ");
        BridgePortAttr.GroupFwdMask mask = a.find(BridgePortAttr.GroupFwdMask.class);
        if (mask != null) {
            out.hex("group_fwd_mask", "group_fwd_mask ", mask.bits(), " ");
            out.string("group_fwd_mask_str", "group_fwd_mask_str ", groups(mask.bits()), " ");
        }
        onOff(a, BridgePortAttr.VlanTunnel.class, BridgePortAttr.VlanTunnel::value, "vlan_tunnel", "vlan_tunnel ");
        onOff(a, BridgePortAttr.Isolated.class, BridgePortAttr.Isolated::value, "isolated", "isolated ");
        onOff(a, BridgePortAttr.Locked.class, BridgePortAttr.Locked::value, "locked", "locked ");
        onOff(a, BridgePortAttr.Mab.class, BridgePortAttr.Mab::value, "mab", "mab ");
        BridgePortAttr.BackupPort backup = a.find(BridgePortAttr.BackupPort.class);
        if (backup != null) {
            out.string("backup_port", "backup_port ", ip.links().name(backup.index()), " ");
        }
        number(
                a,
                BridgePortAttr.BackupNextHopId.class,
                BridgePortAttr.BackupNextHopId::id,
                "backup_nhid",
                "backup_nhid ");
    }

    /// The groups 01:80:c2:00:00:0X that are forwarded all the same.
    private static String groups(int mask) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            if ((mask >> i & 1) != 0) {
                String name = switch (i) {
                    case 0 -> "stp";
                    case 2 -> "lacp";
                    case 14 -> "lldp";
                    default -> "0x" + Integer.toHexString(1 << i);
                };
                b.append(b.isEmpty() ? "" : ",").append(name);
            }
        }
        return b.isEmpty() ? "0x0" : b.toString();
    }
}
