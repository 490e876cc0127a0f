package dev.sonde.cli.document;

import dev.sonde.core.model.Gap;
import java.util.ArrayList;
import java.util.List;

/// What could not be read, and why. `errno`: 0 where none tells why.
public record GapDocument(String what, String why, int errno) implements Document {
    public static List<GapDocument> of(List<Gap> gaps) {
        List<GapDocument> all = new ArrayList<>(gaps.size());
        for (Gap g : gaps) {
            all.add(new GapDocument(g.what(), g.why(), g.errno()));
        }
        return all;
    }

    @Override
    public void members(JsonWriter to) {
        to.member("what", what).member("why", why).member("errno", errno);
    }
}
