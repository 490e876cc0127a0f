package dev.sonde.lab;

import dev.sonde.netlink.Changes;
import dev.sonde.netlink.IpAddress;

/// Faults of tables: rows that are missing, wrong or too many.
final class RowFaults {
    /// Of a row that is to go: wherever it leads, another fault may have changed that.
    private static final IpAddress ANYWHERE = IpAddress.parse("0.0.0.0");

    record MissingFdb() implements Fault.Remote {
        @Override
        public String name() {
            return "missing-fdb";
        }

        @Override
        public String summary() {
            return "a host lacks the FDB row of a remote task but has its neighbour row: frames are lost in silence";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.segment(), Changes.deleteForwarding(LabBuilder.VXLAN0, at.mac(), ANYWHERE));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), at.vtep()));
        }
    }

    record WrongVtep() implements Fault.Remote {
        @Override
        public String name() {
            return "wrong-vtep";
        }

        @Override
        public String summary() {
            return "a host sends the frames of a remote task to an address where no host is";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.segment(), Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), IpAddress.parse("10.99.0.250")));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), at.vtep()));
        }
    }

    record SelfLoop() implements Fault.Remote {
        @Override
        public String name() {
            return "self-loop";
        }

        @Override
        public String summary() {
            return "a host sends the frames of a remote task to itself";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), at.vtep(at.host())));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), at.vtep()));
        }
    }

    record StaleRow() implements Fault.Remote {
        @Override
        public String name() {
            return "stale-row";
        }

        @Override
        public String summary() {
            return "a host keeps the rows of a task that is gone";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.segment(),
                    Changes.putNeighbour(LabBuilder.VXLAN0, at.nobody(), at.nobodysMac()),
                    Changes.putForwarding(LabBuilder.VXLAN0, at.nobodysMac(), at.vtep()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.takeAway(
                    at.segment(),
                    Changes.deleteForwarding(LabBuilder.VXLAN0, at.nobodysMac(), at.vtep()),
                    Changes.deleteNeighbour(LabBuilder.VXLAN0, at.nobody()));
        }
    }

    record MissingNeighbour() implements Fault.Remote {
        @Override
        public String name() {
            return "missing-neighbour";
        }

        @Override
        public String summary() {
            return "a host lacks the neighbour of a remote task: nobody answers ARP for it";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.segment(), Changes.deleteNeighbour(LabBuilder.VXLAN0, at.ip()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putNeighbour(LabBuilder.VXLAN0, at.ip(), at.mac()));
        }
    }

    record MissingNeighbourV6() implements Fault.Remote {
        @Override
        public String name() {
            return "missing-neighbour-v6";
        }

        @Override
        public String summary() {
            return "a host lacks the neighbour of a remote task's IPv6 address, as in Docker: IPv4 works, IPv6 does not";
        }

        @Override
        public boolean six() {
            return true;
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(at.segment(), Changes.deleteNeighbour(LabBuilder.VXLAN0, at.ip6()));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Changes.putNeighbour(LabBuilder.VXLAN0, at.ip6(), at.mac()));
        }
    }

    record MissingPeer() implements Fault.Remote {
        @Override
        public String name() {
            return "missing-peer";
        }

        @Override
        public String summary() {
            return "a host lacks both rows of a remote task, as if it had never heard of it";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.takeAway(
                    at.segment(),
                    Changes.deleteForwarding(LabBuilder.VXLAN0, at.mac(), ANYWHERE),
                    Changes.deleteNeighbour(LabBuilder.VXLAN0, at.ip()));
            if (at.ip6() != null) {
                b.takeAway(at.segment(), Changes.deleteNeighbour(LabBuilder.VXLAN0, at.ip6()));
            }
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(
                    at.segment(),
                    Changes.putNeighbour(LabBuilder.VXLAN0, at.ip(), at.mac()),
                    Changes.putForwarding(LabBuilder.VXLAN0, at.mac(), at.vtep()));
            if (at.ip6() != null) {
                b.carryOut(at.segment(), Changes.putNeighbour(LabBuilder.VXLAN0, at.ip6(), at.mac()));
            }
        }
    }

    /// The kernel takes such rows away after a while, when it has many neighbours.
    record FailedNeighbour() implements Fault.OfTask {
        @Override
        public String name() {
            return "failed-neighbour";
        }

        @Override
        public String summary() {
            return "a task asked for another one's MAC and got no answer: FAILED";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(
                    at.task().file(),
                    Messages.failed(
                            at.task().inside(), IpAddress.parse(at.other().ip())));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.takeAway(
                    at.task().file(),
                    Changes.deleteNeighbour(
                            at.task().inside(), IpAddress.parse(at.other().ip())));
        }
    }

    record TableFull() implements Fault.OfHost {
        @Override
        public String name() {
            return "table-full";
        }

        @Override
        public String summary() {
            return "the bridge of a task may learn one MAC address only";
        }

        @Override
        public void make(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Messages.mostLearned(LabBuilder.BR0, 1));
        }

        @Override
        public void mend(Workbench b, FaultSite at) {
            b.carryOut(at.segment(), Messages.mostLearned(LabBuilder.BR0, 0));
            // Where there is a limit people write static rows instead.
            at.locals().forEach(p -> b.forget(at.segment(), p));
        }
    }

    private RowFaults() {}
}
