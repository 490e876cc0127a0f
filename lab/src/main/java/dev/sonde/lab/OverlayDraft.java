package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// An overlay network of a [Layout] while endpoints are added to it.
final class OverlayDraft {
    final LabSpec.Network spec;
    final String id;
    final List<LabState.Service> services = new ArrayList<>();
    final List<LabState.Task> tasks = new ArrayList<>();
    final List<LabState.Balancer> balancers = new ArrayList<>();
    final List<LabState.Member> members = new ArrayList<>();

    /// The containers that are on it, and the numbers of all hosts on which somebody is.
    final List<LabSpec.Container> guests = new ArrayList<>();

    final Set<Integer> on = new TreeSet<>();
    Range range;
    int vni;

    /// The address that the next endpoint gets.
    long next;

    OverlayDraft(LabSpec.Network spec, String id) {
        this.spec = spec;
        this.id = id;
    }

    /// The network as it is now, with a namespace on each host where somebody is.
    LabState.Network made(List<LabState.Host> hosts) {
        List<LabState.Segment> segments = new ArrayList<>();
        for (int host : on) {
            segments.add(new LabState.Segment(hosts.get(host - 1).name(), file(host)));
        }
        return new LabState.Network(
                spec.name(),
                id,
                range.toString(),
                Range.text(range.first() + 1),
                spec.subnet6(),
                vni,
                spec.mtu() == 0 ? LabBuilder.OVERLAY_MTU : spec.mtu(),
                segments,
                services,
                tasks,
                balancers,
                members);
    }

    /// Docker's name for the file of an overlay network's namespace: a number, and as much of the id as makes twelve
    /// characters. In Docker the number counts how often the namespace was made; here it is the host's, because all
    /// hosts of a lab share one folder.
    private String file(int host) {
        return (host + "-" + id).substring(0, 12);
    }
}
