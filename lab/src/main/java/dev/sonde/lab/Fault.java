package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.List;

/// A fault that `lab break` makes by real kernel operations, and `lab mend` takes back.
public sealed interface Fault {
    List<Fault> ALL = List.of(
            new RowFaults.MissingFdb(),
            new RowFaults.WrongVtep(),
            new RowFaults.SelfLoop(),
            new RowFaults.StaleRow(),
            new RowFaults.MissingNeighbour(),
            new RowFaults.MissingNeighbourV6(),
            new RowFaults.MissingPeer(),
            new RowFaults.FailedNeighbour(),
            new RowFaults.TableFull(),
            new LinkFaults.VethDown(),
            new LinkFaults.VethUnplugged(),
            new LinkFaults.PortBlocked(),
            new LinkFaults.WrongVni(),
            new LinkFaults.WrongMtu(),
            new LinkFaults.DuplicateIp(),
            new LinkFaults.DuplicateMac(),
            new HostFaults.UnderlayMtu(),
            new HostFaults.UnderlayDown(),
            new HostFaults.WrongSource(),
            HostFaults.Blocked.VXLAN,
            HostFaults.Blocked.NEWS,
            new HostFaults.VniClash(),
            new HostFaults.LeakedVxlan(),
            new HostFaults.OrphanNamespace(),
            new HostFaults.SecondEpoch(),
            new HostFaults.LeftOverFile(),
            new PodFaults.RouteLost(),
            new PodFaults.WrongMac(),
            new PodFaults.MissingNeighbour(),
            new PodFaults.MissingFdb(),
            new PodFaults.WrongNode(),
            new PodFaults.DeviceDown());

    /// What it is called on the command line.
    String name();

    /// What is wrong then, in one line.
    String summary();

    /// Whether the tables of one host are wrong about a task on another; else it is where the task is.
    boolean remote();

    /// Whether it is one of a network on a host, whichever task is named; else there may be one for each task.
    boolean ofHost();

    /// Whether it needs a network with IPv6.
    default boolean six() {
        return false;
    }

    /// Whether it is one of labs of kind flannel; else of those with networks.
    default boolean ofCluster() {
        return false;
    }

    /// Refuses a lab of the other kind.
    default void fits(LabState lab) {
        if (ofCluster() != (lab.cluster() != null)) {
            throw new LabException(
                    name() + " is a fault of " + (ofCluster() ? "a lab of kind flannel" : "overlay networks")
                            + "; the lab " + lab.name()
                            + (ofCluster() ? " has overlay networks" : " is of kind flannel"),
                    "sonde lab break --list says of which kind each fault is");
        }
    }

    void make(Workbench b, FaultSite at);

    /// Brings back what [#make] changed, also where somebody has mended it already, in whole or in part.
    void mend(Workbench b, FaultSite at);

    /// The fault of this name.
    static Fault named(String name) {
        for (Fault f : ALL) {
            if (f.name().equals(name)) {
                return f;
            }
        }
        throw new LabException("there is no fault " + name, "valid faults: sonde lab break --list");
    }

    /// Where the fault is to be. `target`: empty, `TASK`, `NETWORK`, and either with `@HOST`.
    default FaultSite spot(LabState lab, String target) {
        int sign = target.lastIndexOf('@');
        String name = sign < 0 ? target : target.substring(0, sign);
        String host = sign < 0 ? "" : target.substring(sign + 1);
        if (!host.isEmpty() && lab.host(host) == null) {
            throw new LabException("there is no host " + host + " in the lab " + lab.name(), "see: sonde lab status");
        }
        boolean known = name.isEmpty();
        List<FaultSite> all = new ArrayList<>();
        for (LabState.Network n : lab.networks()) {
            for (LabState.Task t : n.tasks()) {
                boolean meant =
                        name.isEmpty() || name.equals(n.name()) || name.equals(t.shortName()) || name.equals(t.name());
                known |= meant;
                for (LabState.Segment s : n.segments()) {
                    boolean right = s.host().equals(t.host()) != remote() && (!six() || n.ip6(t) != null);
                    if (meant && right && (host.isEmpty() || host.equals(s.host()))) {
                        all.add(new FaultSite(lab, n, s.host(), t, null));
                    }
                }
            }
        }
        if (!known) {
            throw new LabException(
                    "there is no task or network " + name + " in the lab " + lab.name(), "see: sonde lab status");
        }
        if (all.isEmpty()) {
            throw new LabException(
                    "there is no place for " + name() + (target.isEmpty() ? "" : " at " + target),
                    remote()
                            ? "it needs a network with a task on another host"
                                    + (six() ? ", and with IPv6 (subnet6)" : "")
                            : "it needs the host of the task");
        }
        return all.getFirst();
    }

