package dev.sonde.lab;

import static dev.sonde.netlink.Nlmsg.NLM_F_ACK;
import static dev.sonde.netlink.Nlmsg.NLM_F_CREATE;
import static dev.sonde.netlink.Nlmsg.NLM_F_REPLACE;
import static dev.sonde.netlink.Nlmsg.NLM_F_REQUEST;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.Changes;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.List;

/// Netlink messages that only faults need.
final class Messages {
    private static final int CHANGE = NLM_F_REQUEST | NLM_F_ACK;

    /// `ip neigh replace ADDRESS dev LINK nud failed`
    static byte[] failed(int index, IpAddress address) {
        return new NeighbourMessage(
                        new NlHeader(Nlmsg.RTM_NEWNEIGH, CHANGE | NLM_F_CREATE | NLM_F_REPLACE),
                        new NeighbourHeader(address.family(), index, NeighbourState.FAILED, 0, 0),
                        NeighbourAttr.TABLE.of(List.of(new NeighbourAttr.Destination(address))))
                .toBytes();
    }

    /// `bridge fdb del MAC dev PORT master`
    static byte[] noStation(int port, LinkAddress mac) {
        return new NeighbourMessage(
                        new NlHeader(Nlmsg.RTM_DELNEIGH, CHANGE),
                        new NeighbourHeader(Nlmsg.AF_BRIDGE, port, 0, NeighbourFlags.MASTER, 0),
                        NeighbourAttr.TABLE.of(List.of(new NeighbourAttr.LinkLayer(mac))))
                .toBytes();
    }

    /// `bridge link set dev PORT state STATE`. A port that listens passes nothing on; one that blocks the kernel
    /// would set forwarding at once, because STP is off.
    static byte[] portState(int index, int state) {
        return Changes.setPortState(index, state);
    }

    /// `ip link set dev BRIDGE type bridge fdb_max_learned COUNT fdb_flush`; 0: no limit.
    static byte[] mostLearned(int index, long count) {
        List<BridgeAttr> data = List.of(new BridgeAttr.FdbMaxLearned(count), new BridgeAttr.FdbFlush(ByteString.EMPTY));
        return Changes.setLink(
                index,
                new LinkAttr.LinkInfo(LinkInfoAttr.TABLE.of(
                        List.of(new LinkInfoAttr.Kind("bridge"), new LinkInfoAttr.Data(BridgeAttr.TABLE.of(data))))));
    }

    /// A VXLAN device under the name that Docker gives it before it moves it into the network's namespace.
    static byte[] leakedVxlan(FaultSite at, int vni, int port) {
        return Changes.addVxlan(
                leakedName(at, vni), List.of(new VxlanAttr.Vni(vni), new VxlanAttr.Port(port)), new LinkAttr.Mtu(1450));
    }

    /// `vx-%06x-` and five characters of the network's id.
    static String leakedName(FaultSite at, int vni) {
        String hex = Integer.toHexString(vni);
        return "vx-" + "000000".substring(hex.length()) + hex + "-"
                + at.network().id().substring(0, 5);
    }

    private Messages() {}
}
