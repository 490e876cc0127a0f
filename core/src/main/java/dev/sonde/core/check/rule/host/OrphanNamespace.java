package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Folders;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import java.util.List;

/// The namespace of an overlay network that no engine knows any more.
public record OrphanNamespace() implements Rule.OfHost {
    @Override
    public String code() {
        return "S114";
    }

    @Override
    public String title() {
        return "the namespace of a network that its host no longer has";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each file `N-ID` in an engine's folder of namespaces must belong to a network whose id"
                        + " begins with ID. The engine says which networks there are; without its answer nothing is"
                        + " reported.",
                "None now. Its VXLAN device keeps the VNI: a new network that gets this VNI cannot be" + " made.",
                "The network was removed while one of its tasks was still ending, or while the daemon"
                        + " restarted; or the daemon was killed while its tasks ran, and they now run elsewhere.",
                "`ls /run/docker/netns`, against `docker network ls --no-trunc`.",
                "The command unmounts and removes the file; the namespace ends unless something else"
                        + " holds it. First make sure that no daemon is making a network this second.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (NamespaceTables in : all.all) {
            Namespace n = in.namespace();
            String file = n.network() == null ? Folders.overlayFile(n) : null;
            EngineId engine = file == null ? null : all.folders.engine(file);
            if (engine == null || all.folders.network(engine, file) != null) {
                continue;
            }
            String name = file.substring(file.lastIndexOf('/') + 1);
            String host = all.folders.host(engine, n);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            "the namespace " + name + " is left of a network that " + host + " no longer has",
                            name,
                            new Finding.Where("", -1, host, file),
                            new Finding.Expected(
                                    "a network whose id begins " + name.substring(name.indexOf('-') + 1),
                                    engine.label()),
                            "it has no such network on this host",
                            List.of(),
                            Remedy.unsafe(new Step.RemoveFile(file, true)),
                            List.of("ls", "-l", file)),
                    in);
        }
    }
}
