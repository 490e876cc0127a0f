package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What could not be read, and why: a partial result says so.
public final class Gaps {
    public static void print(Context context, List<Gap> gaps) {
        Console err = context.err();
        String remedy = "";
        for (Gap g : gaps) {
            err.text("sonde: not read: ")
                    .name(g.what())
                    .text(": ")
                    .name(g.why())
                    .line();
            remedy = remedy.isEmpty() ? context.remedy(g.errno()) : remedy;
        }
        if (!remedy.isEmpty()) {
            err.text("  ").text(remedy).line();
        }
    }

    /// The same, those that have one reason in one line: the first of them, and how many more.
    static void brief(Context context, List<Gap> gaps) {
        Map<String, List<Gap>> reasons = new LinkedHashMap<>();
        for (Gap g : gaps) {
            reasons.computeIfAbsent(g.why(), w -> new ArrayList<>(1)).add(g);
        }
        List<Gap> some = new ArrayList<>(reasons.size());
        reasons.forEach((why, all) -> {
            Gap first = all.getFirst();
            String more = all.size() == 1 ? "" : ", and " + (all.size() - 1) + " more";
            some.add(new Gap(first.what().concat(more), why, first.errno()));
        });
        print(context, some);
    }

    /// What an ordinary user does not see of the namespaces of others, in a line, and what would show it.
    static void unseen(Context context, String what) {
        context.err()
                .text("sonde: ")
                .name(what)
                .text(": only what /proc/PID/net tells everyone; the rest needs CAP_SYS_PTRACE (to find namespaces)")
                .text(" and CAP_SYS_ADMIN (to enter them)\n");
        String remedy = context.remedy(Errno.EACCES);
        if (!remedy.isEmpty()) {
            context.err().text("  ").text(remedy).line();
        }
    }

    private Gaps() {}
}
