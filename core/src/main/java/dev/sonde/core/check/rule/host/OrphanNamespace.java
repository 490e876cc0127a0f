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
        return "the namespace of a network that is gone";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each file `N-ID` in an engine's folder of namespaces has to belong to a network whose id begins with"
                        + " ID. The engine says which networks there are: where it does not answer nothing is said.",
                "None now. Its VXLAN device keeps the VNI: a network that gets it again cannot be made.",
                "A network that was removed while a task of it was still ending, or while the daemon was restarted; or a"
                        + " daemon that was killed while tasks of it ran, and does not bring them back.",
                "`ls /run/docker/netns`, against `docker network ls --no-trunc`.",
                "The command unmounts and removes the file: the namespace goes, if nothing else holds it. Look first"
                        + " that no daemon is making a network in this second.");
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
            out.add(
                    new Finding(
                            this,
                            severity(),
                            "the namespace " + name + " of a network that is gone was left",
                            name,
                            new Finding.Where("", -1, n.host(), file),
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
