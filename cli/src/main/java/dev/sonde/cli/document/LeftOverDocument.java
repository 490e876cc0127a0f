package dev.sonde.cli.document;

import dev.sonde.core.model.LeftOver;
import java.util.ArrayList;
import java.util.List;

/// A file in a folder of namespaces that leads to none.
public record LeftOverDocument(String path, String why) implements Document {
    public static List<LeftOverDocument> of(List<LeftOver> files) {
        List<LeftOverDocument> all = new ArrayList<>(files.size());
        for (LeftOver f : files) {
            all.add(new LeftOverDocument(f.path(), f.why()));
        }
        return all;
    }

    @Override
    public void members(JsonWriter to) {
        to.member("path", path).member("why", why);
    }
}
