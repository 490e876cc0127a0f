package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Folders;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Table;
import java.util.ArrayList;
import java.util.List;

/// A network has a second namespace on one host.
public record DuplicateNamespace() implements Rule.OfHost {
    @Override
    public String code() {
        return "S115";
    }

    @Override
    public String title() {
        return "a network has a second namespace on a host";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Of the files `N-ID` in an engine's folder of namespaces, only one on a host may belong"
                        + " to a network. The namespace with endpoints or a tunnel is the one in use.",
                "None while the older namespace is empty. While it has a VXLAN device, frames may arrive" + " in it.",
                "The engine increments N when it recreates a network's namespace; the older one was not" + " removed.",
                "`ls /run/docker/netns`: two files with the same id after the dash.",
                "The command unmounts and removes the file that is not in use; the namespace ends unless"
                        + " something else holds it.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (Segment s : all.segments) {
            String file = Folders.overlayFile(s.here);
            EngineId engine = file == null ? null : all.folders.engine(file);
            Network network = engine == null ? null : all.folders.network(engine, file);
            if (network == null || used(s)) {
                continue;
            }
            Segment live = null;
            for (Segment o : all.segments) {
                String other = Folders.overlayFile(o.here);
                boolean same = o != s
                        && other != null
                        && Folders.folder(other).equals(Folders.folder(file))
                        && all.folders.network(engine, other) == network;
                live = same && (used(o) || live == null) ? o : live;
            }
            if (live == null || out.explained(live.in) || !s.in.whole(Table.LINKS)) {
                continue;
            }
            report(s.here, live.here, file, network, engine, out, s);
        }
    }

    private static boolean used(Segment s) {
        return s.vxlan != null || !s.ports.isEmpty();
    }

    private void report(
            Namespace n, Namespace live, String file, Network network, EngineId engine, Findings out, Segment s) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        List<Evidence> evidence = new ArrayList<>(2);
        for (String f : List.of(file, live.path())) {
            evidence.add(new Evidence("", "ls " + Folders.folder(f), f.substring(f.lastIndexOf('/') + 1)));
        }
        out.add(
                new Finding(
                        this,
                        severity(),
                        network.name() + " has a second namespace, " + name,
                        network.name(),
                        new Finding.Where(network.name(), -1, n.host(), file),
                        new Finding.Expected("one namespace of each network on a host", engine.label()),
                        "it has neither a tunnel nor endpoints",
                        evidence,
                        Remedy.unsafe(new Step.RemoveFile(file, true)),
                        List.of("ls", "-l", Folders.folder(file))),
                s.in);
    }
}
