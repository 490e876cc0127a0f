package dev.sonde.cli.lab;

import dev.sonde.cli.Console;
import dev.sonde.cli.TextTable;
import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.engine.LabState;
import dev.sonde.lab.LabBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lab as text.
final class LabView {
    private final Console out;

    LabView(Console out) {
        this.out = out;
    }

    /// One lab of `lab status`. `state` null: there is no document, and `damage` says why.
    void entry(LabEntry entry, LabState state, String damage) {
        out.name(entry.name());
        if (entry.keeper() == 0) {
            out.text(": dead, its keeper was ended, and everything of it with that")
                    .line();
            out.text("  to forget it: ").name(LabBuilder.down(entry.name())).line();
            return;
        }
        if (state == null) {
            out.text(": up, but nothing is known of it: ").name(damage).line();
            out.text("  to remove it: ").name(LabBuilder.down(entry.name())).line();
            return;
        }
        out.text(": up, ");
        counts(state);
        out.text(", kept by process ").number(entry.keeper()).line();
        content(state);
        for (LabState.Broken b : state.broken()) {
            LabFaults.where(out.text("  broken by lab break: "), b).line();
        }
    }

    /// `2 hosts, 1 network, 3 tasks`, and what else there is; of kind flannel `2 hosts, 2 pods`.
    void counts(LabState lab) {
        count(lab.hosts().size(), "host");
        out.text(", ");
        if (lab.cluster() != null) {
            count(lab.cluster().pods().size(), "pod");
            return;
        }
        count(lab.networks().size(), "network");
        out.text(", ");
        count(lab.tasks(), "task");
        if (!lab.bridges().isEmpty()) {
            out.text(", ");
            count(lab.bridges().size(), "bridge network");
        }
        if (!lab.containers().isEmpty()) {
            out.text(", ");
            count(lab.containers().size(), "container");
        }
    }

    private void count(int n, String what) {
        out.number(n).text(" ").text(what).text(n == 1 ? "" : "s");
    }

    /// The hosts, and each network with its tasks.
    void content(LabState lab) {
        int hostWidth = 0;
        for (LabState.Host host : lab.hosts()) {
            hostWidth = Math.max(hostWidth, host.name().length());
        }
        List<TextTable.Column<LabState.Host>> columns =
                List.of(TextTable.Column.of(LabState.Host::name), TextTable.Column.of(LabState.Host::address));
        new TextTable<>(columns, lab.hosts()).printRows(out, 2);
        width = 0;
        if (lab.cluster() != null) {
            cluster(lab.cluster());
        }
        for (LabState.Network network : lab.networks()) {
            for (LabState.Task task : network.tasks()) {
                width = Math.max(width, task.shortName().length());
            }
            width = Math.max(width, network.balancers().isEmpty() ? 0 : BALANCER.length());
        }
        Map<String, LabState.Container> containers = new HashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (LabState.Container c : lab.containers()) {
            containers.put(c.id(), c);
            owners.put(c.id(), c.name());
            width = Math.max(width, c.name().length());
        }
        for (LabState.Network network : lab.networks()) {
            out.text("  overlay network ").name(network.name()).text("  ").name(shorter(network.id()));
            out.text("  VNI ")
                    .number(network.vni())
                    .text("  ")
                    .name(network.subnet())
                    .line();
            for (LabState.Task task : network.tasks()) {
                owners.put(task.container(), task.shortName());
                plug(task.shortName(), task).padded(task.host(), hostWidth + 2);
                out.text("pid ").number(task.pid()).line();
            }
            for (LabState.Balancer b : network.balancers()) {
                plug(BALANCER, b).name(b.host()).line();
            }
            for (LabState.Member m : network.members()) {
                plug(owners.getOrDefault(m.container(), ""), m).name(m.host()).line();
            }
        }
        for (LabState.Bridge b : lab.bridges()) {
            out.text("  bridge network ")
                    .name(b.name())
                    .text("  ")
                    .name(b.link())
                    .text(" on ");
            out.name(b.host()).text("  ").name(b.subnet()).line();
            for (LabState.Member m : b.members()) {
                plug(owners.getOrDefault(m.container(), ""), m).name(m.link()).line();
            }
        }
        for (LabState.Container c : lab.containers()) {
            out.text("  container ").padded(c.name(), width + 2).padded(c.host(), hostWidth + 2);
            out.text("pid ").number(c.pid());
            LabState.Container other = containers.get(c.shares());
            if (other != null) {
                out.text("  in the namespace of ").name(other.name());
            }
            out.line();
        }
    }

    /// The nodes and their pods.
    private void cluster(LabState.Cluster c) {
        for (LabState.Pod p : c.pods()) {
            width = Math.max(width, p.fullName().length());
        }
        out.text("  cluster of kind flannel  ").name(c.link()).text("  VNI ").number(c.vni());
        out.text("  ").name(c.range()).line();
        for (LabState.Node n : c.nodes()) {
            out.text("  node ")
                    .name(n.host())
                    .text("  ")
                    .name(n.range())
                    .text("  ")
                    .name(n.mac())
                    .line();
            for (LabState.Pod p : c.pods()) {
                if (p.host().equals(n.host())) {
                    plug(p.fullName(), p).text("pid ").number(p.pid()).line();
                }
            }
        }
    }

    private static final String BALANCER = "load balancer";

    /// How wide the names of what is on networks are.
    private int width;

    /// Whose it is, and its addresses. Not a row of a [TextTable]: each network would have widths of its own, and what
    /// follows differs from row to row; here names and addresses stand in the same columns below all networks.
    private Console plug(String who, LabState.Plug p) {
        return out.text("    ").padded(who, width + 2).padded(p.ip(), 16).padded(p.mac(), 19);
    }

    /// As much of an id as Docker's file names show.
    private static String shorter(String id) {
        return id.length() <= 12 ? id : id.substring(0, 12);
    }
}
