package dev.sonde.lab;

import dev.sonde.netlink.Changes;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.PortState;

/// Faults of the links and addresses of tasks.
final class LinkFaults {
    record VethDown() implements Fault.OfTask {
        @Override
        public String name() {
            return "veth-down";
        }

        @Override
        public String summary() {
            return "the bridge's port of a task is down";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.setLinkDown(at.task().port()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.setLinkUp(at.task().port()));
        }
    }

    record VethUnplugged() implements Fault.OfTask {
        @Override
        public String name() {
            return "veth-unplugged";
        }

        @Override
        public String summary() {
            return "the veth of a task is not attached to the bridge any more";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.setLink(at.task().port(), new LinkAttr.Master(0)));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.setLink(at.task().port(), new LinkAttr.Master(LabBuilder.BR0)));
        }
    }

    record PortBlocked() implements Fault.OfTask {
        @Override
        public String name() {
            return "port-blocked";
        }

        @Override
        public String summary() {
            return "the bridge's port of a task passes nothing on, as while STP listens";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Messages.portState(at.task().port(), PortState.LISTENING));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.forward(at.segment(), at.task().port());
        }
    }

    record WrongVni() implements Fault.OfHost {
        @Override
        public String name() {
            return "wrong-vni";
        }

        @Override
        public String summary() {
            return "the tunnel of a host has another VNI than the network: nothing that it sends is taken";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            tunnel(b, at, at.network().vni() + 2000);
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            tunnel(b, at, at.network().vni());
        }

        /// A VNI cannot be changed: the device is made anew, with all its rows.
        private static void tunnel(Workbench b, FaultSite at, int vni) {
            b.takeAway(at.segment(), Changes.deleteLink("vxlan0"));
            Batch host = new Batch();
            host.vxlan(
                    LabBuilder.VXLAN0,
                    "vxlan0",
                    vni,
                    b.fd(at.segment()),
                    at.network().mtu());
            b.carryOut(at.hostFile(), host);
            Batch own = new Batch();
            own.master(LabBuilder.VXLAN0, LabBuilder.BR0);
            own.up(LabBuilder.VXLAN0);
            at.remotes().forEach((p, of) -> {
                own.peer(LabBuilder.VXLAN0, p, of);
                if (own.isFull()) {
                    b.carryOut(at.segment(), own);
                }
            });
            b.carryOut(at.segment(), own);
        }
    }

    record WrongMtu() implements Fault.OfTask {
        @Override
        public String name() {
            return "wrong-mtu";
        }

        @Override
        public String summary() {
            return "a task's MTU differs from the network's";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.task().file(),
                    Changes.setLink(
                            at.task().inside(), new LinkAttr.Mtu(at.network().mtu() + 50)));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(
                    at.task().file(),
                    Changes.setLink(
                            at.task().inside(), new LinkAttr.Mtu(at.network().mtu())));
        }
    }

    record DuplicateIp() implements Fault.OfTask {
        @Override
        public String name() {
            return "duplicate-ip";
        }

        @Override
        public String summary() {
            return "another task has the IP address of a task too";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.other().file(),
                    Changes.addAddress(at.other().inside(), at.ip(), at.task().prefix()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.takeAway(
                    at.other().file(),
                    Changes.deleteAddress(
                            at.other().inside(), at.ip(), at.task().prefix()));
        }
    }

    record DuplicateMac() implements Fault.OfTask {
        @Override
        public String name() {
            return "duplicate-mac";
        }

        @Override
        public String summary() {
            return "another task has the MAC address of a task too";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.other().file(), Changes.setLink(at.other().inside(), new LinkAttr.Address(at.mac())));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            LinkAddress own = LinkAddress.parse(at.other().mac());
            b.carryOut(at.other().file(), Changes.setLink(at.other().inside(), new LinkAttr.Address(own)));
        }
    }

    private LinkFaults() {}
}
