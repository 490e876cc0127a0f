package dev.sonde.core.check;

import dev.sonde.core.graph.TargetWords;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The commands of findings with what people call a namespace, where the way to it leads through the root folder of a
/// process: `sonde enter NAME -- ip …` in place of `nsenter --net=/proc/822/root/… ip …`.
public final class TargetCommands {
    private static final String NET = "--net=";

    private final Snapshot snapshot;

    /// Made for the first finding: as a rule there is none.
    private TargetWords words;

    /// By the path that commands name: those with such a way. Null: not looked for yet.
    private Map<String, Namespace> namespaces;

    public TargetCommands(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    private void index() {
        namespaces = new HashMap<>();
        for (Namespace n : snapshot.namespaces()) {
            if (n.path().startsWith("/proc/") && n.path().contains("/root/")) {
                namespaces.put(n.path(), n);
            }
        }
        words = namespaces.isEmpty() ? null : new TargetWords(snapshot);
    }

    public Finding of(Finding f) {
        if (namespaces == null) {
            index();
        }
        if (words == null) {
            return f;
        }
        return f.with(f.remedy().with(this::of, this::words), words(f.see()));
    }

    private Step of(Step s) {
        String word = s instanceof Step.Inside inside ? word(inside.in().path()) : null;
        return word == null ? s : new Step.ByTarget((Step.Inside) s, word);
    }

    private String word(String path) {
        Namespace n = namespaces.get(path);
        return n == null ? null : words.of(n);
    }

    private List<String> words(List<String> command) {
        boolean enters = command.size() > 2
                && command.getFirst().equals("nsenter")
                && command.get(1).startsWith(NET);
        String word = enters ? word(command.get(1).substring(NET.length())) : null;
        return word == null ? command : enter(word, command.subList(2, command.size()));
    }

    static List<String> enter(String target, List<String> words) {
        List<String> all = new ArrayList<>(List.of("sonde", "enter", target, "--"));
        all.addAll(words);
        return all;
    }
}
