package dev.sonde.lab;

import dev.sonde.netlink.Changes;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;

/// Faults of a lab of kind flannel: on one node the way to another one's pods is wrong.
final class PodFaults {
    /// Some address of no node.
    private static final IpAddress NOWHERE = IpAddress.parse("10.99.0.250");

    record RouteLost() implements Fault.OfNode {
        @Override
        public String name() {
            return "pod-route-lost";
        }

        @Override
        public String summary() {
            return "flannel: a node lacks the route to the pods of another one";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.hostFile(), Changes.deleteRoute(at.gateway(), at.podPrefix(), at.gateway(), DEVICE));
        }
    }

    record WrongMac() implements Fault.OfNode {
        @Override
        public String name() {
            return "wrong-vtep-mac";
        }

        @Override
        public String summary() {
            return "flannel: a node keeps the MAC that another one's device had before it was made anew";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.hostFile(),
                    Changes.putNeighbour(DEVICE, at.gateway(), old(at)),
                    Changes.putForwarding(DEVICE, old(at), at.nodeAddress()));
            b.takeAway(at.hostFile(), Changes.deleteForwarding(DEVICE, at.nodeMac(), at.nodeAddress()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            Fault.OfNode.super.mend(b, at);
            b.takeAway(at.hostFile(), Changes.deleteForwarding(DEVICE, old(at), at.nodeAddress()));
        }

        private static LinkAddress old(FaultSite at) {
            byte[] mac = at.nodeMac().toArray();
            mac[5] ^= 0x55;
            return LinkAddress.of(mac);
        }
    }

    record MissingNeighbour() implements Fault.OfNode {
        @Override
        public String name() {
            return "missing-pod-neighbour";
        }

        @Override
        public String summary() {
            return "flannel: a node lacks the neighbour of another one's device: nobody answers ARP for it";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.hostFile(), Changes.deleteNeighbour(DEVICE, at.gateway()));
        }
    }

    record MissingFdb() implements Fault.OfNode {
        @Override
        public String name() {
            return "missing-pod-fdb";
        }

        @Override
        public String summary() {
            return "flannel: a node lacks the FDB row of another one's device: frames are lost in silence";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.hostFile(), Changes.deleteForwarding(DEVICE, at.nodeMac(), at.nodeAddress()));
        }
    }

    record WrongNode() implements Fault.OfNode {
        @Override
        public String name() {
            return "wrong-node";
        }

        @Override
        public String summary() {
            return "flannel: a node sends the frames for another one to an address where no node is";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.putForwarding(DEVICE, at.nodeMac(), NOWHERE));
        }
    }

    /// The kernel takes the routes and neighbours of the device away.
    record DeviceDown() implements Fault.OfNode {
        @Override
        public String name() {
            return "pod-tunnel-down";
        }

        @Override
        public String summary() {
            return "flannel: the VXLAN device of a node is down";
        }

        @Override
        public boolean ofHost() {
            return true;
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.hostFile(), Changes.setLinkDown(DEVICE));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            Batch all = new Batch();
            all.up(DEVICE);
            at.lab().cluster().nodes().forEach(n -> {
                if (!n.host().equals(at.host())) {
                    all.node(DEVICE, n, at.lab().host(n.host()));
                }
            });
            b.carryOut(at.hostFile(), all);
        }
    }

    static final int DEVICE = LabBuilder.FLANNEL;

    private PodFaults() {}
}
