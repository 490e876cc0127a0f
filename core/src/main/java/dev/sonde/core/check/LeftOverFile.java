package dev.sonde.core.check;

import dev.sonde.core.model.LeftOver;
import java.util.List;

/// A file in an engine's folder of namespaces that leads to none.
record LeftOverFile() implements Rule.OfHost {
    @Override
    public String code() {
        return "S312";
    }

    @Override
    public String title() {
        return "a file of a namespace that has ended";
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public Page page() {
        return new Page(
                "Each file in the folders of namespaces has to be one: a mount of nsfs.",
                "None. Entering it fails with `Invalid argument`.",
                "A container has ended; Docker removes such files after a while.",
                "`stat -f -c %T FILE` says nsfs for a namespace.",
                "The command removes the file. Wait a minute: the engine may do it, or be about to mount there.");
    }

    @Override
    public void check(Inventory all, Findings out) {
        for (LeftOver l : all.snapshot.leftOvers()) {
            if (!l.path().startsWith("/") || !l.why().startsWith("no namespace")) {
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
