package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Json;
import dev.sonde.core.model.Gap;
import java.util.List;

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

    public static void json(Json json, List<Gap> gaps) {
        for (Gap g : gaps) {
            json.object().member("what", g.what()).member("why", g.why());
            json.member("errno", g.errno()).endObject();
        }
    }

    private Gaps() {}
}
