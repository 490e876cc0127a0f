package dev.sonde.lab;

import dev.sonde.netlink.Changes;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.LinkAttr;
import java.util.List;

/// Faults of a host: its underlay, its firewall, and what is left on it.
final class HostFaults {
    record UnderlayMtu() implements Fault.OfHost {
        @Override
        public String name() {
            return "underlay-mtu";
        }

        @Override
        public String summary() {
            return "the underlay of a host is too small for the packets of the tunnel";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.setLink(LabBuilder.ETH0, new LinkAttr.Mtu(1400)));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.setLink(LabBuilder.ETH0, new LinkAttr.Mtu(LabBuilder.UNDERLAY_MTU)));
        }
    }

    record UnderlayDown() implements Fault.OfHost {
        @Override
        public String name() {
            return "underlay-down";
        }

        @Override
        public String summary() {
            return "the link of a host by which it reaches the others is down";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.setLinkDown(LabBuilder.ETH0));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.setLinkUp(LabBuilder.ETH0));
        }
    }

    /// The host gets an address before its own: the kernel sends from the first of a subnet.
    record WrongSource() implements Fault.OfHost {
        /// What is added to the last byte of the host's address.
        private static final int AWAY = 100;

        @Override
        public String name() {
            return "wrong-source";
        }

        @Override
        public String summary() {
            return "a host's tunnel packets leave with another address than the others know: they drop them";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            IpAddress own = at.vtep(at.host());
            b.carryOut(
                    at.hostFile(),
                    Changes.deleteAddress(LabBuilder.ETH0, own, LabBuilder.UNDERLAY_PREFIX),
                    Batch.newAddress(LabBuilder.ETH0, other(own), LabBuilder.UNDERLAY_PREFIX),
                    Batch.newAddress(LabBuilder.ETH0, own, LabBuilder.UNDERLAY_PREFIX));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            IpAddress own = at.vtep(at.host());
            b.takeAway(
                    at.hostFile(),
                    Changes.deleteAddress(LabBuilder.ETH0, other(own), LabBuilder.UNDERLAY_PREFIX),
                    // With the first address of a subnet the kernel takes the others away.
                    Changes.deleteAddress(LabBuilder.ETH0, own, LabBuilder.UNDERLAY_PREFIX));
            b.carryOut(at.hostFile(), Batch.newAddress(LabBuilder.ETH0, own, LabBuilder.UNDERLAY_PREFIX));
        }

        private static IpAddress other(IpAddress own) {
            byte[] b = own.toArray();
            b[3] += AWAY;
            return IpAddress.of(b);
        }
    }

    /// A host's firewall drops what comes to a UDP port: a `table` with one chain and one rule.
    record Blocked(String name, String summary, String table, int port) implements Fault.OfHost {
        static final Blocked VXLAN = new Blocked(
                "vxlan-blocked", "a host's firewall drops incoming VXLAN packets: one direction only", "sonde", 4789);
        static final Blocked NEWS =
                new Blocked("news-blocked", "a host's firewall drops swarm gossip (port 7946)", "sonde_news", 7946);

        @Override
        public void make(Workbench b, FaultSite at) {
            b.filter(at.hostFile(), FilterBatch.drop(table, port));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.unfilter(at.hostFile(), FilterBatch.clear(table));
        }
    }

    record VniClash() implements Fault.OfHost {
        @Override
        public String name() {
            return "vni-clash";
        }

        @Override
        public String summary() {
            return "a second VXLAN device of the network's VNI is in the host's namespace";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Messages.leakedVxlan(at, at.network().vni(), 4790));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.takeAway(
                    at.hostFile(),
                    Changes.deleteLink(Messages.leakedName(at, at.network().vni())));
        }
    }

    record LeakedVxlan() implements Fault.OfHost {
        @Override
        public String name() {
            return "leaked-vxlan";
        }

        @Override
        public String summary() {
            return "a VXLAN device of a network that is gone was left in the host's namespace";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Messages.leakedVxlan(at, at.network().vni() + 1000, 4789));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.takeAway(
                    at.hostFile(),
                    Changes.deleteLink(Messages.leakedName(at, at.network().vni() + 1000)));
        }
    }

    record OrphanNamespace() implements Fault.OfHost {
        @Override
        public String name() {
            return "orphan-namespace";
        }

        @Override
        public String summary() {
            return "the namespace of an overlay network that is gone was left";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.make(file(at));
            b.carryOut(file(at), Changes.addBridge("br0", List.of(new BridgeAttr.VlanDefaultPvid(0))));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.remove(file(at));
        }

        private static String file(FaultSite at) {
            return ("1-" + Ids.swarm("gone " + at.network().id())).substring(0, 12);
        }
    }

    record SecondEpoch() implements Fault.OfHost {
        @Override
        public String name() {
            return "second-epoch";
        }

        @Override
        public String summary() {
            return "a network has a second namespace on a host: an earlier one was left";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.make(file(at));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.remove(file(at));
        }

        private static String file(FaultSite at) {
            return ("9" + at.segment()).substring(0, 12);
        }
    }

    record LeftOverFile() implements Fault.OfTask {
        @Override
        public String name() {
            return "left-over-file";
        }

        @Override
        public String summary() {
            return "a container has ended, and the file of its namespace was left";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.leave(file(at));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.remove(file(at));
        }

        private static String file(FaultSite at) {
            return Ids.hex("gone " + at.task().id()).substring(0, 12);
        }
    }

    private HostFaults() {}
}