    /// The tables of a host are wrong about a task on another one.
    sealed interface Remote extends Fault
            permits RowFaults.MissingFdb,
                    RowFaults.WrongVtep,
                    RowFaults.SelfLoop,
                    RowFaults.StaleRow,
                    RowFaults.MissingNeighbour,
                    RowFaults.MissingNeighbourV6,
                    RowFaults.MissingPeer {
        @Override
        default boolean remote() {
            return true;
        }

        @Override
        default boolean ofHost() {
            return false;
        }
    }

    /// Something of one task is wrong, or on its host because of it.
    sealed interface OfTask extends Fault
            permits RowFaults.FailedNeighbour,
                    LinkFaults.VethDown,
                    LinkFaults.VethUnplugged,
                    LinkFaults.PortBlocked,
                    LinkFaults.WrongMtu,
                    LinkFaults.DuplicateIp,
                    LinkFaults.DuplicateMac,
                    HostFaults.LeftOverFile {
        @Override
        default boolean remote() {
            return false;
        }

        @Override
        default boolean ofHost() {
            return false;
        }
    }

    /// On a node of a lab of kind flannel the way to another one is wrong.
    sealed interface OfNode extends Fault
            permits PodFaults.RouteLost,
                    PodFaults.WrongMac,
                    PodFaults.MissingNeighbour,
                    PodFaults.MissingFdb,
                    PodFaults.WrongNode,
                    PodFaults.DeviceDown {
        @Override
        default boolean ofCluster() {
            return true;
        }

        @Override
        default boolean remote() {
            return true;
        }

        @Override
        default boolean ofHost() {
            return false;
        }

        /// `target`: empty, `NODE` or `POD`, the one that is not reached, and either with `@HOST`, from which.
        @Override
        default FaultSite spot(LabState lab, String target) {
            int sign = target.lastIndexOf('@');
            String name = sign < 0 ? target : target.substring(0, sign);
            String host = sign < 0 ? "" : target.substring(sign + 1);
            LabState.Cluster c = lab.cluster();
            LabState.Node to = name.isEmpty() ? null : c.node(name);
            for (LabState.Pod p : c.pods()) {
                boolean meant = name.equals(p.name()) || name.equals(p.fullName());
                to = to == null && meant ? c.node(p.host()) : to;
            }
            if (to == null && !name.isEmpty() || !host.isEmpty() && c.node(host) == null) {
                throw new LabException(
                        "there is no node or pod " + (to == null && !name.isEmpty() ? name : host) + " in the lab "
                                + lab.name(),
                        "see: sonde lab status");
            }
            for (LabState.Node from : c.nodes()) {
                for (LabState.Node n : c.nodes()) {
                    boolean two = from != n && (to == null || to == n);
                    if (two && (host.isEmpty() || host.equals(from.host()))) {
                        return new FaultSite(lab, null, from.host(), null, n);
                    }
                }
            }
            throw new LabException(
                    "there is no place for " + name() + (target.isEmpty() ? "" : " at " + target),
                    "it needs two nodes: the one that sends, and the one that is not reached");
        }

        /// Writes what flannel writes for that node.
        @Override
        default void mend(Workbench b, FaultSite at) {
            Batch all = new Batch();
            all.node(PodFaults.DEVICE, at.node(), at.lab().host(at.node().host()));
            b.carryOut(at.hostFile(), all);
        }
    }

    /// Something is wrong that a network has once on a host, or the host itself has.
    sealed interface OfHost extends Fault
            permits RowFaults.TableFull,
                    LinkFaults.WrongVni,
                    HostFaults.UnderlayMtu,
                    HostFaults.UnderlayDown,
                    HostFaults.WrongSource,
                    HostFaults.Blocked,
                    HostFaults.VniClash,
                    HostFaults.LeakedVxlan,
                    HostFaults.OrphanNamespace,
                    HostFaults.SecondEpoch {
        @Override
        default boolean remote() {
            return false;
        }

        @Override
        default boolean ofHost() {
            return true;
        }
    }
}
