package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Folders;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.LeftOver;
import java.util.List;

/// A file in an engine's folder of namespaces that leads to none.
public record LeftOverFile() implements Rule.OfHost {
    @Override
    public String code() {
        return "S312";
    }

    @Override
    public String title() {
        return "a left-over file of a namespace that has ended";
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each file in the folders of namespaces must be a namespace: a mount of nsfs.",
                "None. Entering it fails with `Invalid argument`.",
                "A container ended; Docker removes such files after a while.",
                "`stat -f -c %T FILE` says nsfs for a namespace.",
                "The command removes the file. Wait a minute first: the engine may remove it, or be about"
                        + " to mount there.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        for (LeftOver l : all.snapshot.leftOvers()) {
            if (!l.file()) {
                continue;
            }
            String name = l.path().substring(l.path().lastIndexOf('/') + 1);
            out.add(new Finding(
                    this,
                    severity(),
                    "the file " + name + " leads to no namespace",
                    name,
                    new Finding.Where("", -1, all.snapshot.host().name(), l.path()),
                    new Finding.Expected("a namespace", Finding.NATURE),
                    l.why(),
                    List.of(new Evidence("", "ls " + Folders.folder(l.path()), name)),
                    Remedy.unsafe(new Step.RemoveFile(l.path(), false)),
                    List.of("stat", "-f", "-c", "%T", l.path())));
        }
    }
}
